# app-crypt/upsig as a user builds it: from the tarball of "make dist", by the Go
# command, with neither network nor module cache. It takes a minute or two, so that it
# runs with UPSIG_COMPILE=yes only, as integrations/test.sh sets it.
# shellcheck shell=bash disable=SC2016,SC2154

if [ "${UPSIG_COMPILE-}" != yes ]; then
	note "SKIP compiling app-crypt/upsig: UPSIG_COMPILE is not yes"
	return 0
fi
if ! type -P go >/dev/null || ! git -C "$top" rev-parse --verify --quiet HEAD >/dev/null; then
	note "SKIP compiling app-crypt/upsig: no Go command, or no git repository to make the tarball from"
	return 0
fi

version=$(tr -d ' \n' < "$top/internal/version/VERSION")
image=$work/a\ root/workdir/image
accepts "the tarball of make dist" make -C "$top" --no-print-directory dist OUT="$work/dist"
cp "$work/dist/upsig-$version.tar.gz" "$store/"
fresh "upsig-$version.tar.gz"
ebuild "app-crypt/upsig/upsig-$version.ebuild" "$here"
SECONDS=0
accepts "compile app-crypt/upsig" phase USE= PATH="$(dirname "$(type -P go)"):/usr/sbin:/usr/bin:/sbin:/bin" \
	CALL='src_unpack; cd "${S}"; src_compile; src_install'
note "compiled in $SECONDS seconds"
says "compile: the Go command built it" 'go build .*-o dist/sopv \./cmd/sopv'
holds "compile: the version" test "$("$image/usr/bin/upsig" --version)" = "upsig $version"
holds "compile: it verifies" "$image/usr/bin/upsig" verify --quiet --policy "$quickstart/hello.toml" "$quickstart/hello-1.2.0.tar.gz"
holds "compile: no library is needed" test "$(grep -c 'ld-linux\|ld-musl' "$image/usr/bin/upsig")" = 0
holds "compile: no path of the build is in it" test "$(grep -cF "$work" "$image/usr/bin/upsig")" = 0
for file in bin/sopv share/man/man1/upsig.1 share/man/man1/sopv.1 share/man/man5/upsig-policy.5 \
	share/bash-completion/completions/upsig share/zsh/site-functions/_upsig share/fish/vendor_completions.d/upsig.fish \
	"share/doc/upsig-$version/README.md"
do
	holds "compile: installed $file" test -s "$image/usr/$file"
done
