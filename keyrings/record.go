package keyrings

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/upsig/upsig/pgp"
)

// RecordFile is the name of the file with a keyring's records.
const RecordFile = "keyring.toml"

// RecordSchema is the version of that file which this package reads and writes.
const RecordSchema = "upsig/keyring/v1"

// State says what a keyring thinks of a certificate.
type State string

const (
	// StateActive: new releases may be signed with it.
	StateActive State = "active"
	// StateRetired: kept for old releases alone.
	StateRetired State = "retired"
	// StateRevoked: its owner revoked it, and no release may rest on it.
	StateRevoked State = "revoked"
)

// States lists all states.
func States() []State { return []State{StateActive, StateRetired, StateRevoked} }

// Record says where a certificate came from and why it is there. Dates are days
// in UTC; the zero time is none. Texts are one printable line each.
type Record struct {
	// Fingerprint is the primary key's, as [pgp.Certificate.Fingerprint] spells it.
	Fingerprint string `json:"fingerprint"`
	State       State  `json:"state"`
	// Who is meant by it, in the maintainer's words.
	Who string `json:"who"`
	// Packages are those that may be signed with it.
	Packages []string `json:"packages,omitempty"`
	// Accepted says why the certificate was taken for Who's.
	Accepted string `json:"accepted"`
	// Primary is "sha256:HEX" of the primary key packet's body. A version 4
	// fingerprint is SHA-1.
	Primary   string    `json:"primary"`
	Imported  time.Time `json:"imported,omitzero"`
	Refreshed time.Time `json:"refreshed,omitzero"`
	// Retired is when it was retired here, Because why.
	Retired time.Time `json:"retired,omitzero"`
	Because string    `json:"because,omitempty"`
	// RetiredBy is [ByOwner] when a revocation by its owner was seen, for all time or
	// from some day on: a copy without one is old, or somebody took it out.
	RetiredBy string `json:"retiredBy,omitempty"`
	// RevokedSubkeys are fingerprints of subkeys that the owner was seen to revoke for
	// all time, RetiredSubkeys those from some day on, each in one of them. A copy that
	// has the subkey and lacks the revocation is old, or somebody took it out.
	RevokedSubkeys []string `json:"revokedSubkeys,omitempty"`
	RetiredSubkeys []string `json:"retiredSubkeys,omitempty"`
	// ReplacedBy is the fingerprint of the successor.
	ReplacedBy string `json:"replacedBy,omitempty"`
	// Sources are where its content came from, each place once.
	Sources    []Source     `json:"sources,omitempty"`
	Continuity []Continuity `json:"continuity,omitempty"`
}

// ByOwner is the one value of [Record.RetiredBy].
const ByOwner = "owner"

// Source is a place that key material came from.
type Source struct {
	// Location is a URL or a file name.
	Location string `json:"location"`
	// Date is when it was last read there.
	Date time.Time `json:"date,omitzero"`
	// SHA256 is "sha256:HEX" of what was read, before anything was dropped.
	SHA256 string `json:"digest"`
}

// Continuity is why a certificate was accepted as the successor of another.
type Continuity struct {
	// From is the predecessor's fingerprint.
	From string       `json:"from"`
	Kind EvidenceKind `json:"kind"`
	Date time.Time    `json:"date,omitzero"`
	// Detail says what was checked, or the written reason.
	Detail string `json:"detail"`
	// Files hold the evidence: "sha256:HEX NAME", relative to the keyring.
	Files []string `json:"files,omitempty"`
}

// EvidenceKind says what ties a new key to an old one.
type EvidenceKind string

const (
	// EvidenceStatement: the old key signed a text that names the new fingerprint.
	EvidenceStatement EvidenceKind = "statement"
	// EvidenceCertification: the old key certified a user ID of the new one.
	EvidenceCertification EvidenceKind = "certification"
	// EvidenceSignedKey: the old key signed the new key's file.
	EvidenceSignedKey EvidenceKind = "signed-key"
	// EvidenceReason: nothing signed, but somebody wrote down why.
	EvidenceReason EvidenceKind = "reason"
)

// EvidenceKinds lists all kinds, the strongest first.
func EvidenceKinds() []EvidenceKind {
	return []EvidenceKind{EvidenceStatement, EvidenceCertification, EvidenceSignedKey, EvidenceReason}
}

// Digest is "sha256:HEX" of data, as records spell it.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// primaryDigest names the primary key by more than SHA-1.
func primaryDigest(c *pgp.Certificate) string { return Digest(c.PrimaryKey()) }

// day cuts a time to its date in UTC.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// addSource notes a place; what is already there gets the later date.
func (r *Record) addSource(s Source) {
	for i, known := range r.Sources {
		if known.Location == s.Location {
			if !s.Date.Before(known.Date) {
				r.Sources[i] = s
			}
			return
		}
	}
	r.Sources = append(r.Sources, s)
}
