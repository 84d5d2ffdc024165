# Stands in for the eclass of this name: ego runs the Go command as it does there,
# offline, with modules from vendor/. With UPSIG_PROGRAMS it puts the programs at hand
# where the Go command would build them (ego build -trimpath -o FILE PACKAGE).
# shellcheck shell=bash disable=SC2034,SC2154
BDEPEND="dev-lang/go"
ego() {
	if [[ -n ${UPSIG_PROGRAMS-} ]]; then
		[[ ${1} == build ]] || return 0
		cp "${UPSIG_PROGRAMS}/${5##*/}" "${4}" || die "ego ${*}"
		return
	fi
	export GOPROXY=off GOSUMDB=off GOTOOLCHAIN=local GOFLAGS="-mod=vendor -buildvcs=false"
	export GOCACHE="${T}/go-build" GOMODCACHE="${WORKDIR}/go-mod"
	printf '%s\n' "go ${*}"
	go "${@}" || die "go ${*} failed"
}
