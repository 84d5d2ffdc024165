package pgptest

import (
	"slices"
	"time"
)

// SubpacketType is the type of a signature subpacket (RFC 9580 section
// 5.2.3.7).
type SubpacketType byte

// Subpacket types.
const (
	SubCreated         SubpacketType = 2
	SubExpires         SubpacketType = 3
	SubExportable      SubpacketType = 4
	SubTrust           SubpacketType = 5
	SubKeyExpires      SubpacketType = 9
	SubRevocationKey   SubpacketType = 12
	SubIssuer          SubpacketType = 16
	SubNotation        SubpacketType = 20
	SubPrimaryUserID   SubpacketType = 25
	SubPolicyURI       SubpacketType = 26
	SubKeyFlags        SubpacketType = 27
	SubSignersUserID   SubpacketType = 28
	SubReason          SubpacketType = 29
	SubSignatureTarget SubpacketType = 31
	SubEmbedded        SubpacketType = 32
	SubIssuerFpr       SubpacketType = 33
	SubRecipient       SubpacketType = 35
	SubUnknown         SubpacketType = 99
)

// Subpacket is one signature subpacket.
type Subpacket struct {
	Type     SubpacketType
	Critical bool
	Body     []byte
}

// AsCritical returns the subpacket with its critical bit set.
func (s Subpacket) AsCritical() Subpacket { s.Critical = true; return s }

func (s Subpacket) encode() []byte {
	t := byte(s.Type)
	if s.Critical {
		t |= 0x80
	}
	return join(newLength(1+len(s.Body)), []byte{t}, s.Body)
}

func encodeArea(subs []Subpacket) []byte {
	var out []byte
	for _, s := range subs {
		out = append(out, s.encode()...)
	}
	return out
}

// Without returns the subpackets that are of none of the types.
func Without(subs []Subpacket, types ...SubpacketType) []Subpacket {
	return slices.DeleteFunc(slices.Clone(subs), func(s Subpacket) bool {
		return slices.Contains(types, s.Type)
	})
}

// CreatedAt is the signature's creation time.
func CreatedAt(t time.Time) Subpacket { return Subpacket{Type: SubCreated, Body: u32(unix(t))} }

// ExpiresAfter is the signature's lifetime from its creation.
func ExpiresAfter(d time.Duration) Subpacket {
	return Subpacket{Type: SubExpires, Body: u32(uint32(d / time.Second))}
}

// KeyExpiresAfter is the key's lifetime from the key's creation.
func KeyExpiresAfter(d time.Duration) Subpacket {
	return Subpacket{Type: SubKeyExpires, Body: u32(uint32(d / time.Second))}
}

// Flags say what a key is for (RFC 9580 section 5.2.3.29).
type Flags byte

// Key flags.
const (
	FlagCertify        Flags = 0x01
	FlagSign           Flags = 0x02
	FlagEncrypt        Flags = 0x0c
	FlagAuthenticate   Flags = 0x20
	FlagsCertifyOrSign       = FlagCertify | FlagSign
)

// KeyFlags is the key flags subpacket.
func KeyFlags(f Flags) Subpacket { return Subpacket{Type: SubKeyFlags, Body: []byte{byte(f)}} }

// IssuerOf names the key by its 64-bit key ID.
func IssuerOf(k *Key) Subpacket { return IssuerID(k.KeyID()) }

// IssuerID names an issuer by a key ID that need not exist; 0 once was a
// wildcard.
func IssuerID(id uint64) Subpacket {
	return Subpacket{Type: SubIssuer, Body: join(u32(uint32(id>>32)), u32(uint32(id)))}
}

// IssuerFingerprintOf names the key by its fingerprint.
func IssuerFingerprintOf(k *Key) Subpacket {
	return Subpacket{Type: SubIssuerFpr, Body: join([]byte{k.Version}, k.Fingerprint())}
}

// Notation is a human-readable notation.
func Notation(name, value string) Subpacket {
	return Subpacket{Type: SubNotation, Body: join([]byte{0x80, 0, 0, 0}, u16(len(name)), u16(len(value)), []byte(name), []byte(value))}
}

// PolicyURI is where the signer explains; attackers write escape codes into it.
func PolicyURI(uri string) Subpacket { return Subpacket{Type: SubPolicyURI, Body: []byte(uri)} }

// SignersUserID is as whom the signer signed.
func SignersUserID(id string) Subpacket { return Subpacket{Type: SubSignersUserID, Body: []byte(id)} }

// PrimaryUserID marks the user ID as the primary one.
func PrimaryUserID() Subpacket { return Subpacket{Type: SubPrimaryUserID, Body: []byte{1}} }

// Local keeps a certification from being passed on.
func Local() Subpacket { return Subpacket{Type: SubExportable, Body: []byte{0}} }

// Unknown is a subpacket of a type that nobody has assigned.
func Unknown() Subpacket { return Subpacket{Type: SubUnknown, Body: []byte("?")} }

// Embedded carries a whole signature, such as a back-signature.
func Embedded(s *Sig) Subpacket { return Subpacket{Type: SubEmbedded, Body: s.Body()} }

// IntendedRecipient names a key for whom the message is meant.
func IntendedRecipient(k *Key) Subpacket {
	return Subpacket{Type: SubRecipient, Body: join([]byte{k.Version}, k.Fingerprint())}
}

// DesignatedRevoker lets another key revoke this one.
func DesignatedRevoker(k *Key) Subpacket {
	return Subpacket{Type: SubRevocationKey, Body: join([]byte{0x80, k.Algo}, k.Fingerprint())}
}

// Reason is why a key or user ID was revoked (RFC 9580 section 5.2.3.31).
type Reason int

// Revocation reasons. Superseded, Retired and UserIDInvalid are soft; the
// others, unknown ones and none at all are hard.
const (
	ReasonAbsent        Reason = -1 // no reason subpacket
	ReasonUnspecified   Reason = 0
	ReasonSuperseded    Reason = 1
	ReasonCompromised   Reason = 2
	ReasonRetired       Reason = 3
	ReasonUserIDInvalid Reason = 32
	ReasonUnknown       Reason = 77
)

// RevocationReason is the reason with a text for people.
func RevocationReason(r Reason, text string) Subpacket {
	return Subpacket{Type: SubReason, Body: join([]byte{byte(r)}, []byte(text))}
}

func unix(t time.Time) uint32 { return uint32(t.Unix()) }
