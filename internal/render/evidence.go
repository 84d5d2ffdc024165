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
		return "key or Sigstore"
	}
	if slices.Contains(sides, policy.SideKey) {
		return "key side"
	}
	return "Sigstore side"
}

// requirement prints one demand and all evidence from its sides.
func (p *page) requirement(r *policy.Report, q policy.RequirementReport) {
	p.blank()
	head := p.bad("not met")
	if q.Met {
		head = p.good("met")
	}
	text := "class " + q.Reached.String()
	switch {
	case q.Met && q.Bar < q.Strongest:
		text += fmt.Sprintf(" (the policy declares %s and lets %s pass)", q.Strongest, q.Bar)
	case !q.Met:
		text = "needs class " + q.Bar.String() + " by " + orNobody(q.Expected)
		if q.Need > 1 {
			text += fmt.Sprintf(": %d signers, found %d", q.Need, q.Have)
		}
	case q.Need > 1:
		text += fmt.Sprintf(", %d of %d signers needed", q.Have, q.Need)
	}
	p.raw("  " + p.bold(fill(sideName(q.Sides), labelWidth)) + head + ", " + safetext.Line(text))
	found := false
	for _, e := range r.Evidence {
		if slices.Contains(q.Sides, e.Side) {
			p.evidence(e)
			found = true
		}
	}
	if !found {
		p.row(4, "found", "no evidence")
	}
}

func orNobody(names []string) string {
	if len(names) == 0 {
		return "nobody: no signer is declared for this version"
	}
	return strings.Join(names, " or ")
}

// strays prints evidence that belongs to no requirement.
func (p *page) strays(r *policy.Report) {
	first := true
	for _, e := range r.Evidence {
		if slices.ContainsFunc(r.Requirements, func(q policy.RequirementReport) bool { return slices.Contains(q.Sides, e.Side) }) {
			continue
		}
		if first {
			p.blank()
			p.raw("  " + p.bold(fill("other", labelWidth)) + "evidence that no requirement asks for")
			first = false
		}
		p.evidence(e)
	}
}

func (p *page) evidence(e policy.EvidenceReport) {
	where := e.File
	if e.Index > 1 {
		where = fmt.Sprintf("%s, number %d", e.File, e.Index)
	}
	if e.Outcome == policy.OutcomeVerified {
		p.painted(4, "verified", where, p.good)
	} else {
		label := "rejected"
		if e.Finding == policy.StatusMissing {
			label = "missing"
		}
		if where == "" {
			where = e.Form
		}
		p.painted(4, label, where, p.bad)
		p.because(e)
	}
	p.who(e)
	p.provenance(e)
	p.times(e)
	p.weaknesses(e)
	if e.Outcome == policy.OutcomeVerified {
		p.row(4, "  proves", e.Proves)
		p.row(4, "  but not", e.DoesNotProve)
	}
	for _, n := range e.Notices {
		p.painted(4, "  notice", fmt.Sprintf("%s (%s)", n.Detail, n.Code), p.warn)
	}
}

func (p *page) because(e policy.EvidenceReport) {
	text := fmt.Sprintf("%s (%s)", e.Reason.Explain(), e.Reason)
	if e.Detail != "" {
		text = fmt.Sprintf("%s: %s (%s)", e.Reason.Explain(), e.Detail, e.Reason)
	}
	p.row(4, "  because", text)
	for _, x := range e.Refusals {
		if x.Reason != e.Reason {
			p.row(4, "  and", fmt.Sprintf("%s: %s (%s)", x.Reason.Explain(), x.Detail, x.Reason))
		}
	}
}

func (p *page) who(e policy.EvidenceReport) {
	if k := e.Key; k != nil {
		p.row(4, "  signer", strings.TrimPrefix(e.Signer+", ", ", ")+keyText(k))
		p.row(4, "  key", keyNames(k))
	}
	if i := e.Identity; i != nil && e.Key == nil {
		p.row(4, "  signer", identityText(i))
	}
	if c := e.Claimed; c != nil && e.Key == nil && e.Identity == nil {
		p.row(4, "  claims", claimText(c))
	}
}

