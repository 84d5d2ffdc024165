# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

# Provenance from PyPI (PEP 740) and no signature: the successor of pypi.eclass's
# provenance check.  The workflow and the tag are pinned here; the provenance
# file's own "publisher" entry is unsigned and is not asked.
inherit upsig

MY_P="hello-${PV}"
DESCRIPTION="Greets; vouched for by the provenance that PyPI publishes"
HOMEPAGE="https://pypi.org/project/hello/"
SRC_URI="
	https://files.pythonhosted.org/packages/source/h/hello/${MY_P}.tar.gz
	verify-sig? ( $(upsig_pypi_provenance_url hello "${PV}" "${MY_P}.tar.gz") )
"
S="${WORKDIR}/${MY_P}"

LICENSE="Apache-2.0"
SLOT="0"
KEYWORDS="~amd64"

UPSIG_REPOSITORY="https://github.com/example/hello"
UPSIG_WORKFLOW=".github/workflows/release.yml"
UPSIG_REF="refs/tags/v${PV}"
# Only because hello is attested by a Sigstore instance made for tests.
UPSIG_TRUSTED_ROOT="trusted_root.json"
