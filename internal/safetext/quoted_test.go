package safetext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/safetext"
)

// TestQuoted: what is quoted in a message is escaped once, by the line it ends up in.
func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{
		"":                            `""`,
		"Jürgen":                      `"Jürgen"`,
		"a\x1b[2J":                    `"a\x1b[2J"`,
		`a" by "b`:                    `"a' by 'b"`,
		`back\slash`:                  `"back\\slash"`,
		"\u202e":                      `"\u202e"`,
		strings.Repeat("x", 121):      `"` + strings.Repeat("x", 120) + `…"`,
		"x" + strings.Repeat("é", 60): `"x` + strings.Repeat("é", 59) + `…"`,
	} {
		if got := safetext.Line(safetext.Quoted(in)); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	if q := safetext.Quoted(strings.Repeat("\x80", 200)); len(q) > 130 || utf8.ValidString(q) {
		t.Errorf("%q", q)
	}
}
