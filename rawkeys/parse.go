package rawkeys

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// The kinds of keys, as policies name them.
const (
	kindMinisign = "minisign"
	kindSignify  = "signify"
)

const (
	untrustedPrefix = "untrusted comment: "
	trustedPrefix   = "trusted comment: "
	lineEnds        = "\r\n"

	keyIDSize     = 8
	publicSize    = 32
	signatureSize = 64
)

// signature is a signature file taken apart.
type signature struct {
	kind string
	// prehashed: over the BLAKE2b-512 of the file instead of the file.
	prehashed bool
	keyID     [keyIDSize]byte
	bytes     [signatureSize]byte
	// trusted is minisign's trusted comment, global the signature over it.
	trusted string
	global  [signatureSize]byte
	// embedded is the text that signify's signature carries; nil without one.
	embedded []byte
}

// fault says why a file is no signature that can be judged.
type fault struct {
	reason policy.Reason
	detail string
}

func malformed(format string, args ...any) *fault {
	return &fault{policy.ReasonMalformedEvidence, fmt.Sprintf(format, args...)}
}

func recognises(data []byte) bool { return bytes.HasPrefix(data, []byte(untrustedPrefix)) }

// line splits off the first line without its end.
func line(data []byte) (first string, rest []byte, ended bool) {
	text, rest, ended := bytes.Cut(data, []byte("\n"))
	return string(text), rest, ended
}

// parse reads a signature file of either kind.
func parse(data []byte) (*signature, *fault) {
	comment, rest, _ := line(data)
	if !strings.HasPrefix(comment, untrustedPrefix) || len(comment) > len(untrustedPrefix)+limits.RawKeyComment {
		return nil, malformed("it does not begin with an untrusted comment")
	}
	encoded, rest, ended := line(rest)
	s := &signature{kind: kindSignify}
	algorithm, f := s.decode(encoded)
	if f != nil {
		return nil, f
	}
	if bytes.HasPrefix(rest, []byte(trustedPrefix)) {
		s.kind = kindMinisign
		if f := s.trustedComment(rest); f != nil {
			return nil, f
		}
	} else if len(bytes.Trim(rest, lineEnds)) > 0 { // an empty line is no text that anybody signs
		s.embedded = rest
	}
	switch {
	case !ended:
		return nil, malformed("it is cut off")
	case algorithm == "ED" && s.kind == kindMinisign:
		s.prehashed = true
	case algorithm != "Ed":
		return nil, &fault{policy.ReasonUnsupportedEvidence, fmt.Sprintf("a %s signature of algorithm %s", s.kind, safetext.Quoted(algorithm))}
	}
	return s, nil
}

// decode reads algorithm, key ID and signature.
func (s *signature) decode(text string) (algorithm string, f *fault) {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != 2+keyIDSize+signatureSize {
		return "", malformed("the second line is no signature")
	}
	copy(s.keyID[:], raw[2:])
	copy(s.bytes[:], raw[2+keyIDSize:])
	return string(raw[:2]), nil
}

// trustedComment reads the comment and its signature, with which the file ends.
func (s *signature) trustedComment(data []byte) *fault {
	text, rest, _ := line(data)
	// As minisign, which takes off line endings of both kinds before it verifies.
	s.trusted = strings.TrimSuffix(strings.TrimPrefix(text, trustedPrefix), "\r")
	if len(s.trusted) > limits.RawKeyTrustedComment {
		return malformed("the trusted comment has more than %d bytes", limits.RawKeyTrustedComment)
	}
	if !printable(s.trusted) {
		return malformed("the trusted comment has a control character")
	}
	encoded, rest, _ := line(rest)
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) != signatureSize {
		return malformed("the fourth line is no signature")
	}
	if len(bytes.Trim(rest, lineEnds)) > 0 {
		return malformed("something stands behind the signature")
	}
	copy(s.global[:], raw)
	return nil
}

// printable reports whether the text has no control characters but tabs.
func printable(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// form names the format for people.
func (s *signature) form() string {
	switch {
	case s.kind == kindSignify:
		return "signify signature"
	case s.prehashed:
		return "minisign signature, prehashed"
	}
	return "minisign signature, legacy"
}

// keyIDText is the key ID as minisign prints it.
func (s *signature) keyIDText() string { return keyIDText(s.keyID) }

func keyIDText(id [keyIDSize]byte) string {
	var b strings.Builder
	for i := range id {
		fmt.Fprintf(&b, "%02X", id[keyIDSize-1-i])
	}
	return b.String()
}
