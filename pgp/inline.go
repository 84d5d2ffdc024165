package pgp

import (
	"bytes"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// readArmoredInline reads an inline-signed message behind its armor's first line.
func readArmoredInline(data []byte) (*Message, *fault) {
	data, ok := strictHeaders(data)
	if !ok {
		return nil, faultf(policy.ReasonMalformedEvidence, "the armor's header is malformed")
	}
	payload, rest, f := strictBody(data, messageLabel)
	if f != nil {
		return nil, f
	}
	if !onlyBlank(rest) {
		return nil, faultf(policy.ReasonMalformedEvidence, "there is text after the message")
	}
	return readInline(payload)
}

// inline is a signed message as its packets come. The grammar is that of RFC 9580
// section 10.3, less compression, encryption and nesting: one-pass packets, a
// literal and as many signatures; or, as old programs write it, signatures and a
// literal.
type inline struct {
	onePass []onePass
	// before and after the literal.
	before, after []parsedSignature
	literal       []byte
	hasLiteral    bool
}

func readInline(data []byte) (*Message, *fault) {
	var m inline
	for len(data) > 0 {
		p, rest, err := nextInline(data)
		if p.tag == tagCompressed {
			return nil, faultf(policy.ReasonForbiddenPacket, "the message is compressed; only plain ones are read")
		}
		if err != nil {
			return nil, faultf(policy.ReasonMalformedEvidence, "%d bytes before the end: %v", len(data), err)
		}
		if f := m.add(p); f != nil {
			return nil, f
		}
		if len(m.before)+len(m.after)+len(m.onePass) > 2*limits.Signatures {
			return nil, faultf(policy.ReasonLimitExceeded, "the message has more than %d signatures", limits.Signatures)
		}
		data = rest
	}
	return m.message()
}

// add takes the next packet, where the grammar lets it stand.
func (m *inline) add(p rawPacket) *fault {
	switch p.tag {
	case tagOnePass:
		if m.hasLiteral || len(m.before) > 0 {
			return faultf(policy.ReasonForbiddenPacket, "a one-pass signature packet stands behind the message's start")
		}
		m.onePass = append(m.onePass, parseOnePass(p.body))
	case tagLiteral:
		return m.addLiteral(p.body)
	case tagSignature:
		s, f := parseSignature(p.body)
		if m.hasLiteral {
			m.after = append(m.after, parsedSignature{s, f})
		} else {
			m.before = append(m.before, parsedSignature{s, f})
		}
	case tagMarker, tagPadding:
	default:
		return faultf(policy.ReasonForbiddenPacket, "a packet of type %d stands in the message", p.tag)
	}
	return nil
}

// addLiteral takes what is behind the literal's header: format, file name and
// date, which no signature covers (RFC 9580 section 5.9). Formats m and l, for MIME and
// for local files, are older programs'; the bytes are the same.
func (m *inline) addLiteral(body []byte) *fault {
	switch {
	case m.hasLiteral:
		return faultf(policy.ReasonForbiddenPacket, "the message has two texts")
	case len(body) < 6 || len(body) < 6+int(body[1]):
		return faultf(policy.ReasonMalformedEvidence, "the literal packet's header is cut off")
	case bytes.IndexByte([]byte("btuml"), body[0]) < 0:
		return faultf(policy.ReasonMalformedEvidence, "the literal packet has format 0x%02x", body[0])
	}
	m.literal, m.hasLiteral = body[6+int(body[1]):], true
	return nil
}

// message checks that the packets belong together.
func (m *inline) message() (*Message, *fault) {
	sigs := m.after
	switch {
	case !m.hasLiteral:
		return nil, faultf(policy.ReasonEmptyEvidence, "the message has no text")
	case len(m.before) > 0 && (len(m.onePass) > 0 || len(m.after) > 0):
		return nil, faultf(policy.ReasonForbiddenPacket, "signatures stand on both sides of the text")
	case len(m.before) > 0:
		sigs = m.before
	case len(m.onePass) != len(m.after):
		return nil, faultf(policy.ReasonMalformedEvidence,
			"the message announces %d signatures and has %d", len(m.onePass), len(m.after))
	default:
		if f := m.checkOnePass(); f != nil {
			return nil, f
		}
	}
	return inlineMessage(m.literal, sigs)
}

// inlineMessage says what comes out. Text signatures leave line endings open: LF
// is given out, so that the same signature always yields the same bytes. A message
// with both kinds of signature would have two contents.
func inlineMessage(literal []byte, sigs []parsedSignature) (*Message, *fault) {
	text, binary := false, false
	for _, s := range sigs {
		if s.fault == nil {
			text = text || s.kind == typeText
			binary = binary || s.kind == typeBinary
		}
	}
	m := &Message{Content: literal, Text: text, signatures: sigs}
	switch {
	case text && binary:
		return nil, faultf(policy.ReasonSignatureType, "the message has both text and binary signatures")
	case text:
		m.Content = bytes.ReplaceAll(literal, []byte("\r\n"), []byte("\n"))
		if bytes.IndexByte(m.Content, '\r') >= 0 {
			return nil, faultf(policy.ReasonMalformedEvidence, "the text has a carriage return that ends no line")
		}
	}
	return m, nil
}
