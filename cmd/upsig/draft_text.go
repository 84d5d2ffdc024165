package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
)

// quote writes a TOML basic string. What an attacker wrote into the evidence cannot
// end it, and does not stand in the file as it is unless it is plain. Bytes that are
// no UTF-8 become U+FFFD: whether the rest makes sense is for the loader to say.
func quote(text string) string {
	return quoted(text, func(r rune) bool { return r >= ' ' && r <= '~' })
}

// quoteVisible is [quote] for what stands in a policy already, and was reviewed: letters
// of every script stay.
func quoteVisible(text string) string { return quoted(text, safetext.Visible) }

func quoted(text string, plain func(rune) bool) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case plain(r) && r != '"' && r != '\\':
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// safe reports whether a text can stand in a command, a comment or a path as it is.
func safe(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(t string) bool {
		return strings.Trim(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/@+%") != ""
	})
}

// commentWidth is where comments are broken.
const commentWidth = 88

// comment writes a TOML comment, broken between words.
func comment(text string) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(safetext.Line(text)) {
		switch {
		case column == 0:
			b.WriteByte('#')
			column = 1
		case column+1+len(word) > commentWidth:
			b.WriteString("\n#")
			column = 1
		}
		b.WriteString(" " + word)
		column += 1 + len(word)
	}
	return b.String() + "\n"
}

// withVersion puts a placeholder where the text names the version: in one place that
// belongs to no longer number.
func withVersion(text, version string) string {
	if version == "" || strings.ContainsAny(text, "{}") {
		return text
	}
	for _, form := range [][2]string{{version, "{version}"}, {strings.ReplaceAll(version, ".", "_"), "{version:_}"}} {
		before, after, found := strings.Cut(text, form[0])
		if found && !strings.Contains(after, form[0]) && !numberEnds(before) && !numberBegins(after) {
			return before + form[1] + after
		}
	}
	return text
}

func numberEnds(text string) bool {
	trimmed := strings.TrimRight(text, "._")
	return trimmed != "" && isDigit(trimmed[len(trimmed)-1])
}

func numberBegins(text string) bool {
	trimmed := strings.TrimLeft(text, "._")
	return trimmed != "" && isDigit(trimmed[0])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
