package pgp

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Signature types (RFC 9580 section 5.2.1).
const (
	typeBinary           = 0x00
	typeText             = 0x01
	typeCertification    = 0x10
	typePositive         = 0x13
	typeSubkeyBinding    = 0x18
	typePrimaryBinding   = 0x19
	typeDirectKey        = 0x1f
	typeKeyRevocation    = 0x20
	typeSubkeyRevocation = 0x28
	typeCertRevocation   = 0x30
)

// signature is a signature packet's header and subpackets as read by this
// package; the cryptographic values stay unparsed in material.
type signature struct {
	body    []byte
	version int
	kind    byte // signature type
	algo    byte // public-key algorithm
	hash    byte // hash ID
	hashed  []subpacket
	// unhashed subpackets are anybody's.
	unhashed []subpacket
	tag      [2]byte // left 16 bits of the digest
	salt     []byte
	material []byte
	// trailer is hashed after the data (RFC 9580 section 5.2.4).
	trailer []byte

	created    time.Time
	hasCreated bool
	v3KeyID    string
}

// fault says why something cannot be used; it is not an error in the reading.
type fault struct {
	reason policy.Reason
	detail string
}

// firstFault returns the one of two faults, each of which may be nil, that comes first in
// a fixed order.
func firstFault(a, b *fault) *fault {
	if a == nil || b != nil && cmp.Or(cmp.Compare(b.reason, a.reason), cmp.Compare(b.detail, a.detail)) < 0 {
		return b
	}
	return a
}

func faultf(r policy.Reason, format string, args ...any) *fault {
	return &fault{reason: r, detail: fmt.Sprintf(format, args...)}
}

// parseSignature reads the body of a signature packet. When it returns a fault,
// the signature holds whatever was read before it.
func parseSignature(body []byte) (*signature, *fault) {
	s := &signature{body: body}
	if len(body) == 0 {
		return s, faultf(policy.ReasonMalformedEvidence, "the signature packet is empty")
	}
	s.version = int(body[0])
	switch s.version {
	case 3:
		return s, s.parseV3(body)
	case 4:
		return s, s.parseV4(body)
	case 6:
		return s, s.parseV6(body)
	}
	return s, faultf(policy.ReasonUnsupportedEvidence, "signature version %d", s.version)
}

// parseV3 reads RFC 9580 section 5.2.2: type and time are all that is signed.
func (s *signature) parseV3(body []byte) *fault {
	if len(body) < 19 || body[1] != 5 {
		return faultf(policy.ReasonMalformedEvidence, "the version 3 signature's header is malformed")
	}
	s.kind, s.algo, s.hash = body[2], body[15], body[16]
	s.created, s.hasCreated = unixTime(binary.BigEndian.Uint32(body[3:7])), true
	s.v3KeyID = upperHex(body[7:15])
	s.tag = [2]byte{body[17], body[18]}
	s.trailer = body[2:7]
	s.material = body[19:]
	return nil
}

// parseV4 reads RFC 9580 section 5.2.3.
func (s *signature) parseV4(body []byte) *fault {
	if len(body) < 6 {
		return faultf(policy.ReasonMalformedEvidence, "the signature's header is cut off")
	}
	s.kind, s.algo, s.hash = body[1], body[2], body[3]
	rest, f := s.parseAreas(body, 4, 2)
	if f != nil {
		return f
	}
	s.material = rest
	return nil
}

// parseV6 reads the same with wider lengths and a salt.
func (s *signature) parseV6(body []byte) *fault {
	if len(body) < 8 {
		return faultf(policy.ReasonMalformedEvidence, "the signature's header is cut off")
	}
	s.kind, s.algo, s.hash = body[1], body[2], body[3]
	rest, f := s.parseAreas(body, 4, 4)
	if f != nil {
		return f
	}
	if len(rest) == 0 || len(rest) < 1+int(rest[0]) {
		return faultf(policy.ReasonMalformedEvidence, "the signature's salt is cut off")
	}
	size := int(rest[0])
	s.salt, s.material = rest[1:1+size], rest[1+size:]
	if want := saltSize(s.hash); want != 0 && size != want {
		return faultf(policy.ReasonMalformedEvidence, "the salt has %d bytes, %s needs %d", size, hashName(s.hash), want)
	}
	return nil
}

// parseAreas reads both subpacket areas and the digest's first octets, which
// start at offset and have lengths of width octets.
func (s *signature) parseAreas(body []byte, offset, width int) (rest []byte, f *fault) {
	hashed, rest, ok := area(body[offset:], width)
	if !ok {
		return nil, faultf(policy.ReasonMalformedEvidence, "the hashed subpackets are cut off")
	}
	s.setTrailer(body[:offset+width+len(hashed)])
	unhashed, rest, ok := area(rest, width)
	if !ok || len(rest) < 2 {
		return nil, faultf(policy.ReasonMalformedEvidence, "the unhashed subpackets are cut off")
	}
	var okHashed, okUnhashed bool
	s.hashed, okHashed = walkSubpackets(hashed)
	s.unhashed, okUnhashed = walkSubpackets(unhashed)
	if !okHashed || !okUnhashed {
		return nil, faultf(policy.ReasonMalformedEvidence, "a subpacket area does not add up")
	}
	if len(s.hashed)+len(s.unhashed) > limits.Subpackets {
		return nil, faultf(policy.ReasonLimitExceeded, "the signature has more than %d subpackets", limits.Subpackets)
	}
	if t, ok := seconds(s.hashed, subCreated); ok {
		s.created, s.hasCreated = unixTime(t), true
	}
	s.tag = [2]byte{rest[0], rest[1]}
	return rest[2:], nil
}

func area(b []byte, width int) (content, rest []byte, ok bool) {
	if len(b) < width {
		return nil, nil, false
	}
	var size uint64
	for _, c := range b[:width] {
		size = size<<8 | uint64(c)
	}
	b = b[width:]
	if size > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:size], b[size:], true
}

// setTrailer builds what is hashed after the data: the signed part of the packet
// and its length (RFC 9580 section 5.2.4).
func (s *signature) setTrailer(signed []byte) {
	s.trailer = make([]byte, 0, len(signed)+6)
	s.trailer = append(s.trailer, signed...)
	s.trailer = append(s.trailer, byte(s.version), 0xff)
	s.trailer = binary.BigEndian.AppendUint32(s.trailer, uint32(len(signed)))
}

// form names the format of the signature for people.
func (s *signature) form() string { return fmt.Sprintf("OpenPGP v%d signature", s.version) }
