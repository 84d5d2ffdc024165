# What the tests of all integrations share. To be sourced; sets top (the
# repository), work (a folder of our own, removed at the end) and bin (where upsig
# and sopv are, from UPSIG_BIN or built here).
# shellcheck shell=bash disable=SC2034
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
quickstart=$top/testdata/quickstart
corpus=${UPSIG_CORPUS:-$top/../shared/corpus}
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT

bin=${UPSIG_BIN:-}
if [ -z "$bin" ]; then
	bin=$work/bin
	mkdir "$bin"
	(cd "$top" && go build -o "$bin/" ./cmd/upsig ./cmd/sopv)
fi
export PATH="$bin:$PATH"

passed=0 failed=0

note() { printf -- '-- %s\n' "$*"; }

# skip says what cannot be tested here and ends the script, successfully.
skip() {
	printf 'SKIP: %s\n' "$*"
	exit 0
}

# need skips unless the programs are installed.
need() {
	local program
	for program; do
		type -P "$program" >/dev/null || skip "$program is not installed"
	done
}

good() {
	passed=$((passed + 1))
	printf 'ok    %s\n' "$1"
}

bad() {
	failed=$((failed + 1))
	printf 'FAIL  %s\n' "$1"
	[ -z "${2-}" ] || tail -n 12 "$2" | sed 's/^/      | /'
}

# accepts WHAT COMMAND...: the command must succeed.
accepts() {
	local what=$1
	shift
	if "$@" >"$work/out" 2>&1; then good "$what"; else bad "$what" "$work/out"; fi
}

# refuses WHAT PATTERN COMMAND...: the command must fail and say so in these words.
refuses() {
	local what=$1 pattern=$2
	shift 2
	if "$@" >"$work/out" 2>&1; then
		bad "$what: was accepted" "$work/out"
	elif grep -Eq -- "$pattern" "$work/out"; then
		good "$what"
	else
		bad "$what: does not say \"$pattern\"" "$work/out"
	fi
}

# says WHAT PATTERN: the last command's output must match.
says() {
	if grep -Eq -- "$2" "$work/out"; then good "$1"; else bad "$1: does not say \"$2\"" "$work/out"; fi
}

# holds WHAT COMMAND...: like accepts, without keeping the output of the last command.
holds() {
	local what=$1
	shift
	if "$@"; then good "$what"; else bad "$what"; fi
}

# vector NAME FOLDER writes the files of a test vector into the folder.
vector() {
	mkdir -p "$2"
	awk -v folder="$2" '
		/^-- .* --$/ { name = $2; file = folder "/" name; part = file; sub("/[^/]*$", "", part); system("mkdir -p \"" part "\""); printf "" > file; next }
		file { print > file }' "$top/testdata/vectors/$1.txtar"
	local encoded
	find "$2" -name '*.b64' | while read -r encoded; do
		base64 -d "$encoded" > "${encoded%.b64}"
		rm "$encoded"
	done
}

# finish says how it went.
finish() {
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" = 0 ]
	[ "$passed" -gt 0 ]
}
