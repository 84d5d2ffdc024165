# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# An author who signs releases, and nothing else: the successor of verify-sig.
inherit upsig

MY_P="hello-${PV}"
DESCRIPTION="Greets; vouched for by an OpenPGP key"
HOMEPAGE="https://example.org/hello"
SRC_URI="
	https://example.org/hello/${MY_P}.tar.gz
	verify-sig? ( https://example.org/hello/${MY_P}.tar.gz.asc )
"
S="${WORKDIR}/${MY_P}"

LICENSE="Apache-2.0"
SLOT="0"
KEYWORDS="~amd64"
BDEPEND="verify-sig? ( sec-keys/openpgp-keys-jane )"

UPSIG_KEYRING="/usr/share/openpgp-keys/jane.asc"
UPSIG_FINGERPRINT="621D384B6FC55E5D80618F9BA4A01BF816DE7418"
