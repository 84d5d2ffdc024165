#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2154
# Runs real makepkg on the example PKGBUILD, as an ordinary user. verify() exists
# since makepkg 6.1; with an older one (Debian 12 has 6.0.2) the same function is
# called from prepare(), with extraction left to it.
# shellcheck source-path=SCRIPTDIR source=../lib.bash
source "$(dirname "${BASH_SOURCE[0]}")/../lib.bash"
# pacman itself is not there: PACMAN=true answers for it, and --nodeps asks it nothing.
here=$top/integrations/arch
need makepkg bsdtar gpg fakeroot setpriv

# Another makepkg can be tested by its path and that of its library.
MAKEPKG=${MAKEPKG:-makepkg}
version=$("$MAKEPKG" --version | sed -n '1s/.* //p')
has_verify=$(printf '6.1\n%s\n' "$version" | sort -VC && echo yes || echo no)
note "makepkg $version, verify() $has_verify"

user=()
if [ "$(id -u)" = 0 ]; then
	# makepkg refuses root and wants nothing but a user that is not root.
	user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
store=$work/upstream
mkdir "$store"
cp "$quickstart"/hello-1.2.0* "$store/"

# Nothing is downloaded: the sources are put where makepkg looks first. Its own way to
# fetch them (wait for a process substitution that may have ended) stops now and then,
# without a word, in makepkg 6.0.2.
printf "source /etc/makepkg.conf\nDLAGENTS=('file::/bin/false')\n" > "$work/makepkg.conf"
settings=(LC_ALL=C TERM=dumb PACMAN=true MAKEPKG_CONF="$work/makepkg.conf" ${MAKEPKG_LIBRARY:+MAKEPKG_LIBRARY="$MAKEPKG_LIBRARY"})

