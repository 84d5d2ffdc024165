package keyrings

// Level says how much attention something needs.
type Level string

const (
	// LevelAlert: look before you go on.
	LevelAlert Level = "alert"
	// LevelNotice: worth reading.
	LevelNotice Level = "notice"
	// LevelInfo: for the record.
	LevelInfo Level = "info"
)

// ChangeCode names one kind of difference between two copies of a certificate,
// or between two states of a keyring.
type ChangeCode string

// The differences. Those that begin with "lacks" say what an older copy does not
// have; merging keeps it.
const (
	ChangeNewCertificate       ChangeCode = "new-certificate"
	ChangeHolds                ChangeCode = "holds"
	ChangeHardRevocation       ChangeCode = "hard-revocation"
	ChangeSoftRevocation       ChangeCode = "soft-revocation"
	ChangeForeignRevocation    ChangeCode = "designated-revocation"
	ChangeUserIDRevoked        ChangeCode = "user-id-revoked"
	ChangeNewSigningSubkey     ChangeCode = "new-signing-subkey"
	ChangeSigningEnabled       ChangeCode = "signing-enabled"
	ChangeNewSubkey            ChangeCode = "new-subkey"
	ChangeNewRevoker           ChangeCode = "new-revoker"
	ChangeNewUserID            ChangeCode = "new-user-id"
	ChangeExpiryExtended       ChangeCode = "expiry-extended"
	ChangeExpiryShortened      ChangeCode = "expiry-shortened"
	ChangeSelfSignatures       ChangeCode = "self-signatures"
	ChangeUncheckable          ChangeCode = "uncheckable"
	ChangeLacksRevocation      ChangeCode = "lacks-revocation"
	ChangeLacksSelfSignatures  ChangeCode = "lacks-self-signatures"
	ChangeLacksPart            ChangeCode = "lacks-part"
	ChangeUnusableCopy         ChangeCode = "unusable-copy"
	ChangeUnappliedRevocation  ChangeCode = "unapplied-revocation"
	ChangeHoldsMore            ChangeCode = "file-holds-more"
	ChangeIgnoredCertificate   ChangeCode = "ignored-certificate"
	ChangeIgnoredProblem       ChangeCode = "ignored-problem"
	ChangeState                ChangeCode = "state"
	ChangeRecord               ChangeCode = "record"
	ChangeCleaned              ChangeCode = "cleaned"
	ChangeContinuity           ChangeCode = "continuity"
	ChangeStatement            ChangeCode = "statement"
	ChangeContinuityByReason   ChangeCode = "continuity-by-reason"
	ChangeContinuityWeak       ChangeCode = "continuity-weak"
	ChangeReplacementIsRevoked ChangeCode = "replacement-unusable"
)

type changeDoc struct {
	code  ChangeCode
	level Level
	means string
}

func changeDocs() []changeDoc {
	return []changeDoc{
		{ChangeNewCertificate, LevelNotice, "a certificate that the keyring did not have"},
		{ChangeHolds, LevelInfo, "what a new certificate says of itself"},
		{ChangeHardRevocation, LevelAlert, "its owner revoked a key for all time: no release may rest on it"},
		{ChangeSoftRevocation, LevelAlert, "its owner retired a key: what it signed before stays, with a weakness"},
		{ChangeForeignRevocation, LevelAlert, "a designated revoker revoked it, which cannot be checked here: ask the owner"},
		{ChangeUserIDRevoked, LevelNotice, "its owner gave up a name or address"},
		{ChangeNewSigningSubkey, LevelAlert, "another key may sign releases: make sure that the owner added it"},
		{ChangeSigningEnabled, LevelAlert, "a known key may sign releases now, and could not before"},
		{ChangeNewSubkey, LevelNotice, "another subkey, which does not sign"},
		{ChangeNewRevoker, LevelAlert, "another key may revoke this one"},
		{ChangeNewUserID, LevelNotice, "another name or address, which nobody has verified"},
		{ChangeExpiryExtended, LevelNotice, "the owner gave a key a longer life"},
		{ChangeExpiryShortened, LevelNotice, "the owner gave a key a shorter life"},
		{ChangeSelfSignatures, LevelInfo, "further self-signatures and bindings"},
		{ChangeUncheckable, LevelNotice, "material that claims to be the owner's and that this version cannot check"},
		{ChangeLacksRevocation, LevelAlert, "the other copy lacks a revocation: it is old, or somebody took it out"},
		{ChangeLacksSelfSignatures, LevelNotice, "the other copy lacks self-signatures that old releases may need"},
		{ChangeLacksPart, LevelNotice, "the other copy lacks a user ID or subkey"},
		{ChangeUnusableCopy, LevelAlert, "a copy was not used, and no revocation in it: get another, and look who gave you this one"},
		{ChangeUnappliedRevocation, LevelAlert, "a revocation names this certificate and could not be used: ask its owner whether it is genuine"},
		{ChangeHoldsMore, LevelAlert, "nothing was merged into a file that holds other certificates, which would be lost: divide it"},
		{ChangeIgnoredCertificate, LevelNotice, "a certificate that nobody asked for was left out"},
		{ChangeIgnoredProblem, LevelNotice, "something in the new material could not be read"},
		{ChangeState, LevelNotice, "the keyring's own judgement changes"},
		{ChangeRecord, LevelInfo, "the keyring's record changes"},
		{ChangeCleaned, LevelInfo, "material that plays no part in verification was left out"},
		{ChangeContinuity, LevelNotice, "the old key signed what names or holds the new one"},
		{ChangeStatement, LevelNotice, "what the old key signed says; make sure that it vouches for the new one"},
		{ChangeContinuityByReason, LevelAlert, "nothing signed ties the new key to the old one, only a written reason"},
		{ChangeContinuityWeak, LevelAlert, "the evidence that ties the new key to the old one has a weakness"},
		{ChangeReplacementIsRevoked, LevelAlert, "the new key cannot sign releases"},
	}
}

// ChangeCodes lists every kind of difference.
func ChangeCodes() []ChangeCode {
	var all []ChangeCode
	for _, d := range changeDocs() {
		all = append(all, d.code)
	}
	return all
}

// Explain says what the difference means: a clause without a full stop.
func (c ChangeCode) Explain() string {
	for _, d := range changeDocs() {
		if d.code == c {
			return d.means
		}
	}
	return "unknown difference"
}

// Level says how much attention the difference needs.
func (c ChangeCode) Level() Level {
	for _, d := range changeDocs() {
		if d.code == c {
			return d.level
		}
	}
	return LevelAlert
}

// Change is one difference. Detail is raw and may repeat what an attacker wrote.
type Change struct {
	Code   ChangeCode `json:"code"`
	Level  Level      `json:"level"`
	Detail string     `json:"detail"`
}

// KeyChange is what happens to one certificate.
type KeyChange struct {
	Fingerprint string   `json:"fingerprint"`
	Who         string   `json:"who,omitempty"`
	Changes     []Change `json:"changes"`
}

// Alerts reports whether any difference needs a look.
func (k KeyChange) Alerts() bool {
	for _, c := range k.Changes {
		if c.Level == LevelAlert {
			return true
		}
	}
	return false
}
