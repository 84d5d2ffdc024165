package pgp

import (
	"bytes"
	"encoding/base64"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

const (
	signatureLabel = "PGP SIGNATURE"
	// genericLabel is what gpg --enarmor writes whatever the content, as packagers
	// did to binary signatures.
	genericLabel = "PGP ARMORED FILE"
)

// strictArmor decodes a file of armored detached signatures. Nothing but blank
// lines may stand outside of the blocks, and every block is labelled as signature
// or not labelled by its content: what one program skips as text another takes for
// the message (RFC 9580 section 6.2; the radix-64 polyglots of gpg.fail). It
// returns one payload per block.
func strictArmor(data []byte) (payloads [][]byte, f *fault) {
	for {
		data = skipBlankLines(data)
		if len(data) == 0 {
			return payloads, nil
		}
		payload, rest, f := strictBlock(data)
		if f != nil {
			return nil, f
		}
		payloads, data = append(payloads, payload), rest
	}
}

func skipBlankLines(data []byte) []byte {
	for len(data) > 0 {
		line, rest := nextLine(data)
		if len(line) > 0 {
			return data
		}
		data = rest
	}
	return nil
}

func strictBlock(data []byte) (payload, rest []byte, f *fault) {
	line, rest := nextLine(data)
	label, ok := armorLabel(line, armorBegin)
	switch {
	case !ok:
		return nil, nil, faultf(policy.ReasonMalformedEvidence, "there is text outside of the armor")
	case label == "PGP SIGNED MESSAGE":
		return nil, nil, faultf(policy.ReasonForbiddenPacket, "the file holds a message, not a detached signature")
	case label == messageLabel:
		return nil, nil, labelledMessage(data)
	case label != signatureLabel && label != genericLabel:
		return nil, nil, faultf(policy.ReasonMalformedEvidence, "the armor is labelled %s, not %q", safetext.Quoted(label), signatureLabel)
	}
	rest, ok = strictHeaders(rest)
	if !ok {
		return nil, nil, faultf(policy.ReasonMalformedEvidence, "the armor's header is malformed")
	}
	payload, rest, f = strictBody(rest, label)
	if f == nil && len(payload) > 0 && payload[0]&0x80 == 0 && hasArmor(payload) {
		f = faultf(policy.ReasonMalformedEvidence, "the signature is armored twice; take one off: gpg --dearmor")
	}
	return payload, rest, f
}

// labelledMessage refuses what is labelled as a message. PGP 2 labelled detached
// signatures so (RFC 9580 section 6.2.1), which is no reason to guess: a file that
// says to hold a message is one to some program. But it is a reason to say what
// can be done.
func labelledMessage(data []byte) *fault {
	_, payload, _, _ := looseArmor(data)
	if sigs, f := readDetached(payload); f == nil && len(sigs) > 0 {
		return faultf(policy.ReasonForbiddenPacket,
			"the armor is labelled as a message and holds signatures alone, as PGP 2 wrote them; take it off: gpg --dearmor")
	}
	return faultf(policy.ReasonForbiddenPacket, "the file holds a message, not a detached signature")
}

// strictHeaders skips the armor headers and demands the blank line after them.
func strictHeaders(data []byte) (rest []byte, ok bool) {
	for len(data) > 0 {
		line, rest := nextLine(data)
		if len(line) == 0 {
			return rest, true
		}
		name, _, found := bytes.Cut(line, []byte(":"))
		if !found || !headerName(name) {
			return nil, false
		}
		data = rest
	}
	return nil, false
}

// headerName reports whether an armor header's name is a plain word.
func headerName(name []byte) bool {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"
	return len(name) > 0 && len(bytes.Trim(name, plain)) == 0
}

func strictBody(data []byte, want string) (payload, rest []byte, f *fault) {
	var text []byte
	summed := false
	for len(data) > 0 {
		line, rest := nextLine(data)
		if label, ends := armorLabel(line, armorEnd); ends {
			if label != want {
				return nil, nil, faultf(policy.ReasonMalformedEvidence, "the armor ends with the label %s", safetext.Quoted(label))
			}
			payload, err := base64.StdEncoding.Strict().DecodeString(string(text))
			if err != nil || bytes.ContainsAny(text, "\r") {
				return nil, nil, faultf(policy.ReasonMalformedEvidence, "the armor's radix-64 text is malformed")
			}
			return payload, rest, nil
		}
		if summed || len(line) == 0 {
			return nil, nil, faultf(policy.ReasonMalformedEvidence, "the armor's radix-64 text is malformed")
		}
		if checksumLine(line) {
			summed = true
		} else {
			text = append(text, line...)
		}
		data = rest
	}
	return nil, nil, faultf(policy.ReasonMalformedEvidence, "the armor has no end")
}
