package safetext

import (
	"strings"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/limits"
)

// Quoted puts a foreign text in quotation marks, for a message that is yet to pass
// through [Line] or [JSON]: it escapes nothing, so that nothing is escaped twice.
// Quotation marks inside become apostrophes, so that the text ends where the marks
// do, and a long text is cut.
func Quoted(s string) string {
	if len(s) > limits.Quoted {
		end := limits.Quoted
		for !utf8.RuneStart(s[end]) && end > limits.Quoted-utf8.UTFMax {
			end--
		}
		s = s[:end] + ellipsis
	}
	return `"` + strings.ReplaceAll(s, `"`, "'") + `"`
}
