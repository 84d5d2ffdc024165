package pgp

import (
	"bytes"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// readCleartext reads a message of the cleartext signature framework (RFC 9580
// section 7) behind its first line.
func readCleartext(data []byte) (*Message, *fault) {
	hashes, data, f := cleartextHeaders(data)
	if f != nil {
		return nil, f
	}
	content, armor, f := cleartextBody(data)
	if f != nil {
		return nil, f
	}
	payload, rest, f := strictBlock(armor)
	if f != nil {
		return nil, f
	}
	if !onlyBlank(rest) {
		return nil, faultf(policy.ReasonMalformedEvidence, "there is text after the message")
	}
	sigs, f := readDetached(payload)
	if f != nil {
		return nil, f
	}
	if f := checkHashes(hashes, sigs); f != nil {
		return nil, f
	}
	refuseBinary(sigs)
	return &Message{Content: content, Cleartext: true, Text: true, signatures: sigs}, nil
}

// cleartextHeaders reads the names in the Hash headers, up to the empty line. No
// other header is allowed: readers show them as if they were signed, and old ones
// change how the text is read (CVE-2019-11841, CVE-2023-41037).
func cleartextHeaders(data []byte) (hashes []string, rest []byte, f *fault) {
	for len(data) > 0 {
		line, rest := textLine(data)
		if len(line) == 0 {
			return hashes, rest, nil
		}
		names, ok := strings.CutPrefix(string(line), "Hash: ")
		if !ok {
			return nil, nil, faultf(policy.ReasonMalformedEvidence, "the message has a header other than Hash: %s", safetext.Quoted(string(line)))
		}
		for name := range strings.SplitSeq(names, ",") {
			switch name = strings.TrimPrefix(name, " "); {
			case !hashHeaderKnown(name):
				return nil, nil, unusedHash(name)
			case !slices.Contains(hashes, name):
				hashes = append(hashes, name)
			}
		}
		data = rest
	}
	return nil, nil, faultf(policy.ReasonMalformedEvidence, "the message ends in its headers")
}

// cleartextBody undoes the dash-escaping up to the signature, which armor starts
// with. Blanks and tabs at the end of lines are not signed and do not come out
// (RFC 9580 section 7.2).
func cleartextBody(data []byte) (content, armor []byte, f *fault) {
	content = make([]byte, 0, len(data))
	for len(data) > 0 {
		line, rest := textLine(data)
		if string(trimBlanks(line)) == beginSignature {
			return bytes.TrimSuffix(content, []byte("\n")), data, nil
		}
		if bytes.HasPrefix(line, []byte("-")) {
			var escaped bool
			if line, escaped = bytes.CutPrefix(line, []byte("- ")); !escaped {
				return nil, nil, faultf(policy.ReasonMalformedEvidence, "a line of the text begins with a dash that is not escaped")
			}
		}
		content = append(append(content, trimBlanks(line)...), '\n')
		data = rest
	}
	return nil, nil, faultf(policy.ReasonMalformedEvidence, "the message has no signature block")
}

// checkHashes demands that the Hash headers, if there are any, name the hashes of
// the signatures and no others; names that nothing knows are refused before. A header that disagrees has served to downgrade
// the hash. Signatures of unknown versions and over unknown hashes hide theirs.
func checkHashes(named []string, sigs []parsedSignature) *fault {
	if len(named) == 0 {
		return nil
	}
	var used []string
	hidden := false
	for _, s := range sigs {
		name := ""
		if s.trailer != nil {
			name = hashHeaderName(s.hash)
		}
		if name != "" && !slices.Contains(named, name) {
			return faultf(policy.ReasonMalformedEvidence, "the Hash header does not name %s, which a signature is over", hashName(s.hash))
		}
		used, hidden = append(used, name), hidden || name == ""
	}
	for _, name := range named {
		if !slices.Contains(used, name) && !hidden {
			return unusedHash(name)
		}
	}
	return nil
}

func unusedHash(name string) *fault {
	return faultf(policy.ReasonMalformedEvidence, "the Hash header names %s, which no signature is over", safetext.Quoted(name))
}

// hashHeaderName is the hash's text name in RFC 9580 section 9.5; empty if it has
// none.
func hashHeaderName(id byte) string {
	switch id {
	case hashMD5:
		return "MD5"
	case hashSHA1:
		return "SHA1"
	case hashRIPEMD160:
		return "RIPEMD160"
	case 8:
		return "SHA256"
	case 9:
		return "SHA384"
	case 10:
		return "SHA512"
	case 11:
		return "SHA224"
	case 12:
		return "SHA3-256"
	case 14:
		return "SHA3-512"
	}
	return ""
}

func hashHeaderKnown(name string) bool {
	for id := range byte(15) {
		if name != "" && hashHeaderName(id) == name {
			return true
		}
	}
	return false
}

// refuseBinary refuses signatures other than over text: a binary one covers line
// endings, which the framework does not keep.
func refuseBinary(sigs []parsedSignature) {
	for i, s := range sigs {
		if s.fault == nil && s.kind != typeText {
			sigs[i].fault = faultf(policy.ReasonSignatureType, "a signature of type 0x%02x in a cleartext message", s.kind)
		}
	}
}
