package safetext_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
)

func TestLine(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"plain", "Jane Doe (releases) <jane@example.org>", "Jane Doe (releases) <jane@example.org>"},
		{"other scripts", "Jürgen Müßig, 山田太郎, Дмитрий, محمد, दिनेश, Đặng", "Jürgen Müßig, 山田太郎, Дмитрий, محمد, दिनेश, Đặng"},
		{"decomposed letter", "u\u0308", "u\u0308"},
		{"emoji", "🔑", "🔑"},
		{"ANSI colour", "\x1b[32mGOOD\x1b[0m", `\x1b[32mGOOD\x1b[0m`},
		{"OSC", "\x1b]0;t\a", `\x1b]0;t\x07`},
		{"C1 CSI as a character", "\u009b2J", `\u009b2J`},
		{"C1 CSI as a byte", "\x9b2J", `\x9b2J`},
		{"line ends", "a\nb\rc\td\ve\ff", `a\nb\rc\td\x0be\x0cf`},
		{"NUL and DEL", "a\x00b\x7f", `a\x00b\x7f`},
		{"backslash", `a\x1b\`, `a\\x1b\\`},
		{"next line", "a\u0085b", `a\u0085b`},
		{"separators", "a\u2028b\u2029", `a\u2028b\u2029`},
		{"overrides", "a\u202ab\u202ec", `a\u202ab\u202ec`},
		{"isolates", "\u2066a\u2069", `\u2066a\u2069`},
		{"direction marks", "\u200e\u200f\u061c", `\u200e\u200f\u061c`},
		{"zero width", "a\u200bb\u200cc\u200dd\u2060\ufeff", `a\u200bb\u200cc\u200dd\u2060\ufeff`},
		{"soft hyphen", "a\u00adb", `a\u00adb`},
		{"other spaces", "a\u00a0b\u3000c\u2003", `a\u00a0b\u3000c\u2003`},
		{"tags", "a\U000e0041\U000e007f", `a\U000e0041\U000e007f`},
		{"private use", "\ue000\U000f0000\U0010fffd", `\ue000\U000f0000\U0010fffd`},
		{"noncharacters", "\ufdd0\ufffe\uffff\U0001ffff", `\ufdd0\ufffe\uffff\U0001ffff`},
		{"unassigned", "\u0378", `\u0378`},
		{"fillers", "\u115f\u3164\uffa0\u034f", `\u115f\u3164\uffa0\u034f`},
		{"variation selectors", "a\ufe0f\U000e0100", `a\ufe0f\U000e0100`},
		{"braille blank", "\u2800", `\u2800`},
		{"annotation", "\ufff9a\ufffb", `\ufff9a\ufffb`},
		{"invalid UTF-8", "a\xff\xc0\xafz", `a\xff\xc0\xafz`},
		{"encoded surrogate", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"truncated rune", "a\xe2\x80", `a\xe2\x80`},
		{"replacement character", "\ufffd", "\ufffd"},
		{"mark without letter", "\u0308a", `\u0308a`},
		{"mark after an escape", "\n\u0308", `\n\u0308`},
		{"stacked marks", "a\u0300\u0301\u0302\u0303\u0304\u0305", "a\u0300\u0301\u0302\u0303" + `\u0304\u0305`},
	} {
		if got := safetext.Line(tt.in); got != tt.want {
			t.Errorf("%s: Line(%+q) = %+q, want %+q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestLineIsBounded(t *testing.T) {
	const most = limits.DisplayLine
	for _, tt := range []struct{ name, in, want string }{
		{"just fits", strings.Repeat("ü", most), strings.Repeat("ü", most)},
		{"one too long", strings.Repeat("ü", most+1), strings.Repeat("ü", most-1) + "…"},
		{"far too long", strings.Repeat("x", 1<<24), strings.Repeat("x", most-1) + "…"},
		{"escape fits", strings.Repeat("x", most-4) + "\x1b", strings.Repeat("x", most-4) + `\x1b`},
		{"escape is not cut", strings.Repeat("x", most-3) + "\x1b", strings.Repeat("x", most-3) + "…"},
		{"escape before more", strings.Repeat("x", most-4) + "\x1bz", strings.Repeat("x", most-4) + "…"},
	} {
		got := safetext.Line(tt.in)
		if got != tt.want {
			t.Errorf("%s: got %d characters ending %q", tt.name, utf8.RuneCountInString(got), got[max(0, len(got)-8):])
		}
	}
}

func TestJSON(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"layout stays", "{\n\t\"a\": [1, \"ü\"]\n}\n", "{\n\t\"a\": [1, \"ü\"]\n}\n"},
		{"carriage return", "[\r\n1]", "[ \n1]"},
		{"C1", "\"\u009b\"", `"\u009b"`},
		{"DEL", "\"\x7f\"", `"\u007f"`},
		{"override", "\"\u202e\"", `"\u202e"`},
		{"after a backslash", "\"\\\\\u202e\"", `"\\\u202e"`},
		{"in a key", "{\"\u200b\":1}", `{"\u200b":1}`},
		{"tags", "\"\U000e0041\"", `"\udb40\udc41"`},
		{"invalid UTF-8", "\"\xff\"", `"\ufffd"`},
		{"no JSON", "\x1b[2J", `\u001b[2J`},
		{"escapes stay", `"\u001b\n\""`, `"\u001b\n\""`},
	} {
		if got := string(safetext.JSON([]byte(tt.in))); got != tt.want {
			t.Errorf("%s: JSON(%+q) = %+q, want %+q", tt.name, tt.in, got, tt.want)
		}
	}
}
