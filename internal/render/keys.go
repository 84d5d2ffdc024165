package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
)

// Plan writes what a change to a keyring would do, for review.
func Plan(w io.Writer, plan *keyrings.Plan, style Style) error {
	p := &page{Style: style}
	for _, k := range plan.Keys {
		p.keyChange(k)
	}
	for _, n := range plan.Notes {
		p.change(n)
	}
	files := plan.Files()
	if len(files) == 0 {
		p.row(0, "files", "nothing changes")
	} else {
		p.row(0, "writes", strings.Join(files, ", "))
	}
	return p.writeTo(w)
}

func (p *page) keyChange(k keyrings.KeyChange) {
	p.raw(p.bold(safetext.Line(k.Fingerprint)) + "  " + safetext.Line(k.Who))
	for _, c := range k.Changes {
		p.change(c)
	}
	if len(k.Changes) == 0 {
		p.row(2, "", "nothing new")
	}
}

func (p *page) change(c keyrings.Change) {
	paint := p.faint
	switch c.Level {
	case keyrings.LevelAlert:
		paint = p.bad
	case keyrings.LevelNotice:
		paint = p.warn
	case keyrings.LevelInfo:
	}
	label := string(c.Level)
	if c.Level == keyrings.LevelAlert {
		label = "ALERT"
	}
	p.painted(2, label, fmt.Sprintf("%s: %s (%s)", c.Detail, c.Code.Explain(), c.Code), paint)
}

// planJSON is the machine form of a plan.
type planJSON struct {
	Schema  string               `json:"schema"`
	Applied bool                 `json:"applied"`
	Alerts  bool                 `json:"alerts"`
	Keys    []keyrings.KeyChange `json:"keys"`
	Notes   []keyrings.Change    `json:"notes"`
	Files   []string             `json:"files"`
	// Policies are unified diffs of policies that change too.
	Policies []string `json:"policies"`
}

// PlanJSON writes a plan as JSON (schema upsig/key-plan/v1).
func PlanJSON(w io.Writer, plan *keyrings.Plan, policies []string, applied bool) error {
	return WriteJSON(w, planJSON{
		Schema: "upsig/key-plan/v1", Applied: applied, Alerts: plan.Alerts(),
		Keys: orEmpty(plan.Keys), Notes: orEmpty(plan.Notes), Files: orEmpty(plan.Files()),
		Policies: orEmpty(policies),
	})
}

// orEmpty makes an absent list an empty one in JSON.
func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// KeyDiff writes what differs between two sets of certificates.
func KeyDiff(w io.Writer, d keyrings.Difference, style Style) error {
	p := &page{Style: style}
	for _, k := range d.Keys {
		p.keyChange(k)
	}
	for _, n := range d.Notes {
		p.change(n)
	}
	if d.Same() {
		p.raw("nothing differs")
	}
	return p.writeTo(w)
}

// DiffJSON writes a difference as JSON (schema upsig/key-diff/v1).
func DiffJSON(w io.Writer, d keyrings.Difference) error {
	return WriteJSON(w, struct {
		Schema string               `json:"schema"`
		Keys   []keyrings.KeyChange `json:"keys"`
		Notes  []keyrings.Change    `json:"notes"`
	}{"upsig/key-diff/v1", orEmpty(d.Keys), orEmpty(d.Notes)})
}

// Findings writes what lint found, with what to do.
func Findings(w io.Writer, all []keyrings.Finding, style Style) error {
	p := &page{Style: style}
	for _, f := range all {
		paint := p.warn
		if f.Severity == keyrings.SeverityError {
			paint = p.bad
		}
		p.raw(paint(string(f.Severity)) + "  " + p.bold(safetext.Line(string(f.Code))) + "  " + safetext.Line(f.Fingerprint))
		p.row(2, "", f.Code.Explain()+": "+f.Detail)
		p.row(2, "do", f.Todo)
	}
	if len(all) == 0 {
		p.raw(p.good("nothing found"))
	}
	return p.writeTo(w)
}

// FindingsJSON writes findings as JSON (schema upsig/key-lint/v1).
func FindingsJSON(w io.Writer, all []keyrings.Finding) error {
	errors := 0
	for _, f := range all {
		if f.Severity == keyrings.SeverityError {
			errors++
		}
	}
	return WriteJSON(w, struct {
		Schema   string             `json:"schema"`
		Errors   int                `json:"errors"`
		Findings []keyrings.Finding `json:"findings"`
	}{"upsig/key-lint/v1", errors, orEmpty(all)})
}
