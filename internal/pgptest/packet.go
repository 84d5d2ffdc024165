package pgptest

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"math/bits"
)

// Packet tags (RFC 9580 section 5).
const (
	TagSignature        = 2
	TagOnePass          = 4
	TagSecretKey        = 5
	TagPublicKey        = 6
	TagSecretSubkey     = 7
	TagCompressed       = 8
	TagMarker           = 10
	TagLiteral          = 11
	TagTrust            = 12
	TagUserID           = 13
	TagPublicSubkey     = 14
	TagOldComment       = 16 // comment packet of old GnuPG releases
	TagUserAttribute    = 17
	TagPadding          = 21
	TagUnknown          = 39 // unassigned and critical (tags 0 to 39)
	TagUnknownSkippable = 45 // unassigned and not critical (tags 40 to 59)
	TagComment          = 61 // private use
)

// Packet frames the body with a new-format header and the shortest length.
func Packet(tag byte, body []byte) []byte {
	return join([]byte{0xc0 | tag}, newLength(len(body)), body)
}

// OldPacket frames the body with an old-format header (tags 0 to 15).
func OldPacket(tag byte, body []byte) []byte {
	n := len(body)
	switch {
	case n < 1<<8:
		return join([]byte{0x80 | tag<<2, byte(n)}, body)
	case n < 1<<16:
		return join([]byte{0x80 | tag<<2 | 1}, u16(n), body)
	}
	return join([]byte{0x80 | tag<<2 | 2}, u32(uint32(n)), body)
}

// IndeterminatePacket frames the body with an old-format header that lets the
// packet run to the end of the input (length type 3).
func IndeterminatePacket(tag byte, body []byte) []byte {
	return join([]byte{0x80 | tag<<2 | 3}, body)
}

// PartialPacket frames the body in chunks of 1<<power bytes (RFC 9580 section
// 4.2.1.4), followed by the rest under a definite length.
func PartialPacket(tag byte, power uint, body []byte) []byte {
	out := []byte{0xc0 | tag}
	for chunk := 1 << power; len(body) >= chunk; body = body[chunk:] {
		out = append(out, 0xe0|byte(power))
		out = append(out, body[:chunk]...)
	}
	return join(out, newLength(len(body)), body)
}

// ClaimedLengthPacket frames the body with a five-octet length that need not be
// the body's: too long, too short or 4 GiB.
func ClaimedLengthPacket(tag byte, claimed uint32, body []byte) []byte {
	return join([]byte{0xc0 | tag, 0xff}, u32(claimed), body)
}

// Body returns the body of the first packet of data, as [Packet] and
// [OldPacket] frame it. It panics on anything else.
func Body(data []byte) []byte {
	n, head := 0, 0
	switch {
	case data[0]&0x40 == 0:
		size := 1 << (data[0] & 3)
		for _, b := range data[1 : 1+size] {
			n = n<<8 | int(b)
		}
		head = 1 + size
	case data[1] < 192:
		n, head = int(data[1]), 2
	case data[1] < 224:
		n, head = (int(data[1])-192)<<8+int(data[2])+192, 3
	case data[1] == 255:
		n, head = int(binary.BigEndian.Uint32(data[2:])), 6
	default:
		panic("pgptest: partial length")
	}
	return data[head : head+n]
}

// UserIDPacket is a user ID (RFC 9580 section 5.11).
func UserIDPacket(id string) []byte { return Packet(TagUserID, []byte(id)) }

// ImageAttribute is the body of a user attribute packet that holds one image
// of n bytes of rubbish (RFC 9580 section 5.12).
func ImageAttribute(n int) []byte {
	header := append([]byte{1, 0x10, 0, 1, 1}, make([]byte, 12)...)
	body := join(header, bytes.Repeat([]byte{0xa5}, n))
	return join(newLength(len(body)), body)
}

// MarkerPacket is the packet to be ignored (RFC 9580 section 5.8).
func MarkerPacket() []byte { return Packet(TagMarker, []byte("PGP")) }

// PaddingPacket carries n meaningless bytes (RFC 9580 section 5.14).
func PaddingPacket(n int) []byte { return Packet(TagPadding, bytes.Repeat([]byte{0x5a}, n)) }

// TrustPacket is what GnuPG keeps in its own keyrings; "gpg" and a status byte
// that claims the signature before it was checked and found good.
func TrustPacket() []byte { return Packet(TagTrust, []byte{0x00, 0x03, 'g', 'p', 'g', 0x03}) }

// CommentPacket is a comment under one of the tags [TagOldComment] (critical
// to today's readers) and [TagComment].
func CommentPacket(tag byte, text string) []byte { return Packet(tag, []byte(text)) }

// MPI serialises a multiprecision integer (RFC 9580 section 3.2).
func MPI(n *big.Int) []byte { return MPIBytes(n.Bytes()) }

// MPIBytes serialises a big-endian number, without its leading zeros.
func MPIBytes(b []byte) []byte {
	b = bytes.TrimLeft(b, "\x00")
	if len(b) == 0 {
		return u16(0)
	}
	return join(u16((len(b)-1)*8+bits.Len8(b[0])), b)
}

// newLength is a new-format length, which signature subpackets share.
func newLength(n int) []byte {
	switch {
	case n < 192:
		return []byte{byte(n)}
	case n < 8384:
		n -= 192
		return []byte{byte(n>>8) + 192, byte(n)}
	}
	return join([]byte{0xff}, u32(uint32(n)))
}

func u16(n int) []byte    { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
func u32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
