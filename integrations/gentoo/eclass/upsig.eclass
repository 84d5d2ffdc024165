# Copyright 2026 The upsig authors
# Distributed under the terms of the Apache License, Version 2.0

# @ECLASS: upsig.eclass
# @MAINTAINER:
# The upsig authors
# @VCSURL: https://github.com/upsig/upsig
# @SUPPORTED_EAPIS: 7 8
# @BLURB: Verify OpenPGP signatures and Sigstore attestations of distfiles
# @DESCRIPTION:
# Lets an ebuild say who must vouch for its distfiles: the holder of an OpenPGP
# key, a Sigstore identity (a CI workflow, a person's account), or both.  All
# forms go through one program, app-crypt/upsig, one USE flag (verify-sig) and
# one src_unpack.
#
# Put the signatures and attestations into SRC_URI behind the flag, beside the
# files that they are about, and say who counts in one of two ways: name a
# policy with UPSIG_POLICY, or set the short variables (UPSIG_KEYRING, UPSIG_KEY,
# UPSIG_REPOSITORY and so on).  Set all of them after the inherit line: whatever
# they held before, from the user's environment say, is forgotten there.
#
# The exported src_unpack copies every distfile in A to T, has upsig judge the
# copies, and unpacks these same copies after all of them were accepted.  An
# unsigned distfile and a signature that belongs to no distfile are fatal.
# Several eclasses export src_unpack: inherit this one after them, or write a
# src_unpack that calls upsig_src_unpack.
#
# All functions die on failure, also below nonfatal: no caller can go on by
# mistake with what was refused.
#
# Nothing here needs the network, a home directory or a daemon, and nothing is
# written outside of T and WORKDIR.
#
# @EXAMPLE:
# An upstream whose author signs and whose CI attests; both are required.
#
# @CODE
# EAPI=8
#
# inherit upsig
#
# DESCRIPTION="Greets"
# HOMEPAGE="https://example.org/hello"
# SRC_URI="
#	https://example.org/${P}.tar.gz
#	verify-sig? (
#		https://example.org/${P}.tar.gz.asc
#		https://example.org/${P}.tar.gz.sigstore.json
#	)
# "
# BDEPEND="verify-sig? ( sec-keys/openpgp-keys-jane )"
#
# UPSIG_KEYRING="/usr/share/openpgp-keys/jane.asc"
# UPSIG_FINGERPRINT="0123456789ABCDEF0123456789ABCDEF01234567"
# UPSIG_REPOSITORY="https://github.com/example/hello"
# UPSIG_WORKFLOW=".github/workflows/release.yml"
# UPSIG_REF="refs/tags/v${PV}"
# @CODE

case ${EAPI} in
	7|8) ;;
	*) die "${ECLASS}: EAPI ${EAPI:-0} not supported" ;;
esac

if [[ -z ${_UPSIG_ECLASS} ]]; then
_UPSIG_ECLASS=1

IUSE="verify-sig"
BDEPEND="verify-sig? ( >=app-crypt/upsig-0.1.0 )"

# A value that leaks in from outside must not decide who counts.
unset UPSIG_POLICY UPSIG_VERSION UPSIG_KEYRING UPSIG_FINGERPRINT \
	UPSIG_REPOSITORY UPSIG_WORKFLOW UPSIG_REF UPSIG_IDENTITY UPSIG_ISSUER \
	UPSIG_KEY UPSIG_TRUSTED_ROOT UPSIG_REQUIRE UPSIG_CHECKSUMS UPSIG_UPSTREAM_NAMES \
	UPSIG_EXEMPT

# @ECLASS_VARIABLE: UPSIG_POLICY
# @DEFAULT_UNSET
# @DESCRIPTION:
# The policy file of upsig that says who counts.  A path that begins with a slash
# lies below BROOT (do not write BROOT yourself), any other below FILESDIR.  With
# a policy, only UPSIG_VERSION, UPSIG_KEYRING, UPSIG_TRUSTED_ROOT, UPSIG_CHECKSUMS
# and UPSIG_EXEMPT may be set as well.

# @ECLASS_VARIABLE: UPSIG_VERSION
# @DEFAULT_UNSET
# @DESCRIPTION:
# The version that the policy must find in the distfiles' names, so that an old
# release under a new name is refused.  Unset, it is PV.  Set it where upstream
# spells its version in another way, and to the empty string where the distfiles
# have versions of their own.

