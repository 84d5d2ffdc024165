package pgptest

import (
	"crypto/sha512"
	"slices"
	"time"
)

// Area says where a signature keeps a piece of information.
type Area int

const (
	// InHashed is where everything that decides belongs: under the signature.
	InHashed Area = iota
	// InUnhashed is outside of the signature: anybody can write there.
	InUnhashed
	// Absent leaves the information out.
	Absent
)

// SigOptions says how a signature differs from a plain one. The zero value is a
// good signature of the kind that the context asks for.
type SigOptions struct {
	// Type is the signature's type; 0 is what the context asks for (over data:
	// binary).
	Type SigType
	// Hash is the algorithm; 0 is SHA-256, or SHA-512 for v6 keys.
	Hash Hash
	// Version of the packet; 0 is the key's own.
	Version byte

	// Created is the signature's date; zero is one day after the key was made
	// over data, and the key's own date in its certificate.
	Created time.Time
	// CreatedIn moves the creation time out of the signed part.
	CreatedIn Area
	// Expires ends the signature that long after Created; 0 is never.
	Expires time.Duration

	// Flags of the key, in self-signatures and bindings; 0 is certify and sign
	// for primary keys, sign for subkeys.
	Flags Flags
	// FlagsIn moves the flags out of the signed part, or leaves them out.
	FlagsIn Area
	// KeyExpires ends the key that long after its creation; 0 is never.
	KeyExpires time.Duration

	// By really makes the signature; nil is the rightful key. Everything else
	// still claims the rightful one: a forgery.
	By *Key
	// Claims is the key that the issuer fields name; nil is the rightful one.
	Claims *Key
	// NoIssuer leaves the issuer fields out.
	NoIssuer bool

	// Hashed and Unhashed are further subpackets.
	Hashed, Unhashed []Subpacket
	// Salt of a v6 signature; nil is a fixed one of the right length.
	Salt []byte

	// Edit changes the packet before it is signed, Tamper afterwards.
	Edit, Tamper func(*Sig)
}

// Sign makes a detached signature over data: one packet.
func (k *Key) Sign(data []byte, o SigOptions) []byte { return k.Signature(data, o).Packet() }

// Signature is [Key.Sign] for those who frame the packet themselves.
func (k *Key) Signature(data []byte, o SigOptions) *Sig {
	if o.Created.IsZero() {
		o.Created = k.Created.Add(24 * time.Hour)
	}
	if o.Type == TypeText {
		data = Canonical(data)
	}
	return k.signatureOver(data, o)
}

// signatureOver signs exactly the message.
func (k *Key) signatureOver(message []byte, o SigOptions) *Sig {
	by, claims := orKey(o.By, k), orKey(o.Claims, k)
	s := &Sig{Version: o.Version, Type: o.Type, Algo: by.Algo, Hash: o.Hash, Created: o.Created, Issuer: claims.KeyID(), Salt: o.Salt}
	if s.Version == 0 {
		s.Version = k.Version
	}
	if s.Hash == 0 {
		s.Hash = k.defaultHash()
	}
	if s.Version == 6 && s.Salt == nil {
		seed := sha512.Sum512(join([]byte("salt"), k.Fingerprint(), message, u32(unix(o.Created))))
		s.Salt = seed[:s.Hash.saltSize()]
	}
	s.Hashed, s.Unhashed = o.areas(s.Version, claims)
	if o.Edit != nil {
		o.Edit(s)
	}
	s.seal(by, message)
	if o.Tamper != nil {
		o.Tamper(s)
	}
	return s
}

// areas lists the subpackets in the order that GnuPG writes them.
func (o SigOptions) areas(version byte, claims *Key) (hashed, unhashed []Subpacket) {
	put := func(a Area, s Subpacket) {
		switch a {
		case InHashed:
			hashed = append(hashed, s)
		case InUnhashed:
			unhashed = append(unhashed, s)
		}
	}
	if !o.NoIssuer {
		put(InHashed, IssuerFingerprintOf(claims))
	}
	put(o.CreatedIn, CreatedAt(o.Created))
	if o.Expires != 0 {
		put(InHashed, ExpiresAfter(o.Expires))
	}
	if o.Flags != 0 {
		put(o.FlagsIn, KeyFlags(o.Flags))
	}
	if o.KeyExpires != 0 {
		put(InHashed, KeyExpiresAfter(o.KeyExpires))
	}
	if !o.NoIssuer && version < 6 {
		put(InUnhashed, IssuerOf(claims))
	}
	return slices.Concat(hashed, o.Hashed), slices.Concat(unhashed, o.Unhashed)
}

func orKey(k, otherwise *Key) *Key {
	if k != nil {
		return k
	}
	return otherwise
}

// CorruptHashTag changes the two octets that repeat the digest's start.
func CorruptHashTag(s *Sig) { s.HashTag[0] ^= 0xff }

// CorruptValue changes the last octet of the signature proper.
func CorruptValue(s *Sig) {
	s.Value = slices.Clone(s.Value)
	s.Value[len(s.Value)-1] ^= 1
}
