package tomltree

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/upsig/upsig/internal/safetext"
)

// Reader takes values out of a table by their exact keys and collects problems.
// What nobody asked for is an unknown key: see [Reader.Done].
type Reader struct {
	table    *Table
	problems *[]Problem
	asked    []string
}

// NewReader reads t and adds to problems.
func NewReader(t *Table, problems *[]Problem) *Reader {
	return &Reader{table: t, problems: problems}
}

// Position is where the table begins.
func (r *Reader) Position() Position { return r.table.Position }

// Problem notes something wrong at that place.
func (r *Reader) Problem(at Position, format string, args ...any) {
	*r.problems = append(*r.problems, Problem{at, fmt.Sprintf(format, args...)})
}

// At is where the key stands, or where the table begins if it has no such key.
func (r *Reader) At(key string) Position {
	if e := r.table.find(key); e != nil {
		return e.Position
	}
	return r.table.Position
}

// Has reports whether the table has the key.
func (r *Reader) Has(key string) bool { return r.table.find(key) != nil }

func (r *Reader) take(key string, want string, kinds ...unstable.Kind) *value {
	r.asked = append(r.asked, key)
	e := r.table.find(key)
	if e == nil {
		return nil
	}
	e.used = true
	if !slices.Contains(kinds, e.value.kind) {
		r.Problem(e.Position, "%q must be %s", key, want)
		return nil
	}
	return e.value
}

// String returns the text under key, "" if there is none.
func (r *Reader) String(key string) string {
	v := r.take(key, "a string", unstable.String)
	if v == nil {
		return ""
	}
	return r.checked(v, key, v.text)
}

// Text returns the text of several lines under key, with line ends as \n.
func (r *Reader) Text(key string) string {
	v := r.take(key, "a string", unstable.String)
	if v == nil {
		return ""
	}
	v.text = strings.ReplaceAll(v.text, "\r\n", "\n")
	return r.checked(v, key, strings.ReplaceAll(v.text, "\n", ""))
}

// checked looks at what the file shows of the value; escapes can hide more there.
func (r *Reader) checked(v *value, key, shown string) string {
	if shown == "" {
		r.Problem(v.Position, "%q must not be empty", key)
	}
	if strings.ContainsFunc(shown, func(c rune) bool { return !safetext.Visible(c) }) {
		r.Problem(v.Position, "%q contains a control or invisible character", key)
		return ""
	}
	return v.text
}

// Strings returns the texts of the array under key; nil if there is none. An
// empty array is a problem: it would silently mean "nothing" or "everything".
func (r *Reader) Strings(key string) []string {
	v := r.take(key, "an array of strings", unstable.Array)
	if v == nil {
		return nil
	}
	var all []string
	seen := map[string]bool{}
	for _, item := range v.items {
		if item.kind != unstable.String {
			r.Problem(item.Position, "%q must hold strings only", key)
			continue
		}
		text := r.checked(item, key, item.text)
		if text != "" && seen[text] {
			r.Problem(item.Position, "%q names %q twice", key, text)
		}
		seen[text] = true
		all = append(all, text)
	}
	if len(v.items) == 0 {
		r.Problem(r.At(key), "%q must not be empty", key)
	}
	return all
}

// Bool returns the truth value under key, false if there is none.
func (r *Reader) Bool(key string) bool {
	v := r.take(key, "true or false", unstable.Bool)
	return v != nil && v.text == "true"
}

// Int returns the whole number under key, and whether there is one.
func (r *Reader) Int(key string) (int, bool) {
	v := r.take(key, "a whole number", unstable.Integer)
	if v == nil {
		return 0, false
	}
	n, err := strconv.Atoi(v.text)
	if err != nil {
		r.Problem(r.At(key), "%q must be a small decimal number", key)
	}
	return n, err == nil
}

// Date returns the day under key as midnight UTC, zero if there is none.
func (r *Reader) Date(key string) time.Time {
	v := r.take(key, "a date such as 2027-06-30, without quotes", unstable.LocalDate)
	if v == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, v.text)
	switch {
	case err != nil:
		r.Problem(r.At(key), "%q is not a date: %v", key, err)
	case t.IsZero():
		// It would pass for no date, and an exception until then would never end.
		r.Problem(r.At(key), "%q is the first day of all, which bounds nothing", key)
	}
	return t
}

// Table returns a reader of the table under key, nil if there is none.
func (r *Reader) Table(key string) *Reader {
	v := r.take(key, "a table", unstable.Table, unstable.InlineTable)
	if v == nil {
		return nil
	}
	return NewReader(v.table, r.problems)
}

// Tables returns readers of the array of tables under key.
func (r *Reader) Tables(key string) []*Reader {
	v := r.take(key, "an array of tables: [["+key+"]]", unstable.ArrayTable)
	if v == nil {
		return nil
	}
	all := make([]*Reader, len(v.tables))
	for i, t := range v.tables {
		all[i] = NewReader(t, r.problems)
	}
	return all
}

// Done notes every key that nobody asked for.
func (r *Reader) Done() {
	for _, e := range r.table.entries {
		if !e.used {
			r.Problem(e.Position, "unknown key %q%s", e.key, r.suggestion(e.key))
		}
	}
}

func (r *Reader) suggestion(key string) string {
	for _, known := range r.asked {
		if strings.EqualFold(known, key) || strings.ReplaceAll(key, "_", "-") == known {
			return fmt.Sprintf("; did you mean %q? (keys match by exact spelling)", known)
		}
	}
	known := slices.Compact(slices.Sorted(slices.Values(r.asked)))
	return "; known here: " + strings.Join(known, ", ")
}