# @ECLASS_VARIABLE: UPSIG_KEYRING
# @DEFAULT_UNSET
# @DESCRIPTION:
# The file with upstream's OpenPGP certificates, or an array of such files.  Paths
# are resolved as for UPSIG_POLICY.  Without UPSIG_FINGERPRINT every certificate
# in them counts.  With a policy, a further place to look for the certificates
# that it names.

# @ECLASS_VARIABLE: UPSIG_FINGERPRINT
# @DEFAULT_UNSET
# @DESCRIPTION:
# The full fingerprint of the primary key that counts, or an array of them.  One
# signature by one of them is enough.  Without UPSIG_KEYRING the certificate is
# looked for in /usr/share/openpgp-keys, outside of any prefix.

# @ECLASS_VARIABLE: UPSIG_REPOSITORY
# @DEFAULT_UNSET
# @DESCRIPTION:
# URL of the source repository whose CI must have attested the distfiles.

# @ECLASS_VARIABLE: UPSIG_WORKFLOW
# @DEFAULT_UNSET
# @DESCRIPTION:
# Path of the release workflow in UPSIG_REPOSITORY.  Left out, any workflow of the
# repository will do, and upsig says so in its report.

# @ECLASS_VARIABLE: UPSIG_REF
# @DEFAULT_UNSET
# @DESCRIPTION:
# The git ref that the workflow must have run for, such as "refs/tags/v${PV}".
# Left out, any branch or tag will do, and upsig says so in its report.

# @ECLASS_VARIABLE: UPSIG_IDENTITY
# @DEFAULT_UNSET
# @DESCRIPTION:
# The exact Sigstore identity, an e-mail address or a workflow's URI, for
# upstreams that UPSIG_REPOSITORY does not describe.  Needs UPSIG_ISSUER.

# @ECLASS_VARIABLE: UPSIG_ISSUER
# @DEFAULT_UNSET
# @DESCRIPTION:
# URL of the identity provider that must have confirmed UPSIG_IDENTITY.

# @ECLASS_VARIABLE: UPSIG_KEY
# @DEFAULT_UNSET
# @DESCRIPTION:
# The file with upstream's key where that is no OpenPGP certificate: a public key
# of minisign or signify, an SSH key that signs files, or one in PEM form under
# which Sigstore bundles are made.  What it is, upsig sees from its content.  The
# path is resolved as for UPSIG_POLICY.  Beside UPSIG_KEYRING, a signature by
# either is enough.

# @ECLASS_VARIABLE: UPSIG_TRUSTED_ROOT
# @DEFAULT_UNSET
# @DESCRIPTION:
# A Sigstore trusted root, or an array of them, in place of the one inside upsig.
# Paths are resolved as for UPSIG_POLICY.

# @ECLASS_VARIABLE: UPSIG_REQUIRE
# @DEFAULT_UNSET
# @DESCRIPTION:
# What must be there: pgp, sigstore, both or any.  Unset, it is every kind of
# evidence that the other variables describe.

# @ECLASS_VARIABLE: UPSIG_CHECKSUMS
# @DEFAULT_UNSET
# @DESCRIPTION:
# The distfile that is upstream's checksum list: the signature beside it, or in it,
# covers the list, and the list gives the digests of the other distfiles.  Without a
# policy, each of these must be in the list.  A policy says so with via, and this
# variable then only tells that the file is a list; it may be an array.

# @ECLASS_VARIABLE: UPSIG_UPSTREAM_NAMES
# @DEFAULT_UNSET
# @DESCRIPTION:
# An array of "distfile=upstream-name", for distfiles that SRC_URI renames:
# attestations name the file as upstream does.  (A policy has upstream-name.)

# @ECLASS_VARIABLE: UPSIG_EXEMPT
# @DEFAULT_UNSET
# @DESCRIPTION:
# An array of distfiles that upsig_src_unpack unpacks without a signature, such as
# a patch set made by the distribution.  Each is named in the build log.

# @FUNCTION: _upsig_fail
# @USAGE: <text>
# @INTERNAL
# @DESCRIPTION:
# Dies with the text.
_upsig_fail() {
	die "upsig.eclass: ${*}"
}

