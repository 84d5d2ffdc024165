package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

func sideName(sides []policy.Side) string {
	if len(sides) > 1 {
		return "either side"
	}
	if slices.Contains(sides, policy.SideKey) {
		return "key side"
	}
	return "Sigstore side"
}

// requirement prints one demand and all evidence from its sides.
func (p *page) requirement(r *policy.Report, q policy.RequirementReport) {
	p.blank()
	mark, text := p.bad(fill("FAIL", 6)), demanded(q)
	if q.Met {
		mark, text = p.good(fill("ok", 6)), reached(q)
	}
	for i, line := range wrap(safetext.Line(text), p.columns()-inEvidence) {
		if i > 0 {
			mark = fill("", inEvidence-inRequirement)
		}
		p.raw(strings.Repeat(" ", inRequirement) + mark + line)
	}
	found := false
	for _, e := range r.Evidence {
		if concerns(q, e) && !(q.Met && e.Finding == policy.StatusMissing) {
			p.evidence(e)
			found = true
		}
	}
	if !found {
		p.row(inEvidence, "found", "no evidence")
	}
}

// concerns: evidence that nobody could read might have been for any side.
func concerns(q policy.RequirementReport, e policy.EvidenceReport) bool {
	return slices.Contains(q.Sides, e.Side)
}

func reached(q policy.RequirementReport) string {
	text := fmt.Sprintf("%s: %s, by %s", sideName(q.Sides), q.Reached, strings.Join(q.Signers, ", "))
	if q.Need > 1 {
		text += fmt.Sprintf(" (%d signers, %d needed)", q.Have, q.Need)
	}
	if q.Reached < q.Strongest {
		text += fmt.Sprintf(" (%s is declared, the policy lets %s pass)", q.Strongest, q.Bar)
	}
	return text
}

func demanded(q policy.RequirementReport) string {
	if q.Bar == policy.ClassNone {
		return sideName(q.Sides) + ": " + nobodyCounts // "needs none" would read as if it needed nothing
	}
	text := fmt.Sprintf("%s: needs %s", sideName(q.Sides), q.Bar)
	if len(q.Expected) > 0 {
		text += ", by " + strings.Join(q.Expected, " or ")
	}
	if q.Need > 1 {
		text += fmt.Sprintf(" (%d signers, found %d)", q.Need, q.Have)
	}
	return text
}

// strays prints evidence that belongs to no requirement.
func (p *page) strays(r *policy.Report) {
	first := true
	for _, e := range r.Evidence {
		if slices.ContainsFunc(r.Requirements, func(q policy.RequirementReport) bool { return concerns(q, e) }) {
			continue
		}
		if first {
			p.blank()
			p.raw(strings.Repeat(" ", inRequirement) + straysTitle(e))
			first = false
		}
		p.evidence(e)
	}
}

// straysTitle: what nobody could read may have been meant for a side that is asked.
func straysTitle(e policy.EvidenceReport) string {
	if e.Side == "" {
		return "besides, of neither side"
	}
	return "besides, evidence that no requirement asks for"
}
