# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

EAPI=8

inherit go-module shell-completion toolchain-funcs

DESCRIPTION="Tell who vouches for a release, the author or only the CI that built it"
HOMEPAGE="https://github.com/upsig/upsig"
# Made by "make dist": the sources with all modules in vendor/.
SRC_URI="https://github.com/upsig/upsig/releases/download/v${PV}/${P}.tar.gz"

# The modules in vendor/ bring the others.
LICENSE="Apache-2.0 BSD BSD-2 MIT MPL-2.0"
SLOT="0"
KEYWORDS="~amd64 ~arm64"
BDEPEND=">=dev-lang/go-1.26"

src_compile() {
	# As releases are built: one static program, which needs no C compiler.
	local -x CGO_ENABLED=0
	local program shell
	for program in upsig sopv; do
		ego build -trimpath -o "dist/${program}" "./cmd/${program}"
	done
	if ! tc-is-cross-compiler; then
		mkdir dist/completion || die
		for shell in bash zsh fish; do
			dist/upsig completion "${shell}" > "dist/completion/${shell}" || die
		done
	fi
}

src_test() {
	ego test ./...
}

src_install() {
	dobin dist/upsig dist/sopv
	doman docs/man/*.[15]
	if [[ -d dist/completion ]]; then
		newbashcomp dist/completion/bash upsig
		newzshcomp dist/completion/zsh _upsig
		newfishcomp dist/completion/fish upsig.fish
	fi
	dodoc README.md docs/policy.md docs/reasons.md
}
