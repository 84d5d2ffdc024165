# uscan downloads the tarball and its signature, checks the signature (Debian 12's
# with gpgv, since 2.25 with sopv where that is installed), and runs upsig-uscan,
# which judges all evidence by debian/upstream/upsig.toml.
# shellcheck shell=bash disable=SC2016,SC2154

for program in uscan python3 curl gpgv; do
	if ! type -P $program >/dev/null; then
		note "SKIP uscan: $program is not installed"
		return 0
	fi
done
USCAN=${USCAN:-uscan}
note "uscan: $("$USCAN" --version 2>/dev/null | sed -n '1s/.*version //p')"

# A web server for upstream, ended by its own number.
python3 - "$work/site" > "$work/port" 2>/dev/null <<-'X' &
	import functools, http.server, sys
	handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
	server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
	print(server.server_port, flush=True)
	server.serve_forever()
X
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s "$work/port" ] && break
	sleep 0.3
done
url=http://127.0.0.1:$(cat "$work/port")/hello/

scan() {
	package
	sed -i -e "s#https://example.org/hello/#$url#g" -e "s#upsig-uscan#$here/upsig-uscan#" "$work/deb/hello/debian/watch"
	eval "${1-}"
	(cd "$work/deb/hello" && env -i HOME="$work/deb/home" PATH="$PATH" LC_ALL=C no_proxy='*' ${PERL5LIB:+PERL5LIB="$PERL5LIB"} \
		"$USCAN" --no-conf --download --verbose 2>&1)
}
changed() { gzip -dc "$quickstart/hello-1.2.0.tar.gz" | gzip -n1 > "$site/hello-1.2.0.tar.gz"; }

accepts "uscan" scan
says "uscan: checked the signature itself" 'Good signature|Verifying OpenPGP signature'
says "uscan: the verdict" "Vouched for by the author's key and by the CI workflow"
holds "uscan: the tarball is there" test -e "$work/deb/hello_1.2.0.orig.tar.gz"

changed
refuses "uscan, changed tarball" 'OpenPGP signature did not verify|sopv: no valid signature' scan
refuses "uscan, changed tarball, without its own check" 'REJECTED +[^ ]*hello-1\.2\.0\.tar\.gz' scan 'sed -i s/pgpmode=auto/pgpmode=none/ "$work/deb/hello/debian/watch"'
upstream
rm "$site/hello-1.2.0.tar.gz.asc"
refuses "uscan, the author's signature gone" 'author.s evidence is missing' scan
upstream
rm "$site/hello-1.2.0.tar.gz.sigstore.json"
refuses "uscan, the bundle gone" 'cannot download' scan
upstream
refuses "uscan, the bundle not asked for" 'missing-evidence' scan 'sed -i "s# [^ ]*sigstore.json##" "$work/deb/hello/debian/watch"'
refuses "uscan, no policy" 'upsig\.toml does not exist' scan 'rm "$work/deb/hello/debian/upstream/upsig.toml"'
refuses "uscan, another file name" 'does uscan name it so' scan 'sed -i "s#upsig-uscan hello-#upsig-uscan hallo-#" "$work/deb/hello/debian/watch"'

# upsig-uscan by itself.
alone() { (cd "$work/deb/hello" && "$here/upsig-uscan" "$@" 2>&1); }
package
cp "$site"/* "$work/deb/"
accepts "upsig-uscan, evidence at hand" alone 'hello-{version}.tar.gz' --upstream-version 1.2.0
refuses "upsig-uscan, no version" 'uscan did not say' alone 'hello-{version}.tar.gz'
refuses "upsig-uscan, no value" 'no value' alone --upstream-version
refuses "upsig-uscan, no name" 'name the tarball' alone --upstream-version 1.2.0
refuses "upsig-uscan, odd version" 'odd version' alone 'hello-{version}.tar.gz' --upstream-version '1/e;s/x/'
kill "$server" 2>/dev/null || true
