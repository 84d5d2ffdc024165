package pgp

import (
	"bytes"
	"errors"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// parsedSignature is a signature packet of a file, or why it cannot be used.
type parsedSignature struct {
	*signature
	fault *fault
}

// readSignatures reads a file of detached signatures. A fault concerns the file
// as a whole: whatever hides beside or behind signatures in it could be taken for
// the signed data by some program.
func readSignatures(data []byte) ([]parsedSignature, *fault) {
	if len(data) > limits.EvidenceFile {
		return nil, faultf(policy.ReasonTooLarge, "the file has %d bytes, more than %d", len(data), limits.EvidenceFile)
	}
	if isBlank(data) {
		return nil, faultf(policy.ReasonEmptyEvidence, "the file is empty")
	}
	payloads := [][]byte{data}
	if data[0]&0x80 == 0 {
		if !hasArmor(data) {
			return nil, faultf(policy.ReasonUnrecognisedEvidence, "the file is neither armored nor binary OpenPGP")
		}
		var f *fault
		if payloads, f = strictArmor(data); f != nil {
			return nil, f
		}
	}
	return readPayloads(payloads)
}

func readPayloads(payloads [][]byte) (all []parsedSignature, f *fault) {
	for _, p := range payloads {
		sigs, f := readDetached(p)
		if f != nil {
			return nil, f
		}
		all = append(all, sigs...)
		if len(all) > limits.Signatures {
			return nil, faultf(policy.ReasonLimitExceeded, "the file holds more than %d signatures", limits.Signatures)
		}
	}
	if len(all) == 0 {
		return nil, faultf(policy.ReasonEmptyEvidence, "the file holds no signature")
	}
	return all, nil
}

// readDetached reads the packets of one detached signature file or armor block:
// signatures, and packets that every reader skips. Nothing may follow the last
// packet, not even a line ending: a file of packets has no lines, and readers do
// not agree on what they make of bytes behind.
func readDetached(data []byte) (all []parsedSignature, f *fault) {
	for len(data) > 0 {
		p, rest, err := nextPacket(data)
		if startsData(data, err) {
			return nil, faultf(policy.ReasonForbiddenPacket, "the file holds a message, not a detached signature")
		}
		if err != nil {
			return nil, faultf(policy.ReasonMalformedEvidence, "%d bytes before the end: %v", len(data), err)
		}
		data = rest
		switch p.tag {
		case tagSignature:
			s, f := parseSignature(p.body)
			all = append(all, parsedSignature{s, f})
		default:
			if carriesNothing(p.tag) {
				continue
			}
			return nil, faultf(policy.ReasonForbiddenPacket, "a packet of type %d stands among the signatures", p.tag)
		}
		if len(all) > limits.Signatures {
			return all, nil // the caller refuses the file
		}
	}
	return all, nil
}

// startsData reports whether framing failed at a packet that holds data, which alone
// may have a length that is not known (RFC 9580 section 4.2.1.4): gpg --sign begins
// its messages so.
func startsData(data []byte, err error) bool {
	if !errors.Is(err, errPartial) && !errors.Is(err, errIndeterminate) {
		return false
	}
	tag, _, _, _ := packetHeader(data)
	return tag == tagCompressed || tag == tagLiteral
}

// carriesNothing reports whether every reader skips packets of that type: markers,
// padding, and all that RFC 9580 section 4.3 calls non-critical, private use
// included. None of them is data that somebody could take for signed.
func carriesNothing(tag int) bool {
	return tag == tagMarker || tag == tagPadding || tag >= firstNonCritical
}

// hasArmor reports whether any line begins an OpenPGP armor block.
func hasArmor(data []byte) bool {
	return bytes.HasPrefix(data, []byte(armorBegin)) || bytes.Contains(data, []byte("\n"+armorBegin))
}

// recognises reports whether data looks like an OpenPGP signature file or
// message: anything armored as such, or binary packets that may begin one.
func recognises(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	if data[0]&0x80 != 0 {
		return recognisesBinary(data)
	}
	for _, line := range []string{beginSignature, beginCleartext, beginMessage} {
		if hasLine(data, line) {
			return true
		}
	}
	return recognisesGeneric(data)
}

// recognisesGeneric looks into armor whose label says nothing: keyrings come in it
// as well.
func recognisesGeneric(data []byte) bool {
	if !hasLine(data, beginGeneric) {
		return false
	}
	_, payload, _, _ := looseArmor(data[bytes.Index(data, []byte(beginGeneric)):])
	if len(payload) > 0 && payload[0]&0x80 != 0 {
		return recognisesBinary(payload)
	}
	return hasLine(payload, beginSignature)
}

func recognisesBinary(data []byte) bool {
	for {
		p, rest, err := nextPacket(data)
		odd := p.tag == tagSignature && !beginsMessage(data) // of a version that is none
		if err != nil || !carriesNothing(p.tag) && !odd || len(rest) == 0 {
			return beginsMessage(data)
		}
		data = rest
	}
}

// beginsMessage reports whether the packet at the start of data, whole or not, may
// be the first of a signature file or message.
func beginsMessage(data []byte) bool {
	if data[0]&0x80 == 0 {
		return false
	}
	tag, header, ok := bodyStart(data)
	if !ok {
		return tag == tagSignature
	}
	switch tag {
	case tagSignature:
		// Enough to tell it from an image: no signature has a higher version.
		return len(data) <= header || data[header] <= 10
	case tagOnePass:
		return len(data) > header && (data[header] == 3 || data[header] == 6)
	case tagLiteral:
		return len(data) > header && bytes.IndexByte([]byte("btu1ml"), data[header]) >= 0
	case tagCompressed:
		return len(data) > header && data[header] <= 3
	}
	return false
}
