#!/bin/sh
# Writes the source tarball of the last commit into a folder, with all modules in
# vendor/, so that it builds without a network and without git. Two runs give the
# same bytes: names sorted, one owner, the time of the commit.
#
#   scripts/dist.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
name=upsig-$(git show HEAD:internal/version/VERSION | tr -d ' \n')
mkdir -p "$out"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive --format=tar --prefix="$name/" -o "$work/source.tar" HEAD
tar -xf "$work/source.tar" -C "$work"
(cd "$work/$name" && GOWORK=off GOFLAGS=-mod=mod ${GO:-go} mod vendor)

time=$(git log -1 --format=%ct)
# Not in a pipe: what tar cannot do must end this, and not make a shorter tarball.
(cd "$work" && LC_ALL=C tar --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX --mtime="@$time" -cf release.tar "$name")
gzip -9 -n < "$work/release.tar" > "$work/release.tar.gz"
mv "$work/release.tar.gz" "$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz")
