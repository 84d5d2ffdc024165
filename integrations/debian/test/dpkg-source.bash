# dpkg-source verifies upstream's signature when it builds and unpacks a source
# package. Debian 12's (1.21) knows SOP programs named sqop and pgpainless-cli; since
# 1.22 it knows sopv by its name.
# shellcheck shell=bash disable=SC2016,SC2154

if ! type -P dpkg-source >/dev/null; then
	note "SKIP dpkg-source: it is not installed"
	return 0
fi
DPKG_SOURCE=${DPKG_SOURCE:-dpkg-source}
note "dpkg-source: $("$DPKG_SOURCE" --version | sed 1q)"

# A private PATH, where sopv has the name that dpkg-source looks for and notes what
# it is asked.
alias=$work/alias
mkdir "$alias"
for name in sqop sopv; do
	printf '#!/bin/sh\necho "%s $*" >> "%s"\nexec "%s" "$@"\n' "$name" "$work/asked" "$(type -P sopv)" > "$alias/$name"
done
chmod +x "$alias"/*

# source_package makes hello 1.2.0-1 with upstream's tarball and signature.
source_package() {
	package
	cp "$site/hello-1.2.0.tar.gz" "$work/deb/hello_1.2.0.orig.tar.gz"
	cp "$site/hello-1.2.0.tar.gz.asc" "$work/deb/hello_1.2.0.orig.tar.gz.asc"
	sed -i '1s/1\.1\.0/1.2.0/' "$work/deb/hello/debian/changelog"
	tar -xf "$site/hello-1.2.0.tar.gz" -C "$work/deb"
	cp -r "$work/deb/hello-1.2.0/." "$work/deb/hello/"
	rm -rf "$work/deb/hello-1.2.0"
	: > "$work/asked"
}
dpkg_source() { (cd "$work/deb" && env -i HOME="$work/deb/home" PATH="$alias:$PATH" LC_ALL=C ${PERL5LIB:+PERL5LIB="$PERL5LIB"} "$DPKG_SOURCE" "$@" 2>&1); }

source_package
accepts "dpkg-source -b" dpkg_source -b hello
says "dpkg-source -b: looks at the signature" 'verifying \./hello_1\.2\.0\.orig\.tar\.gz\.asc'
holds "dpkg-source -b: is content" test "$(grep -c 'cannot verify upstream' "$work/out")" = 0
holds "dpkg-source -b: asked sopv" grep -Eq '^(sqop|sopv) verify .*hello_1\.2\.0\.orig\.tar\.gz\.asc .*signing-key\.asc$' "$work/asked"

# What it unpacks, it judges by the signature in the .dsc.
rm -rf "$work/deb/hello"
: > "$work/asked"
gpg --batch --quiet --clearsign --output "$work/deb/signed" "$work/deb/hello_1.2.0-1.dsc" 2>/dev/null
mv "$work/deb/signed" "$work/deb/hello_1.2.0-1.dsc"
# It looks for packagers' keys in /usr/share/keyrings only; ours goes there for the
# length of one command.
unpack_dsc() {
	mkdir -p "$work/keyrings"
	cp "$1" "$work/keyrings/debian-nonupload.gpg"
	(cd "$work/deb" && unshare -m env -i HOME="$work/deb/home" PATH="$alias:$PATH" LC_ALL=C ${PERL5LIB:+PERL5LIB="$PERL5LIB"} \
		sh -c 'mount --bind "$0" /usr/share/keyrings && exec "$@"' "$work/keyrings" \
		"$DPKG_SOURCE" --require-valid-signature -x hello_1.2.0-1.dsc 2>&1)
}
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	accepts "dpkg-source --require-valid-signature -x" unpack_dsc "$work/pat.asc"
	holds "dpkg-source -x: asked sopv" grep -Eq '^(sqop|sopv) inline-verify .*debian-nonupload\.gpg' "$work/asked"
	rm -rf "$work/deb/hello-1.2.0"
	refuses "dpkg-source -x, signed by somebody else" 'cannot verify inline signature' unpack_dsc "$certs"
	sed -i 's/^Version: .*/Version: 6.6.6-1/' "$work/deb/hello_1.2.0-1.dsc"
	refuses "dpkg-source -x, changed .dsc" 'cannot verify inline signature' unpack_dsc "$work/pat.asc"
else
	note "SKIP dpkg-source -x: only root can put a keyring where it looks"
fi

source_package
cp "$work/pat.asc" "$work/deb/hello/debian/upstream/signing-key.asc"
accepts "dpkg-source -b, a key of somebody else" dpkg_source -b hello
says "dpkg-source -b, a key of somebody else: warns" 'cannot verify upstream tarball signature for \./hello_1\.2\.0\.orig\.tar\.gz'
refuses "dpkg-source --require-valid-signature, a key of somebody else" 'error: .*(signature|OpenPGP)' \
	dpkg_source --require-valid-signature -b hello
source_package
echo broken > "$work/deb/hello_1.2.0.orig.tar.gz.asc"
accepts "dpkg-source -b, a broken signature" dpkg_source -b hello
says "dpkg-source -b, a broken signature: warns" 'cannot verify upstream tarball signature'
