package pgp

import (
	"bytes"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// stream walks text, armor blocks and binary packets in whatever order they come.
func (r *reader) stream(data []byte) {
	if startsPackets(data) {
		data = r.packets(data, false)
	}
	for len(data) > 0 {
		if startsKey(data) {
			data = r.packets(data, false)
			continue
		}
		line, rest := nextLine(data)
		if _, ok := armorLabel(line, armorBegin); !ok {
			data = rest
			continue
		}
		label, payload, after, whole := looseArmor(data)
		data = after
		r.block(label, payload, whole)
	}
}

// block takes the packets of an armor block. Signatures and messages are text
// around the keys, but for revocations that stand alone.
func (r *reader) block(label string, payload []byte, whole bool) {
	switch label {
	case signatureLabel:
		r.revocations(payload)
		return
	case "PGP SIGNED MESSAGE", messageLabel:
		return
	}
	before := len(r.problems)
	r.packets(payload, true)
	if !whole && len(r.problems) == before {
		r.problem(r.spoil(), policy.ReasonMalformedEvidence, "the armor block is truncated or malformed")
	} else if !whole {
		r.spoil()
	}
	r.endCertificate()
}

// packets takes packets until something else starts, and returns that. After
// what cannot be framed it goes on at the next key.
func (r *reader) packets(data []byte, armored bool) (rest []byte) {
	previous := data
	for len(data) > 0 {
		p, next, err := nextPacket(data)
		if err == nil {
			r.packet(p)
			previous, data = data, next
			continue
		}
		if err == errNotPacket && !armored && startsText(data) {
			break
		}
		if r.broken(data, err); r.resyncs > limits.CertificateProblems {
			return nil
		}
		// A packet with a wrong length swallows the start of its neighbour, so
		// that the search begins inside of it.
		data = resync(previous[1:], armored)
		if previous = data; !armored && !startsKey(data) {
			break
		}
	}
	if !armored {
		r.endCertificate()
	}
	return data
}

// broken reports that the packet at data cannot be framed. If it begins another
// certificate, the one before is complete; else it is not to be relied on.
func (r *reader) broken(data []byte, err error) {
	if tag, ok := keyTag(data); ok && (tag == tagPublicKey || tag == tagSecretKey) {
		r.endCertificate()
	}
	r.resyncs++
	r.problem(r.spoil(), policy.ReasonMalformedEvidence, "the packets cannot be read, %d bytes before the end: %v", len(data), err)
	r.endCertificate()
}

// resync finds where the next certificate or armor block may start.
func resync(data []byte, armored bool) []byte {
	for i := range data {
		if startsKey(data[i:]) {
			if _, _, err := nextPacket(data[i:]); err == nil {
				return data[i:]
			}
		}
		if !armored && bytes.HasPrefix(data[i:], []byte(armorBegin)) {
			return data[i:]
		}
	}
	return nil
}

// keyTag returns the packet type that a header states, and whether the packet's
// body starts like a key's.
func keyTag(data []byte) (tag int, ok bool) {
	if len(data) < 8 || data[0]&0x80 == 0 {
		return 0, false
	}
	tag, header, framed := bodyStart(data)
	if !framed {
		return 0, false
	}
	return tag, header < len(data) && data[header] >= 2 && data[header] <= 6
}

// startsKey reports whether a binary key packet, or a revocation that stands
// alone, starts here. Text cannot look like that: the version octet is a control
// character.
func startsKey(data []byte) bool {
	tag, ok := keyTag(data)
	switch {
	case !ok:
		return false
	case tag == tagSignature:
		_, header, _, err := packetHeader(data)
		return err == nil && standsAlone(data[header:])
	}
	return tag == tagPublicKey || tag == tagSecretKey
}

// startsPackets reports whether a file begins with binary packets: those that often
// begin a keyring, or any others before a key. Text that looks like packets has no key
// behind them.
func startsPackets(data []byte) bool {
	if p, _, err := nextPacket(data); err == nil {
		switch p.tag {
		case tagPublicKey, tagSecretKey, tagMarker, tagPadding, tagTrust:
			return true
		}
	}
	for !startsKey(data) {
		_, rest, err := nextPacket(data)
		if err != nil {
			return false
		}
		data = rest
	}
	return true
}

// startsText reports whether what follows binary packets is a line of text.
func startsText(data []byte) bool {
	line, _ := nextLine(data)
	for _, c := range line {
		if c < 0x20 && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