# @FUNCTION: _upsig_path
# @USAGE: <path>
# @INTERNAL
# @DESCRIPTION:
# Sets REPLY to where the path of a variable leads.
_upsig_path() {
	case ${1} in
		"") _upsig_fail "an empty path in UPSIG_POLICY, UPSIG_KEYRING, UPSIG_KEY or UPSIG_TRUSTED_ROOT" ;;
		/*) REPLY="${BROOT}${1}" ;;
		*) REPLY="${FILESDIR}/${1}" ;;
	esac
	[[ -f ${REPLY} ]] ||
		_upsig_fail "${REPLY} does not exist; is the package that installs it in BDEPEND, below verify-sig?"
	[[ -s ${REPLY} ]] || _upsig_fail "${REPLY} is empty"
}

# @FUNCTION: _upsig_key_argument
# @USAGE: <file> <other-file> [<key-file>]
# @INTERNAL
# @DESCRIPTION:
# Dies if a function was given an empty key file, from a variable that is not set say:
# UPSIG_KEYRING is not what the caller meant then.
_upsig_key_argument() {
	[[ ${#} -lt 3 || -n ${3} ]] || _upsig_fail "${FUNCNAME[1]}: the key file is an empty argument"
}

# @FUNCTION: _upsig_plain_key
# @USAGE: <file>
# @INTERNAL
# @DESCRIPTION:
# Whether a key file is for UPSIG_KEY, not for UPSIG_KEYRING, by its first line.  A
# wrong guess costs a rejection: upsig reads keys and keyrings strictly.
_upsig_plain_key() {
	local line=""
	read -r line < "${1}"
	case ${line} in
		"untrusted comment:"*|RW*|"-----BEGIN PUBLIC KEY-----"*) return 0 ;;
		ssh-*|ecdsa-sha2-*|sk-ssh-*|sk-ecdsa-*) return 0 ;;
	esac
	return 1
}

# @FUNCTION: _upsig_distfile
# @USAGE: <file>
# @INTERNAL
# @DESCRIPTION:
# Sets REPLY to the file's path.  As for unpack, a name without a slash is that of
# a distfile.
_upsig_distfile() {
	case ${1} in
		"") _upsig_fail "an empty file name" ;;
		-) _upsig_fail "standard input cannot be judged; give a file" ;;
		*/*) REPLY=${1} ;;
		*) REPLY="${DISTDIR}/${1}" ;;
	esac
	[[ -f ${REPLY} ]] || _upsig_fail "no such file: ${REPLY}"
}

# @FUNCTION: _upsig_copy
# @USAGE: <file> <folder>
# @INTERNAL
# @DESCRIPTION:
# Copies a file into a folder of ours and sets REPLY to the copy.  Distfiles may
# be symbolic links; the copy never is one.
_upsig_copy() {
	local to="${2}/${1##*/}"
	rm -f -- "${to}" || _upsig_fail "cannot replace ${to}"
	cp -L --no-preserve=all -- "${1}" "${to}" || _upsig_fail "cannot copy ${1}"
	REPLY=${to}
}

# @FUNCTION: _upsig_begin
# @INTERNAL
# @DESCRIPTION:
# Makes the private folders anew, all but that of the judged files.
_upsig_begin() {
	type -P upsig >/dev/null || _upsig_fail "the program upsig is not installed (app-crypt/upsig)"
	rm -rf -- "${T}/upsig/job" || _upsig_fail "cannot clear ${T}/upsig"
	mkdir -p "${T}"/upsig/judged "${T}"/upsig/job/{files,evidence,policy,reports} ||
		_upsig_fail "cannot write below ${T}"
}

# @FUNCTION: _upsig_rules
# @USAGE: [<key-file>]
# @INTERNAL
# @DESCRIPTION:
# Fills the caller's array rules with the flags of upsig that say who counts.
_upsig_rules() {
	rules=()
	local file
	for file in "${UPSIG_TRUSTED_ROOT[@]}"; do
		_upsig_path "${file}"
		rules+=( --trusted-root "${REPLY}" )
	done
	if [[ -n ${UPSIG_POLICY} ]]; then
		_upsig_policy_rules "${@}"
	else
		_upsig_short_rules "${@}"
	fi
}

