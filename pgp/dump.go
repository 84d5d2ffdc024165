package pgp

import (
	"time"

	"github.com/upsig/upsig/policy"
)

// Dump is what a file says, as plain data. Nothing in it is trusted: that a
// self-signature is valid only means that the certificate's own primary key made
// it. All strings are raw and must be sanitised before they are shown.
type Dump struct {
	Source string
	// Message is the kind of signed message that the file is; empty for others.
	// Content is the size in bytes of what its signatures claim to cover.
	Message string
	Content int
	// Signatures are those of a signature file or message, and revocations that
	// stand alone.
	Signatures   []SignatureDump
	Certificates []CertificateDump
	// Problems concern the file, or certificates in it that cannot be used.
	Problems []Problem
}

// SignatureDump is one signature packet.
type SignatureDump struct {
	// Index counts the signatures of a file, or of a component, from 1.
	Index   int
	Form    string // such as "OpenPGP v4 signature"
	Version int
	// Type is the signature type's number, TypeName its name in RFC 9580.
	Type      int
	TypeName  string
	Algorithm string
	Hash      string
	// Created is the claimed time; zero when the signed part has none.
	Created time.Time
	// Expires is when the signature itself expires; zero if it does not.
	Expires time.Time
	// KeyExpires is when a self-signature lets its key expire; zero if never.
	KeyExpires time.Time
	// Flags are the key flags of a self-signature; nil if it has none.
	Flags []string
	// Issuers are fingerprints and key IDs that the signature names.
	Issuers    []string
	Subpackets []SubpacketDump
	// Valid is true for a signature in a certificate that the primary key made.
	// It is always false for a data signature, which is not checked here.
	Valid      bool
	Weaknesses []policy.Weakness
	// Revocation says why; empty unless the signature revokes something.
	Revocation string
	// Soft is true for a revocation that spares earlier signatures.
	Soft bool
	// Problem and Detail say why the signature cannot be used; empty if it can.
	Problem policy.Reason
	Detail  string
}

// SubpacketDump is one signature subpacket.
type SubpacketDump struct {
	Type     int
	Name     string
	Critical bool
	// Hashed is true for what the signature covers; anybody can write the rest.
	Hashed bool
	Body   []byte
}

// Text is the subpacket's content where that is text for people: a notation as
// name and value, an address, a user ID. It is empty for others, raw, and anybody's
// unless Hashed.
func (d SubpacketDump) Text() string {
	switch d.Type {
	case subNotation:
		return notationText(d.Body)
	case subServer, subPolicyURI, subSignerUser, subRegex:
		return string(d.Body)
	}
	return ""
}

// notationText is "name = value"; without the value where that is not text (RFC
// 9580 section 5.2.3.24).
func notationText(b []byte) string {
	name := notationName(b)
	if len(b) < 8+len(name) || b[0]&0x80 == 0 {
		return name
	}
	return name + " = " + string(b[8+len(name):])
}

// CertificateDump is one certificate.
type CertificateDump struct {
	Fingerprint string
	Version     int
	Source      string
	// Keys are the primary key, then the subkeys.
	Keys []KeyDump
	// UserIDs are user IDs and attributes.
	UserIDs []UserIDDump
	// Others counts signatures by other keys, which are skipped.
	Others int
	// Unchecked are revocations that may be genuine and cannot be checked.
	Unchecked []string
	// Problem and Detail say why it was not taken apart; empty if it was.
	Problem policy.Reason
	Detail  string
}

// KeyDump is a primary key or subkey.
type KeyDump struct {
	Fingerprint string
	KeyID       string
	Subkey      bool
	Version     int
	Created     time.Time
	Algorithm   string
	// Expires follows the newest valid self-signature; zero if never.
	Expires time.Time
	// Flags follow the newest valid self-signature that has any; nil if none has.
	Flags []string
	// BackSignature says whether a subkey agreed to belong to the primary key:
	// "valid", "missing", or what is wrong with it. Empty for the primary key.
	BackSignature string
	Signatures    []SignatureDump
	Weaknesses    []policy.Weakness
	// Problem and Detail say why the key cannot verify; empty if it can.
	Problem policy.Reason
	Detail  string
}

// UserIDDump is a user ID or user attribute.
type UserIDDump struct {
	// ID is the user ID; for an attribute its raw content.
	ID         string
	Attribute  bool
	Signatures []SignatureDump
}
