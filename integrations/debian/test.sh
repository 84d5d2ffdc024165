#!/usr/bin/env bash
# Runs the real uscan and dpkg-source on an example package, with a web server on
# this machine for upstream, and drives sopv as newer ones of both call it.
# shellcheck source-path=SCRIPTDIR source=../lib.bash
# shellcheck disable=SC2154
source "$(dirname "${BASH_SOURCE[0]}")/../lib.bash"
here=$top/integrations/debian
fingerprint=621D384B6FC55E5D80618F9BA4A01BF816DE7418

site=$work/site/hello
mkdir -p "$site"
upstream() {
	rm -rf "${site:?}"/*
	cp "$quickstart"/hello-1.2.0* "$site/"
}
upstream

# package makes hello 1.1.0 as its maintainer has it, ready for uscan.
package() {
	rm -rf "$work/deb"
	mkdir -p "$work/deb/home"
	cp -r "$here/example" "$work/deb/hello"
	cp "$quickstart/keys/jane.asc" "$work/deb/hello/debian/upstream/signing-key.asc"
	cp "$quickstart/trusted_root.json" "$work/deb/hello/debian/upstream/"
}

note "the policy and the keyring of debian/upstream"
package
accepts "the policy is well-formed" upsig policy check "$work/deb/hello/debian/upstream/upsig.toml"
accepts "the policy finds signing-key.asc" upsig verify --policy "$work/deb/hello/debian/upstream/upsig.toml" "$site/hello-1.2.0.tar.gz"

key_import() { upsig key import --yes --keyring-dir "$work/kept" --fingerprint $fingerprint --who 'Jane Doe' --reason test "$work/deb/hello/debian/upstream/signing-key.asc"; }
key_export() { upsig key export --keyring-dir "$work/kept" --layout signing-key --output "$work/deb/hello/debian/upstream/signing-key.asc"; }
accepts "signing-key.asc has no flaws" upsig key lint "$work/deb/hello/debian/upstream/signing-key.asc"
mkdir "$work/kept"
accepts "signing-key.asc goes into a keyring" key_import
rm "$work/deb/hello/debian/upstream/signing-key.asc"
accepts "and comes out of it" key_export
accepts "the policy finds that one" upsig verify --policy "$work/deb/hello/debian/upstream/upsig.toml" "$site/hello-1.2.0.tar.gz"

note "sopv as uscan and dpkg-source of Debian 13 call it"
certs=$quickstart/keys/jane.asc
detached() { sopv verify "$1" "$certs" < "$2"; }
accepts "sopv verify SIG CERTS < DATA" detached "$site/hello-1.2.0.tar.gz.asc" "$site/hello-1.2.0.tar.gz"
says "sopv verify: the primary key" "$fingerprint"
refuses "sopv verify, other data" '' detached "$site/hello-1.2.0.tar.gz.asc" "$certs"
refuses "sopv verify, an empty signature" '' detached /dev/null "$site/hello-1.2.0.tar.gz"
code=0; detached "$site/hello-1.2.0.tar.gz.asc" "$certs" >/dev/null 2>&1 || code=$?
holds "sopv verify: exit code 3 (no signature)" test "$code" = 3
accepts "sopv version" sopv version
if type -P gpg >/dev/null; then
	export GNUPGHOME="$work/gnupg"
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key 'Pat <pat@example.org>' ed25519 sign never 2>/dev/null
	gpg --batch --armor --export pat@example.org > "$work/pat.asc" 2>/dev/null
	printf 'Format: 3.0 (quilt)\nSource: hello\nVersion: 1.2.0-1\n' > "$work/plain.dsc"
	gpg --batch --quiet --clearsign --output "$work/signed.dsc" "$work/plain.dsc" 2>/dev/null
	inline() { sopv inline-verify "$1" < "$2" > "$work/content"; }
	accepts "sopv inline-verify CERTS < SIGNED > CONTENT" inline "$work/pat.asc" "$work/signed.dsc"
	holds "sopv inline-verify: the content" test "$(cat "$work/content")" = "$(cat "$work/plain.dsc")"
	refuses "sopv inline-verify, other certificates" '' inline "$certs" "$work/signed.dsc"
	holds "sopv inline-verify, other certificates: no content" test ! -s "$work/content"
	sed 's/1\.2\.0-1/6.6.6-1/' "$work/signed.dsc" > "$work/forged.dsc"
	refuses "sopv inline-verify, changed text" '' inline "$work/pat.asc" "$work/forged.dsc"
	holds "sopv inline-verify, changed text: no content" test ! -s "$work/content"
fi

for part in "$here"/test/*.bash; do
	# shellcheck source=/dev/null
	source "$part"
done
finish
