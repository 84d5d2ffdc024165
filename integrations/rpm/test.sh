#!/usr/bin/env bash
# Runs %prep of the example spec with real rpmbuild.
# shellcheck source-path=SCRIPTDIR source=../lib.bash
# shellcheck disable=SC2154
source "$(dirname "${BASH_SOURCE[0]}")/../lib.bash"
here=$top/integrations/rpm
need rpmbuild
note "$(rpmbuild --version)"

macro='^%upsigverify .*'

# package [SED-EXPRESSION...] makes a tree with the sources and the spec, edited.
package() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/SOURCES" "$work/tree/home"
	cp "$quickstart"/hello-1.2.0* "$quickstart/trusted_root.json" "$quickstart/keys/jane.asc" "$work/tree/SOURCES/"
	sed -e "" "${@/#/-e}" "$here/hello.spec" > "$work/tree/hello.spec"
}
# prep runs %prep, with nothing of this environment.
prep() {
	env -i PATH="$PATH" HOME="$work/tree/home" LC_ALL=C \
		rpmbuild -bp --nodeps --load="$here/macros.upsig" --define "_topdir $work/tree" "$work/tree/hello.spec"
}
unpacked() { find "$work/tree" -path '*BUILD*' -name hello -type f -size +0 | grep -q .; }
# stops WHAT PATTERN: rpmbuild must fail in these words and unpack nothing.
stops() {
	refuses "$1" "$2" prep
	if unpacked; then bad "$1: was unpacked"; else good "$1: nothing unpacked"; fi
}

package
accepts "both kinds of evidence" prep
says "both kinds of evidence: the verdict" "Vouched for by the author's key and by the CI workflow"
holds "both kinds of evidence: unpacked" unpacked

package "s#$macro#%upsigverify -k 3 -s 1 -d 0#"
accepts "in the manner of gpgverify" prep
says "in the manner of gpgverify: the verdict" "Vouched for by the author's key"

package "s#$macro#%upsigverify -d 0 -b 2 -c 4 -r https://github.com/example/hello -w .github/workflows/release.yml -t refs/tags/v%{version}#"
accepts "CI alone" prep
says "CI alone: the verdict" 'no author vouches'

package "s#$macro#%upsigverify -d 0 -s 1 -b 2 -p 5#" 's#^Source4.*#&\nSource5: hello.toml#'
mkdir "$work/tree/SOURCES/keys"
mv "$work/tree/SOURCES/jane.asc" "$work/tree/SOURCES/keys/"
cp "$quickstart/hello.toml" "$work/tree/SOURCES/"
cp "$work/tree/SOURCES/keys/jane.asc" "$work/tree/SOURCES/jane.asc"
accepts "a policy" prep
says "a policy: the version" '1\.2\.0, named by the ref'

if type -P gpg >/dev/null; then
	export GNUPGHOME="$work/gnupg"
	mkdir -m 700 "$GNUPGHOME"
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key max@example.org ed25519 sign never 2>/dev/null
	package "s#$macro#%upsigverify -d 0 -l 5 -s 6 -k 7#" 's#^Source4.*#&\nSource5: SHA256SUMS\nSource6: SHA256SUMS.asc\nSource7: max.asc#'
	(cd "$work/tree/SOURCES" && sha256sum hello-1.2.0.tar.gz > SHA256SUMS && gpg --batch --quiet --armor --detach-sign SHA256SUMS &&
		gpg --batch --armor --export > max.asc) 2>/dev/null
	accepts "a signed checksum list" prep
	says "a signed checksum list: the chain" 'the checksum list .*SHA256SUMS'
	sed -i 's/^./0/' "$work/tree/SOURCES/SHA256SUMS"
	stops_again() { rm -rf "$work/tree/BUILD"; stops "$@"; }
	stops_again "a changed checksum list" 'REJECTED'
fi

