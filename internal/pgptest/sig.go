package pgptest

import (
	"bytes"
	"time"
)

// SigType is the type of a signature (RFC 9580 section 5.2.1).
type SigType byte

// Signature types.
const (
	TypeBinary          SigType = 0x00
	TypeText            SigType = 0x01
	TypeStandalone      SigType = 0x02
	TypeGeneric         SigType = 0x10
	TypePersona         SigType = 0x11
	TypeCasual          SigType = 0x12
	TypePositive        SigType = 0x13
	TypeSubkeyBinding   SigType = 0x18
	TypeBack            SigType = 0x19
	TypeDirectKey       SigType = 0x1f
	TypeKeyRevocation   SigType = 0x20
	TypeSubkeyRevoked   SigType = 0x28
	TypeUserIDRevoked   SigType = 0x30
	TypeTimestamp       SigType = 0x40
	TypeThirdPartyProof SigType = 0x50
	TypeUndefined       SigType = 0x7f
)

// Sig is a signature packet taken apart. [SigOptions.Edit] changes it before it
// is signed, [SigOptions.Tamper] afterwards.
type Sig struct {
	Version          byte // 3, 4 or 6
	Type             SigType
	Algo             byte
	Hash             Hash
	Hashed, Unhashed []Subpacket
	// Created and Issuer are fields of version 3 only.
	Created time.Time
	Issuer  uint64
	// Salt is hashed first; version 6 only. SaltLength overrides the octet that
	// states its length when it is not 0.
	Salt       []byte
	SaltLength byte
	// HashTag repeats the first two octets of the digest.
	HashTag [2]byte
	// Value holds the algorithm's own fields.
	Value []byte
	// Trailing follows the value inside the packet, where nothing belongs.
	Trailing []byte
	// Message is what was hashed before the trailer; for reference.
	Message []byte
}

// Body serialises the packet without its header.
func (s *Sig) Body() []byte {
	switch s.Version {
	case 3:
		return join([]byte{3, 5, byte(s.Type)}, u32(unix(s.Created)), u32(uint32(s.Issuer>>32)), u32(uint32(s.Issuer)),
			[]byte{s.Algo, byte(s.Hash)}, s.HashTag[:], s.Value, s.Trailing)
	case 6:
		hashed, unhashed := encodeArea(s.Hashed), encodeArea(s.Unhashed)
		n := byte(len(s.Salt))
		if s.SaltLength != 0 {
			n = s.SaltLength
		}
		return join(s.head(), u32(uint32(len(hashed))), hashed, u32(uint32(len(unhashed))), unhashed,
			s.HashTag[:], []byte{n}, s.Salt, s.Value, s.Trailing)
	}
	hashed, unhashed := encodeArea(s.Hashed), encodeArea(s.Unhashed)
	return join(s.head(), u16(len(hashed)), hashed, u16(len(unhashed)), unhashed, s.HashTag[:], s.Value, s.Trailing)
}

// Packet frames the signature in the usual way.
func (s *Sig) Packet() []byte { return Packet(TagSignature, s.Body()) }

func (s *Sig) head() []byte { return []byte{s.Version, byte(s.Type), s.Algo, byte(s.Hash)} }

// Trailer is what is hashed after the message (RFC 9580 section 5.2.4).
func (s *Sig) Trailer() []byte {
	if s.Version == 3 {
		return join([]byte{byte(s.Type)}, u32(unix(s.Created)))
	}
	hashed := encodeArea(s.Hashed)
	size := u16(len(hashed))
	if s.Version == 6 {
		size = u32(uint32(len(hashed)))
	}
	signed := join(s.head(), size, hashed)
	return join(signed, []byte{s.Version, 0xff}, u32(uint32(len(signed))))
}

// seal computes digest, tag and value under the key.
func (s *Sig) seal(by *Key, message []byte) {
	s.Message = message
	h := s.Hash.New()
	if s.Version == 6 {
		h.Write(s.Salt)
	}
	h.Write(message)
	h.Write(s.Trailer())
	digest := h.Sum(nil)
	copy(s.HashTag[:], digest)
	s.Value = by.signer.sign(s.Hash, digest)
}

// Canonical writes line endings as CRLF, as text signatures are hashed (RFC
// 9580 section 5.2.1.2).
func Canonical(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
}
