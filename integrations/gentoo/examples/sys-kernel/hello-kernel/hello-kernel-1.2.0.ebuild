# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# As on kernel.org: several compressed forms of one tar, and one signature over the
# tar itself.
inherit upsig

MY_P="hello-${PV}"
DESCRIPTION="Greets; vouched for by a signature over the uncompressed tar"
HOMEPAGE="https://example.org/hello"
SRC_URI="
	https://example.org/hello/${MY_P}.tar.xz
	verify-sig? ( https://example.org/hello/${MY_P}.tar.sign )
"
S="${WORKDIR}/${MY_P}"

LICENSE="Apache-2.0"
SLOT="0"
KEYWORDS="~amd64"
BDEPEND="verify-sig? ( sec-keys/openpgp-keys-max )"

UPSIG_KEYRING="/usr/share/openpgp-keys/max.asc"
