# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# An author who signs a checksum list.  The list is renamed: names of distfiles are
# shared by all packages.
inherit upsig

MY_P="hello-${PV}"
DESCRIPTION="Greets; vouched for by a signed checksum list"
HOMEPAGE="https://example.org/hello"
SRC_URI="
	https://example.org/hello/${MY_P}.tar.gz
	verify-sig? (
		https://example.org/hello/SHA256SUMS -> ${MY_P}-SHA256SUMS
		https://example.org/hello/SHA256SUMS.asc -> ${MY_P}-SHA256SUMS.asc
	)
"
S="${WORKDIR}/${MY_P}"

LICENSE="Apache-2.0"
SLOT="0"
KEYWORDS="~amd64"
BDEPEND="verify-sig? ( sec-keys/openpgp-keys-max )"

UPSIG_KEYRING="/usr/share/openpgp-keys/max.asc"
UPSIG_CHECKSUMS="${MY_P}-SHA256SUMS"
