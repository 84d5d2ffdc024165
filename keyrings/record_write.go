package keyrings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/safetext"
)

// writeRecords writes the record file: records by fingerprint, keys in one order,
// so that equal content is equal bytes and a change is a small diff.
func writeRecords(records []Record) []byte {
	var w tomlWriter
	w.line("# Kept by upsig key; texts may be edited by hand.")
	w.text("schema", RecordSchema)
	records = slices.Clone(records)
	slices.SortFunc(records, func(a, b Record) int { return cmp.Compare(a.Fingerprint, b.Fingerprint) })
	for _, r := range records {
		w.record(r)
	}
	return []byte(w.b.String())
}

type tomlWriter struct{ b strings.Builder }

func (w *tomlWriter) line(s string) { w.b.WriteString(s + "\n") }

func (w *tomlWriter) table(name string) { w.line("\n[[" + name + "]]") }

func (w *tomlWriter) text(key, value string) {
	if value != "" {
		w.line(key + " = " + quote(value))
	}
}

func (w *tomlWriter) date(key string, t time.Time) {
	if !t.IsZero() {
		w.line(key + " = " + t.UTC().Format(time.DateOnly))
	}
}

func (w *tomlWriter) texts(key string, values []string) {
	if len(values) > 0 {
		w.line(key + " = " + array(values))
	}
}

func (w *tomlWriter) record(r Record) {
	w.table("key")
	w.text("fingerprint", r.Fingerprint)
	w.text("state", string(r.State))
	w.text("who", r.Who)
	w.texts("packages", r.Packages)
	w.text("accepted", r.Accepted)
	w.text("primary", r.Primary)
	w.date("imported", r.Imported)
	w.date("refreshed", r.Refreshed)
	w.date("retired", r.Retired)
	w.text("because", r.Because)
	w.text("retired-by", r.RetiredBy)
	w.texts("revoked-subkeys", r.RevokedSubkeys)
	w.texts("retired-subkeys", r.RetiredSubkeys)
	w.text("replaced-by", r.ReplacedBy)
	sources := slices.Clone(r.Sources)
	slices.SortFunc(sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(a.Location, b.Location), a.Date.Compare(b.Date), cmp.Compare(a.SHA256, b.SHA256))
	})
	for _, s := range sources {
		w.table("key.source")
		w.text("location", s.Location)
		w.date("date", s.Date)
		w.text("digest", s.SHA256)
	}
	for _, c := range r.Continuity {
		w.table("key.continuity")
		w.text("from", c.From)
		w.text("kind", string(c.Kind))
		w.date("date", c.Date)
		w.text("detail", c.Detail)
		w.texts("files", c.Files)
	}
}

// quote writes a basic string. Texts hold no control characters: see [oneLine].
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// oneLine makes a text fit for the record file, which holds no control or
// invisible characters.
func oneLine(s string) string { return strings.TrimSpace(safetext.Line(s)) }

// checkText refuses a text that the record file would not show as it is.
func checkText(what, s string) error {
	for _, c := range s {
		if !safetext.Visible(c) {
			return fmt.Errorf("%s must be one line of printable text", what)
		}
	}
	return nil
}
