# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# The author signs and CI attests.  Both must be there: naming the two sides is
# enough, UPSIG_REQUIRE would only repeat it.
inherit upsig

MY_P="hello-${PV}"
DESCRIPTION="Greets; vouched for by the author's key and by the CI workflow"
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

UPSIG_KEYRING="/usr/share/openpgp-keys/jane.asc"
UPSIG_FINGERPRINT="621D384B6FC55E5D80618F9BA4A01BF816DE7418"
UPSIG_REPOSITORY="https://github.com/example/hello"
UPSIG_WORKFLOW=".github/workflows/release.yml"
UPSIG_REF="refs/tags/v${PV}"
# hello's attestations come from a Sigstore instance made for tests.  Leave this
# out for upstreams that use the public one.
UPSIG_TRUSTED_ROOT="trusted_root.json"
