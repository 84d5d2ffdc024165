package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// Indents: requirements stand out, evidence hangs below them.
const (
	inRequirement = 2
	inEvidence    = 8
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
			p.raw(strings.Repeat(" ", inRequirement) + "besides, evidence that no requirement asks for")
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
	switch {
	case e.Outcome == policy.OutcomeVerified:
		p.row(inEvidence, "verified", where)
	case e.Outcome == policy.OutcomeTimestamp:
		p.row(inEvidence, "timestamp", where+", over "+e.Of)
	case e.Finding == policy.StatusMissing:
		p.painted(inEvidence, "missing", e.Form, p.bad)
		p.because(e)
	default:
		p.painted(inEvidence, "rejected", where, p.bad)
		p.because(e)
	}
	p.who(e)
	p.over(e)
	p.provenance(e)
	p.times(e)
	p.weaknesses(e)
	if e.Outcome == policy.OutcomeVerified {
		p.row(inEvidence, "proves", e.Proves)
		p.row(inEvidence, "not proven", e.DoesNotProve)
	}
	for _, n := range e.Notices {
		p.painted(inEvidence, "notice", fmt.Sprintf("%s (%s)", n.Detail, n.Code), p.warn)
	}
}

func (p *page) because(e policy.EvidenceReport) {
	text := fmt.Sprintf("%s (%s)", e.Reason.Explain(), e.Reason)
	if e.Detail != "" {
		text = fmt.Sprintf("%s: %s (%s)", e.Reason.Explain(), e.Detail, e.Reason)
	}
	p.row(inEvidence, "because", text)
	for _, x := range e.Refusals {
		if x.Reason != e.Reason {
			p.row(inEvidence, "and", fmt.Sprintf("%s: %s (%s)", x.Reason.Explain(), x.Detail, x.Reason))
		}
	}
}

func (p *page) who(e policy.EvidenceReport) {
	if k := e.Key; k != nil {
		p.row(inEvidence, "signer", keyText(k))
		p.row(inEvidence, "key", k.Fingerprint)
		if k.Signing != k.Fingerprint {
			p.row(inEvidence, "subkey", k.Signing)
		}
	}
	if i := e.Identity; i != nil && e.Key == nil {
		p.row(inEvidence, "signer", identityText(i))
	}
	if c := e.Claimed; c != nil && e.Key == nil && e.Identity == nil && e.Finding != policy.StatusMissing {
		p.row(inEvidence, "claims", claimText(c))
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
	switch k.Kind {
	case "openpgp":
	case "pem":
		names = "under a managed key"
	case "ssh":
		return "SSH key, " + k.Algorithm + ", for " + k.Namespace
	default:
		names = k.Kind + " key"
	}
	return names + ", " + k.Algorithm
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
		p.row(inEvidence, "source", strings.Join(slices.DeleteFunc([]string{i.SourceRepository, i.SourceRef, i.SourceDigest}, func(s string) bool { return s == "" }), " "))
		if i.BuildConfigURI != i.SAN {
			p.row(inEvidence, "workflow", i.BuildConfigURI)
		}
		p.row(inEvidence, "run", strings.Join(slices.DeleteFunc([]string{i.BuildTrigger, i.RunnerEnvironment, i.RunInvocationURI}, func(s string) bool { return s == "" }), ", "))
	}
	if s := e.Statement; s != nil {
		p.row(inEvidence, "attests", attests(s))
		p.row(inEvidence, "says", claims(s))
	}
	if e.Root != "" {
		p.row(inEvidence, "root", e.Root)
	}
}

// attests names the subjects that have the artifact's digest, where there are any.
func attests(s *policy.StatementReport) string {
	if len(s.Subjects) == 0 {
		return s.PredicateType
	}
	return s.PredicateType + " about " + strings.Join(s.Subjects, ", ")
}

// claims are what the workflow says on its own, which its certificate does not.
func claims(s *policy.StatementReport) string {
	var own []string
	for _, c := range s.Claims {
		if !c.Backed && c.About != "build-type" { // which is no claim, but how to read the others
			own = append(own, c.About+" "+c.Value)
		}
	}
	if len(own) == 0 {
		return ""
	}
	return strings.Join(own, ", ") + "; the workflow alone says so"
}

func (p *page) times(e policy.EvidenceReport) {
	for _, t := range e.Times {
		what := existed(e, t) + " existed by then"
		if t.Kind == policy.TimeProven {
			p.row(inEvidence, "when", fmt.Sprintf("%s, proven by %s: %s", day(t.At), t.By, what))
		} else {
			p.row(inEvidence, "when", fmt.Sprintf("%s, the signer's own claim", day(t.At)))
		}
	}
}

// existed names what a time is about: a log entry over a list knows the list alone.
func existed(e policy.EvidenceReport, t policy.TimeReport) string {
	switch {
	case t.About == policy.RoleSignature:
		return "the signature"
	case e.Over == policy.RoleList:
		return "the checksum list"
	case e.Over == policy.RoleContent:
		return "the uncompressed content"
	}
	return "the artifact"
}

func (p *page) weaknesses(e policy.EvidenceReport) {
	for _, w := range e.Weaknesses {
		text := fmt.Sprintf("%s: %s", w.Weakness, w.Detail)
		if w.Detail == "" {
			text = fmt.Sprintf("%s: %s", w.Weakness, w.Weakness.Explain())
		}
		switch {
		case w.Cleared != "":
			p.row(inEvidence, "weakness", text+"; cleared: "+w.Cleared)
		case w.Accepted:
			p.painted(inEvidence, "weakness", text+"; accepted by an exception", p.warn)
		default:
			p.painted(inEvidence, "weakness", text, p.bad)
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

// Evidence writes what pieces of evidence say, whatever the policy makes of them.
func Evidence(w io.Writer, all []policy.EvidenceReport) error {
	p := &page{}
	for _, e := range all {
		p.evidence(e)
	}
	return p.writeTo(w)
}
