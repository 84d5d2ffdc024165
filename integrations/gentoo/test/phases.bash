#!/usr/bin/env bash
# A minimal phase environment: runs one ebuild's src_unpack, or a function of an
# eclass, with the functions and variables that EAPI 7 and 8 promise and nothing
# else. Reads from the environment ROOT (a work folder), EBUILD, USE, and optionally
# CALL (shell code to run in place of src_unpack) and SETUP (shell code to run after
# the ebuild was sourced). What it unpacks is listed in ROOT/log/unpacked.
# shellcheck disable=SC1090,SC2034,SC2086,SC2123,SC2153,SC2154,SC2317
set +u

die() {
	if [[ ${1} == -n ]]; then
		shift
		[[ -z ${NONFATAL} ]] || return 1
	fi
	printf '%s\n' "${*:-(no text)}" >> "${ROOT}/log/died"
	printf ' * ERROR: %s\n' "${*}" >&2
	kill -s TERM "${PHASE_PID}" 2>/dev/null
	exit 1
}
PHASE_PID=$$
trap 'exit 1' TERM

einfo() { printf ' * %s\n' "${*}"; }
elog() { einfo "${@}"; }
ewarn() { printf ' * WARNING: %s\n' "${*}" >&2; }
eerror() { printf ' * %s\n' "${*}" >&2; }
debug-print() { :; }
nonfatal() { local NONFATAL=1; "${@}"; }

# What an eclass of ours has no business to ask.
has_version() { die "has_version was asked"; }
best_version() { die "best_version was asked"; }

has() {
	local wanted=${1} word
	shift
	for word; do [[ ${word} == "${wanted}" ]] && return 0; done
	return 1
}

# use fails loudly for a flag that IUSE does not have, as package managers do.
use() {
	[[ -z ${GLOBAL_SCOPE} ]] || die "use was called in global scope"
	local iuse=" ${E_IUSE} ${IUSE} "
	[[ ${iuse} == *[\ +-]"${1}"\ * ]] || die "USE flag ${1} is not in IUSE"
	has "${1}" ${USE}
}

EXPORT_FUNCTIONS() {
	local phase
	for phase; do
		eval "${phase}() { ${ECLASS}_${phase} \"\${@}\"; }"
	done
}

# inherit keeps the eclass's IUSE and BDEPEND apart and adds them at the end.
inherit() {
	local eclass outer=${ECLASS} iuse bdepend
	for eclass; do
		iuse=${IUSE-} bdepend=${BDEPEND-}
		unset IUSE BDEPEND
		ECLASS=${eclass}
		if [[ -f ${REPOSITORY}/eclass/${eclass}.eclass ]]; then
			source "${REPOSITORY}/eclass/${eclass}.eclass"
		else
			source "${REPOSITORY}/test/eclass/${eclass}.eclass" || die "no eclass ${eclass}"
		fi
		E_IUSE+=" ${IUSE-}" E_BDEPEND+=" ${BDEPEND-}"
		IUSE=${iuse} BDEPEND=${bdepend}
	done
	ECLASS=${outer}
}

unpack() {
	local file path
	for file; do
		case ${file} in
			*/*) path=${file} ;;
			*) path=${DISTDIR}/${file} ;;
		esac
		[[ -s ${path} ]] || die "unpack: ${path} does not exist"
		printf '%s\n' "${path}" >> "${ROOT}/log/unpacked"
		case ${path} in
			*.tar|*.tar.gz|*.tgz|*.tar.bz2|*.tar.xz|*.tar.zst|*.tar.lzma)
				tar -xof "${path}" || die "unpack: ${path} failed" ;;
		esac
	done
}

# What installs puts files below D, and dies if one is missing.
_install() { install -D -m "${3:-644}" "${1}" "${D}/${2}" || die "cannot install ${1}"; }
insinto() { INTO=${1#/}; }
doins() { local file; for file; do _install "${file}" "${INTO}/${file##*/}"; done; }
dobin() { local file; for file; do _install "${file}" "usr/bin/${file##*/}" 755; done; }
dodoc() { local file; for file; do _install "${file}" "usr/share/doc/${P}/${file##*/}"; done; }
doman() { local file; for file; do _install "${file}" "usr/share/man/man${file##*.}/${file##*/}"; done; }

default_src_unpack() { [[ -z ${A} ]] || unpack ${A}; }
default() { "default_${EBUILD_PHASE_FUNC}"; }
src_unpack() { default_src_unpack; }

# distfiles sets A from SRC_URI: conditionals and arrows.
distfiles() {
	local -a words active=( 1 )
	local word last="" i next
	read -r -d '' -a words <<< "${SRC_URI}"
	A=""
	for (( i = 0; i < ${#words[@]}; i++ )); do
		word=${words[i]}
		case ${word} in
			*\?) if use "${word%\?}" && [[ ${active[-1]} == 1 ]]; then next=1; else next=0; fi ;;
			"(") active+=( "${next:-${active[-1]}}" ); next="" ;;
			")") unset 'active[-1]' ;;
			*)
				last=${word##*/}
				if [[ ${words[i+1]} == "->" ]]; then
					last=${words[i+2]}
					(( i += 2 ))
				fi
				[[ ${active[-1]} == 0 ]] || A+="${A:+ }${last}" ;;
		esac
	done
}

name=${EBUILD##*/}
name=${name%.ebuild}
PV=${name##*-} PN=${name%-*} P=${name} PR=r0
CATEGORY=${EBUILD%/*/*} CATEGORY=${CATEGORY##*/}
EAPI=$(sed -n 's/^EAPI=\([0-9a-z]*\)$/\1/p' "${EBUILD}")
WORKDIR=${ROOT}/workdir T=${ROOT}/temp DISTDIR=${ROOT}/distfiles D=${ROOT}/workdir/image
BROOT=${ROOT}/broot FILESDIR=${EBUILD%/*}/files S=${WORKDIR}/${P}
export TMPDIR=${T}

# Global scope, where metadata comes from: no program may run, no pattern expand, and
# bash behaves as the version of the EAPI.
case ${EAPI} in
	7) BASH_COMPAT=4.2 ;;
	8) BASH_COMPAT=5.0 ;;
esac
phase_path=${PATH}
PATH=/nonexistent GLOBAL_SCOPE=1
command_not_found_handle() { die "${1} was run in global scope"; }
shopt -s expand_aliases failglob
source "${EBUILD}" || die "cannot source ${EBUILD}"
shopt -u failglob
unset -f command_not_found_handle
PATH=${phase_path} GLOBAL_SCOPE=""

# Phases run in an environment that was saved and read again.
for name in $(compgen -A function | grep upsig); do
	code=$(declare -f "${name}")
	unset -f "${name}"
	eval "${code}"
done
for name in "${!UPSIG_@}"; do
	code=$(declare -p "${name}")
	unset "${name}"
	eval "${code}"
done
IUSE="${IUSE} ${E_IUSE}" BDEPEND="${BDEPEND} ${E_BDEPEND}"
distfiles
EBUILD_PHASE=unpack EBUILD_PHASE_FUNC=src_unpack
eval "${SETUP-}"
cd "${WORKDIR}" || exit 1
if [[ -n ${CALL-} ]]; then eval "${CALL}"; else src_unpack; fi
[[ ! -e ${ROOT}/log/died ]]
