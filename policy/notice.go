package policy

// NoticeCode names something worth saying that does not reject.
type NoticeCode string

const (
	// NoticeKeyExpiredSince: the key expired after the signature was made.
	NoticeKeyExpiredSince NoticeCode = "key-expired-since"
	// NoticeNoUserID: the certificate has no user ID.
	NoticeNoUserID NoticeCode = "no-user-id"
	// NoticeStaleKeyring: the certificate was refreshed long ago.
	NoticeStaleKeyring NoticeCode = "stale-keyring"
	// NoticeRefreshedBinding: the key's bindings are newer than the signature.
	NoticeRefreshedBinding NoticeCode = "refreshed-binding"
	// NoticeKeyringUnpinned: every certificate in the file was taken as named.
	NoticeKeyringUnpinned NoticeCode = "keyring-unpinned"
	// NoticeVersionNotCovered: no signed field names the version.
	NoticeVersionNotCovered NoticeCode = "version-not-covered"
	// NoticeUnpinned: an identity is named without workflow or ref.
	NoticeUnpinned NoticeCode = "unpinned"
	// NoticeExtraSignature: further evidence that did not count.
	NoticeExtraSignature NoticeCode = "extra-evidence"
	// NoticeSETOnly: time comes from a signed entry timestamp, because the
	// bundle's inclusion proof lacks its checkpoint.
	NoticeSETOnly NoticeCode = "set-only"
	// NoticeMinimumLowered: the policy lets weaker evidence pass than declared.
	NoticeMinimumLowered NoticeCode = "minimum-lowered"
	// NoticeSameProvider: both kinds of evidence hang on one provider.
	NoticeSameProvider NoticeCode = "same-provider"
	// NoticeOtherTime: the verdict is not as of the clock's time.
	NoticeOtherTime NoticeCode = "other-time"
	// NoticeCertificateProblem: a certificate in a keyring could not be read.
	NoticeCertificateProblem NoticeCode = "certificate-problem"
	// NoticeRootAge: the trusted root's newest content is old.
	NoticeRootAge NoticeCode = "root-age"
	// NoticeClaimsDiffer: the predicate claims what the certificate does not back.
	NoticeClaimsDiffer NoticeCode = "claims-differ"
)

// noticeDoc says what a notice means.
type noticeDoc struct {
	Code  NoticeCode
	Means string
}

func noticeDocs() []noticeDoc {
	return []noticeDoc{
		{NoticeKeyExpiredSince, "the key has expired since the signature was made"},
		{NoticeNoUserID, "the certificate names nobody"},
		{NoticeStaleKeyring, "the certificate at hand is old; a revocation may be missing from it"},
		{NoticeRefreshedBinding, "the key's bindings are newer than the signature; the pinned primary key vouches for them"},
		{NoticeKeyringUnpinned, "no fingerprint was given, so every certificate in the keyring counts"},
		{NoticeVersionNotCovered, "no signed field names the version"},
		{NoticeUnpinned, "the policy does not pin workflow and ref"},
		{NoticeExtraSignature, "further evidence did not count"},
		{NoticeSETOnly, "the log's inclusion is proven by its signed promise alone"},
		{NoticeMinimumLowered, "the policy's minimum let weaker evidence pass than it declares"},
		{NoticeSameProvider, "the person's account and the build hang on one provider"},
		{NoticeOtherTime, "the verdict is as of a time that was given"},
		{NoticeCertificateProblem, "a certificate in a keyring could not be read"},
		{NoticeRootAge, "the trusted root is old; newer logs and authorities are missing from it"},
		{NoticeClaimsDiffer, "the provenance claims what the certificate does not back"},
	}
}

// NoticeCodes lists every notice.
func NoticeCodes() []NoticeCode {
	var all []NoticeCode
	for _, d := range noticeDocs() {
		all = append(all, d.Code)
	}
	return all
}

// Explain says what the notice means: a clause without a full stop.
func (c NoticeCode) Explain() string {
	for _, d := range noticeDocs() {
		if d.Code == c {
			return d.Means
		}
	}
	return "unknown notice"
}

// Notice is worth saying and does not reject.
type Notice struct {
	Code   NoticeCode
	Detail string
}
