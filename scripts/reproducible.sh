#!/bin/sh
# Builds the programs in two folders of different names and compares the bytes. The
# second build has a cache of its own: from that of the first it would take the same
# compiled packages, and show nothing.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in one another/and-deeper; do
    mkdir -p "$work/$folder"
    tar -c --exclude=./dist --exclude=./.git . | tar -x -C "$work/$folder"
    make -s -C "$work/$folder" build OUT=out GO="${GO:-go}"
    export GOCACHE="$work/cache"
done
status=0
for f in upsig sopv completion/bash completion/zsh completion/fish; do
    cmp "$work/one/out/$f" "$work/another/and-deeper/out/$f" && echo "same: $f" || status=1
done
exit $status
