package tomltree_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/tomltree"
)

const max = 64 << 10

// problems are "line:column text", as far as parsing alone finds them.
func problems(data string) []string {
	_, all := tomltree.Parse([]byte(data), max)
	texts := make([]string, len(all))
	for i, p := range all {
		texts[i] = fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Text)
	}
	return texts
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat("[", 33)
	for _, test := range []struct{ name, data, want string }{
		{"size", "a = '" + strings.Repeat("x", max) + "'", "larger than"},
		{"a megabyte of brackets", strings.Repeat("[", 1<<20), "larger than"},
		{"brackets", strings.Repeat("[", max), "1:33 brackets nest deeper"},
		{"brackets on lines of their own", "a = " + strings.Repeat("[\n", max/3), ":1 brackets nest deeper"},
		{"inline tables", "a = " + strings.Repeat("{b = ", 1000), "brackets nest deeper"},
		{"arrays in value", "x = 1\na = " + deep, "2:37 brackets nest deeper"},
		{"NUL", "a = 1\nb = '\x00'", "2:6 control or invisible character U+0000"},
		{"escape", "# \x1b[2J", "1:3 control or invisible character U+001B"},
		{"bare CR", "a = 1 # x\rb = 2\n", "1:10 control or invisible"},
		{"bidi in a comment", "a = 1\n# \u202e\n", "2:3 control or invisible character U+202E"},
		{"zero width", "a\u200b = 1", "1:2 control or invisible"},
		{"no-break space", "a\u00a0= 1", "1:2 control or invisible"},
		{"hangul filler", "a = '\u3164'", "1:6 control or invisible"},
		{"braille blank", "a = '\u2800'", "1:6 control or invisible"},
		{"byte order mark", "\ufeffa = 1", "1:1 control or invisible"},
		{"invalid UTF-8", "a = 1\nb = '\xff'", "2:6 not valid UTF-8"},
		{"duplicate", "a = 1\na = 2", `2:1 duplicate key "a", first at line 1`},
		{"duplicate in a table", "[t]\na = 1\n[u]\n[t]\n", "4:2 "},
		{"table over value", "a = 1\n[a]\n", "2:2 "},
		{"dotted key into a value", "a = 1\na.b = 2", `2:1 "a" is already a value`},
		{"array of tables over table", "[a]\n[[a]]", "2:3 "},
		{"table over array of tables", "[[a]]\n[a]", "2:2 "},
		{"dotted key into an array of tables", "[[p.s]]\nn = 1\n[p]\ns.x = 2", "4:1 "},
		{"inline table reopened", "b = {x = 1}\n[b]\ny = 2", "2:2 "},
		{"inline table extended", "b = {x = 1}\nb.y = 2", "2:1 "},
		{"inline duplicate", "b = {x = 1, x = 2}", "1:13 duplicate key"},
		{"table made by dotted keys reopened", "[p]\nq.x = 1\n[p.q]\n", "3:"},
		{"after a value of many lines", "a = [\n  {x = 1},\n  {y = 2},\n]\n[t]\n[t]\n", "6:2 "},
		{"no value", "a =", "1:"},
		{"a date to fill in", "a = 1\nb  = " + tomltree.DateToFill, "2:6 write a date in place of YYYY-MM-DD"},
		{"garbage", "<html>", "1:1 "},
		{"unterminated", "a = 'x", "1:"},
	} {
		got := problems(test.data)
		if len(got) == 0 || !strings.Contains(got[0], test.want) {
			t.Errorf("%s: problems %q, want %q", test.name, got, test.want)
		}
	}
}

func TestSeveralProblems(t *testing.T) {
	got := problems("a = '\u202e'\nb = 1\nc = '\xff\x00'\n")
	if len(got) != 2 || !strings.HasPrefix(got[0], "1:6 ") || !strings.HasPrefix(got[1], "3:6 ") {
		t.Errorf("problems %q, want one per line", got)
	}
}

// Brackets close again, so a long policy does not nest deep.
func TestManyTables(t *testing.T) {
	if got := problems("a = 1\r\n\tb = [1, 2]\r\n" + strings.Repeat("[[t]]\nx = ['y']\n", 1000)); len(got) > 0 {
		t.Errorf("problems %q", got)
	}
}

// read parses and reads every kind of value.
func read(t *testing.T, data string) (*tomltree.Reader, *[]tomltree.Problem) {
	t.Helper()
	table, found := tomltree.Parse([]byte(data), max)
	if len(found) > 0 {
		t.Fatalf("parse: %v", found)
	}
	return tomltree.NewReader(table, &found), &found
}

