package pgp

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/upsig/upsig/internal/limits"
)

// Lines that begin and end an armor block (RFC 9580 section 6.2).
const (
	armorBegin = "-----BEGIN PGP "
	armorEnd   = "-----END PGP "
	armorDash  = "-----"
)

// nextLine splits off the first line, without its line ending and without the
// white space that mail and editors leave at its end.
func nextLine(data []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(data, []byte("\n"))
	return bytes.TrimRight(line, " \t\r"), rest
}

// armorLabel returns the label of a line such as "-----BEGIN PGP SIGNATURE-----".
func armorLabel(line []byte, start string) (label string, ok bool) {
	s := string(line[:min(len(line), limits.ArmorLine)])
	if !strings.HasPrefix(s, start) || !strings.HasSuffix(s, armorDash) || len(s) < len(start)+len(armorDash)+1 {
		return "", false
	}
	return "PGP " + s[len(start):len(s)-len(armorDash)], true
}

// looseArmor decodes the armor block at the start of data, generously: what
// cannot be decoded ends it. whole is false when something was missing or odd.
func looseArmor(data []byte) (label string, payload, rest []byte, whole bool) {
	line, rest := nextLine(data)
	label, _ = armorLabel(line, armorBegin)
	rest = skipArmorHeaders(rest)
	var text []byte
	for len(rest) > 0 {
		line, after := nextLine(rest)
		if _, begins := armorLabel(line, armorBegin); begins {
			break // the end of this block is missing
		}
		rest = after
		if _, ends := armorLabel(line, armorEnd); ends {
			payload, whole = decodeLoose(text)
			return label, payload, rest, whole
		}
		if !checksumLine(line) {
			text = append(text, bytes.TrimSpace(line)...)
		}
	}
	payload, _ = decodeLoose(text)
	return label, payload, rest, false
}

// skipArmorHeaders skips "Key: value" lines and the blank line after them, which
// some programs forget.
func skipArmorHeaders(data []byte) []byte {
	for len(data) > 0 {
		line, rest := nextLine(data)
		if len(line) > 0 && !bytes.Contains(line, []byte(": ")) && line[len(line)-1] != ':' {
			return data
		}
		data = rest
		if len(line) == 0 {
			return data
		}
	}
	return data
}

// checksumLine recognises the CRC line, whose value must not lead to rejection
// (RFC 9580 section 6.1).
func checksumLine(line []byte) bool {
	return len(line) == 5 && line[0] == '='
}

// decodeLoose decodes as much base64 as there is.
func decodeLoose(text []byte) (payload []byte, whole bool) {
	payload = make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(payload, text)
	return payload[:n], err == nil && n > 0
}
