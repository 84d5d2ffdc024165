# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# A key package in the manner of sec-keys: the certificates lie in files/keyring as
# "upsig key import" keeps them, one per file with a record of where it came from, so
# that a bump is a diff to read.  "upsig key update" and "upsig key rotate" make the
# next one.
DESCRIPTION="OpenPGP certificates of Jane Doe, who signs hello"
HOMEPAGE="https://example.org/hello"
S="${WORKDIR}"

LICENSE="public-domain"
SLOT="0"
KEYWORDS="~amd64 ~arm64"
BDEPEND="app-crypt/upsig"

src_compile() {
	# Stops at secret keys, broken certificates and files that the record does not name.
	upsig key lint --keyring-dir "${FILESDIR}/keyring" || die "the keyring has flaws"
	upsig key export --keyring-dir "${FILESDIR}/keyring" --layout openpgp-keys --output jane.asc ||
		die "cannot export the keyring"
}

src_install() {
	insinto /usr/share/openpgp-keys
	doins jane.asc
}