func TestReader(t *testing.T) {
	r, found := read(t, `
s = "text"
m = """
two
lines
"""
l = ["a", "b"]
b = true
n = 3
d = 2027-06-30
inline = { x = "1" }
[table]
y.z = "2"
[[many]]
[[many]]
`)
	if r.String("s") != "text" || r.Text("m") != "two\nlines\n" || !slices.Equal(r.Strings("l"), []string{"a", "b"}) || !r.Bool("b") {
		t.Error("strings or truth values are wrong")
	}
	if n, ok := r.Int("n"); n != 3 || !ok {
		t.Errorf("n = %d, %v", n, ok)
	}
	if d := r.Date("d"); d.Format("2006-01-02 15:04 MST") != "2027-06-30 00:00 UTC" {
		t.Errorf("d = %v", d)
	}
	if x := r.Table("inline"); x == nil || x.String("x") != "1" {
		t.Error("inline table is wrong")
	}
	if y := r.Table("table"); y == nil || y.Table("y").String("z") != "2" {
		t.Error("table is wrong")
	}
	if len(r.Tables("many")) != 2 {
		t.Error("array of tables is wrong")
	}
	if r.Done(); len(*found) > 0 {
		t.Errorf("problems %v", *found)
	}
	if r.String("absent") != "" || r.Strings("absent") != nil || r.Bool("absent") || r.Table("absent") != nil || r.Has("absent") {
		t.Error("what is absent is not zero")
	}
}

func TestReaderRefuses(t *testing.T) {
	for _, test := range []struct{ data, want string }{
		{`k = 1`, `1:1 "k" must be a string`},
		{`k = ""`, `1:5 "k" must not be empty`},
		{`k = "a\u202eb"`, `1:5 "k" contains a control or invisible character`},
		{`k = "a\nb"`, `1:5 "k" contains a control`},
	} {
		r, found := read(t, test.data)
		if got := r.String("k"); strings.ContainsFunc(got, func(c rune) bool { return c < ' ' || c > '~' }) {
			t.Errorf("%s: String = %q", test.data, got)
		}
		expect(t, test.data, *found, test.want)
	}
	for _, test := range []struct{ data, want string }{
		{`k = []`, `"k" must not be empty`},
		{`k = "x"`, `must be an array`},
		{`k = [1]`, `must hold strings only`},
		{`k = ["a", "a"]`, `names "a" twice`},
		{`k = [""]`, `must not be empty`},
	} {
		r, found := read(t, test.data)
		r.Strings("k")
		expect(t, test.data, *found, test.want)
	}
	r, found := read(t, "k = 0x10\nd = 2027-06-30T00:00:00Z\nb = 'true'\nm = [{}]\n[[t]]")
	r.Int("k")
	r.Date("d")
	r.Bool("b")
	r.Tables("m")
	r.Table("t")
	expect(t, "kinds", *found, "small decimal", "must be a date", "true or false", "[[m]]", "must be a table")
}

// FuzzDate: a day that is read is the one that was written, and never the one that
// stands for none.
func FuzzDate(f *testing.F) {
	for _, text := range []string{"2027-06-30", "0001-01-01", "0000-01-01", "9999-12-31", "2027-02-29", "2027-06-30T00:00:00", "'2027-06-30'", "2027-06-30 # x", "+2027-06-30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, found := tomltree.Parse([]byte("k = "+text+"\n"), max)
		if table == nil {
			return
		}
		r := tomltree.NewReader(table, &found)
		if day := r.Date("k"); len(found) == 0 && (day.IsZero() || !strings.HasPrefix(strings.TrimSpace(text), day.Format(time.DateOnly))) {
			t.Fatalf("%q is read as %v", text, day)
		}
	})
}

func TestUnknownKeys(t *testing.T) {
	r, found := read(t, "name = 'x'\nNAME = 'y'\nheld_by = 'z'\nother = 1\n\"\" = 1")
	r.String("name")
	r.String("held-by")
	r.Done()
	expect(t, "unknown", *found,
		`2:1 unknown key "NAME"; did you mean "name"?`,
		`3:1 unknown key "held_by"; did you mean "held-by"?`,
		`4:1 unknown key "other"; known here: held-by, name`,
		`5:1 unknown key ""`)
}

func expect(t *testing.T, name string, found []tomltree.Problem, want ...string) {
	t.Helper()
	if len(found) != len(want) {
		t.Errorf("%s: %d problems %v, want %d", name, len(found), found, len(want))
		return
	}
	for i, p := range found {
		if text := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Text); !strings.Contains(text, want[i]) {
			t.Errorf("%s: problem %q, want %q", name, text, want[i])
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a = 1", "[[a]]\nb.c = {d = ['x']}", "a = [\n[", "\"\\u0000\" = 1", "a.b = 1\n[a]", "a = 1 # \xff", "[a]\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		table, found := tomltree.Parse(data, max)
		if (table == nil) == (len(found) == 0) {
			t.Fatalf("table %v with problems %v", table, found)
		}
		if table == nil {
			return
		}
		r := tomltree.NewReader(table, &found)
		if r.Done(); len(found) == 0 && len(strings.TrimSpace(string(data))) > 0 && !strings.Contains(string(data), "#") {
			t.Fatalf("%q holds no unknown key", data)
		}
	})
}
