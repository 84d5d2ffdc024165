package safetext

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON returns a JSON text, as encoding/json writes it, in which every character
// of a string that is not [Visible] is an escape, \u and four digits: encoding/json itself
// escapes only C0 controls, U+2028 and U+2029. The value stays the same, the
// bytes are safe on a terminal. Line feeds, tabs and spaces between values stay;
// a carriage return there becomes a space.
//
// Of data that is not JSON the result is no more JSON than before, but safe.
func JSON(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		out = appendJSON(out, r, size)
		data = data[size:]
	}
	return out
}

// appendJSON needs no notion of strings: outside of them, JSON has only visible
// ASCII and white space.
func appendJSON(out []byte, r rune, size int) []byte {
	switch {
	case r == '\n' || r == '\t':
		return append(out, byte(r))
	case r == '\r':
		return append(out, ' ')
	case r == utf8.RuneError && size == 1:
		return append(out, `\ufffd`...) // as encoding/json reads it
	case Visible(r):
		return utf8.AppendRune(out, r)
	case r > 0xffff:
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
