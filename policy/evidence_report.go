package policy

import (
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
)

func evidenceReport(f Finding) EvidenceReport {
	r := EvidenceReport{
		File: f.File, Index: f.Index, Side: f.Side, Form: f.Form, Over: f.Over, Comment: f.Comment,
		Finding: f.Status, Outcome: OutcomeRejected, Root: f.Root,
		Identity: identityReport(f.Certificate),
	}
	if k := f.Key; k != nil {
		r.Key = keyReport(k)
	}
	if c := f.Claimed; len(c.Issuers)+len(c.Candidates) > 0 || c.Certificate != nil {
		r.Claimed = &ClaimedReport{Issuers: c.Issuers, Candidates: c.Candidates, Identity: identityReport(c.Certificate)}
	}
	if f.Statement != nil {
		r.Statement = statementReport(f.Statement, f.Certificate)
	}
	for _, t := range f.Times {
		r.Times = append(r.Times, TimeReport{t.Kind, t.About, t.At.UTC(), t.By})
	}
	for _, w := range f.Weaknesses {
		r.Weaknesses = append(r.Weaknesses, WeaknessReport{Weakness: w.Weakness, Detail: w.Detail})
	}
	for _, x := range f.Refusals {
		r.Refusals = append(r.Refusals, RefusalReport(x))
	}
	for _, n := range f.Notices {
		r.Notices = append(r.Notices, NoticeReport(n))
	}
	return r
}

func keyReport(k *Key) *KeyReport {
	r := &KeyReport{
		Kind: k.Kind, Fingerprint: k.Fingerprint, Signing: k.Signing, Algorithm: k.Algorithm, Namespace: k.Namespace,
		UserIDs: k.UserIDs, Certificate: k.Certificate,
	}
	if !k.Created.IsZero() {
		created := k.Created.UTC().Truncate(time.Second)
		r.Created = &created
	}
	return r
}

func identityReport(c *Certificate) *IdentityReport {
	if c == nil {
		return nil
	}
	return &IdentityReport{
		SAN: cut(c.SAN), Issuer: cut(c.Issuer), SourceRepository: cut(c.SourceRepository), SourceRef: cut(c.SourceRef),
		SourceDigest: cut(c.SourceDigest), BuildConfigURI: cut(c.BuildConfigURI), BuildSignerURI: cut(c.BuildSignerURI),
		BuildTrigger: cut(c.BuildTrigger), RunnerEnvironment: cut(c.RunnerEnvironment), RunInvocationURI: cut(c.RunInvocationURI),
	}
}

func statementReport(s *Statement, c *Certificate) *StatementReport {
	r := &StatementReport{PredicateType: cut(s.PredicateType), Claims: claims(s.Provenance, c)}
	for _, m := range s.Matching {
		r.Subjects = append(r.Subjects, cut(m.Name))
	}
	return r
}

// cut bounds what a report repeats of a text that evidence states. What is compared is the
// whole text.
func cut(text string) string { return safetext.Cut(text, limits.ReportedText) }

// Decisive returns the first evidence with the reason of the verdict, which a
// rejection hangs on; nil if that is about no evidence.
func (r *Report) Decisive() *EvidenceReport {
	for i, e := range r.Evidence {
		if e.Reason == r.Verdict.Reason {
			return &r.Evidence[i]
		}
	}
	return nil
}

// complete replaces nil lists, so that machine output has lists everywhere.
func (r *Report) complete() {
	list(&r.Artifact.Digests)
	if r.Artifact.Content != nil {
		list(&r.Artifact.Content.Digests)
	}
	list(&r.Requirements)
	list(&r.Evidence)
	list(&r.Exceptions)
	list(&r.Notices)
	for i := range r.Requirements {
		list(&r.Requirements[i].Sides)
		list(&r.Requirements[i].Signers)
		list(&r.Requirements[i].Expected)
	}
	for i := range r.Evidence {
		r.Evidence[i].complete()
	}
}

func (e *EvidenceReport) complete() {
	list(&e.Times)
	list(&e.Weaknesses)
	list(&e.Refusals)
	list(&e.Notices)
	if e.List != nil {
		list(&e.List.Gives)
	}
	if e.Key != nil {
		list(&e.Key.UserIDs)
	}
	if e.Claimed != nil {
		list(&e.Claimed.Issuers)
		list(&e.Claimed.Candidates)
	}
	if e.Statement != nil {
		list(&e.Statement.Subjects)
		list(&e.Statement.Claims)
	}
}

func list[T any](s *[]T) {
	if *s == nil {
		*s = []T{}
	}
}
