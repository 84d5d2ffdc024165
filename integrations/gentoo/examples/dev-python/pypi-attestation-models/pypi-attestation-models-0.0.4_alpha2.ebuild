# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# A real project on PyPI that has publish attestations only: they say which workflow
# uploaded the file, not how it was built, so the class reached is "publisher".
# The policy pins the workflow and the tag.
inherit upsig

MY_PV="${PV/_alpha/a}"
MY_P="pypi_attestation_models-${MY_PV}"
DESCRIPTION="Convert between Sigstore bundles and PEP 740 attestations"
HOMEPAGE="https://pypi.org/project/pypi-attestation-models/"
SRC_URI="
	https://files.pythonhosted.org/packages/source/p/pypi-attestation-models/${MY_P}.tar.gz
	verify-sig? ( $(upsig_pypi_provenance_url pypi-attestation-models "${MY_PV}" "${MY_P}.tar.gz") )
"
S="${WORKDIR}/${MY_P}"

LICENSE="Apache-2.0"
SLOT="0"
KEYWORDS="~amd64"

UPSIG_POLICY="upsig.toml"
UPSIG_VERSION="${MY_PV}"