# makepkg's own check stays on, since --skippgpcheck and --skipchecksums turn off
# verify() as well: the user's keyring gets what keys/pgp has.
export GNUPGHOME=$work/gnupg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --import "$quickstart/keys/jane.asc" 2>"$work/out" || bad "gpg --import" "$work/out"
[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$GNUPGHOME"
settings+=(GNUPGHOME="$GNUPGHOME")

# package [SED-EXPRESSION...] makes a folder with the PKGBUILD, its URLs turned to
# local ones and edited. For an old makepkg, verify becomes prepare.
package() {
	rm -rf "$work/package"
	mkdir -p "$work/package/keys/pgp" "$work/package/home"
	cp "$quickstart/keys/jane.asc" "$work/package/keys/pgp/621D384B6FC55E5D80618F9BA4A01BF816DE7418.asc"
	cp "$quickstart/trusted_root.json" "$work/package/"
	local edits=(-e "s#https://example.org/hello/#file://$store/#" -e "s#/usr/share/upsig/makepkg.sh#$here/upsig.sh#") edit
	if [ "$has_verify" = no ]; then
		edits+=(-e 's/^verify() {/noextract=("hello-$pkgver.tar.gz")\nprepare() {/' \
			-e 's#^\tupsig_verify_sources#& \&\& bsdtar -xf "hello-$pkgver.tar.gz"#')
	fi
	for edit; do edits+=(-e "$edit"); done
	sed "${edits[@]}" "$here/example/PKGBUILD" > "$work/package/PKGBUILD"
	[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$work/package"
}

# place puts the sources of the PKGBUILD into a folder, under their names.
place() (
	cd "$work/package" || exit
	# shellcheck source=/dev/null
	source ./PKGBUILD
	for entry in "${source[@]}"; do
		[[ $entry == *file://* ]] || continue
		name=${entry%%::*}
		cp "${entry#*file://}" "$1/${name##*/}" || exit
	done
)

# build runs makepkg with nothing of this environment but the variables given.
build() {
	local -a extra=()
	local destination=$work/package
	while [[ ${1-} == *=* ]]; do
		[[ $1 != SRCDEST=* ]] || destination=${1#*=}
		extra+=("$1")
		shift
	done
	place "$destination" || return
	(cd "$work/package" && env -i PATH="$PATH" HOME="$work/package/home" \
		"${settings[@]}" "${extra[@]}" \
		"${user[@]}" "$MAKEPKG" --nodeps --nobuild --nocolor "$@" 2>&1)
}
extracted() { [ -s "$work/package/src/hello-1.2.0/hello" ]; }

# stops WHAT PATTERN [NAME=VALUE...]: makepkg must fail in these words and extract nothing.
stops() {
	refuses "$1" "$2" build "${@:3}"
	if extracted; then bad "$1: was extracted"; else good "$1: nothing extracted"; fi
}

# sources_folder makes a folder to name as SRCDEST.
sources_folder() {
	mkdir "$work/package/sources"
	[ "$(id -u)" != 0 ] || chown 65534 "$work/package/sources"
}

package
accepts "both kinds of evidence" build
says "both kinds of evidence: the verdict" "ACCEPTED [^ ]*hello-1.2.0.tar.gz: vouched for by the author's key and by the CI workflow"
says "both kinds of evidence: makepkg's own check passed beside it" 'hello-1\.2\.0\.tar\.gz \.\.\. Passed'
holds "both kinds of evidence: extracted" extracted

package
sources_folder
accepts "sources in a folder of their own (SRCDEST)" build SRCDEST="$work/package/sources"
# makepkg takes a file beside the PKGBUILD before one in SRCDEST, so it must be judged.
package '/tar.gz.asc"/d' '0,/^            SKIP$/{//d}' '/^validpgpkeys/d' 's/^sha256sums=.*/sha256sums=(SKIP/'
sources_folder
gzip -dc "$store/hello-1.2.0.tar.gz" | gzip -n1 > "$work/package/hello-1.2.0.tar.gz"
stops "another file beside the PKGBUILD than in SRCDEST" 'REJECTED .*hello-1\.2\.0\.tar\.gz' SRCDEST="$work/package/sources"
package 's#"file.*tar.gz.asc"#"hello-$pkgver.tar.gz.asc"#'
cp "$store/hello-1.2.0.tar.gz.asc" "$work/package/"
sources_folder
accepts "a signature beside the PKGBUILD, sources in SRCDEST" build SRCDEST="$work/package/sources"

package '/sigstore.json")/d' 's#tar.gz.asc"#&)#' '/^_upsig/d' '/^            SKIP$/d'
accepts "validpgpkeys alone" build
says "validpgpkeys alone: the verdict" "vouched for by the author's key \[author-key\]"

package '/tar.gz.asc"/d' '/^            SKIP$/d' '/^validpgpkeys/d'
accepts "CI alone" build
says "CI alone: the verdict" 'no author vouches'

if type -P minisign >/dev/null; then
	minisign -G -W -f -p "$work/ann.pub" -s "$work/ann.sec" >/dev/null
	minisign -G -W -f -p "$work/bob.pub" -s "$work/bob.sec" >/dev/null
	minisign -S -s "$work/ann.sec" -m "$store/hello-1.2.0.tar.gz" -x "$store/hello-1.2.0.tar.gz.minisig" >/dev/null
	for who in ann bob; do
		package '/tar.gz.asc"/d' '0,/^            SKIP$/{//d}' '/^validpgpkeys/d' 's/sigstore.json/minisig/' '/^_upsig_re[pf]/d' '/^_upsig_root/d' 's/^_upsig_workflow.*/_upsig_key=author.pub/'
		cp "$work/$who.pub" "$work/package/author.pub"
		if [ $who = ann ]; then accepts "a key of minisign" build; else stops "a key of minisign, somebody else's" 'REJECTED'; fi
	done
	rm "$store/hello-1.2.0.tar.gz.minisig"
fi

(cd "$store" && sha256sum hello-1.2.0.tar.gz > SHA256SUMS)
# The bundle's place in the PKGBUILD goes to the list; nothing is left that covers it.
package '/tar.gz.asc"/d' '0,/^            SKIP$/{//d}' 's#hello-$pkgver.tar.gz.sigstore.json#SHA256SUMS#' 's/^_upsig_root.*/&\n_upsig_checksums=SHA256SUMS/'
stops "unsigned checksum list" 'REJECTED.*evidence is missing'
package 's/^_upsig_root.*/&\n_upsig_checksums=SHA256SUMS/'
stops "a checksum list that is no source" 'SHA256SUMS is not a source'

package '/^_upsig_re[pf]/d' 's/^_upsig_workflow.*/_upsig_policy=hello.toml/' '/^_upsig_root/d'
mkdir "$work/package/keys/old"
sed '/^keyring/d' "$quickstart/hello.toml" > "$work/package/hello.toml"
accepts "a policy beside the PKGBUILD, certificates in keys/pgp" build
for word in 1.2.0 '' 9; do
	package '/^_upsig_re[pf]/d' "s/^_upsig_workflow.*/_upsig_policy=hello.toml\n_upsig_version=$word/" '/^_upsig_root/d' \
		's/^pkgver=.*/pkgver=1.2/' 's/$pkgver/1.2.0/g'
	mkdir "$work/package/keys/old"
	sed '/^keyring/d' "$quickstart/hello.toml" > "$work/package/hello.toml"
	case $word in
		9) stops "_upsig_version, another one" 'REJECTED.*not the version asked for' ;;
		*) accepts "_upsig_version \"$word\", where pkgver is not upstream's" build ;;
	esac
done

# Certificates go from keys/pgp into a keyring and back.
package
mkdir "$work/kept"
fingerprint=621D384B6FC55E5D80618F9BA4A01BF816DE7418
key_import() { upsig key import --yes --keyring-dir "$work/kept" --fingerprint $fingerprint --who 'Jane Doe' --reason test "$work/package/keys/pgp/$fingerprint.asc"; }
key_export() { upsig key export --keyring-dir "$work/kept" --layout keys-pgp --output "$work/package/keys/pgp"; }
accepts "keys/pgp goes into a keyring" key_import
rm "$work/package/keys/pgp"/*
accepts "and comes out of it" key_export
accepts "makepkg finds that one" build

if [ "$has_verify" = yes ]; then
	package
	accepts "--verifysource" build --verifysource
	says "--verifysource: the verdict" 'ACCEPTED'
fi

package 's/^sha256sums=.*/sha256sums=(SKIP/'
mkdir "$work/changed"
cp "$store"/* "$work/changed/"; echo >> "$work/changed/hello-1.2.0.tar.gz"
sed -i "s#$store#$work/changed#" "$work/package/PKGBUILD"
stops "changed source" 'One or more PGP signatures could not be verified'
sed -i -e '/tar.gz.asc"/d' -e '/^validpgpkeys/d' "$work/package/PKGBUILD"
sed -i '0,/^            SKIP$/{//d}' "$work/package/PKGBUILD"
stops "changed source, CI alone" 'REJECTED [^ ]*hello-1\.2\.0\.tar\.gz: .*another file'
package '/tar.gz.asc"/d' '0,/^            SKIP$/{//d}'
stops "the author's signature stripped" 'REJECTED.*missing-evidence'
package 's#^source=(#&"extra.tar.gz::file://'"$store"'/hello-1.2.0.tar.gz" #' 's/^sha256sums=(/&SKIP /' 's/^noextract=(/&extra.tar.gz /'
stops "second source without a signature" 'REJECTED [^ ]*extra\.tar\.gz'
package 's#^source=(#&"extra.tar.gz::file://'"$store"'/hello-1.2.0.tar.gz" #' 's/^sha256sums=(/&SKIP /' 's/^_upsig_root.*/&\n_upsig_exempt=(extra.tar.gz)/' 's/^noextract=(/&extra.tar.gz /'
accepts "second source, exempt" build
package 's#^source=(#&"other.tar.gz.asc::file://'"$store"'/hello-1.2.0.tar.gz.asc" #' 's/^sha256sums=(/&SKIP /'
stops "signature without a source" 'other\.tar\.gz\.asc belongs to no source|SOURCE FILE NOT FOUND'
package
rm "$work/package/keys/pgp/"*
stops "certificate missing from keys/pgp" 'no such file|no certificate'
package '/tar.gz.asc"/d' '0,/^            SKIP$/{//d}' '/^validpgpkeys/d' '/^_upsig_/d'
stops "nothing says who counts" 'nothing says who counts'
package 's/^_upsig_ref=.*/_upsig_ref=refs\/tags\/v9/'
stops "another tag" 'REJECTED.*another branch or tag'
package 's#^source=(#&"other.sigstore.json::file://'"$store"'/hello-1.2.0.tar.gz.sigstore.json" #' 's/^sha256sums=(/&SKIP /'
stops "attestation without a source" 'other\.sigstore\.json belongs to no source'
package 's#^source=(#&"hello-1.2.0.tar.gz.foo.sigstore.json::file://'"$store"'/hello-1.2.0.tar.gz.sigstore.json" #' 's/^sha256sums=(/&SKIP /'
stops "a signature under a name that upsig does not look for" 'foo\.sigstore\.json belongs to no source'
package '/tar.gz.asc"/d' '0,/^            SKIP$/{//d}' '/^validpgpkeys/d' 's/^_upsig_ref=.*/&\n_upsig_key=author.pub/'
: > "$work/package/author.pub"
stops "an empty key file" 'author\.pub is empty'
package 's/^_upsig_ref=.*/&\n_upsig_require=all/'
stops "unknown requirement" 'must be one of'

# What is a source of version control, makepkg says; its tools are not needed here.
sorted() (
	set +u
	library=${MAKEPKG_LIBRARY:-/usr/share/makepkg}
	# shellcheck source=/dev/null
	LIBRARY=$library source "$library/util/source.sh"
	# shellcheck source=upsig.sh
	source "$here/upsig.sh"
	# shellcheck disable=SC2034
	startdir=$work/sort SRCDEST=$work/sort CARCH=any source=("$@") artifacts=() lists=() evidence=()
	rm -rf "$work/sort" "$work/links"
	mkdir "$work/sort" "$work/links"
	touch "$work/sort/"{a.tar.gz,a.tar.gz.asc,git}
	_upsig_sort "$work/links" && printf 'judged: %s\n' "${artifacts[*]}"
)
for entry in git+https://example.org/a git://example.org/a hg+https://example.org/a hg://example.org/a svn+ssh://example.org/a \
	svn://example.org/a bzr://example.org/a bzr+lp:a fossil://example.org/a fossil+https://example.org/a "git::git://example.org/a"; do
	accepts "version control: $entry" sorted "$entry" https://example.org/a.tar.gz
	says "version control: $entry: a warning" "not judged here: ${entry//+/[+]}"
	says "version control: $entry: the other source is judged" 'judged: a\.tar\.gz$'
done
accepts "a file named git" sorted git::https://example.org/a.tar.gz
says "a file named git: is judged" 'judged: git$'
accepts "files beside the PKGBUILD" sorted a.tar.gz a.tar.gz.asc
says "files beside the PKGBUILD: are not judged" 'judged: $'
refuses "a source that is not there" 'b\.tar\.gz is not there' sorted https://example.org/b.tar.gz
finish
