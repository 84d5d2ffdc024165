# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=7

# The same upstream by a policy file, which can say more than the short variables:
# who signed which versions, exceptions with an end date, file names of its own.
inherit upsig

MY_P="hello-${PV}"
DESCRIPTION="Greets; vouched for as files/upsig.toml says"
HOMEPAGE="https://example.org/hello"
SRC_URI="
	https://example.org/hello/${MY_P}.tar.gz
	verify-sig? (
		https://example.org/hello/${MY_P}.tar.gz.asc
		https://example.org/hello/${MY_P}.tar.gz.sigstore.json
	)
"
S="${WORKDIR}/${MY_P}"

LICENSE="Apache-2.0"
SLOT="0"
KEYWORDS="~amd64"
BDEPEND="verify-sig? ( sec-keys/openpgp-keys-jane )"

UPSIG_POLICY="upsig.toml"
UPSIG_KEYRING="/usr/share/openpgp-keys/jane.asc"
