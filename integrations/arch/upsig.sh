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
#     _upsig_version    the version that the policy must find in the sources' names, in
#                       place of pkgver; empty: none is asked for
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

# _upsig_stem prints a name without the ending that makes it a signature or an
# attestation, and fails if it has none.
_upsig_stem() {
	local ending
	for ending in .publish.attestation .attestations.json .sigstore.jsonl .sigstore.json \
		.intoto.jsonl .attestation .provenance .sigstore .minisig .sign .asc .sig .gpg .pgp
	do
		[[ $1 != ?*"$ending" ]] || { printf '%s\n' "${1%"$ending"}"; return; }
	done
	return 1
}

# _upsig_rules fills the caller's array rules with the flags that say who counts.
_upsig_rules() {
	rules=()
	if [[ -n ${_upsig_policy-} ]]; then
		local version=${_upsig_version-$pkgver}
		rules=(--policy "$startdir/$_upsig_policy" ${version:+--version "$version"})
		return
	fi
	local key
	for key in "${validpgpkeys[@]}"; do
		rules+=(--keyring "$startdir/keys/pgp/$key.asc" --fingerprint "$key")
	done
	if [[ -n ${_upsig_key-} ]]; then
		[[ -s $startdir/$_upsig_key ]] || _upsig_error "$_upsig_key is empty, or not there" || return
		rules+=(--key "$startdir/$_upsig_key")
	fi
	[[ -z ${_upsig_repository-} ]] || rules+=(--repository "$_upsig_repository")
	[[ -z ${_upsig_workflow-} ]] || rules+=(--workflow "$_upsig_workflow")
	[[ -z ${_upsig_ref-} ]] || rules+=(--ref "$_upsig_ref")
	[[ -z ${_upsig_identity-} ]] || rules+=(--certificate-identity "$_upsig_identity")
	[[ -z ${_upsig_issuer-} ]] || rules+=(--certificate-oidc-issuer "$_upsig_issuer")
	((${#rules[@]})) || _upsig_error "nothing says who counts: set validpgpkeys, _upsig_policy, _upsig_key or _upsig_repository" || return
	[[ -z ${_upsig_require-} ]] || rules+=(--require "$_upsig_require")
	[[ -z ${_upsig_root-} ]] || rules+=(--trusted-root "$startdir/$_upsig_root")
}

# _upsig_listed NAME WORD...: whether the name is one of the words.
_upsig_listed() {
	local word
	for word in "${@:2}"; do
		[[ $word != "$1" ]] || return 0
	done
	return 1
}

# _upsig_sort FOLDER fills the caller's arrays artifacts, lists and evidence with the
# names of the sources, and links to their files into the folder. makepkg's own
# functions say what a source is and where its file lies: what is judged is what
# makepkg unpacks. Files that lie beside the PKGBUILD are part of the package, and VCS
# sources are pinned by their commit or signed tag, which is makepkg's business.
_upsig_sort() {
	local entry protocol name file by_arch="source_${CARCH}[@]"
	for entry in "${source[@]}" "${!by_arch}"; do
		protocol=$(get_protocol "$entry") || return
		name=$(get_filename "$entry") || return
		case $protocol in
			bzr|fossil|git|hg|svn)
				printf '==> WARNING: upsig: not judged here: %s\n' "$entry" >&2
				continue ;;
		esac
		file=$(get_filepath "$entry") || _upsig_error "$name is not there" || return
		ln -sfn -- "$file" "$1/$name" || return
		if [[ $name == "${_upsig_checksums-}" ]]; then
			lists+=("$name")
		elif [[ $protocol != local ]]; then
			if _upsig_stem "$name" >/dev/null; then
				evidence+=("$name")
			elif ! _upsig_listed "$name" "${_upsig_exempt[@]}"; then
				artifacts+=("$name")
			fi
		fi
	done
}

# _upsig_owned tells whether a signature belongs to one of the caller's artifacts or
# lists: whether upsig looks for it beside them.
_upsig_owned() {
	local stem name
	stem=$(_upsig_stem "$1") || return
	for name in "${artifacts[@]}" "${lists[@]}"; do
		case $name in
			"$stem"|"$stem".gz|"$stem".bz2|"$stem".xz|"$stem".zst|"$stem".lz|"$stem".lzma) return 0 ;;
		esac
	done
	return 1
}

# _upsig_judge FOLDER judges the sources, which it links into the folder.
_upsig_judge() {
	local -a rules artifacts=() lists=() evidence=()
	local name failed=0
	_upsig_sort "$1" || return
	((${#artifacts[@]})) || _upsig_error "there is no source to verify" || return
	_upsig_rules || return
	if [[ -n ${_upsig_checksums-} ]]; then
		((${#lists[@]})) || _upsig_error "$_upsig_checksums is not a source" || return
		# A policy names its lists itself.
		[[ -n ${_upsig_policy-} ]] || rules+=(--via "$_upsig_checksums")
	fi
	for name in "${evidence[@]}"; do
		_upsig_owned "$name" || _upsig_error "$name belongs to no source" || failed=1
	done
	for name in "${artifacts[@]}"; do
		printf '    %s ...\n' "$name" >&2
		(cd "$1" && upsig verify --quiet "${rules[@]}" -- "./$name" >&2) || failed=1
	done
	return $failed
}

# upsig_verify_sources judges every source that comes from elsewhere. It fails on a
# source that is unsigned or refused, and on a signature that belongs to no source.
upsig_verify_sources() {
	local folder failed=0
	folder=$(mktemp -d) || return
	_upsig_judge "$folder" || failed=1
	rm -rf -- "$folder" || failed=1
	return $failed
}
