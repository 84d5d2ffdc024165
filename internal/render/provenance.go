package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/policy"
)

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
