package pgptest

import (
	"slices"
	"strings"
)

// Cleartext is a message of the cleartext signature framework taken apart (RFC
// 9580 section 7). Change the fields of [Key.ClearSign] to get a hostile one.
type Cleartext struct {
	// Before and After are text around the message.
	Before, After string
	// Begin is the first line's label.
	Begin string
	// Headers follow the first line, such as "Hash: SHA256".
	Headers []string
	// Body is the text as transmitted: dash-escaped, without the line ending
	// that belongs to the armor.
	Body string
	// Signature is the armor block at the end.
	Signature *ArmorBlock
	// EOL ends the framework's own lines.
	EOL string
}

// ClearSign signs the text. The signature's type is text, unless Edit changes it.
func (k *Key) ClearSign(text string, o SigOptions) *Cleartext {
	s := k.ClearSignature(text, o)
	return &Cleartext{
		Begin:     "PGP SIGNED MESSAGE",
		Headers:   []string{"Hash: " + s.Hash.String()},
		Body:      DashEscape(text),
		Signature: NewArmor("PGP SIGNATURE", s.Packet()),
		EOL:       "\n",
	}
}

// ClearSignature is the signature alone, for messages with several.
func (k *Key) ClearSignature(text string, o SigOptions) *Sig {
	o.Type = orType(o.Type, TypeText)
	return k.Signature([]byte(CleartextCovered(text)), o)
}

// String puts the message together.
func (c *Cleartext) String() string {
	lines := slices.Concat([]string{"-----BEGIN " + c.Begin + "-----"}, c.Headers, []string{"", c.Body, ""})
	return c.Before + strings.Join(lines, c.EOL) + c.Signature.String() + c.After
}

// CleartextCovered is what a cleartext signature covers of the text: lines
// without trailing blanks and tabs, without the last line ending.
func CleartextCovered(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	return strings.Join(lines, "\n")
}

// DashEscape puts "- " before lines that start with a dash.
func DashEscape(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "-") {
			lines[i] = "- " + line
		}
	}
	return strings.Join(lines, "\n")
}
