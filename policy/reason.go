package policy

// Reason is the one cause of a rejection, a closed enumeration: one code per
// cause. What each means and what a packager does next: [Reason.Explain] and
// [Reason.Next].
type Reason string

// Reasons about the policy and what it was asked.
const (
	ReasonNothingVerified    Reason = "nothing-verified"
	ReasonUnknownArtifact    Reason = "unknown-artifact"
	ReasonAmbiguousArtifact  Reason = "ambiguous-artifact"
	ReasonVersionMismatch    Reason = "version-mismatch"
	ReasonVersionUnknown     Reason = "version-unknown"
	ReasonAmbiguousRelease   Reason = "ambiguous-release"
	ReasonNoSigner           Reason = "no-signer"
	ReasonMinimumUnreachable Reason = "minimum-unreachable"
)

// Reasons about the sum of the evidence.
const (
	ReasonMissingEvidence Reason = "missing-evidence"
	ReasonNoCertificate   Reason = "no-certificate"
	ReasonBelowBar        Reason = "below-bar"
	ReasonThreshold       Reason = "threshold-not-met"
)

// Reasons about an evidence file as a whole.
const (
	ReasonEmptyEvidence        Reason = "empty-evidence"
	ReasonUnrecognisedEvidence Reason = "unrecognised-evidence"
	ReasonMalformedEvidence    Reason = "malformed-evidence"
	ReasonUnsupportedEvidence  Reason = "unsupported-evidence"
	ReasonTooLarge             Reason = "too-large"
	ReasonLimitExceeded        Reason = "limit-exceeded"
	ReasonForbiddenPacket      Reason = "forbidden-packet"
)

// Reasons about what stands between evidence and the artifact.
const (
	ReasonUnsignedList   Reason = "unsigned-list"
	ReasonMalformedList  Reason = "malformed-list"
	ReasonNotListed      Reason = "not-listed"
	ReasonWeakList       Reason = "weak-list"
	ReasonAmbiguousList  Reason = "ambiguous-list"
	ReasonListMismatch   Reason = "list-mismatch"
	ReasonListUndeclared Reason = "list-not-named"
	ReasonBomb           Reason = "decompression-bomb"
	ReasonContent        Reason = "content-unreadable"
)

// Reasons about who signed.
const (
	ReasonNotNamed          Reason = "not-named"
	ReasonNotForVersion     Reason = "not-for-version"
	ReasonSignedTooLate     Reason = "signed-too-late"
	ReasonWeakness          Reason = "unaccepted-weakness"
	ReasonExceptionExpired  Reason = "exception-expired"
	ReasonUnknownKey        Reason = "unknown-key"
	ReasonUnusableKey       Reason = "unusable-certificate"
	ReasonSecretKey         Reason = "secret-key"
	ReasonBadSignature      Reason = "bad-signature"
	ReasonNamespaceMismatch Reason = "namespace-mismatch"
	ReasonOtherArtifact     Reason = "other-artifact"
	ReasonDigestNotCovered  Reason = "digest-not-covered"
	ReasonNeedsArtifact     Reason = "needs-artifact"
	ReasonHashPrefix        Reason = "hash-prefix-mismatch"
	ReasonKeyVersion        Reason = "key-version-mismatch"
	ReasonForbiddenHash     Reason = "forbidden-hash"
	ReasonForbiddenAlgo     Reason = "forbidden-algorithm"
	ReasonSignatureType     Reason = "signature-type"
	ReasonNoCreationTime    Reason = "no-creation-time"
	ReasonSignatureExpired  Reason = "signature-expired"
	ReasonFromFuture        Reason = "signature-from-future"
	ReasonOlderThanKey      Reason = "signature-before-key"
	ReasonKeyRevoked        Reason = "key-revoked"
	ReasonSubkeyRevoked     Reason = "subkey-revoked"
	ReasonNotSigningKey     Reason = "not-signing-key"
	ReasonNoBinding         Reason = "no-binding"
	ReasonNoBackSignature   Reason = "no-back-signature"
	ReasonBadBackSignature  Reason = "bad-back-signature"
	ReasonCriticalSubpacket Reason = "critical-subpacket"
	ReasonCriticalNotation  Reason = "critical-notation"
)

