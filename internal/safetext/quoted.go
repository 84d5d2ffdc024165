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
	return `"` + strings.ReplaceAll(Cut(s, limits.Quoted), `"`, "'") + `"`
}

// Cut keeps at most so many bytes of a text, whole characters of it, and shows that more
// was there. It escapes nothing either.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	end := most
	for !utf8.RuneStart(s[end]) && end > most-utf8.UTFMax {
		end--
	}
	return s[:end] + ellipsis
}
