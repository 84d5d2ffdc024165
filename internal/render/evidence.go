package render

import (
	"fmt"
	"strings"

	"github.com/upsig/upsig/policy"
)

// Indents: requirements stand out, evidence hangs below them.
const (
	inRequirement = 2
	inEvidence    = 8
)

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
		p.claimed(claimedText(c), e.Reason)
	}
}

// claimed tells by whom evidence that does not hold for the artifact is, or says that it
// is.
func (p *page) claimed(whom string, reason policy.Reason) {
	switch {
	case whom == "":
	case reason == policy.ReasonListMismatch: // of sound evidence over a list alone
		p.row(inEvidence, "signer", whom+": the signature over the list holds")
	default:
		p.row(inEvidence, "claims", "to be by "+whom+" (unverified)")
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

func claimedText(c *policy.ClaimedReport) string {
	switch {
	case c.Identity != nil:
		return identityText(c.Identity)
	case len(c.Candidates) > 0:
		return strings.Join(c.Candidates, ", ")
	case len(c.Issuers) > 0:
		return "key " + strings.Join(c.Issuers, ", ")
	}
	return ""
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