# @FUNCTION: _upsig_policy_rules
# @USAGE: [<key-file>]
# @INTERNAL
# @DESCRIPTION:
# The flags for a policy.  upsig looks for certificates beside the policy; keyrings
# from elsewhere are put there, beside a copy of it.
_upsig_policy_rules() {
	local variable file folder="${T}/upsig/job/policy"
	for variable in FINGERPRINT REPOSITORY WORKFLOW REF IDENTITY ISSUER KEY REQUIRE UPSTREAM_NAMES; do
		variable="UPSIG_${variable}[*]"
		[[ -z ${!variable} ]] ||
			_upsig_fail "${variable%\[*} cannot be used with UPSIG_POLICY, which says who counts"
	done
	_upsig_path "${UPSIG_POLICY}"
	local policy=${REPLY}
	local -a keyrings=( "${UPSIG_KEYRING[@]}" )
	[[ -z ${1} ]] || keyrings=( "${1}" )
	if [[ ${#keyrings[@]} -gt 0 ]]; then
		# A folder that is read-only at home must not be so here.
		{ cp -RL --no-preserve=all -- "${policy%/*}/." "${folder}/" && mkdir -p "${folder}/keys"; } ||
			_upsig_fail "cannot copy ${policy%/*}"
		for file in "${keyrings[@]}"; do
			_upsig_path "${file}"
			! _upsig_plain_key "${REPLY}" ||
				_upsig_fail "${REPLY} is no keyring; write the key into ${UPSIG_POLICY}"
			_upsig_copy "${REPLY}" "${folder}/keys"
		done
		policy="${folder}/${policy##*/}"
	fi
	rules+=( --policy "${policy}" )
	local version=${UPSIG_VERSION-${PV}}
	[[ -z ${version} ]] || rules+=( --version "${version}" )
}

# @FUNCTION: _upsig_short_rules
# @USAGE: [<key-file>]
# @INTERNAL
# @DESCRIPTION:
# The flags for the short variables.
_upsig_short_rules() {
	local before=${#rules[@]}
	_upsig_key_rules "${1}"
	[[ -z ${UPSIG_REPOSITORY} ]] || rules+=( --repository "${UPSIG_REPOSITORY}" )
	[[ -z ${UPSIG_WORKFLOW} ]] || rules+=( --workflow "${UPSIG_WORKFLOW}" )
	[[ -z ${UPSIG_REF} ]] || rules+=( --ref "${UPSIG_REF}" )
	[[ -z ${UPSIG_IDENTITY} ]] || rules+=( --certificate-identity "${UPSIG_IDENTITY}" )
	[[ -z ${UPSIG_ISSUER} ]] || rules+=( --certificate-oidc-issuer "${UPSIG_ISSUER}" )
	[[ ${#rules[@]} -gt ${before} ]] ||
		_upsig_fail "nothing says who counts; set UPSIG_POLICY, UPSIG_KEYRING, UPSIG_KEY, UPSIG_REPOSITORY or UPSIG_IDENTITY after the inherit line"
	[[ -z ${UPSIG_REQUIRE} ]] || rules+=( --require "${UPSIG_REQUIRE}" )
	[[ ${#UPSIG_CHECKSUMS[@]} -le 1 ]] ||
		_upsig_fail "several checksum lists need a policy, which says what each is for"
}

# @FUNCTION: _upsig_key_rules
# @USAGE: [<key-file>]
# @INTERNAL
# @DESCRIPTION:
# The flags for keys.  A key file given stands in place of UPSIG_KEYRING and
# UPSIG_KEY; a fingerprint goes on counting if it can be that of the file.
_upsig_key_rules() {
	local value
	local -a keyrings=( "${UPSIG_KEYRING[@]}" ) fingerprints=( "${UPSIG_FINGERPRINT[@]}" ) keys=( "${UPSIG_KEY[@]}" )
	if [[ -n ${1} ]]; then
		_upsig_path "${1}"
		keyrings=( "${1}" ) keys=()
		! _upsig_plain_key "${REPLY}" || keyrings=() fingerprints=() keys=( "${1}" )
	fi
	[[ ${#keys[@]} -le 1 ]] || _upsig_fail "several keys in UPSIG_KEY need a policy"
	for value in "${keyrings[@]}"; do
		_upsig_path "${value}"
		! _upsig_plain_key "${REPLY}" || _upsig_fail "${REPLY} is no keyring; name it in UPSIG_KEY"
		rules+=( --keyring "${REPLY}" )
	done
	for value in "${fingerprints[@]}"; do
		rules+=( --fingerprint "${value}" )
	done
	for value in "${keys[@]}"; do
		_upsig_path "${value}"
		rules+=( --key "${REPLY}" )
	done
}

# @FUNCTION: _upsig_verify
# @USAGE: <argument>...
# @INTERNAL
# @DESCRIPTION:
# Runs upsig verify among the private copies, so that reports show short names.
_upsig_verify() {
	( cd "${T}/upsig/job/files" && upsig verify "${@}" )
}

# @FUNCTION: _upsig_judge
# @USAGE: <name> [<evidence>...]
# @INTERNAL
# @DESCRIPTION:
# Has upsig judge a private copy by the caller's array rules, shows its report, and
# dies with its one-line summary unless it was accepted.  The JSON report stays in
# T/upsig/job/reports.  Evidence is named relative to T/upsig/job/files.
_upsig_judge() {
	local entry report="${T}/upsig/job/reports/${1}"
	local -a named=()
	for entry in "${UPSIG_UPSTREAM_NAMES[@]}"; do
		[[ ${entry%%=*} != "${1}" ]] || named=( --name "${entry#*=}" )
	done
	if ! _upsig_verify "${rules[@]}" "${named[@]}" --report "${report}" -- "${@}"; then
		# Once more, for the line that die shows.
		entry=$(_upsig_verify "${rules[@]}" "${named[@]}" --quiet -- "${@}" 2>&1)
		_upsig_fail "${entry:-${1} was not accepted}"
	fi
	_upsig_same "${1}" "${report}"
}

# @FUNCTION: _upsig_same
# @USAGE: <name> <report>
# @INTERNAL
# @DESCRIPTION:
# Dies unless the report accepts the bytes that the private copy has.
_upsig_same() {
	local digest
	digest=$(sha512sum < "${T}/upsig/job/files/${1}") || _upsig_fail "cannot read ${1}"
	digest=${digest%% *}
	{ [[ -f ${2} ]] && grep -qx '    "accepted": true,' "${2}"; } || _upsig_fail "there is no report that accepts ${1}"
	{ [[ ${#digest} -eq 128 ]] && grep -Eqx "      \"sha512:${digest}\",?" "${2}"; } ||
		_upsig_fail "${1} is not what was judged"
}

# @FUNCTION: _upsig_keep
# @USAGE: <name>
# @INTERNAL
# @DESCRIPTION:
# Puts an accepted copy where upsig_judged and upsig_unpack find it.
_upsig_keep() {
	mv -f -- "${T}/upsig/job/files/${1}" "${T}/upsig/judged/" || _upsig_fail "cannot move ${1}"
}

# @FUNCTION: upsig_verify_detached
# @USAGE: <file> <evidence-file> [<key-file>]
# @DESCRIPTION:
# Verifies one file with one signature, bundle or attestation, and dies if it is
# not accepted.  Names without a slash are those of distfiles.  The key file, of
# any kind, stands in place of UPSIG_KEYRING and UPSIG_KEY; its path is resolved
# as theirs.
#
# What was judged is a copy: get at it with upsig_judged or upsig_unpack.
upsig_verify_detached() {
	[[ ${#} -eq 2 || ${#} -eq 3 ]] ||
		_upsig_fail "usage: ${FUNCNAME[0]} <file> <evidence-file> [<key-file>]"
	_upsig_key_argument "${@}"
	_upsig_detached "" "${@}"
}

# @FUNCTION: _upsig_detached
# @USAGE: <covers> <file> <evidence-file> [<key-file>]
# @INTERNAL
# @DESCRIPTION:
# Does upsig_verify_detached; the first argument, if not empty, is upsig's --covers.
_upsig_detached() {
	local covers=${1}
	shift
	local -a rules
	local REPLY name=${1##*/}
	_upsig_begin
	_upsig_distfile "${1}"
	rm -f -- "${T}/upsig/judged/${name}" || _upsig_fail "cannot clear ${T}/upsig/judged"
	_upsig_copy "${REPLY}" "${T}/upsig/job/files"
	_upsig_distfile "${2}"
	_upsig_copy "${REPLY}" "${T}/upsig/job/evidence"
	_upsig_rules "${3}"
	[[ -z ${covers} ]] || rules+=( --covers "${covers}" )
	_upsig_judge "${name}" "../evidence/${2##*/}"
	_upsig_keep "${name}"
}

# @FUNCTION: upsig_verify_signed_checksums
# @USAGE: <checksum-file> <evidence-file> <file>...
# @DESCRIPTION:
# Verifies files by upstream's signed checksum list, and dies if one of them is not
# accepted.  The evidence (a signature, a bundle) covers the list; give an empty
# argument for a list that carries its own signature.  Every file must be in the
# list under its own name, and only signed bytes of the list count.  Lists of
# sha256sum and the like, of BSD's programs and of openssl dgst are read.
#
# What was judged are copies: get at them with upsig_judged or upsig_unpack.
upsig_verify_signed_checksums() {
	[[ ${#} -ge 3 ]] || _upsig_fail "usage: ${FUNCNAME[0]} <checksum-file> <evidence-file> <file>..."
	[[ -z ${UPSIG_POLICY} ]] || _upsig_fail "${FUNCNAME[0]} cannot be used with UPSIG_POLICY, which has via"
	local REPLY list=${1##*/} file
	local -a rules evidence=()
	_upsig_begin
	_upsig_distfile "${1}"
	_upsig_copy "${REPLY}" "${T}/upsig/job/evidence"
	if [[ -n ${2} ]]; then
		[[ ${2##*/} != "${list}" ]] || _upsig_fail "${2} cannot cover itself; give an empty argument"
		_upsig_distfile "${2}"
		_upsig_copy "${REPLY}" "${T}/upsig/job/evidence"
		evidence=( "../evidence/${2##*/}" )
	fi
	_upsig_rules
	rules+=( --via "../evidence/${list}" )
	for file in "${@:3}"; do
		_upsig_distfile "${file}"
		rm -f -- "${T}/upsig/judged/${file##*/}" || _upsig_fail "cannot clear ${T}/upsig/judged"
		_upsig_copy "${REPLY}" "${T}/upsig/job/files"
		_upsig_judge "${file##*/}" "${evidence[@]}"
	done
	for file in "${@:3}"; do
		_upsig_keep "${file##*/}"
	done
}

# @FUNCTION: upsig_uncompress_verify_unpack
# @USAGE: <compressed-tar> <signature-file> [<key-file>]
# @DESCRIPTION:
# Verifies a signature over the uncompressed tar, as kernel.org has them, and then
# unpacks the archive into the current folder.  Nothing is unpacked before the
# verdict; what is unpacked is the copy that was judged.  upsig_src_unpack finds out
# by itself where a.tar.sign lies beside a.tar.xz.
upsig_uncompress_verify_unpack() {
	[[ ${#} -eq 2 || ${#} -eq 3 ]] ||
		_upsig_fail "usage: ${FUNCNAME[0]} <compressed-tar> <signature-file> [<key-file>]"
	_upsig_key_argument "${@}"
	# With a policy, the policy says what is covered.
	local covers=uncompressed
	[[ -z ${UPSIG_POLICY} ]] || covers=""
	_upsig_detached "${covers}" "${@}"
	upsig_unpack "${1}"
}

# @FUNCTION: upsig_verify_message
# @USAGE: <file> <output-file> [<key-file>]
# @DESCRIPTION:
# Verifies an OpenPGP message that carries its own signature and writes the signed
# content, and nothing else, to the output file.  Go on with that output only:
# the file itself may hold text that nobody signed.  Needs a keyring; a policy
# does not apply.
upsig_verify_message() {
	[[ ${#} -eq 2 || ${#} -eq 3 ]] ||
		_upsig_fail "usage: ${FUNCNAME[0]} <file> <output-file> [<key-file>]"
	_upsig_key_argument "${@}"
	local REPLY message keyring
	local -a keyrings=( "${UPSIG_KEYRING[@]}" ) files=()
	_upsig_begin
	[[ -n ${2} && ${2} != - ]] || _upsig_fail "${FUNCNAME[0]}: name an output file"
	rm -f -- "${2}" || _upsig_fail "cannot replace ${2}"
	_upsig_distfile "${1}"
	_upsig_copy "${REPLY}" "${T}/upsig/job/files"
	message=${REPLY}
	[[ -z ${3} ]] || keyrings=( "${3}" )
	[[ ${#keyrings[@]} -gt 0 ]] || _upsig_fail "${FUNCNAME[0]} needs UPSIG_KEYRING or a key file"
	for keyring in "${keyrings[@]}"; do
		_upsig_path "${keyring}"
		files+=( "${REPLY}" )
	done
	sopv inline-verify "--verifications-out=${T}/upsig/job/verifications" -- "${files[@]}" \
		< "${message}" > "${T}/upsig/job/content" ||
		_upsig_fail "${message##*/}: no signature in it verifies with ${files[*]}"
	_upsig_pinned "${T}/upsig/job/verifications"
	mv -f -- "${T}/upsig/job/content" "${2}" || _upsig_fail "cannot write ${2}"
}

# @FUNCTION: _upsig_pinned
# @USAGE: <verifications>
# @INTERNAL
# @DESCRIPTION:
# Dies unless one of the verifications (date, signing key, primary key, more) is by
# a primary key in UPSIG_FINGERPRINT, where that is set.
_upsig_pinned() {
	[[ -n ${UPSIG_FINGERPRINT[*]} ]] || return 0
	local primary wanted
	while read -r _ _ primary _; do
		for wanted in "${UPSIG_FINGERPRINT[@]}"; do
			[[ -z ${primary} || ${primary^^} != "${wanted^^}" ]] || return 0
		done
	done < "${1}"
	_upsig_fail "the message is signed, but not by ${UPSIG_FINGERPRINT[*]}"
}

# @FUNCTION: _upsig_accepted
# @USAGE: <file>
# @INTERNAL
# @DESCRIPTION:
# Sets REPLY to the copy that was accepted, and with USE=-verify-sig, where nothing
# is judged, to the file itself.
_upsig_accepted() {
	if ! use verify-sig; then
		_upsig_distfile "${1}"
		return
	fi
	REPLY="${T}/upsig/judged/${1##*/}"
	[[ -n ${1##*/} && -f ${REPLY} ]] || _upsig_fail "${1} was not judged"
}

# @FUNCTION: upsig_judged
# @USAGE: <file>
# @RETURN: path of the copy that was accepted
# @DESCRIPTION:
# For files that are not unpacked: use the copy in place of the distfile.  Dies if
# the file was not judged.  With USE=-verify-sig, where nothing is judged, it is the
# distfile, so that an ebuild needs no case of its own.
upsig_judged() {
	local REPLY
	_upsig_accepted "${1}"
	printf '%s\n' "${REPLY}"
}

# @FUNCTION: upsig_unpack
# @USAGE: <file>...
# @DESCRIPTION:
# Unpacks the copies of files that were accepted.  Dies if one was not judged.  With
# USE=-verify-sig it unpacks the distfiles.
upsig_unpack() {
	local REPLY file
	for file; do
		_upsig_accepted "${file}"
		unpack "${REPLY}"
	done
}

# @FUNCTION: upsig_pypi_provenance_url
# @USAGE: <project> <version> <file> [<distfile>]
# @RETURN: an element of SRC_URI
# @DESCRIPTION:
# Prints where PyPI keeps the provenance of a file (PEP 740), renamed so that
# it lies beside the file.  The project's name is the normalised one; the distfile
# is the file's name here if SRC_URI renames it.  May be called in global scope.
#
# @CODE
# SRC_URI+=" verify-sig? ( $(upsig_pypi_provenance_url example "${PV}" "${P}.tar.gz") )"
# @CODE
upsig_pypi_provenance_url() {
	[[ ${#} -eq 3 || ${#} -eq 4 ]] ||
		_upsig_fail "usage: ${FUNCNAME[0]} <project> <version> <file> [<distfile>]"
	printf 'https://pypi.org/integrity/%s/%s/%s/provenance -> %s.provenance\n' \
		"${1}" "${2}" "${3}" "${4:-${3}}"
}

# @FUNCTION: _upsig_stem
# @USAGE: <file>
# @INTERNAL
# @DESCRIPTION:
# Sets REPLY to the name without the ending that makes it a signature or an
# attestation.  Fails if it has none.
_upsig_stem() {
	local ending
	for ending in .publish.attestation .attestations.json .sigstore.jsonl .sigstore.json \
		.intoto.jsonl .attestation .provenance .sigstore .minisig .sign .asc .sig .gpg .pgp
	do
		REPLY=${1%"${ending}"}
		[[ -z ${REPLY} || ${REPLY} == "${1}" ]] || return 0
	done
	return 1
}

# @FUNCTION: _upsig_reported
# @USAGE: <key> <file>
# @INTERNAL
# @DESCRIPTION:
# Whether a report says that evidence verified which is this file (key evidence) or
# that covers this list, which holds (key list).
_upsig_reported() {
	local report
	for report in "${T}"/upsig/job/reports/*; do
		awk -v key="${1}" -v file="\"${2}\"," '
			$0 == "    {" { verified = this = listed = 0 }
			/^      "outcome": / { verified = ($2 == "\"verified\",") }
			/^      "file": / { this = ($2 == file && NF == 2) }
			/^        "file": / { listed = ($2 == file && NF == 2) }
			key == "evidence" && this && verified { found = 1 }
			/^        "holds": true/ && key == "list" && listed && verified { found = 1 }
			END { exit !found }' "${report}" && return 0
	done
	return 1
}

# @FUNCTION: _upsig_belongs
# @USAGE: <evidence>
# @INTERNAL
# @DESCRIPTION:
# Whether the evidence is about one of the caller's artifacts or lists: by its name,
# or because it verified (a policy may name evidence freely).
_upsig_belongs() {
	local file
	_upsig_stem "${1}"
	for file in "${artifacts[@]}" "${lists[@]}"; do
		case ${file} in
			"${REPLY}"|"${REPLY}".gz|"${REPLY}".bz2|"${REPLY}".xz|"${REPLY}".zst|"${REPLY}".lz|"${REPLY}".lzma)
				return 0 ;;
		esac
	done
	_upsig_reported evidence "${1}"
}

# @FUNCTION: _upsig_sort_distfiles
# @INTERNAL
# @DESCRIPTION:
# Fills the caller's arrays artifacts, lists, evidence and exempt from A.
_upsig_sort_distfiles() {
	local file
	for file in ${A}; do
		if has "${file}" "${UPSIG_EXEMPT[@]}"; then
			exempt+=( "${file}" )
		elif has "${file}" "${UPSIG_CHECKSUMS[@]}"; then
			lists+=( "${file}" )
		elif _upsig_stem "${file}"; then
			! has "${REPLY}" "${UPSIG_EXEMPT[@]}" ||
				_upsig_fail "${REPLY} has a signature, ${file}; take it out of UPSIG_EXEMPT"
			evidence+=( "${file}" )
		else
			artifacts+=( "${file}" )
		fi
	done
	[[ ${#artifacts[@]} -gt 0 ]] || _upsig_fail "there is no distfile to verify"
	[[ ${#lists[@]} -eq ${#UPSIG_CHECKSUMS[@]} ]] ||
		_upsig_fail "UPSIG_CHECKSUMS names what is not in SRC_URI, or an exempt file"
}

# @FUNCTION: upsig_src_unpack
# @DESCRIPTION:
# Judges every distfile in A with the signatures and attestations beside it, and
# then unpacks them all.  Dies before anything is unpacked if one of them is not
# accepted, or if a signature or attestation belongs to none of them.  With
# USE=-verify-sig it does what the package manager does by default.
#
# A signature beside several distfiles is told by its ending: .asc, .sig, .sign,
# .gpg, .pgp, .minisig, .sigstore, .sigstore.json, .sigstore.jsonl, .provenance,
# .attestation, .publish.attestation, .intoto.jsonl, .attestations.json.
upsig_src_unpack() {
	if ! use verify-sig; then
		default
		return
	fi
	local -a artifacts=() lists=() evidence=() exempt=() rules
	local REPLY file
	_upsig_sort_distfiles
	_upsig_begin
	for file in "${artifacts[@]}"; do
		rm -f -- "${T}/upsig/judged/${file}" || _upsig_fail "cannot clear ${T}/upsig/judged"
	done
	for file in "${artifacts[@]}" "${lists[@]}" "${evidence[@]}"; do
		_upsig_distfile "${file}"
		_upsig_copy "${REPLY}" "${T}/upsig/job/files"
	done
	_upsig_rules
	[[ -n ${UPSIG_POLICY} || ${#lists[@]} -eq 0 ]] || rules+=( --via "${lists[0]}" )
	for file in "${artifacts[@]}"; do
		_upsig_judge "${file}"
	done
	for file in "${evidence[@]}"; do
		_upsig_belongs "${file}" || _upsig_fail "${file} belongs to no distfile; what was it meant to vouch for?"
	done
	for file in "${lists[@]}"; do
		_upsig_reported list "${file}" || _upsig_fail "no distfile is vouched for by the checksum list ${file}"
	done
	for file in "${artifacts[@]}"; do
		_upsig_keep "${file}"
	done
	upsig_unpack "${artifacts[@]}"
	for file in "${exempt[@]}"; do
		ewarn "upsig.eclass: ${file} is unpacked unverified (UPSIG_EXEMPT)"
		unpack "${file}"
	done
}

fi

EXPORT_FUNCTIONS src_unpack
