package keyrings

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// Severity says whether a finding must be dealt with.
type Severity string

const (
	// SeverityError: releases fail, or something is wrong.
	SeverityError Severity = "error"
	// SeverityWarning: worth mending.
	SeverityWarning Severity = "warning"
)

// Code names one kind of finding about certificates and keyrings.
type Code string

// The findings.
const (
	CodeExpired           Code = "expired"
	CodeExpiring          Code = "expiring"
	CodeRevoked           Code = "revoked"
	CodeRetired           Code = "retired"
	CodeNoSigningKey      Code = "no-signing-key"
	CodeNoKeyFlags        Code = "no-key-flags"
	CodeNoBackSignature   Code = "no-back-signature"
	CodeMD5               Code = "md5-binding"
	CodeSHA1              Code = "sha1-binding"
	CodeSHA1Beside        Code = "sha1-beside"
	CodeShortKey          Code = "short-key"
	CodeDSA               Code = "dsa"
	CodeAgeGap            Code = "age-gap"
	CodeNoUserID          Code = "no-user-id"
	CodeSeveralBlocks     Code = "several-blocks"
	CodeExtraCertificate  Code = "extra-certificate"
	CodeKeyIDCollision    Code = "key-id-collision"
	CodeFlooded           Code = "flooded"
	CodeSecretKey         Code = "secret-key"
	CodeUnreadableElse    Code = "unreadable-elsewhere"
	CodeBroken            Code = "broken"
	CodeUnchecked         Code = "unchecked-revocation"
	CodeWrongName         Code = "wrong-name"
	CodeNotCanonical      Code = "not-canonical"
	CodeNoRecord          Code = "no-record"
	CodeNoFile            Code = "no-file"
	CodeRecordDisagrees   Code = "record-disagrees"
	CodeEvidenceDisagrees Code = "evidence-disagrees"
	CodeStale             Code = "stale"
)

type findingDoc struct {
	code     Code
	severity Severity
	means    string
	todo     string
}

func findingDocs() []findingDoc {
	return []findingDoc{
		{CodeExpired, SeverityError, "no key that may sign is still valid", "fetch a newer copy: upsig key fetch; if there is none, ask upstream to extend it"},
		{CodeExpiring, SeverityWarning, "a key runs out soon", "fetch a newer copy shortly before, or ask upstream to extend it"},
		{CodeRevoked, SeverityError, "its owner revoked it for all time", "find upstream's new key, and look again at releases that rest on this one"},
		{CodeRetired, SeverityWarning, "its owner retired it", "find upstream's new key: upsig key rotate OLD NEW"},
		{CodeNoSigningKey, SeverityError, "no key in it may sign", "this copy verifies nothing: get a complete one from upstream"},
		{CodeNoKeyFlags, SeverityError, "nothing says what a key is for", "ask upstream to renew its self-signatures; until then a policy must accept no-key-flags"},
		{CodeNoBackSignature, SeverityError, "a signing subkey never agreed to belong to this certificate", "its signatures are refused: ask upstream to repair the subkey (gpg: cross-certify)"},
		{CodeMD5, SeverityError, "self-signatures over MD5 or RIPEMD-160, which count for nothing", "ask upstream to renew the self-signatures, unless stronger ones lie beside them"},
		{CodeSHA1, SeverityError, "only SHA-1 self-signatures support a key", "ask upstream to renew them; until then a policy must accept sha1-binding"},
		{CodeSHA1Beside, SeverityWarning, "old self-signatures over SHA-1 lie beside stronger ones", "nothing to do: they are kept for old releases and count for nothing else"},
		{CodeShortKey, SeverityError, "an RSA key has fewer than 2048 bits", "ask upstream for a new key; until then a policy must accept short-key"},
		{CodeDSA, SeverityError, "a DSA or ElGamal key", "ask upstream for a new key; until then a policy must accept dsa"},
		{CodeAgeGap, SeverityWarning, "its oldest self-signature is much younger than the key: strict verifiers refuse releases from before", "merge an earlier copy, from an old package or backup: upsig key update"},
		{CodeNoUserID, SeverityWarning, "it names nobody, and GnuPG does not import it", "merge a copy with user ID, from upstream's site"},
		{CodeSeveralBlocks, SeverityWarning, "the file has several armor blocks, and some programs read the first alone", "import it into a keyring and export it as one block"},
		{CodeExtraCertificate, SeverityWarning, "the file holds certificates beside the ones wanted", "programs that trust the file trust them all: export only the ones meant"},
		{CodeKeyIDCollision, SeverityWarning, "two keys share a 64-bit key ID", "one of them is likely forged: compare both fingerprints with upstream's"},
		{CodeFlooded, SeverityWarning, "it carries very many signatures", "import it into a keyring, which leaves them out"},
		{CodeSecretKey, SeverityError, "the file holds secret key material", "take it out of every place it was copied to, and tell the owner, who should revoke the key"},
		{CodeUnreadableElse, SeverityWarning, "gpgv 2.4 and sqv cannot read it", "verify with a program that knows version 6 and post-quantum keys, or ask for a second signature"},
		{CodeBroken, SeverityError, "something in the file cannot be used", "get the file again from its source"},
		{CodeUnchecked, SeverityWarning, "it may be revoked", "ask its owner; the certificate of a designated revoker goes into the same keyring"},
		{CodeWrongName, SeverityError, "a file's name and content disagree", "name it after the fingerprint, or import it: upsig key import"},
		{CodeNotCanonical, SeverityWarning, "a file was not written by upsig, or edited", "upsig key update FILE writes it anew"},
		{CodeNoRecord, SeverityError, "nothing says where a certificate came from", "upsig key import writes the record that is missing"},
		{CodeNoFile, SeverityError, "a record without its certificate", "restore the file from git or a backup; revocations may be lost with it"},
		{CodeRecordDisagrees, SeverityError, "the record does not fit the certificate", "look at what changed in git; upsig key update mends the state"},
		{CodeEvidenceDisagrees, SeverityError, "evidence of a rotation is missing or was changed", "restore it from git or a backup"},
		{CodeStale, SeverityWarning, "it was refreshed long ago, and a revocation may be missing", "upsig key fetch, or upsig key update with a newer copy"},
	}
}