// Reasons about Sigstore evidence.
const (
	ReasonUnknownLog          Reason = "unknown-log"
	ReasonUnknownCA           Reason = "unknown-ca"
	ReasonUnknownCTLog        Reason = "unknown-ct-log"
	ReasonUnknownTSA          Reason = "unknown-timestamp-authority"
	ReasonCertificateInvalid  Reason = "certificate-invalid"
	ReasonSCTInvalid          Reason = "sct-invalid"
	ReasonLogEntryInvalid     Reason = "log-entry-invalid"
	ReasonTimestampInvalid    Reason = "timestamp-invalid"
	ReasonNoLogEntry          Reason = "no-log-entry"
	ReasonNoTimestamp         Reason = "no-timestamp"
	ReasonNoTrustedRoot       Reason = "no-trusted-root"
	ReasonRootNotForSigner    Reason = "root-mismatch"
	ReasonIdentityMismatch    Reason = "identity-mismatch"
	ReasonIssuerMismatch      Reason = "issuer-mismatch"
	ReasonRepositoryMismatch  Reason = "repository-mismatch"
	ReasonRepositoryID        Reason = "repository-id-mismatch"
	ReasonWorkflowMismatch    Reason = "workflow-mismatch"
	ReasonRefMismatch         Reason = "ref-mismatch"
	ReasonCommitMismatch      Reason = "commit-mismatch"
	ReasonEventNotAllowed     Reason = "event-not-allowed"
	ReasonRunnerMismatch      Reason = "runner-mismatch"
	ReasonEnvironmentMismatch Reason = "environment-mismatch"
	ReasonBuilderMismatch     Reason = "builder-mismatch"
	ReasonPredicateType       Reason = "predicate-type"
	ReasonPredicateContent    Reason = "predicate-content"
	ReasonSubjectName         Reason = "subject-name"
)

// reasonDoc says what a reason means and what to do next.
type reasonDoc struct {
	Reason      Reason
	Means, Next string
}

