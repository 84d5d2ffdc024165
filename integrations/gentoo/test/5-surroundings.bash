# What package managers do to the surroundings: folders that are read-only or links,
# few programs, nonfatal; and what reviewers ask of an eclass.
# shellcheck shell=bash disable=SC2016,SC2154

release=hello-1.2.0.tar.gz
begin() {
	fresh $release $release.asc $release.sigstore.json
	ebuild app-misc/hello-"$1"/hello-"$1"-1.2.0.ebuild
	[ "$1" != pgp ] || sed -i 's#\.asc )#.asc https://example.org/hello/${MY_P}.tar.gz.sigstore.json )#' "$EBUILD"
}

begin pgp; mv "$ROOT/distfiles" "$ROOT/elsewhere"; ln -s elsewhere "$ROOT/distfiles"
unpacks "DISTDIR is a link"
begin pgp; chmod 555 "$ROOT/distfiles"
unpacks "DISTDIR is read-only"
begin policy; chmod 444 "${EBUILD%/*}/files"/*; chmod 555 "${EBUILD%/*}/files"
unpacks "FILESDIR is read-only, with a policy and a keyring"
chmod 755 "${EBUILD%/*}/files"
begin policy; chmod 555 "${EBUILD%/*}/files"
accepts "FILESDIR is read-only, twice" phase CALL='src_unpack && rm -r "${WORKDIR}"/* && src_unpack'
chmod 755 "${EBUILD%/*}/files"
begin pgp; echo x > "$ROOT/judged"; mkdir -p "$ROOT/temp/upsig/judged"; mv "$ROOT/judged" "$ROOT/temp/upsig/judged/$release"
[ "$(id -u)" != 0 ] || chown -R 65534 "$ROOT/temp"
unpacks "T holds files of an earlier run"
begin pgp; sed -i 's#/jane.asc#/eve.asc#' "$EBUILD"
mkdir -p "$ROOT/temp/upsig/judged"; cp "$store/$release" "$ROOT/temp/upsig/judged/"; [ "$(id -u)" != 0 ] || chown -R 65534 "$ROOT/temp"
dies "T holds a file that was accepted once" 'REJECTED'
holds "T holds a file that was accepted once: gone" test ! -e "$ROOT/temp/upsig/judged/$release"

# Nothing but programs that every build has.
mkdir "$work/few"
for program in bash rm cp mkdir mv sha512sum grep awk tar gzip xz; do ln -s "$(type -P $program)" "$work/few/"; done
ln -s "$bin/upsig" "$bin/sopv" "$work/few/"
# The bench itself wants sed.
ln -s "$(type -P sed)" "$work/few/"
for example in pgp both policy; do
	begin $example
	accepts "$example, with few programs" phase PATH="$work/few"
done

# nonfatal does not make a refusal a warning.
begin pgp; sed -i 's#/jane.asc#/eve.asc#' "$EBUILD"
dies "below nonfatal" 'REJECTED' CALL='nonfatal upsig_src_unpack; unpack hello-1.2.0.tar.gz'
begin pgp; dies "in a subshell" 'was not judged' CALL='local_copy=$(upsig_judged hello-1.2.0.tar.gz); unpack "${DISTDIR}/hello-1.2.0.tar.gz"'

# Without the flag the same calls give the distfile.
begin pgp; accepts "without the flag" phase USE= CALL='[[ $(upsig_judged hello-1.2.0.tar.gz) == "${DISTDIR}/hello-1.2.0.tar.gz" ]] && upsig_unpack hello-1.2.0.tar.gz'
begin pgp; refuses "without the flag, no such file" 'no such file' phase USE= CALL='upsig_unpack other.tar.gz'

# Global scope: no programs, no questions to the package manager.
begin pgp; sed -i 's/^MY_P=.*/MY_P="hello-$(printf %s "${PV}" | sed s,_,-,)"/' "$EBUILD"
refuses "the bench notices programs in global scope" 'sed was run in global scope' phase
begin pgp; echo 'use verify-sig' >> "$EBUILD"
refuses "the bench notices use in global scope" 'use was called in global scope' phase
for eapi in 7 8; do
	begin pgp; sed -i "s/^EAPI=.*/EAPI=$eapi/" "$EBUILD"
	unpacks "EAPI $eapi"
done
begin pgp; sed -i 's/^inherit upsig/&\ninherit upsig/' "$EBUILD"
unpacks "inherited twice"
begin pgp; sed -i '/^inherit/d' "$EBUILD"; sed -i '/^UPSIG_FING/s/$/\ninherit upsig/' "$EBUILD"
dies "variables before the inherit line" 'nothing says who counts'

# Documentation: every function and variable has its block, and every variable that
# is read is forgotten at the inherit line.
eclass=$here/eclass/upsig.eclass
while read -r name; do
	holds "documented: $name" grep -qx "# @FUNCTION: $name" "$eclass"
	case $name in
		_*) holds "internal: $name" test "$(grep -A3 -x "# @FUNCTION: $name" "$eclass" | grep -c '@INTERNAL')" = 1 ;;
	esac
done < <(sed -n 's/^\([a-z_]*\)() {$/\1/p' "$eclass")
while read -r name; do
	holds "documented: $name" grep -qx "# @ECLASS_VARIABLE: $name" "$eclass"
	holds "default documented: $name" test "$(grep -A1 -x "# @ECLASS_VARIABLE: $name" "$eclass" | grep -c '@DEFAULT_UNSET')" = 1
	holds "forgotten: $name" test "$(sed -n '/^unset /,/[^\\]$/p' "$eclass" | grep -cw "$name")" = 1
done < <(grep -o '\<UPSIG_[A-Z_]*[A-Z]\>' "$eclass" | sort -u)
holds "EXPORT_FUNCTIONS is the last line" test "$(tail -n 1 "$eclass")" = 'EXPORT_FUNCTIONS src_unpack'
