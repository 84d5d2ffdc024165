# Every example ebuild, as it is.
# shellcheck shell=bash disable=SC2154

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

# Without the flag nothing is verified, nothing of ours is needed, and the package
# manager's own src_unpack runs.
for example in app-misc/hello-pgp/hello-pgp-1.2.0 app-misc/hello-both/hello-both-1.2.0; do
	fresh $release
	ebuild "$example.ebuild"
	accepts "${example##*/} without USE=verify-sig" phase USE= PATH=/usr/bin:/bin
	holds "${example##*/} without USE=verify-sig: unpacked" test -s "$ROOT/work/hello-1.2.0/hello"
done

# Every example has been run above.
while read -r example; do
	grep -rqF "${example##*/}" "$here"/test/*.bash || bad "no test runs ${example##*/}"
done < <(cd "$here" && find examples -name '*.ebuild' | sed 's/\.ebuild$//')
