# Input that must be refused, each with words that say why, before anything is
# unpacked.
# shellcheck shell=bash disable=SC2016,SC2154

release=hello-1.2.0.tar.gz

# pgp and both begin a case with a good example.
pgp() {
	fresh $release $release.asc
	ebuild app-misc/hello-pgp/hello-pgp-1.2.0.ebuild
}
both() {
	fresh $release $release.asc $release.sigstore.json
	ebuild app-misc/hello-both/hello-both-1.2.0.ebuild
}
policy() {
	fresh $release $release.asc $release.sigstore.json
	ebuild app-misc/hello-policy/hello-policy-1.2.0.ebuild
}
# put writes standard input in place of a distfile.
put() {
	rm -f "$ROOT/distfiles/$1"
	cat > "$ROOT/distfiles/$1"
}

# The key file.
pgp; rm "$ROOT/broot/usr/share/openpgp-keys/jane.asc"
dies "key file missing" 'jane\.asc does not exist; is the package that installs it in BDEPEND'
pgp; : > "$ROOT/broot/usr/share/openpgp-keys/jane.asc"
dies "key file empty" 'jane\.asc is empty'
pgp; cp "$ROOT/broot/usr/share/openpgp-keys/"{eve,jane}.asc
dies "key file of somebody else" 'no certificate with the pinned fingerprint'
pgp; sed -i 's/^UPSIG_FINGERPRINT=.*/UPSIG_FINGERPRINT="A4A01BF816DE7418"/' "$EBUILD"
dies "short fingerprint" 'fingerprint'
pgp; sed -i 's/^UPSIG_KEYRING=.*/UPSIG_KEYRING=""/' "$EBUILD"
dies "empty key path" 'an empty path'
pgp; sed -i '/^UPSIG_/d' "$EBUILD"
dies "nothing says who counts" 'nothing says who counts'
dies "nothing from the environment does either" 'nothing says who counts' \
	UPSIG_KEYRING=/usr/share/openpgp-keys/eve.asc UPSIG_REQUIRE=any UPSIG_POLICY=/x

# The distfile and its signature.
pgp; { cat "$store/$release"; echo; } | put $release
dies "changed distfile" 'REJECTED [^ ]*hello-1\.2\.0\.tar\.gz: .*does not hold for this file(: [^;]*)?; next: '
pgp; put $release < /dev/null
dies "empty distfile" 'REJECTED'
pgp; put $release.asc < /dev/null
dies "empty signature" 'REJECTED.*holds no evidence'
pgp; echo '<html>404</html>' | put $release.asc
dies "web page for a signature" 'REJECTED.*no form that upsig reads'
pgp; rm "$ROOT/distfiles/$release.asc"; ln -s nowhere "$ROOT/distfiles/$release.asc"
dies "dangling link in DISTDIR" 'no such file: .*\.asc'
pgp; rm "$ROOT/distfiles/$release"
dies "distfile missing" 'no such file: '
pgp; gpgq --armor --local-user eve@example.org --detach-sign --output - "$store/$release" | put $release.asc
dies "signature by somebody else" 'REJECTED.*no key or certificate at hand'
pgp; rm "$ROOT/distfiles/$release"; mkdir "$ROOT/distfiles/$release"
dies "folder in place of a distfile" 'no such file: '

# What belongs to what.
pgp; sed -i 's/^\tverify-sig? .*//' "$EBUILD"
dies "no signature in SRC_URI" 'REJECTED.*missing-evidence'
pgp; sed -i 's#^SRC_URI="#&https://example.org/extra.tar.gz #' "$EBUILD"; put extra.tar.gz < "$store/$release"
dies "second distfile without a signature" 'REJECTED [^ ]*extra\.tar\.gz: .*missing-evidence'
pgp; sed -i 's#^SRC_URI="#&https://example.org/other.tar.gz.asc #' "$EBUILD"; put other.tar.gz.asc < "$store/$release.asc"
dies "signature without a distfile" 'other\.tar\.gz\.asc belongs to no distfile'
pgp; sed -i 's#\.asc )#.asc -> hello.asc )#' "$EBUILD"; put hello.asc < "$store/$release.asc"
dies "signature under another name" 'REJECTED.*missing-evidence'
pgp; sed -i 's#\.asc )#.asc -> '$release'.signature )#' "$EBUILD"; put $release.signature < "$store/$release.asc"
dies "signature with an unknown ending" 'REJECTED'
pgp; sed -i 's#^\thttps://example.org/hello/${MY_P}.tar.gz$##' "$EBUILD"
dies "only a signature" 'no distfile to verify'
pgp; printf 'UPSIG_EXEMPT=( "%s" )\n' $release >> "$EBUILD"
dies "exempt and signed" 'take it out of UPSIG_EXEMPT'
pgp; printf 'UPSIG_EXEMPT=( "%s" "%s.asc" )\n' $release $release >> "$EBUILD"
dies "everything exempt" 'no distfile to verify'

