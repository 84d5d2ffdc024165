// Package safetext makes text that an attacker wrote safe to show on a terminal:
// user IDs, notations, certificate names, file names, predicate fields, and
// whatever parsers quote from them in their errors.
//
// # Trust model
//
// Every string is hostile. What comes out cannot move the cursor, start an
// escape sequence, end the line, reverse the order of what follows, or hide in
// it; nor can it look like an escape that was not there, since a backslash is
// escaped too. Such text has forged verdicts before: CVE-2018-12020 (a file name
// in gpg's status output), CVE-2022-34903 (a notation).
//
// What stays possible: letters that look like others, and words that sound like
// a verdict. Callers put foreign text where it cannot be taken for their own.
// Letters of scripts that are written from right to left are shown as they are,
// for they are in people's names.
package safetext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/limits"
)

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Line returns s as one line of at most [limits.DisplayLine] characters, cut
// with an ellipsis if need be.
//
// What is not a letter, mark, number, punctuation, symbol or plain space, and
// what of these is invisible, becomes an escape of Go's syntax: \n, \x1b for
// bytes (control characters, and bytes that are no UTF-8), \u202e and \U000e0041
// for others, and \\ for the backslash. Letters come out unchanged.
func Line(s string) string {
	var line strings.Builder
	marks := limits.CombiningMarks // a mark at the start has no letter to stand on
	length := 0
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if unicode.Is(unicode.M, r) {
			marks++
		} else {
			marks = 0
		}
		piece := s[:size]
		if marks > limits.CombiningMarks || !plain(r, size) {
			piece = escape(r, s[:size])
			marks = limits.CombiningMarks
		}
		length += utf8.RuneCountInString(piece)
		if length > limits.DisplayLine || length == limits.DisplayLine && len(s) > size {
			return line.String() + ellipsis
		}
		line.WriteString(piece)
		s = s[size:]
	}
	return line.String()
}

// plain reports whether a decoded rune shows as itself in a line.
func plain(r rune, size int) bool {
	invalid := r == utf8.RuneError && size == 1
	return !invalid && r != '\\' && Visible(r)
}

// escape writes what was decoded as r in Go's syntax. \x stands for a byte, so
// that bytes which are no UTF-8 differ from the characters of these numbers.
func escape(r rune, raw string) string {
	switch {
	case r == '\\':
		return `\\`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
