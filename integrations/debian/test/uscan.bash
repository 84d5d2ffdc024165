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
	class Handler(http.server.SimpleHTTPRequestHandler):
	    # endless.json does not say how long it is.
	    def do_GET(self):
	        if not self.path.endswith("/endless.json"):
	            return super().do_GET()
	        self.protocol_version = "HTTP/1.1"
	        self.send_response(200)
	        self.send_header("Transfer-Encoding", "chunked")
	        self.end_headers()
	        for _ in range(1000):
	            self.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
	        self.wfile.write(b"0\r\n\r\n")
	handler = functools.partial(Handler, directory=sys.argv[1])
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

# scan [CODE [OPTION...]] runs uscan on a fresh package, after the code.
scan() {
	package
	sed -i -e "s#https://example.org/hello/#$url#g" -e "s#upsig-uscan#$here/upsig-uscan#" "$work/deb/hello/debian/watch"
	eval "${1-}"
	(cd "$work/deb/hello" && env -i HOME="$work/deb/home" PATH="$PATH" LC_ALL=C no_proxy='*' ${PERL5LIB:+PERL5LIB="$PERL5LIB"} \
		"$USCAN" --no-conf --download --verbose "${@:2}" 2>&1)
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
refuses "uscan, another file name" 'REJECTED +[^ ]*hallo-1\.2\.0\.tar\.gz' scan 'sed -i "s#upsig-uscan hello-#upsig-uscan hallo-#" "$work/deb/hello/debian/watch"'

# The file that becomes part of the source package is what counts.
# watch SED-EXPRESSION edits debian/watch.
watch() { sed -i "$1" "$work/deb/hello/debian/watch"; }
signed_by_url="watch 's# http[^ ]*sigstore.json# ${url}hello-{version}.tar.gz.asc&#'"
accepts "uscan --rename" scan '' --rename
says "uscan --rename: the verdict" "Vouched for by the author's key and by the CI workflow"
accepts "uscan --copy" scan "watch s/pgpmode/symlink=copy,pgpmode/"
elsewhere="mkdir '$work/deb/elsewhere'; watch s/pgpmode=auto/pgpmode=none/; $signed_by_url"
accepts "uscan --destdir, the signature named" scan "$elsewhere" --destdir ../elsewhere
refuses "uscan --destdir, the signature not named" 'missing-evidence' scan 'mkdir "$work/deb/elsewhere"' --destdir ../elsewhere
changed
refuses "uscan --destdir, changed tarball, a good one in the parent folder" 'hello_1\.2\.0\.orig\.tar\.gz is another file than \.\./hello-1\.2\.0\.tar\.gz' \
	scan "$elsewhere; cp '$quickstart/hello-1.2.0.tar.gz' '$work/deb/'" --destdir ../elsewhere
refuses "uscan --destdir, changed tarball" 'REJECTED +[^ ]*hello-1\.2\.0\.tar\.gz' scan "$elsewhere" --destdir ../elsewhere
cp "$site/hello-1.2.0.tar.gz" "$work/changed.tar.gz"
upstream
refuses "uscan, another orig tarball from an earlier run" 'hello_1\.2\.0\.orig\.tar\.gz is another file than' scan "cp '$work/changed.tar.gz' '$work/deb/hello_1.2.0.orig.tar.gz'"
refuses "uscan, two orig tarballs" 'there are both' scan "echo > '$work/deb/hello_1.2.0.orig.tar.xz'"
repack="watch 's/pgpmode/repack,compression=xz,pgpmode/'"
refuses "uscan, repacked" 'see --repacked' scan "$repack"
accepts "uscan, repacked, and it is said so" scan "$repack; watch 's/upsig-uscan /&--repacked /'"
says "uscan, repacked: says what the verdict is about" 'about what upstream published, not about what is made of it'

# Where the package's version is not upstream's.
mangled='watch "s#pgpmode#uversionmangle=s/-rc/~rc/,pgpmode#; s/\[.*)/[\\\\d.]+-rc\\\\d+)/; s# [^ ]*sigstore.json##"
	cd "$work/deb/hello/debian/upstream"; sed -i -e "s/\"both\"/\"pgp\"/" -e "/^..sigstore/,\$d" upsig.toml; cd -'
mv "$site/hello-1.2.0.tar.gz" "$site/hello-1.2.0-rc1.tar.gz"; mv "$site/hello-1.2.0.tar.gz.asc" "$site/hello-1.2.0-rc1.tar.gz.asc"
unmangle="watch 's#upsig-uscan #&--unmangle s/~rc/-rc/ #'"
accepts "uscan, a mangled version" scan "$mangled; $unmangle"
says "uscan, a mangled version: the verdict" 'ACCEPTED +[^ ]*hello-1\.2\.0-rc1\.tar\.gz'
holds "uscan, a mangled version: the tarball" test -e "$work/deb/hello_1.2.0~rc1.orig.tar.gz"
accepts "uscan, a mangled version, --rename" scan "$mangled; $unmangle" --rename
upstream

# upsig-uscan by itself.
alone() { (cd "$work/deb/hello" && "$here/upsig-uscan" "$@" 2>&1); }
package
cp "$site"/* "$work/deb/"
refuses "upsig-uscan, no orig tarball" 'there is no \.\./hello_1\.2\.0\.orig\.tar' alone 'hello-{version}.tar.gz' --upstream-version 1.2.0
ln -s hello-1.2.0.tar.gz "$work/deb/hello_1.2.0.orig.tar.gz"
accepts "upsig-uscan, evidence at hand" alone 'hello-{version}.tar.gz' --upstream-version 1.2.0
refuses "upsig-uscan, no such component" 'there is no \.\./hello_1\.2\.0\.orig-docs\.tar' alone --component docs 'hello-{version}.tar.gz' --upstream-version 1.2.0
mv "$work/deb/hello_1.2.0.orig.tar.gz" "$work/deb/hello_1.2.0.orig-docs.tar.gz"
accepts "upsig-uscan, a component" alone --component docs 'hello-{version}.tar.gz' --upstream-version 1.2.0
refuses "upsig-uscan, no version" 'uscan did not say' alone 'hello-{version}.tar.gz'
refuses "upsig-uscan, no value" 'no value' alone --upstream-version
refuses "upsig-uscan, no name" 'name the tarball' alone --upstream-version 1.2.0
refuses "upsig-uscan, a path" 'no file.s name' alone '../hello-{version}.tar.gz' --upstream-version 1.2.0
refuses "upsig-uscan, unknown option" 'no option --repack$' alone --repack hello --upstream-version 1.2.0
refuses "upsig-uscan, an option without a value" 'unmangle has no value' alone --unmangle --upstream-version 1.2.0
refuses "upsig-uscan, a rule that is none" 'no rule of sed' alone --unmangle s/x hello --upstream-version 1.2.0
refuses "upsig-uscan, a rule that runs a program" 'no rule of sed' alone --unmangle '1e touch injected' hello --upstream-version 1.2.0
refuses "upsig-uscan, odd version" 'odd version' alone 'hello-{version}.tar.gz' --upstream-version '1/e;s/x/'
refuses "upsig-uscan, a version that a terminal would act upon" 'odd version 1\?\[31mx\?$' alone 'hello-{version}.tar.gz' --upstream-version $'1\e[31mx\n'
refuses "upsig-uscan, a reply without end" 'larger than 4 MiB \(curl ended with 23\)' alone --component docs 'hello-{version}.tar.gz' "${url}endless.json" --upstream-version 1.2.0
kill "$server" 2>/dev/null || true