func reasonDocs() []reasonDoc {
	return []reasonDoc{
		{ReasonNothingVerified, "nothing was verified", "declare a signer in the policy, or name keys or identities on the command line"},
		{ReasonUnknownArtifact, "the policy does not know an artifact of this name", "check the file's name against the [[artifact]] entries; --name gives one file the name that they use"},
		{ReasonAmbiguousArtifact, "several [[artifact]] entries match this name", "give --version, which decides between them, or make the patterns in the policy distinct"},
		{ReasonVersionMismatch, "the version in the file's name is not the version asked for", "check that the file is the release you mean; an old genuine release under a new name is an attack"},
		{ReasonVersionUnknown, "the policy binds signers or evidence to a version, and the version is not known", "give --version, or put {version} into the [[artifact]] name"},
		{ReasonAmbiguousRelease, "several [[release]] entries match this version", "make their versions globs disjoint"},
		{ReasonNoSigner, "the policy declares no signer for this version on the required side", "add a signer for this version, or change what the policy requires"},
		{ReasonMinimumUnreachable, "no signer declared for this version can reach the policy's minimum", "declare a stronger signer, or lower the minimum"},

		{ReasonMissingEvidence, "the required evidence was not found", "download upstream's signature or attestation beside the artifact; if upstream stopped publishing it, ask them why before changing the policy"},
		{ReasonNoCertificate, "no certificate with the pinned fingerprint was found", "put the certificate where it was looked for, or name its file; it counts by its fingerprint, wherever it comes from"},
		{ReasonBelowBar, "the evidence holds, but is weaker than the strongest signer the policy declares", "find the stronger evidence; its absence may mean that someone stripped it. A visible minimum in the policy lowers the bar"},
		{ReasonThreshold, "too few distinct signers signed", "collect the missing signatures from upstream"},

		{ReasonEmptyEvidence, "the evidence file holds no evidence", "download it again; an empty file proves nothing"},
		{ReasonUnrecognisedEvidence, "the file is in no form that upsig reads", "check that it is a signature or attestation and not, say, a web page"},
		{ReasonMalformedEvidence, "the evidence is truncated or malformed", "download it again and compare with another mirror"},
		{ReasonUnsupportedEvidence, "the evidence uses a version or an algorithm that upsig does not support", "if the format is newer than upsig, look for a newer upsig; else ask upstream for a signature in a current format"},
		{ReasonTooLarge, "the file is larger than any genuine evidence", "check what was downloaded; it was not parsed"},
		{ReasonLimitExceeded, "the evidence exceeds a limit on what upsig will process", "check where it comes from; genuine evidence stays far below"},
		{ReasonForbiddenPacket, "the file holds packets that do not belong into a detached signature", "ask upstream for a plain detached signature; a smuggled message can hide what was signed"},

		{ReasonUnsignedList, "nothing signs the checksum list", "download upstream's signature of the list beside it; a list that nobody signed proves no more than the download"},
		{ReasonMalformedList, "the checksum list cannot be read without doubt", "compare it with another mirror; ask upstream for a plain list as sha256sum writes it"},
		{ReasonNotListed, "the signed list does not name this file", "get the list that belongs to this release; names must match exactly"},
		{ReasonWeakList, "the list gives only broken or unknown digests for this file, such as MD5 or SHA-1", "ask upstream for SHA-256 or better"},
		{ReasonAmbiguousList, "the list gives this file different digests", "do not use the file; ask upstream which one they mean"},
		{ReasonListMismatch, "the signed list gives this file another digest", "do not use the file; download it and the list again from another place, and tell upstream if it stays so"},
		{ReasonListUndeclared, "the evidence covers a list that the policy does not name for this file", "if upstream signs lists, name the list with via in [[artifact]]"},
		{ReasonBomb, "the file decompresses to more than any genuine release, or needs more memory", "do not unpack the file; check where it comes from"},
		{ReasonContent, "the compressed file cannot be read to its end, or not all programs read it in one way", "download it again and compare with another mirror; do not unpack it"},

		{ReasonNotNamed, "the signature holds, but the policy does not name its signer", "find out whose key this is through another channel before adding it"},
		{ReasonNotForVersion, "the signer is named, but not for this version", "check who releases this version; then widen the signer's versions"},
		{ReasonSignedTooLate, "the signature is dated after the date to which the policy accepts this signer", "find out who signs now, and why the old key was used"},
		{ReasonWeakness, "the evidence has a weakness that the policy does not accept", "ask upstream to mend it; to live with it, accept it by name, with a reason and an end date"},
		{ReasonExceptionExpired, "the policy's exception for this weakness has ended", "ask upstream again, and renew the exception only if you must"},
		{ReasonUnknownKey, "no key or certificate at hand made this signature", "get a fresh copy of an OpenPGP certificate, which may have a new subkey; if upstream has a new key, confirm it through another channel before the policy names it"},
		{ReasonUnusableKey, "the certificate cannot be used", "get a fresh copy of the certificate from its owner"},
		{ReasonSecretKey, "the keyring holds a secret key", "remove it, and tell its owner: a secret key that was published must be revoked; then get the public certificate"},
		{ReasonBadSignature, "the evidence claims to be by this signer and does not hold for this file", "do not use the file; download both again from another place, and tell upstream if it stays so"},
		{ReasonNamespaceMismatch, "the SSH signature was made for another purpose than the policy names", "ask upstream which namespace they sign files for, and set the signer's namespace"},
		{ReasonOtherArtifact, "the evidence holds, but for another file", "get the evidence that belongs to this file, or the file that belongs to this evidence"},
		{ReasonDigestNotCovered, "the evidence does not use the digest algorithm that was given", "give the file itself, or its digest under the evidence's algorithm"},
		{ReasonNeedsArtifact, "this evidence can only be checked against the file, not against a digest", "give the file"},
		{ReasonHashPrefix, "the signature's digest prefix does not match its digest", "download the signature again; it was altered outside its signed part"},
		{ReasonKeyVersion, "signature and key, or a subkey and its primary key, have different versions", "do not use the file; no sound program makes such signatures or keys"},
		{ReasonForbiddenHash, "the signature, or what ties its key to the certificate, uses a broken hash (MD5 or RIPEMD-160), or one that is too short for the kind of key", "ask upstream for a signature, or a renewed certificate, over SHA-256 or better"},
		{ReasonForbiddenAlgo, "the key's algorithm, size or value is never acceptable", "ask upstream for a modern key"},
		{ReasonSignatureType, "the signature is not of a type that signs files", "ask upstream for a detached signature over the file"},
		{ReasonNoCreationTime, "the signature's signed part has no creation time", "ask upstream to sign again"},
		{ReasonSignatureExpired, "the signature has expired", "ask upstream to sign again"},
		{ReasonFromFuture, "the signature is dated in the future", "check the clock here; else ask upstream about theirs"},
		{ReasonOlderThanKey, "the signature is dated before its key was made", "do not use the file; ask upstream"},
		{ReasonKeyRevoked, "the key is revoked as compromised or without a harmless reason", "do not use anything this key signed, whenever dated; find upstream's new key"},
		{ReasonSubkeyRevoked, "the signing subkey is revoked as compromised or without a harmless reason", "do not use anything this subkey signed; ask upstream to sign again"},
		{ReasonNotSigningKey, "the key is not meant for signing files", "ask upstream which key signs releases"},
		{ReasonNoBinding, "no valid self-signature ties the signing key to the certificate", "get a complete copy of the certificate; minimised copies lose these"},
		{ReasonNoBackSignature, "the signing subkey lacks its back-signature, so anybody may have adopted it", "get a complete copy of the certificate; ask upstream"},
		{ReasonBadBackSignature, "the signing subkey's back-signature does not hold", "get a fresh copy of the certificate; ask upstream"},
		{ReasonCriticalSubpacket, "the signature has a critical part that upsig does not know", "ask upstream what it means; it must not be ignored"},
		{ReasonCriticalNotation, "the signature has a critical notation that upsig does not know", "ask upstream what it means; it must not be ignored"},

		{ReasonUnknownLog, "the trusted root does not know the transparency log", "check that the evidence comes from the instance you trust; if your trusted root is old (upsig trust list), update it (upsig trust update)"},
		{ReasonUnknownCA, "the trusted root does not know the certificate's issuer", "check that the evidence comes from the instance you trust; if your trusted root is old (upsig trust list), update it (upsig trust update)"},
		{ReasonUnknownCTLog, "the trusted root does not know the certificate transparency log", "check that the evidence comes from the instance you trust; if your trusted root is old (upsig trust list), update it (upsig trust update)"},
		{ReasonUnknownTSA, "the trusted root does not know the timestamp authority", "check that the evidence comes from the instance you trust; if your trusted root is old (upsig trust list), update it (upsig trust update)"},
		{ReasonCertificateInvalid, "the certificate was not valid when the signature was made", "ask upstream to publish again"},
		{ReasonSCTInvalid, "the certificate lacks a valid proof of its publication", "do not use the evidence; report it upstream"},
		{ReasonLogEntryInvalid, "the log entry does not belong to this signature, or its proof fails", "do not use the evidence; report it upstream"},
		{ReasonTimestampInvalid, "the timestamp does not belong to this signature, or does not verify", "do not use the evidence; report it upstream"},
		{ReasonNoLogEntry, "the evidence has no transparency log entry", "ask upstream to publish with their tool's default settings"},
		{ReasonNoTimestamp, "nothing proves when the signature was made", "ask upstream to publish with their tool's default settings"},
		{ReasonNoTrustedRoot, "no trusted root is at hand for this signer", "name the root's file in the policy or with --trusted-root"},
		{ReasonRootNotForSigner, "the evidence verifies under a trusted root that the policy does not allow for this signer", "check which Sigstore instance upstream uses, and set the signer's root"},
		{ReasonIdentityMismatch, "the evidence is sound, but by another identity", "find out through another channel who signs; never copy the identity from the evidence itself"},
		{ReasonIssuerMismatch, "the identity was confirmed by another identity provider", "check through another channel which provider upstream logs in with"},
		{ReasonRepositoryMismatch, "the evidence comes from another repository", "check through another channel whether upstream moved, before changing the repository; a fork signs as itself"},
		{ReasonRepositoryID, "the repository has the name but not the number that the policy pins", "do not use the file before upstream explains it; somebody else may have registered the name again"},
		{ReasonWorkflowMismatch, "the evidence comes from another workflow of the repository", "check how upstream releases, and change the signer's workflow only if it moved; any other workflow may run untrusted code"},
		{ReasonRefMismatch, "the evidence was made from another branch or tag", "check that the file is the release you mean, since an old genuine release under a new name is an attack; if upstream releases from another ref, change that of the signer"},
		{ReasonCommitMismatch, "the evidence was made from another commit", "check which commit upstream released, then change the signer's commit"},
		{ReasonEventNotAllowed, "the workflow was started by an event that the policy does not allow", "check how upstream starts releases; pull requests run other people's code"},
		{ReasonRunnerMismatch, "the workflow ran on another kind of runner", "check whether upstream builds on runners of its own"},
		{ReasonEnvironmentMismatch, "the workflow ran in another environment", "check upstream's release workflow, and which environment it names"},
		{ReasonBuilderMismatch, "another builder made the provenance, or certificate and provenance disagree about it", "check which reusable workflow upstream builds with (upsig inspect shows both), and declare it as the signer's builder; where the provenance names only the runner, leave out isolated"},
		{ReasonPredicateType, "the attestation is of a kind that this signer may not vouch with", "look for the attestation that the policy means (SLSA provenance, say)"},
		{ReasonPredicateContent, "the attestation's content contradicts its kind", "do not use the evidence; report it upstream"},
		{ReasonSubjectName, "the attestation covers these bytes under another name", "check that the file is the release you mean; a genuine file under another name is an attack"},
	}
}

// Reasons lists every reason, in the order of the documentation.
func Reasons() []Reason {
	var all []Reason
	for _, d := range reasonDocs() {
		all = append(all, d.Reason)
	}
	return all
}

func (r Reason) doc() (reasonDoc, bool) {
	for _, d := range reasonDocs() {
		if d.Reason == r {
			return d, true
		}
	}
	return reasonDoc{}, false
}

// Valid reports whether r is one of the enumeration.
func (r Reason) Valid() bool { _, ok := r.doc(); return ok }

// Explain says what the reason means: a clause without a full stop.
func (r Reason) Explain() string {
	if d, ok := r.doc(); ok {
		return d.Means
	}
	return "unknown reason " + string(r)
}

// Next says what a packager should do: a clause without a full stop.
func (r Reason) Next() string {
	d, _ := r.doc()
	return d.Next
}