func keyText(k *policy.KeyReport) string {
	names := "no user ID"
	if len(k.UserIDs) > 0 {
		names = k.UserIDs[0]
	}
	if len(k.UserIDs) > 1 {
		names += fmt.Sprintf(" and %d more", len(k.UserIDs)-1)
	}
	if k.Kind != "openpgp" {
		names = "under a managed key"
	}
	return names + ", " + k.Algorithm
}

func keyNames(k *policy.KeyReport) string {
	if k.Signing == "" || k.Signing == k.Fingerprint {
		return k.Fingerprint
	}
	return fmt.Sprintf("%s, signing subkey %s", k.Fingerprint, k.Signing)
}

func identityText(i *policy.IdentityReport) string {
	text := i.SAN
	if i.Issuer != "" {
		text += ", confirmed by " + i.Issuer
	}
	return text
}

func claimText(c *policy.ClaimedReport) string {
	switch {
	case c.Identity != nil:
		return "to be by " + identityText(c.Identity) + " (unverified)"
	case len(c.Candidates) > 0:
		return "to be by " + strings.Join(c.Candidates, ", ") + " (unverified)"
	case len(c.Issuers) > 0:
		return "to be by key " + strings.Join(c.Issuers, ", ") + " (unverified)"
	}
	return ""
}

// provenance tells what the certificate backs from what the workflow says.
func (p *page) provenance(e policy.EvidenceReport) {
	if i := e.Identity; i != nil && i.SourceRepository != "" {
		p.row(4, "  source", strings.Join(slices.DeleteFunc([]string{i.SourceRepository, i.SourceRef, i.SourceDigest}, func(s string) bool { return s == "" }), " "))
		if i.BuildConfigURI != i.SAN {
			p.row(4, "  workflow", i.BuildConfigURI)
		}
		p.row(4, "  run", strings.Join(slices.DeleteFunc([]string{i.BuildTrigger, i.RunnerEnvironment, i.RunInvocationURI}, func(s string) bool { return s == "" }), ", "))
	}
	if s := e.Statement; s != nil {
		p.row(4, "  attests", s.PredicateType+" about "+strings.Join(s.Subjects, ", "))
	}
	if e.Root != "" {
		p.row(4, "  root", e.Root)
	}
}

func (p *page) times(e policy.EvidenceReport) {
	for _, t := range e.Times {
		what := "the artifact existed by then"
		if t.About == policy.RoleSignature {
			what = "the signature was made"
		}
		if t.Kind == policy.TimeProven {
			p.row(4, "  when", fmt.Sprintf("%s, proven by %s: %s", day(t.At), t.By, what))
		} else {
			p.row(4, "  when", fmt.Sprintf("%s, the signer's own claim", day(t.At)))
		}
	}
}

func (p *page) weaknesses(e policy.EvidenceReport) {
	for _, w := range e.Weaknesses {
		text := fmt.Sprintf("%s: %s", w.Weakness, w.Weakness.Explain())
		if w.Detail != "" {
			text += " (" + w.Detail + ")"
		}
		switch {
		case w.Cleared != "":
			p.row(4, "  weakness", text+"; cleared: "+w.Cleared)
		case w.Accepted:
			p.painted(4, "  weakness", text+"; accepted by an exception", p.warn)
		default:
			p.painted(4, "  weakness", text, p.bad)
		}
	}
}

// attention prints what a reader must not overlook: exceptions and notices.
func (p *page) attention(r *policy.Report) {
	if len(r.Exceptions)+len(r.Notices) > 0 {
		p.blank()
	}
	for _, x := range r.Exceptions {
		text := fmt.Sprintf("%s of %s", x.Weakness, x.Signer)
		if x.Signer == "" {
			text = fmt.Sprintf("%s of any signer", x.Weakness)
		}
		if x.Until != "" {
			text += ", until " + x.Until
		}
		p.painted(2, "exception", fmt.Sprintf("%s: %s (%s)", text, x.Reason, x.State), p.warn)
	}
	for _, n := range r.Notices {
		p.painted(2, "notice", fmt.Sprintf("%s (%s)", n.Detail, n.Code), p.warn)
	}
}
