package policy

import "slices"

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

var noticeCodes = []NoticeCode{
	NoticeKeyExpiredSince, NoticeNoUserID, NoticeStaleKeyring, NoticeRefreshedBinding,
	NoticeKeyringUnpinned, NoticeVersionNotCovered, NoticeUnpinned, NoticeExtraSignature,
	NoticeSETOnly, NoticeMinimumLowered, NoticeSameProvider, NoticeOtherTime,
	NoticeCertificateProblem, NoticeRootAge, NoticeClaimsDiffer,
}

// NoticeCodes lists every notice.
func NoticeCodes() []NoticeCode { return slices.Clone(noticeCodes) }

// Notice is worth saying and does not reject.
type Notice struct {
	Code   NoticeCode
	Detail string
}
