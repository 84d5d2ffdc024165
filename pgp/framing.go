package pgp

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Packet type IDs (RFC 9580 section 5, table 3).
const (
	tagSignature     = 2
	tagOnePass       = 4
	tagSecretKey     = 5
	tagPublicKey     = 6
	tagSecretSubkey  = 7
	tagCompressed    = 8
	tagMarker        = 10
	tagLiteral       = 11
	tagTrust         = 12
	tagUserID        = 13
	tagPublicSubkey  = 14
	tagOldComment    = 16
	tagUserAttribute = 17
	tagPadding       = 21
	// firstNonCritical is where packet types begin that a reader may skip
	// (RFC 9580 section 4.3).
	firstNonCritical = 40
)

var (
	errNotPacket     = errors.New("no packet starts here")
	errTruncated     = errors.New("the packet is cut off")
	errPartial       = errors.New("the packet has a partial length")
	errIndeterminate = errors.New("the packet has an indeterminate length")
)

// rawPacket is one packet, framed and not yet understood. Both slices alias the
// input.
type rawPacket struct {
	tag  int
	body []byte
	raw  []byte
}

// nextPacket frames the packet at the start of data. Partial and indeterminate
// lengths, which only data packets may use (RFC 9580 section 4.2.1.4), are errors.
func nextPacket(data []byte) (p rawPacket, rest []byte, err error) {
	if len(data) == 0 || data[0]&0x80 == 0 {
		return p, data, errNotPacket
	}
	tag, header, size, err := packetHeader(data)
	if err != nil {
		return p, data, err
	}
	if tag == 0 {
		return p, data, errNotPacket // reserved, RFC 9580 section 5
	}
	if uint64(size) > uint64(len(data)-header) {
		return p, data, errTruncated
	}
	end := header + int(size)
	return rawPacket{tag: tag, body: data[header:end], raw: data[:end]}, data[end:], nil
}

func packetHeader(data []byte) (tag, header int, size uint32, err error) {
	if data[0]&0x40 == 0 {
		return legacyHeader(data)
	}
	tag = int(data[0] & 0x3f)
	if len(data) < 2 {
		return tag, 0, 0, errTruncated
	}
	if data[1] >= 224 && data[1] < 255 {
		return tag, 0, 0, errPartial
	}
	size, n, ok := shortLength(data[1:])
	if !ok {
		return tag, 0, 0, errTruncated
	}
	return tag, 1 + n, size, nil
}

// bodyStart returns the type of the packet at the start of data, and where its body
// begins, whatever kind of length it has; false where the header is cut off.
func bodyStart(data []byte) (tag, start int, ok bool) {
	tag, start, _, err := packetHeader(data)
	switch err {
	case nil:
	case errPartial:
		start = 2
	case errIndeterminate:
		start = 1
	default:
		return tag, 0, false
	}
	return tag, start, true
}

// legacyHeader reads the header format of RFC 9580 section 4.2.2.
func legacyHeader(data []byte) (tag, header int, size uint32, err error) {
	tag = int(data[0]&0x3f) >> 2
	width := 1 << (data[0] & 3)
	if width == 8 {
		return tag, 0, 0, errIndeterminate
	}
	if len(data) < 1+width {
		return tag, 0, 0, errTruncated
	}
	for _, b := range data[1 : 1+width] {
		size = size<<8 | uint32(b)
	}
	return tag, 1 + width, size, nil
}

// shortLength reads a length as packets of the current format and subpackets
// have it (RFC 9580 sections 4.2.1 and 5.2.3.7). The caller rules out partial
// lengths, which subpackets do not have.
func shortLength(b []byte) (size uint32, n int, ok bool) {
	switch {
	case len(b) == 0:
		return 0, 0, false
	case b[0] < 192:
		return uint32(b[0]), 1, true
	case b[0] < 255 && len(b) >= 2:
		return (uint32(b[0])-192)<<8 + uint32(b[1]) + 192, 2, true
	case b[0] == 255 && len(b) >= 5:
		return binary.BigEndian.Uint32(b[1:5]), 5, true
	}
	return 0, 0, false
}

// isBlank reports whether there is nothing but what armor may have around it.
// Other characters that are spaces somewhere may begin a packet.
func isBlank(data []byte) bool { return len(bytes.Trim(data, " \t\r\n")) == 0 }