if type -P minisign >/dev/null; then
	for who in ann bob; do minisign -G -W -f -p "$work/$who.pub" -s "$work/$who.sec" >/dev/null; done
	for who in ann bob; do
		package "s#$macro#%upsigverify -d 0 -s 5 -m 6#" 's#^Source4.*#&\nSource5: hello.minisig\nSource6: author.pub#'
		minisign -S -s "$work/ann.sec" -m "$work/tree/SOURCES/hello-1.2.0.tar.gz" -x "$work/tree/SOURCES/hello.minisig" >/dev/null
		cp "$work/$who.pub" "$work/tree/SOURCES/author.pub"
		if [ $who = ann ]; then accepts "a key of minisign" prep; else stops "a key of minisign, somebody else's" 'REJECTED'; fi
	done
fi

package "s#$macro#%upsigverify -d 0 -b 2 -c 4 -m 5 -r https://github.com/example/hello#" 's#^Source4.*#&\nSource5: author.pub#'
: > "$work/tree/SOURCES/author.pub"
stops "an empty key file" 'the key file of -m is empty'
package "s#$macro#%upsigverify -k 3 -s 1 -d 0 -v 1.2.0 -f 621D384B#"
stops "a short fingerprint" 'fingerprint'
package "s#$macro#%upsigverify -k 3 -s 1 -d 0 -q any';touch\${IFS}$work/injected;'#"
stops "shell code in an argument" 'must be one of'
holds "shell code in an argument: not run" test ! -e "$work/injected"

package
echo >> "$work/tree/SOURCES/hello-1.2.0.tar.gz"
stops "changed source" 'REJECTED .*hello-1\.2\.0\.tar\.gz'
package
: > "$work/tree/SOURCES/hello-1.2.0.tar.gz.asc"
stops "empty signature" 'REJECTED'
package 's#refs/tags/v%{version}#refs/tags/v9#'
stops "another tag" 'another branch or tag'
package "s#$macro#%upsigverify -d 0 -b 2 -c 4 -q both -k 3 -r https://github.com/example/hello#"
stops "the author's signature left out" 'missing-evidence'
package "s#$macro#%upsigverify -d 0 -s 1 -b 2 -p 5 -v 1.3.0#" 's#^Source4.*#&\nSource5: hello.toml#'
mkdir "$work/tree/SOURCES/keys"; cp "$quickstart/keys/jane.asc" "$work/tree/SOURCES/keys/"; cp "$quickstart/hello.toml" "$work/tree/SOURCES/"
stops "another version" 'not the version asked for'

package "s#$macro#%upsigverify -s 1 -k 3#"
stops "no data" 'd is missing'
package "s#$macro#%upsigverify -d 0 -k 3#"
stops "no evidence" 'neither -s nor -b'
package "s#$macro#%upsigverify -d 0 -s 1#"
stops "no signer" 'nothing says who counts'
package "s#$macro#%upsigverify -d 0 -s 1 -k 3 -d 4#"
stops "an option twice" 'd is given twice'
package "s#$macro#%upsigverify -d0 -s 1 -k3 -q both -qany#"
stops "an option twice, without a blank" 'q is given twice'
package "s#$macro#%upsigverify -d 0 -s 1 -k 3 -q -d#"
stops "a value that looks like an option" 'must be one of'
package "s#$macro#%upsigverify -d 0 -s 1 -k 3 -s 1 2#"
stops "an option twice, and an argument" 's is given twice'
package "s#$macro#%upsigverify -d 0 -s 1 -k 7#"
stops "no such source" 'k 7: there is no such source'
package "s#$macro#%upsigverify -d 0 -s 1 -k jane.asc#"
stops "a name for a number" 'k jane\.asc: there is no such source'
package "s#$macro#%upsigverify -d 0 -s 1 -k 3 2#"
stops "an argument too many" 'what is 2'
package "s#$macro#%upsigverify -d 0 -s 1 -k 3 -x 2#"
stops "an unknown option" 'x'
finish
