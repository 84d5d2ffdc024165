# Each function by itself, with good input and bad.
# shellcheck shell=bash disable=SC2154,SC2016

release=hello-1.2.0.tar.gz

# bare begins a case: no SRC_URI, Max's key, and files with spaces in their names.
bare() {
	fresh $release $release.asc
	write app-misc/bare/bare-1.ebuild <<-'X'
		EAPI=8
		inherit upsig
		UPSIG_KEYRING="/usr/share/openpgp-keys/max.asc"
	X
	mkdir "$ROOT/my files"
	cp "$store/$release" "$ROOT/my files/a release.tar.gz"
	sign --armor --detach-sign --output "$ROOT/my files/a release.asc" "$ROOT/my files/a release.tar.gz"
	printf 'first line\n- dashed\nlast\n' > "$ROOT/my files/notes"
	sign --clearsign --output "$ROOT/my files/notes.asc" "$ROOT/my files/notes"
	chmod -R a+rX "$ROOT/my files"
}
# calls WHAT CODE: the code must succeed; fails WHAT PATTERN CODE: it must die.
calls() { accepts "$1" phase CALL="$2"; }
fails() {
	refuses "$1" "$2" phase CALL="$3"
	holds "$1: by die" test -s "$ROOT/log/died"
	told "$1"
	holds "$1: nothing unpacked" test ! -e "$ROOT/log/unpacked"
}

detached='upsig_verify_detached "${ROOT}/my files/a release.tar.gz" "${ROOT}/my files/a release.asc"'
bare; calls "detached, names with spaces" "$detached && upsig_unpack 'a release.tar.gz'"
holds "detached, names with spaces: unpacked" test -s "$ROOT/workdir/hello-1.2.0/hello"
bare; calls "detached, the judged copy" "$detached"' && cmp "$(upsig_judged "a release.tar.gz")" "${ROOT}/my files/a release.tar.gz"'
bare; calls "detached, names of distfiles and a key file" \
	'upsig_verify_detached hello-1.2.0.tar.gz hello-1.2.0.tar.gz.asc /usr/share/openpgp-keys/jane.asc; upsig_unpack hello-1.2.0.tar.gz'
bare; fails "detached, a key file of somebody else" 'REJECTED' "$detached /usr/share/openpgp-keys/eve.asc"
bare; fails "detached, no such key file" 'none\.asc does not exist' "$detached /usr/share/openpgp-keys/none.asc"
bare; fails "detached, an empty argument for the key file" 'upsig_verify_detached: the key file is an empty argument' "$detached"' "${UNSET}"; upsig_unpack "a release.tar.gz"'
bare; echo >> "$ROOT/my files/a release.tar.gz"
fails "detached, changed file" 'REJECTED a release\.tar\.gz: .*does not hold' "$detached; upsig_unpack 'a release.tar.gz'"
bare; fails "detached, no such signature" 'no such file: .*/none' 'upsig_verify_detached hello-1.2.0.tar.gz none'
bare; fails "detached, empty name" 'empty file name' 'upsig_verify_detached "" x'
bare; fails "detached, standard input" 'standard input' 'upsig_verify_detached - hello-1.2.0.tar.gz.asc'
bare; fails "detached, too few arguments" 'usage: upsig_verify_detached' 'upsig_verify_detached hello-1.2.0.tar.gz'
bare; fails "detached, option as a name" 'no such file' 'upsig_verify_detached --require=any hello-1.2.0.tar.gz.asc'
bare; cp "$quickstart/trusted_root.json" "${EBUILD%/*}/files/"
sed 's/^require.*/require = "pgp"/' "$here/examples/app-misc/hello-policy/files/upsig.toml" > "${EBUILD%/*}/files/upsig.toml"
calls "detached by a policy" \
	'UPSIG_POLICY=upsig.toml UPSIG_KEYRING= UPSIG_VERSION=1.2.0; upsig_verify_detached hello-1.2.0.tar.gz hello-1.2.0.tar.gz.asc /usr/share/openpgp-keys/jane.asc'
bare; fails "unpacking what was not judged" 'was not judged' 'upsig_unpack hello-1.2.0.tar.gz'
bare; fails "the copy of what was not judged" 'was not judged' 'x=$(upsig_judged hello-1.2.0.tar.gz); unpack "${x}"'
bare; fails "judging anew forgets the first verdict" 'release\.tar\.gz was not judged' \
	"$detached"'; (PHASE_PID=${BASHPID}; upsig_verify_detached "${ROOT}/my files/a release.tar.gz" hello-1.2.0.tar.gz.asc); upsig_unpack "a release.tar.gz"'