# Both sides.
both; sed -i -e '/tar.gz.asc$/d' -e '/^UPSIG_FINGERPRINT/d' -e 's/^UPSIG_KEYRING=/UPSIG_KEY=/' "$EBUILD"; : > "$ROOT/broot/usr/share/openpgp-keys/jane.asc"
dies "both, the author's key file empty" 'jane\.asc is empty'
both; sed -i '/sigstore.json$/d' "$EBUILD"
dies "both, the attestation stripped" 'REJECTED.*missing-evidence'
both; sed -i '/tar.gz.asc$/d' "$EBUILD"
dies "both, the author's signature stripped" 'REJECTED.*missing-evidence'
both; sed -i 's#^UPSIG_REF=.*#UPSIG_REF="refs/tags/v1.3.0"#' "$EBUILD"
dies "both, another tag" 'REJECTED.*another branch or tag'
both; sed -i 's#/example/hello"$#/example/fork"#' "$EBUILD"
dies "both, another repository" 'REJECTED.*another repository'
both; sed -i '/^UPSIG_TRUSTED_ROOT/d' "$EBUILD"
dies "both, another Sigstore instance" 'REJECTED'
both; sed -i '/^UPSIG_TRUSTED_ROOT/s/trusted_root/missing/' "$EBUILD"
dies "trusted root missing" 'missing\.json does not exist'
both; echo 'UPSIG_REQUIRE="all"' >> "$EBUILD"
dies "unknown requirement" 'must be one of pgp, sigstore, both, any'
both; printf 'UPSIG_REQUIRE="any"\n' >> "$EBUILD"; sed -i '/tar.gz.asc$/d' "$EBUILD"
dies "any, the author's signature stripped" 'REJECTED.*(weaker than the strongest|not found)'
fresh $release $release.provenance; ebuild dev-python/hello-provenance/hello-provenance-1.2.0.ebuild
echo '{"version":1,"attestation_bundles":[]}' | put $release.provenance
dies "provenance with an empty list" 'REJECTED.*holds no evidence'

# The policy.
policy; printf 'UPSIG_FINGERPRINT="%s"\n' "$max" >> "$EBUILD"
dies "policy and short variable" 'UPSIG_FINGERPRINT cannot be used with UPSIG_POLICY'
policy; printf 'UPSIG_UPSTREAM_NAMES=( a=b )\n' >> "$EBUILD"
dies "policy and short array" 'UPSIG_UPSTREAM_NAMES cannot be used with UPSIG_POLICY'
policy; rm "${EBUILD%/*}/files/upsig.toml"
dies "policy missing" 'upsig\.toml does not exist'
policy; echo 'requires = "any"' >> "${EBUILD%/*}/files/upsig.toml"
dies "policy with an unknown key" 'upsig\.toml:[0-9]+'
policy; sed -i 's/^held-by.*/&\nsigned-before = 2025-12-31/' "${EBUILD%/*}/files/upsig.toml"
dies "signature newer than the policy's window" 'REJECTED.*dated after'
policy; sed -i '/^UPSIG_KEYRING/d' "$EBUILD"
dies "policy without the keyring" 'REJECTED.*certificate'
policy; mv "$EBUILD" "${EBUILD%-*}-1.3.0.ebuild"; EBUILD="${EBUILD%-*}-1.3.0.ebuild"; sed -i 's/^MY_P=.*/MY_P="hello-1.2.0"/' "$EBUILD"
dies "old release under a new version" 'REJECTED.*not the version asked for'

