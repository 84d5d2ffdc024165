package pgp

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Message is a file that carries both a text and its signatures, taken apart.
// That it was read says nothing about the signatures: see [Collector.JudgeMessage].
type Message struct {
	// Content is what the signatures cover, and all that may be shown or stored
	// of the file. Until a signature was judged and accepted it is anybody's
	// text. Line endings are LF where the signatures cover text; a cleartext
	// message has none after its last line, and neither blanks nor tabs at the
	// end of lines, because its signatures do not cover these.
	Content []byte
	// Cleartext is true for a message of the cleartext signature framework, false
	// for an inline-signed one.
	Cleartext bool
	// Text is true when the signatures are over text and leave line endings open.
	Text bool

	signatures []parsedSignature
}

// MessageError says why a file is no signed message, or not one whose form leaves
// no doubt about what is signed.
type MessageError struct {
	Reason policy.Reason
	// Detail is one line and may repeat what an attacker wrote.
	Detail string
}

func (e *MessageError) Error() string { return "read signed message: " + e.Detail }

// Lines that begin armor blocks (RFC 9580 sections 6.2.1 and 7).
const (
	messageLabel   = "PGP MESSAGE"
	beginMessage   = armorBegin + "MESSAGE" + armorDash
	beginCleartext = armorBegin + "SIGNED MESSAGE" + armorDash
	beginSignature = armorBegin + "SIGNATURE" + armorDash
	beginGeneric   = armorBegin + "ARMORED FILE" + armorDash
)

// ReadMessage takes one signed message apart: inline-signed, armored or binary,
// or in the cleartext signature framework. Nothing but blank lines may stand
// around it. Its errors are of type [*MessageError]. Messages beyond
// [limits.MessageFile] are refused unread.
func ReadMessage(data []byte) (m *Message, err error) {
	defer func() {
		if recover() != nil {
			m, err = nil, &MessageError{policy.ReasonMalformedEvidence, "the message could not be parsed"}
		}
	}()
	m, f := readMessage(data)
	if f == nil {
		f = m.countSignatures()
	}
	if f != nil {
		return nil, &MessageError{f.reason, f.detail}
	}
	return m, nil
}

func readMessage(data []byte) (*Message, *fault) {
	switch {
	case len(data) > limits.MessageFile:
		return nil, faultf(policy.ReasonTooLarge, "the message has %d bytes, more than %d", len(data), limits.MessageFile)
	case isBlank(data):
		return nil, faultf(policy.ReasonEmptyEvidence, "the message is empty")
	case data[0]&0x80 != 0:
		return readInline(data)
	}
	if f := plainText(data); f != nil {
		return nil, f
	}
	data = skipBlankLines(data)
	line, rest := textLine(data)
	switch string(trimBlanks(line)) {
	case beginCleartext:
		return readCleartext(rest)
	case beginMessage:
		return readArmoredInline(rest)
	case beginSignature:
		return nil, faultf(policy.ReasonUnrecognisedEvidence, "the file holds a detached signature, not a message")
	}
	return nil, faultf(policy.ReasonUnrecognisedEvidence, "the file does not begin with a signed message")
}

// plainText refuses control characters other than tabs and whole line endings.
// Programs have stripped form feeds, cut lines at NUL and shown the text after a
// carriage return in place of the one before (CVE-2025-68972, gpg.fail).
func plainText(data []byte) *fault {
	for i, c := range data {
		switch {
		case c == '\n', c == '\t', c >= ' ' && c != 0x7f:
		case c == '\r' && i+1 < len(data) && data[i+1] == '\n':
		default:
			return faultf(policy.ReasonMalformedEvidence, "the text has a control character (0x%02x) at offset %d", c, i)
		}
	}
	return nil
}

// textLine splits off the first line, which ends in LF or CRLF, and changes
// nothing else about it.
func textLine(data []byte) (line, rest []byte) {
	line, rest, found := bytes.Cut(data, []byte("\n"))
	if found {
		line = bytes.TrimSuffix(line, []byte("\r"))
	}
	return line, rest
}

// trimBlanks takes away what may stand behind the line that begins armor (RFC 9580
// section 6.2), and what signatures over cleartext do not cover (section 7.2).
func trimBlanks(line []byte) []byte { return bytes.TrimRight(line, " \t") }

// onlyBlank reports whether nothing but blank lines is left.
func onlyBlank(data []byte) bool { return len(skipBlankLines(data)) == 0 }

func (m *Message) countSignatures() *fault {
	switch n := len(m.signatures); {
	case n == 0:
		return faultf(policy.ReasonEmptyEvidence, "the message has no signature")
	case n > limits.Signatures:
		return faultf(policy.ReasonLimitExceeded, "the message has more than %d signatures", limits.Signatures)
	}
	return nil
}

// JudgeMessage states facts about each signature of the message, over its
// Content, exactly as about detached signatures. The path is for the findings;
// p may be nil. It fails only when the context ended.
//
// Text signatures of a cleartext message are not a weakness: what comes out of it
// has the line endings that this package gives it.
func (c *Collector) JudgeMessage(ctx context.Context, m *Message, path string, p *policy.Policy, now time.Time) ([]policy.Finding, error) {
	check := &check{collector: c, now: now, taps: map[policy.Tap]bool{}, budget: budget{left: limits.MessageTries}}
	if p != nil {
		check.named = p.Fingerprints()
	}
	check.addSignatures(path, m.signatures)
	check.chooseTaps()
	digests, err := artifact.ReadTaps(ctx, bytes.NewReader(m.Content), check.Taps())
	if err != nil {
		return nil, fmt.Errorf("judge message: %w", err)
	}
	findings := check.Findings(ctx, digests)
	if m.Cleartext {
		for i := range findings {
			findings[i].Weaknesses = slices.DeleteFunc(findings[i].Weaknesses, isTextMode)
		}
	}
	return findings, nil
}

func isTextMode(f policy.Flaw) bool { return f.Weakness == policy.WeaknessTextMode }