message='upsig_verify_message "${ROOT}/my files/notes.asc" "${WORKDIR}/the notes"'
bare; calls "message" "$message"
holds "message: the content" grep -qx -- '- dashed' "$ROOT/workdir/the notes"
holds "message: no armor" test "$(grep -c PGP "$ROOT/workdir/the notes")" = 0
bare; calls "message, a key file" 'unset UPSIG_KEYRING; '"$message /usr/share/openpgp-keys/max.asc"
bare; calls "message, pinned" "UPSIG_FINGERPRINT=${max,,}; $message"
bare; fails "message, an empty argument for the key file" 'the key file is an empty argument' "$message"' "${UNSET}"'
bare; fails "message, pinned to somebody else" 'not by 621D384B' "UPSIG_FINGERPRINT=621D384B6FC55E5D80618F9BA4A01BF816DE7418; $message"
bare; fails "message, somebody else's key" 'no signature in it verifies' "$message /usr/share/openpgp-keys/eve.asc"
bare; sed -i 's/last/lost/' "$ROOT/my files/notes.asc"
fails "message, changed" 'no signature in it verifies' "$message"
holds "message, changed: no output" test ! -e "$ROOT/workdir/the notes"
bare; { echo 'unsigned'; cat "$ROOT/my files/notes.asc"; } > "$ROOT/my files/x"; mv "$ROOT/my files/x" "$ROOT/my files/notes.asc"
if phase CALL="$message" >"$work/out" 2>&1; then
	holds "message, text around it: not in the output" test "$(grep -c unsigned "$ROOT/workdir/the notes")" = 0
else
	good "message, text around it: refused"
fi
bare; cp "$ROOT/my files/notes" "$ROOT/my files/notes.asc"
fails "message, unsigned" 'no signature in it verifies' "$message"
bare; fails "message, an old output is gone" 'no signature' 'echo old > "${WORKDIR}/the notes"; '"$message /usr/share/openpgp-keys/eve.asc"
holds "message, an old output is gone: so it is" test ! -e "$ROOT/workdir/the notes"
bare; fails "message, to standard output" 'name an output file' 'upsig_verify_message hello-1.2.0.tar.gz.asc -'
bare; fails "message, no keyring" 'needs UPSIG_KEYRING' 'unset UPSIG_KEYRING; '"$message"

# Signed checksum lists.
lists() {
	bare
	ln -s "$store/hello-1.2.0-SHA256SUMS" "$store/hello-1.2.0-SHA256SUMS.asc" "$store/clear.asc" "$ROOT/distfiles/"
}
signed='upsig_verify_signed_checksums hello-1.2.0-SHA256SUMS hello-1.2.0-SHA256SUMS.asc'
lists; calls "signed checksums" "$signed hello-1.2.0.tar.gz && upsig_unpack hello-1.2.0.tar.gz"
holds "signed checksums: unpacked" test -s "$ROOT/workdir/hello-1.2.0/hello"
lists; calls "signed checksums, cleartext" 'upsig_verify_signed_checksums clear.asc "" hello-1.2.0.tar.gz && upsig_unpack hello-1.2.0.tar.gz'
lists; fails "signed checksums, not listed" 'REJECTED a release\.tar\.gz' "$signed"' hello-1.2.0.tar.gz "${ROOT}/my files/a release.tar.gz"; upsig_unpack hello-1.2.0.tar.gz'
lists; fails "signed checksums, one refused, none judged" 'hello-1\.2\.0\.tar\.gz was not judged' \
	'(PHASE_PID=${BASHPID}; '"$signed"' hello-1.2.0.tar.gz "${ROOT}/my files/a release.tar.gz"); upsig_unpack hello-1.2.0.tar.gz'
lists; fails "signed checksums, no evidence" 'REJECTED' 'upsig_verify_signed_checksums hello-1.2.0-SHA256SUMS "" hello-1.2.0.tar.gz'
lists; fails "signed checksums, evidence of another file" 'REJECTED' 'upsig_verify_signed_checksums hello-1.2.0-SHA256SUMS hello-1.2.0.tar.gz.asc hello-1.2.0.tar.gz'
lists; fails "signed checksums, the list as evidence" 'cannot cover itself' 'upsig_verify_signed_checksums clear.asc clear.asc hello-1.2.0.tar.gz'
lists; fails "signed checksums, no file" 'usage' "$signed"
lists; fails "signed checksums, a policy" 'cannot be used with UPSIG_POLICY' "UPSIG_POLICY=upsig.toml; $signed hello-1.2.0.tar.gz"
lists; sed -i 's/max/eve/' "$EBUILD"
fails "signed checksums, somebody else's key" 'REJECTED' "$signed hello-1.2.0.tar.gz"

