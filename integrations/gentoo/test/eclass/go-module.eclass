# Stands in for the eclass of this name: ego puts the program at hand where the Go
# command would build it (ego build -trimpath -o FILE PACKAGE).
# shellcheck shell=bash disable=SC2034,SC2154
BDEPEND="dev-lang/go"
ego() {
	[[ ${1} == build ]] || return 0
	cp "${UPSIG_PROGRAMS}/${5##*/}" "${4}" || die "ego ${*}"
}
