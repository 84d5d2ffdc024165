package render

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
)

// KeyList writes a keyring as a table.
func KeyList(w io.Writer, all []keyrings.Entry, style Style) error {
	p := &page{Style: style}
	rows := [][]string{{"WHO", "FINGERPRINT", "STATE", "EXPIRES", "SIGNS WITH", "REFRESHED", "AGE", "PACKAGES"}}
	for _, e := range all {
		rows = append(rows, []string{
			clip(e.Who, 32), e.Fingerprint, string(e.State), expiryText(e), signsWith(e),
			dateOr(e.Refreshed, "-"), fmt.Sprintf("%d d", e.RefreshedDays), strings.Join(e.Packages, " "),
		})
	}
	p.table(rows)
	return p.writeTo(w)
}

// clip shortens a text for a column.
func clip(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return string([]rune(s)[:width-1]) + "…"
}

func expiryText(e keyrings.Entry) string {
	switch {
	case e.Expires.IsZero() && e.Usable:
		return "never"
	case e.Expires.IsZero():
		return "-"
	case !e.Usable:
		return date(e.Expires) + " past"
	}
	return date(e.Expires)
}

// signsWith counts usable keys and names the algorithm of one.
func signsWith(e keyrings.Entry) string {
	n, algorithm := 0, ""
	for _, k := range e.SigningKeys {
		if k.Usable() {
			n++
			algorithm = k.Algorithm
		}
	}
	switch n {
	case 0:
		return "nothing"
	case 1:
		return algorithm
	}
	return fmt.Sprintf("%d keys", n)
}

// table writes rows in columns; cells are sanitised, the first row is the head.
func (p *page) table(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i := range row {
			row[i] = safetext.Line(row[i])
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	for i, row := range rows {
		var line strings.Builder
		for j, cell := range row {
			line.WriteString(cell)
			if j < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell)+2))
			}
		}
		if i == 0 {
			p.raw(p.bold(line.String()))
			continue
		}
		p.raw(line.String())
	}
}

// KeyListJSON writes entries as JSON (schema upsig/key-list/v1).
func KeyListJSON(w io.Writer, all []keyrings.Entry) error {
	return WriteJSON(w, struct {
		Schema string           `json:"schema"`
		Keys   []keyrings.Entry `json:"keys"`
	}{"upsig/key-list/v1", orEmpty(all)})
}

// KeyEntry writes one certificate with its record.
func KeyEntry(w io.Writer, e keyrings.Entry, found []keyrings.Finding, style Style) error {
	p := &page{Style: style}
	p.raw(p.bold(safetext.Line(e.Fingerprint)) + "  " + safetext.Line(e.Who))
	p.row(2, "state", string(e.State))
	p.row(2, "key", fmt.Sprintf("%s, made %s", e.Algorithm, dateOr(e.Created, "unknown")))
	for _, u := range e.UserIDs {
		p.row(2, "user ID", u)
	}
	for _, k := range e.SigningKeys {
		p.row(2, "signs", signingText(k))
	}
	p.row(2, "usable", usableText(e))
	p.row(2, "packages", strings.Join(e.Packages, ", "))
	p.record(e)
	for _, f := range found {
		p.painted(2, string(f.Severity), fmt.Sprintf("%s: %s (%s); %s", f.Code.Explain(), f.Detail, f.Code, f.Todo), p.warn)
	}
	return p.writeTo(w)
}

func usableText(e keyrings.Entry) string {
	switch {
	case !e.Usable:
		return "no"
	case e.Expires.IsZero():
		return "yes, without end"
	}
	return "until " + date(e.Expires)
}

func signingText(k keyrings.SigningKey) string {
	text := fmt.Sprintf("%s, %s, made %s, expires %s", k.Fingerprint, k.Algorithm, date(k.Created), dateOr(k.Expires, "never"))
	if k.Revoked {
		text += ", revoked"
	}
	if k.Expired {
		text += ", expired"
	}
	return text
}

func (p *page) record(e keyrings.Entry) {
	r := e.Record
	if r.Fingerprint == "" {
		p.row(2, "record", "none")
		return
	}
	p.row(2, "accepted", r.Accepted)
	p.row(2, "imported", dateOr(r.Imported, ""))
	p.row(2, "refreshed", fmt.Sprintf("%s, %d days ago", dateOr(r.Refreshed, "never"), e.RefreshedDays))
	if !r.Retired.IsZero() {
		p.row(2, "retired", date(r.Retired)+", "+r.Because)
	}
	p.row(2, "replaced by", r.ReplacedBy)
	for _, s := range r.Sources {
		p.row(2, "source", fmt.Sprintf("%s, read %s, %s", s.Location, dateOr(s.Date, "some day"), s.SHA256))
	}
	for _, c := range r.Continuity {
		p.row(2, "succeeds", fmt.Sprintf("%s, by %s of %s: %s", c.From, c.Kind, dateOr(c.Date, "some day"), c.Detail))
	}
}

// KeyEntryJSON writes one certificate as JSON (schema upsig/key-show/v1).
func KeyEntryJSON(w io.Writer, e keyrings.Entry, found []keyrings.Finding) error {
	var record *keyrings.Record
	if e.Record.Fingerprint != "" {
		record = &e.Record
	}
	return WriteJSON(w, struct {
		Schema   string             `json:"schema"`
		Key      keyrings.Entry     `json:"key"`
		Record   *keyrings.Record   `json:"record,omitempty"`
		Findings []keyrings.Finding `json:"findings"`
	}{"upsig/key-show/v1", e, record, orEmpty(found)})
}

// date shows a day; certificates and records are not about hours.
func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func dateOr(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return date(t)
}