// Codes lists every kind of finding.
func Codes() []Code {
	var all []Code
	for _, d := range findingDocs() {
		all = append(all, d.code)
	}
	return all
}

func (c Code) doc() findingDoc {
	for _, d := range findingDocs() {
		if d.code == c {
			return d
		}
	}
	return findingDoc{c, SeverityError, "unknown finding", ""}
}

// Explain says what the finding means: a clause without a full stop.
func (c Code) Explain() string { return c.doc().means }

// Todo says what to do about it.
func (c Code) Todo() string { return c.doc().todo }

// Finding is one thing that is wrong with a certificate, file or keyring. Detail
// is raw and may repeat what an attacker wrote.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Fingerprint of the certificate; empty for a file as a whole.
	Fingerprint string `json:"fingerprint,omitempty"`
	Detail      string `json:"detail"`
	Todo        string `json:"todo"`
}

func newFinding(c Code, fpr, format string, args ...any) Finding {
	d := c.doc()
	return Finding{c, d.severity, fpr, fmt.Sprintf(format, args...), d.todo}
}

func (k *Keyring) problem(c Code, fpr, format string, args ...any) {
	k.problems = append(k.problems, newFinding(c, fpr, format, args...))
}

// fromProblem turns what reading found into a finding.
func (k *Keyring) fromProblem(p pgp.Problem, fpr string) {
	k.problems = append(k.problems, findingOf(p, fpr))
}

func findingOf(p pgp.Problem, fpr string) Finding {
	if p.Fingerprint != "" {
		fpr = p.Fingerprint
	}
	var code Code
	switch p.Reason {
	case policy.ReasonSecretKey:
		code = CodeSecretKey
	case policy.ReasonLimitExceeded, policy.ReasonTooLarge:
		code = CodeFlooded
	default:
		code = CodeBroken
	}
	f := newFinding(code, fpr, "%s: %s", p.Source, p.Detail)
	if code == CodeFlooded {
		f = f.beyondLimits()
	}
	return f
}

// beyondLimits: nothing of the certificate could be used, not even by an import, which
// would leave out the rest of a flood.
func (f Finding) beyondLimits() Finding {
	f.Severity = SeverityError
	f.Todo = "this copy cannot be used, nor imported: get another one, as upsig key fetch does"
	return f
}

// because gives advice where another copy of the key would be no better.
func (f Finding) because(r policy.Reason) Finding {
	switch r {
	case policy.ReasonUnsupportedEvidence:
		f.Todo = "if the key is newer than upsig, look for a newer upsig; else ask upstream for a key of a usual kind"
	case policy.ReasonForbiddenAlgo:
		f.Todo = "ask upstream for a modern key"
	case policy.ReasonKeyVersion:
		f.Todo = "its signatures are refused: ask upstream for a subkey of the primary key's version"
	default: // the advice of the code
	}
	return f
}

func sortFindings(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Fingerprint, b.Fingerprint), cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Detail, b.Detail))
	})
	return slices.Compact(all)
}
