# The bench: a work folder with a space in its name, distfiles as symbolic links,
# keys below BROOT, and functions that run one phase in it.
# shellcheck shell=bash disable=SC2034,SC2154

repository=$here
if [ "$(id -u)" != 0 ] || ! unshare -mn true 2>/dev/null; then
	note "not root, or no mount namespaces: phases run without the cage"
fi

store="$work/store"
mkdir -p "$store"
cp "$quickstart"/hello-1.2.0.tar.gz* "$store/"

# The same attestation as PyPI would serve it (PEP 740).
provenance() {
	jq '{version: 1, attestation_bundles: [{
		publisher: {kind: "GitHub", repository: "forged/forged", workflow: "forged.yml"},
		attestations: [{
			version: 1,
			verification_material: {
				certificate: .verificationMaterial.certificate.rawBytes,
				transparency_entries: .verificationMaterial.tlogEntries},
			envelope: {statement: .dsseEnvelope.payload, signature: .dsseEnvelope.signatures[0].sig}}]}]}' "$1"
}
provenance "$quickstart/hello-1.2.0.tar.gz.sigstore.json" > "$store/hello-1.2.0.tar.gz.provenance"

# Upstreams of our own, for forms that the fixtures do not have.
export GNUPGHOME="$work/gnupg"
mkdir -m 700 "$GNUPGHOME"
gpgq() { gpg --batch --quiet --no-tty --pinentry-mode loopback --passphrase '' "$@" 2>>"$work/gpg.log"; }
gpgq --quick-generate-key 'Max <max@example.org>' ed25519 sign never
gpgq --quick-generate-key 'Eve <eve@example.org>' ed25519 sign never
max=$(gpg --batch --with-colons --list-keys max@example.org 2>/dev/null | awk -F: '$1 == "fpr" { print $10; exit }')
sign() { gpgq --local-user max@example.org "$@"; }

(
	cd "$store" || exit
	sha256sum hello-1.2.0.tar.gz > SHA256SUMS
	mv SHA256SUMS hello-1.2.0-SHA256SUMS
	sign --armor --detach-sign hello-1.2.0-SHA256SUMS
	sign --clearsign --output clear.asc hello-1.2.0-SHA256SUMS
	gzip -dc hello-1.2.0.tar.gz > hello-1.2.0.tar
	sign --armor --detach-sign --output hello-1.2.0.tar.sign hello-1.2.0.tar
	xz -k hello-1.2.0.tar
)

# fresh empties the bench and fills it with the named files of the store.
fresh() {
	ROOT="$work/a root"
	rm -rf "$ROOT"
	mkdir -p "$ROOT"/{distfiles,workdir,temp,log,ebuild,broot/usr/share/openpgp-keys}
	cp "$quickstart/keys/jane.asc" "$ROOT/broot/usr/share/openpgp-keys/"
	gpgq --armor --export max@example.org > "$ROOT/broot/usr/share/openpgp-keys/max.asc"
	gpgq --armor --export eve@example.org > "$ROOT/broot/usr/share/openpgp-keys/eve.asc"
	local file
	for file; do ln -s "$store/$file" "$ROOT/distfiles/$file"; done
	[ "$(id -u)" != 0 ] || chown 65534 "$ROOT"/{workdir,temp,log}
}

# ebuild PATH [REPOSITORY] copies an example and the trusted root of our Sigstore
# instance.
ebuild() {
	local from=${2-$here/examples}
	EBUILD="$ROOT/ebuild/$1"
	mkdir -p "${EBUILD%/*}/files"
	[ ! -d "$from/${1%/*}/files" ] || cp -r "$from/${1%/*}/files/"* "${EBUILD%/*}/files/"
	cp "$from/$1" "$EBUILD"
	cp "$quickstart/trusted_root.json" "${EBUILD%/*}/files/"
}

# write CATEGORY/PN/PN-PV.ebuild makes an ebuild of its own from standard input.
write() {
	EBUILD="$ROOT/ebuild/$1"
	mkdir -p "${EBUILD%/*}/files"
	cat > "$EBUILD"
}

# phase [NAME=VALUE...] runs the phase; nothing of this environment comes along.
phase() {
	env -i HOME=/nonexistent PATH="$bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C ROOT="$ROOT" EBUILD="$EBUILD" \
		REPOSITORY="$repository" USE=verify-sig "$@" \
		"$here/test/cage.sh" "$ROOT/workdir:$ROOT/temp:$ROOT/log" bash "$here/test/phases.bash"
}

# unpacks WHAT [NAME=VALUE...]: the phase succeeds and leaves hello's tree, taken
# from a private copy.
unpacks() {
	local what=$1
	shift
	accepts "$what" phase "$@"
	holds "$what: the tree is there" test -s "$ROOT/workdir/hello-1.2.0/hello"
	holds "$what: from the judged copy" grep -Fqx "$ROOT/temp/upsig/judged/hello-1.2.0.tar.gz" "$ROOT/log/unpacked"
}

# told WHAT: a rejection reaches die in one line with file, cause, next step and code.
told() {
	grep -q REJECTED "$ROOT/log/died" || return 0
	holds "$1: one line for die" grep -Eqx 'upsig\.eclass: REJECTED [^:]+: .+; next: .+ \[[a-z0-9-]+\]' "$ROOT/log/died"
	! grep -qv '^upsig\.eclass: ' "$ROOT/log/died" || bad "$1: die shows more than one line"
}

# dies WHAT PATTERN [NAME=VALUE...]: the phase dies with these words, and nothing
# was unpacked.
dies() {
	local what=$1 pattern=$2
	shift 2
	refuses "$what" "$pattern" phase "$@"
	holds "$what: by die" test -s "$ROOT/log/died"
	told "$what"
	holds "$what: nothing unpacked" test ! -e "$ROOT/log/unpacked"
	[ -z "$(ls -A "$ROOT/workdir")" ] || bad "$what: WORKDIR is not empty"
}
