# upsig for makepkg: functions for the verify() of a PKGBUILD.
#
#     verify() {
#         source /usr/share/upsig/makepkg.sh
#         upsig_verify_sources
#     }
#
# Variables of the PKGBUILD, all optional but one of those that say who counts:
#
#     validpgpkeys      fingerprints that count; certificates lie in keys/pgp
#     _upsig_policy     the policy file, in place of all others
#     _upsig_key        a public key of minisign, signify or SSH, or one in PEM form
#     _upsig_repository, _upsig_workflow, _upsig_ref
#                       the CI identity that must have attested the sources
#     _upsig_identity, _upsig_issuer
#                       another Sigstore identity
#     _upsig_root       a Sigstore trusted root, in place of the one inside upsig
#     _upsig_require    pgp, sigstore, both or any
#     _upsig_checksums  the source that is upstream's signed checksum list
#     _upsig_exempt=()  sources that nobody signs
#
# Files are named relative to the PKGBUILD.
# shellcheck shell=bash disable=SC2154

# _upsig_error prints one line as makepkg does, and fails.
_upsig_error() {
	printf '==> ERROR: upsig: %s\n' "$*" >&2
	return 1
}

# _upsig_source_name prints the name that makepkg gives a source in SRCDEST.
_upsig_source_name() {
	local name=${1%%::*}
	[[ $1 == *::* ]] || name=${1##*/}
	printf '%s\n' "$name"
}

# _upsig_is_evidence tells signatures and attestations by their ending.
_upsig_is_evidence() {
	case $1 in
		*.asc|*.sig|*.sign|*.gpg|*.pgp|*.minisig|*.sigstore|*.sigstore.json|*.sigstore.jsonl) ;;
		*.provenance|*.attestation|*.intoto.jsonl|*.attestations.json) ;;
		*) return 1 ;;
	esac
}

# _upsig_rules fills the caller's array rules with the flags that say who counts.
_upsig_rules() {
	rules=()
	if [[ -n ${_upsig_policy-} ]]; then
		rules=(--policy "$startdir/$_upsig_policy" --version "$pkgver")
		return
	fi
	local key
	for key in "${validpgpkeys[@]}"; do
		rules+=(--keyring "$startdir/keys/pgp/$key.asc" --fingerprint "$key")
	done
	[[ -z ${_upsig_key-} ]] || rules+=(--key "$startdir/$_upsig_key")
	[[ -z ${_upsig_repository-} ]] || rules+=(--repository "$_upsig_repository")
	[[ -z ${_upsig_workflow-} ]] || rules+=(--workflow "$_upsig_workflow")
	[[ -z ${_upsig_ref-} ]] || rules+=(--ref "$_upsig_ref")
	[[ -z ${_upsig_identity-} ]] || rules+=(--certificate-identity "$_upsig_identity")
	[[ -z ${_upsig_issuer-} ]] || rules+=(--certificate-oidc-issuer "$_upsig_issuer")
	((${#rules[@]})) || _upsig_error "nothing says who counts: set validpgpkeys, _upsig_policy, _upsig_key or _upsig_repository" || return
	[[ -z ${_upsig_require-} ]] || rules+=(--require "$_upsig_require")
	[[ -z ${_upsig_root-} ]] || rules+=(--trusted-root "$startdir/$_upsig_root")
}

# _upsig_remote lists the sources that come from elsewhere, one per line. Files that
# lie beside the PKGBUILD are part of the package, and VCS sources are pinned by
# their commit or signed tag, which is makepkg's business.
_upsig_remote() {
	local entry by_arch="source_${CARCH}[@]"
	for entry in "${source[@]}" "${!by_arch}"; do
		case ${entry#*::} in
			git+*|git://*|hg+*|svn+*|bzr+*|fossil+*)
				printf '==> WARNING: upsig: not judged here: %s\n' "$entry" >&2 ;;
			*://*) _upsig_source_name "$entry" ;;
		esac
	done
}

# _upsig_listed NAME WORD...: whether the name is one of the words.
_upsig_listed() {
	local word
	for word in "${@:2}"; do
		[[ $word != "$1" ]] || return 0
	done
	return 1
}

# _upsig_owned tells whether a signature belongs to one of the caller's artifacts.
_upsig_owned() {
	local artifact
	for artifact in "${artifacts[@]}" "${lists[@]}"; do
		[[ $1 != "$artifact".* && $1 != "${artifact%.@(gz|bz2|xz|zst|lz|lzma)}".* ]] || return 0
	done
	return 1
}

# upsig_verify_sources judges every source that comes from elsewhere. It fails on a
# source that is unsigned or refused, and on a signature that belongs to no source.
upsig_verify_sources() {
	local -a rules names artifacts=() lists=() evidence=()
	local name failed=0
	mapfile -t names < <(_upsig_remote)
	for name in "${names[@]}"; do
		if [[ $name == "${_upsig_checksums-}" ]]; then
			lists+=("$name")
		elif _upsig_is_evidence "$name"; then
			evidence+=("$name")
		elif ! _upsig_listed "$name" "${_upsig_exempt[@]}"; then
			artifacts+=("$name")
		fi
	done
	((${#artifacts[@]})) || _upsig_error "there is no source to verify" || return
	_upsig_rules || return
	if [[ -n ${_upsig_checksums-} ]]; then
		((${#lists[@]} == 1)) || _upsig_error "$_upsig_checksums is not a source" || return
		# A policy names its lists itself.
		[[ -n ${_upsig_policy-} ]] || rules+=(--via "$SRCDEST/$_upsig_checksums")
	fi
	for name in "${evidence[@]}"; do
		_upsig_owned "$name" || _upsig_error "$name belongs to no source" || failed=1
	done
	for name in "${artifacts[@]}"; do
		printf '    %s ...\n' "$name" >&2
		upsig verify --quiet "${rules[@]}" -- "$SRCDEST/$name" >&2 || failed=1
	done
	return $failed
}
