# Every example ebuild, as it is.
# shellcheck shell=bash disable=SC2016,SC2154

release=hello-1.2.0.tar.gz

fresh $release $release.asc
ebuild app-misc/hello-pgp/hello-pgp-1.2.0.ebuild
unpacks "OpenPGP only"
says "OpenPGP only: the report names the class" 'author-key, by'

fresh $release $release.asc $release.sigstore.json
ebuild app-misc/hello-both/hello-both-1.2.0.ebuild
unpacks "both"
says "both: the report shows both" "Vouched for by the author's key and by the CI workflow"

fresh $release $release.asc $release.sigstore.json
ebuild app-misc/hello-policy/hello-policy-1.2.0.ebuild
unpacks "by a policy (EAPI 7), the keyring below BROOT"

fresh $release $release.provenance
ebuild dev-python/hello-provenance/hello-provenance-1.2.0.ebuild
unpacks "PyPI provenance only"
says "PyPI provenance only: no author" 'no author vouches'

if [ -d "$corpus/sigstore/pypi" ]; then
	python=pypi_attestation_models-0.0.4a2.tar.gz
	cp "$corpus/sigstore/pypi/$python" "$store/"
	jq '{version: 1, attestation_bundles: [{publisher: {kind: "GitHub"}, attestations: [.]}]}' \
		"$corpus/sigstore/pypi/$python.attestation" > "$store/$python.provenance"
	fresh $python $python.provenance
	ebuild dev-python/pypi-attestation-models/pypi-attestation-models-0.0.4_alpha2.ebuild
	accepts "a real publish attestation of PyPI" phase
	says "a real publish attestation of PyPI: class" 'publisher'
else
	note "SKIP: the corpus of real releases is not at $corpus"
fi

fresh $release hello-1.2.0-SHA256SUMS hello-1.2.0-SHA256SUMS.asc
ebuild app-misc/hello-checksums/hello-checksums-1.2.0.ebuild
unpacks "signed checksum list"
says "signed checksum list: the chain" 'the checksum list hello-1\.2\.0-SHA256SUMS'

fresh hello-1.2.0.tar.xz hello-1.2.0.tar.sign
ebuild sys-kernel/hello-kernel/hello-kernel-1.2.0.ebuild
accepts "kernel style" phase
says "kernel style: what is covered" 'the uncompressed content of the file'
holds "kernel style: the tree is there" test -s "$ROOT/workdir/hello-1.2.0/hello"

# upsig itself, from programs at hand, and a key package, whose file serves.
fresh
ebuild app-crypt/upsig/upsig-0.1.0.ebuild "$here"
mkdir -p "$ROOT/workdir/upsig-0.1.0/dist"
cp -r "$top/docs" "$top/README.md" "$ROOT/workdir/upsig-0.1.0/"
[ "$(id -u)" != 0 ] || chown -R 65534 "$ROOT/workdir"
accepts "app-crypt/upsig" phase UPSIG_PROGRAMS="$bin" CALL='S="${WORKDIR}/${P}"; cd "${S}"; src_compile; src_test; src_install'
holds "app-crypt/upsig: installed" test -x "$ROOT/workdir/image/usr/bin/upsig" -a -x "$ROOT/workdir/image/usr/bin/sopv"
holds "app-crypt/upsig: manual pages" test -s "$ROOT/workdir/image/usr/share/man/man1/upsig-verify.1"
holds "app-crypt/upsig: completion" grep -q upsig "$ROOT/workdir/image/usr/share/bash-completion/completions/upsig"

keys() {
	fresh $release
	ebuild sec-keys/openpgp-keys-jane/openpgp-keys-jane-20260115.ebuild "$here"
}
keys
accepts "sec-keys/openpgp-keys-jane" phase CALL='src_compile; src_install'
holds "sec-keys/openpgp-keys-jane: its file serves" \
	upsig verify --quiet --fingerprint 621D384B6FC55E5D80618F9BA4A01BF816DE7418 \
	--keyring "$ROOT/workdir/image/usr/share/openpgp-keys/jane.asc" "$store/$release"
holds "sec-keys/openpgp-keys-jane: its file is what upsig key export makes" test "$(sha256sum < "$ROOT/workdir/image/usr/share/openpgp-keys/jane.asc")" = \
	"$(upsig key export --keyring-dir "$here/sec-keys/openpgp-keys-jane/files/keyring" --layout openpgp-keys --output "$work/exported.asc" >/dev/null && sha256sum < "$work/exported.asc")"
holds "sec-keys/openpgp-keys-jane: one file alone" test "$(find "$ROOT/workdir/image" -type f | wc -l)" = 1
keys
chmod 444 "${EBUILD%/*}/files/keyring"/*; chmod 555 "${EBUILD%/*}/files/keyring"
accepts "sec-keys/openpgp-keys-jane, a read-only FILESDIR" phase CALL='src_compile; src_install'
chmod 755 "${EBUILD%/*}/files/keyring"
keys
cp "$ROOT/broot/usr/share/openpgp-keys/eve.asc" "${EBUILD%/*}/files/keyring/"
refuses "sec-keys/openpgp-keys-jane, a key that slipped in" 'has flaws' phase CALL='src_compile; src_install'

# Without the flag nothing is verified, nothing of ours is needed, and the package
# manager's own src_unpack runs.
for example in app-misc/hello-pgp/hello-pgp-1.2.0 app-misc/hello-both/hello-both-1.2.0; do
	fresh $release
	ebuild "$example.ebuild"
	accepts "${example##*/} without USE=verify-sig" phase USE= PATH=/usr/bin:/bin
	holds "${example##*/} without USE=verify-sig: unpacked" test -s "$ROOT/workdir/hello-1.2.0/hello"
done

# Every example has been run above.
while read -r example; do
	grep -rqF "${example##*/}" "$here"/test/*.bash || bad "no test runs ${example##*/}"
done < <(cd "$here" && find . -name '*.ebuild' | sed 's/\.ebuild$//')