# Signatures over the uncompressed tar.
tars() {
	bare
	ln -s "$store/hello-1.2.0.tar.sign" "$store/hello-1.2.0.tar.xz" "$ROOT/distfiles/"
}
tars; calls "uncompressed" 'upsig_uncompress_verify_unpack hello-1.2.0.tar.xz hello-1.2.0.tar.sign'
holds "uncompressed: unpacked" test -s "$ROOT/workdir/hello-1.2.0/hello"
tars; calls "uncompressed, gzip and a key file" 'unset UPSIG_KEYRING; upsig_uncompress_verify_unpack hello-1.2.0.tar.gz hello-1.2.0.tar.sign /usr/share/openpgp-keys/max.asc'
tars; fails "uncompressed, somebody else's key" 'REJECTED' 'upsig_uncompress_verify_unpack hello-1.2.0.tar.xz hello-1.2.0.tar.sign /usr/share/openpgp-keys/eve.asc'
tars; fails "uncompressed, an empty argument for the key file" 'the key file is an empty argument' 'upsig_uncompress_verify_unpack hello-1.2.0.tar.xz hello-1.2.0.tar.sign "${UNSET}"'
tars; sign --armor --detach-sign --output "$ROOT/distfiles/hello-1.2.0.tar.xz.asc" "$store/hello-1.2.0.tar.xz"
fails "uncompressed, but the file is signed" 'REJECTED' 'upsig_uncompress_verify_unpack hello-1.2.0.tar.xz hello-1.2.0.tar.xz.asc'
tars; fails "uncompressed, too few arguments" 'usage' 'upsig_uncompress_verify_unpack hello-1.2.0.tar.xz'

bare; calls "address of provenance" '[[ "$(upsig_pypi_provenance_url a 1 b.tar.gz c.tar.gz)" == "https://pypi.org/integrity/a/1/b.tar.gz/provenance -> c.tar.gz.provenance" ]]'
bare; fails "address of provenance, too few arguments" 'usage' 'upsig_pypi_provenance_url a 1'

# A file that SRC_URI renames, as attestations see it.
renamed() {
	fresh
	ln -s "$store/$release" "$ROOT/distfiles/renamed-1.2.0.tar.gz"
	ln -s "$store/$release.sigstore.json" "$ROOT/distfiles/renamed-1.2.0.tar.gz.sigstore.json"
	ebuild app-misc/hello-both/hello-both-1.2.0.ebuild
	sed -i -e '/asc$/d' -e '/^UPSIG_KEYRING/d' -e '/^UPSIG_FINGERPRINT/d' -e 's/^MY_P=.*/MY_P="renamed-${PV}"/' "$EBUILD"
}
renamed; dies "renamed distfile" 'REJECTED.*under another name'
renamed; echo 'UPSIG_UPSTREAM_NAMES=( "renamed-1.2.0.tar.gz=hello-1.2.0.tar.gz" )' >> "$EBUILD"
accepts "renamed distfile, with its upstream name" phase

# A distfile of the distribution's own.
fresh $release $release.asc
ebuild app-misc/hello-pgp/hello-pgp-1.2.0.ebuild
sed -i 's#^SRC_URI="#&https://example.org/patches.tar.gz #' "$EBUILD"
echo 'UPSIG_EXEMPT=( patches.tar.gz )' >> "$EBUILD"
tar -czf "$ROOT/distfiles/patches.tar.gz" -C "$here" test.sh
unpacks "exempt distfile"
says "exempt distfile: the log says so" 'patches\.tar\.gz is unpacked unverified'
holds "exempt distfile: unpacked" test -s "$ROOT/workdir/test.sh"

# A policy may name evidence freely; it is no stray then.
fresh $release
ln -s "$store/$release.asc" "$ROOT/distfiles/jane-1.2.0.asc"
ln -s "$store/$release.sigstore.json" "$ROOT/distfiles/ci-1.2.0.sigstore.json"
ebuild app-misc/hello-policy/hello-policy-1.2.0.ebuild
sed -i -e 's#${MY_P}.tar.gz.asc#jane-${PV}.asc#' -e 's#${MY_P}.tar.gz.sigstore#ci-${PV}.sigstore#' "$EBUILD"
sed -i 's/^name = .*/&\nevidence = ["jane-{version}.asc", "ci-{version}.sigstore.json"]/' "${EBUILD%/*}/files/upsig.toml"
unpacks "evidence that the policy names"

# The cage itself: what these phases did, they did without these.
if [ "$(id -u)" = 0 ] && unshare -mn true 2>/dev/null; then
	bare; calls "the cage: no writes but to WORKDIR and T" \
		'for folder in "${DISTDIR}" "${FILESDIR}" "${BROOT}" /tmp /var/tmp "${ROOT}"; do touch "${folder}/x" 2>/dev/null && die "wrote to ${folder}"; done; :'
	bare; calls "the cage: no network" '[[ $(wc -l < /proc/net/route) -le 1 ]]'
	bare; calls "the cage: no home, another user" '[[ ! -e ${HOME} && $(id -u) != 0 ]]'
fi
