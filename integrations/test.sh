#!/usr/bin/env bash
# Runs the tests of all integrations, and shellcheck over their scripts. What is not
# installed is skipped, with a word about it. Exit code 1 if anything failed.
#
#   test.sh [NAME...]     such as gentoo arch rpm debian; default: all
#
# UPSIG_BIN names a folder with upsig and sopv; without it they are built. UPSIG_COMPILE=no
# leaves out the ebuild's compilation, which takes a minute or two.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
[ $# -gt 0 ] || set -- gentoo arch rpm debian

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${UPSIG_BIN-}" ]; then
	chmod 755 "$work"
	(cd .. && go build -o "$work/" ./cmd/upsig ./cmd/sopv) || exit 1
	export UPSIG_BIN=$work
fi

export UPSIG_COMPILE=${UPSIG_COMPILE-yes}

code=0
echo '== shellcheck'
if type -P shellcheck >/dev/null; then
	shellcheck -x test.sh lib.bash ./*/test.sh ./*/test/*.bash gentoo/test/cage.sh arch/upsig.sh debian/upsig-uscan || code=1
	# In an eclass, ebuild and package manager set and read the variables.
	shellcheck -s bash -e SC2034,SC2154 gentoo/eclass/upsig.eclass || code=1
else
	echo 'SKIP: shellcheck is not installed'
fi
for name; do
	echo "== $name"
	"./$name/test.sh" || { echo "$name FAILED"; code=1; }
done
[ "$code" = 0 ] && echo '== all integrations passed'
exit "$code"