# Checksum lists.
list=hello-1.2.0-SHA256SUMS
checksums() {
	fresh $release $list $list.asc
	ebuild app-misc/hello-checksums/hello-checksums-1.2.0.ebuild
}
# signs puts standard input in place of the list, signed by the author.
signs() {
	put $list
	rm "$ROOT/distfiles/$list.asc"
	sign --armor --detach-sign --output "$ROOT/distfiles/$list.asc" "$ROOT/distfiles/$list"
}
digest=$(sha256sum < "$store/$release" | cut -d' ' -f1)
other=$(sha256sum < /dev/null | cut -d' ' -f1)
checksums; sed -i '/SUMS.asc/d' "$EBUILD"
dies "unsigned list" 'REJECTED.*evidence is missing'
checksums; printf '%s  %s\n' "$other" $release | signs
dies "list with another digest" 'REJECTED'
checksums; printf '%s  %s\n' "$digest" $release "$other" $release | signs
dies "list that names the file twice, with different digests" 'REJECTED'
checksums; printf '%s  %s\n' "$digest" $release "$digest" $release | signs
accepts "list that names the file twice, with one digest" phase
checksums; printf '%s  hello-1.2.0.tar.gz.old\n' "$digest" | signs
dies "list that names another file" 'REJECTED'
checksums; printf '%s  %s\n' "$(md5sum < "$store/$release" | cut -d' ' -f1)" $release | signs
dies "list of MD5 sums" 'REJECTED'
checksums; printf '%s  extra.tar.gz\n' "$digest" | cat "$store/$list" - | put $list
dies "changed list" 'REJECTED.*does not hold'
checksums; sed -i 's#^SRC_URI="#&https://example.org/extra.tar.gz #' "$EBUILD"; put extra.tar.gz < "$store/$release"
dies "distfile that is not in the list" 'REJECTED [^ ]*extra\.tar\.gz'
checksums; sed -i '/^UPSIG_CHECKSUMS/d' "$EBUILD"
dies "list that nothing declares" 'REJECTED'
checksums; sed -i '/^UPSIG_CHECKSUMS/s/SUMS/OTHER/2' "$EBUILD"; echo 'UPSIG_CHECKSUMS=( none )' >> "$EBUILD"
dies "declared list that is not there" 'names what is not in SRC_URI'
pgp; sed -i "s#^SRC_URI=\"#&https://example.org/$list #" "$EBUILD"; put $list < "$store/$list"
sed -i 's/jane/max/; /^UPSIG_FINGERPRINT/d' "$EBUILD"; echo "UPSIG_CHECKSUMS=$list" >> "$EBUILD"
rm "$ROOT/distfiles/$release.asc"; sign --armor --detach-sign --output "$ROOT/distfiles/$release.asc" "$store/$release"
dies "list that vouches for nothing" "no distfile is vouched for by the checksum list $list"

# Signatures over the uncompressed tar.
kernel() {
	fresh hello-1.2.0.tar.xz hello-1.2.0.tar.sign
	ebuild sys-kernel/hello-kernel/hello-kernel-1.2.0.ebuild
}
kernel; sed 's/greetings/slander__/' "$store/hello-1.2.0.tar" | sed 's/package/p4ckage/' | xz | put hello-1.2.0.tar.xz
dies "uncompressed: other content" 'REJECTED'
kernel; head -c 200 "$store/hello-1.2.0.tar.xz" | put hello-1.2.0.tar.xz
dies "uncompressed: truncated" 'REJECTED'
kernel; head -c 300M /dev/zero > "$work/bomb.tar"; rm "$ROOT/distfiles/hello-1.2.0.tar.sign"
sign --armor --detach-sign --output "$ROOT/distfiles/hello-1.2.0.tar.sign" "$work/bomb.tar"
xz -1 < "$work/bomb.tar" | put hello-1.2.0.tar.xz; rm "$work/bomb.tar"
dies "uncompressed: a bomb, and genuinely signed" 'REJECTED.*(large|expand|bomb|content)'

# The phase itself.
pgp; sed -i 's/^EAPI=8/EAPI=6/' "$EBUILD"
dies "EAPI 6" 'EAPI 6 not supported'
pgp
dies "upsig not installed" 'upsig is not installed' PATH=/usr/bin:/bin
mkdir -p "$work/broken"
printf '#!/bin/sh\nexit 3\n' > "$work/broken/upsig"; chmod +x "$work/broken/upsig"
dies "upsig fails without a word" 'was not accepted' PATH="$work/broken:/usr/bin:/bin"
printf '#!/bin/sh\nexit 0\n' > "$work/broken/upsig"
dies "a program that says yes to everything" 'no report that accepts hello-1\.2\.0' PATH="$work/broken:/usr/bin:/bin"
cat > "$work/broken/upsig" <<-X
	#!/bin/sh
	"$bin/upsig" "\$@"; code=\$?
	case "\$*" in *--report*) for last; do :; done; echo >> "\$last" ;; esac
	exit \$code
X
dies "the copy changes after it was judged" 'not what was judged' PATH="$work/broken:/usr/bin:/bin"
printf '#!/bin/sh\n"%s/upsig" "$@"; exit 0\n' "$bin" > "$work/broken/upsig"
pgp; { cat "$store/$release"; echo; } | put $release
dies "a program whose exit code is lost" 'no report that accepts' PATH="$work/broken:/usr/bin:/bin"
# One run for each file that is accepted: text for the log and the report for us.
printf '#!/bin/sh\necho run >> "%s/log/runs"\nexec "%s/upsig" "$@"\n' "$work/a root" "$bin" > "$work/broken/upsig"
pgp; accepts "one run for each file" phase PATH="$work/broken:/usr/bin:/bin"
holds "one run for each file: counted" test "$(wc -l < "$ROOT/log/runs")" = 1
