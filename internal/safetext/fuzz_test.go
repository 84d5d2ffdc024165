package safetext_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
)

// unsafeRanges is written out here, apart from the tables that the package goes
// by, so that a slip there shows.
var unsafeRanges = [][2]rune{
	{0x00, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},
	{0x2060, 0x206f}, {0xd800, 0xdfff}, {0xe000, 0xf8ff}, {0xfdd0, 0xfdef}, {0xfeff, 0xfeff},
	{0xfff9, 0xfffb}, {0xe0000, 0x10ffff},
}

func unsafe(r rune) bool {
	for _, u := range unsafeRanges {
		if u[0] <= r && r <= u[1] {
			return true
		}
	}
	return r&0xfffe == 0xfffe // noncharacters at the end of each plane
}

// check says what is wrong with text that should be safe. Allowed are the
// characters that the caller laid the text out with.
func check(text, allowed string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("not UTF-8: %+q", text)
	}
	for _, r := range text {
		if unsafe(r) && !strings.ContainsRune(allowed, r) {
			return fmt.Errorf("%U in %+q", r, text)
		}
	}
	return nil
}

func TestEveryRune(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if unsafe(r) && safetext.Visible(r) {
			t.Errorf("%U counts as visible", r)
		}
	}
}

var hostile = []string{
	"", "plain", `back\slash\u202e`, "\x1b[2J\x9b\u009b", "a\u202eb\u2066c", "\xff\xed\xa0\x80",
	"\U000e0041", "a\u0300\u0301\u0302\u0303\u0304", "\ufeff\u2028", strings.Repeat("é\x00", limits.DisplayLine),
	"{\"a\":\"\u009b\x7f\u202e\U000e0041\\u202e\\\\\u202e\"}", "[\"\xff\",\r\n1e400]", `{"a":1,"a":2}`,
}

func FuzzLine(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		line := safetext.Line(s)
		if err := check(line, ""); err != nil {
			t.Error(err)
		}
		n := utf8.RuneCountInString(line)
		if n > limits.DisplayLine {
			t.Errorf("%d characters", n)
		}
		// Unless it was cut, a line tells exactly what the text was.
		back, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
		cut := strings.HasSuffix(line, "…") && strings.HasPrefix(s, strings.TrimSuffix(back, "…"))
		if err != nil || back != s && !cut {
			t.Errorf("%+q becomes %q, which reads %+q, %v", s, line, back, err)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range hostile {
		f.Add([]byte(s))
		quoted, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(quoted)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out := safetext.JSON(data)
		if err := check(string(out), "\n\t"); err != nil {
			t.Error(err)
		}
		if !json.Valid(data) {
			return
		}
		if want, got := decode(t, data), decode(t, out); !reflect.DeepEqual(got, want) {
			t.Errorf("%+q becomes %+q", data, out)
		}
	})
}

func decode(t *testing.T, data []byte) (value any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatalf("%+q: %v", data, err)
	}
	return value
}
