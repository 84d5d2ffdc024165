package policy

import (
	"slices"
	"time"
)

// Assess is the judge: from the policy, the subject, what collectors found and
// the time it makes the report. It is pure: no clock, no files, no cryptography.
func (p *Policy) Assess(s Subject, findings []Finding, now time.Time) *Report {
	t, reason, detail := p.resolve(s)
	if why := incomplete(s, now); why != "" {
		reason, detail = ReasonNothingVerified, why
	}
	a := &assessment{policy: p, subject: s, target: t, now: now, exceptions: p.exceptionReports(now)}
	a.report = &Report{
		Schema:   ReportSchema,
		Artifact: artifactReport(s, t),
		Policy:   PolicyReport{File: p.File, Package: p.Package, Require: t.require, Minimum: t.minimum},
		Time:     now,
	}
	a.evidence(findings)
	if reason == "" {
		a.requirements()
		reason, detail = a.cause()
	}
	a.conclude(reason, detail)
	return a.report
}

// incomplete says what a verdict lacks: the bytes that it is about, or its time.
func incomplete(s Subject, now time.Time) string {
	switch {
	case len(s.Digests) == 0:
		return "no digest of the artifact is known"
	case now.IsZero():
		return "the time of the verdict is not known"
	}
	return ""
}

func artifactReport(s Subject, t target) ArtifactReport {
	r := ArtifactReport{File: s.File, Name: s.Name, Version: t.version, Digests: slices.Clone(s.Digests)}
	if t.name != s.Name {
		r.UpstreamName = t.name
	}
	if s.Size >= 0 {
		r.Size = &s.Size
	}
	if c := s.Content; c != nil {
		r.Content = &ContentReport{Form: c.Form, Size: c.Size, Digests: slices.Clone(c.Digests), Reason: c.Reason, Detail: c.Detail}
	}
	return r
}

// assessment is one run of [Policy.Assess].
type assessment struct {
	policy     *Policy
	subject    Subject
	target     target
	now        time.Time
	judged     []judged
	exceptions []ExceptionReport
	report     *Report
}

// judged is one finding with the outcome that the policy gives it.
type judged struct {
	Finding
	signer signer // nil unless it is by a named signer
	near   int    // how close it came to the closest signer, if it is by none
	report EvidenceReport
}

func (j judged) verified() bool { return j.report.Outcome == OutcomeVerified }

func (a *assessment) evidence(findings []Finding) {
	for _, f := range a.timed(findings) {
		a.judged = append(a.judged, a.judge(f))
	}
}

// cause is why the whole is rejected; empty if it is accepted. Evidence that
// claims to be by a declared signer and does not hold rejects before all else,
// whether it was required or not: no rescue from below.
func (a *assessment) cause() (Reason, string) {
	if j := a.loudest(func(j judged) bool { return j.report.Alarm }); j != nil {
		return j.report.Reason, j.report.Detail
	}
	if reason := a.unreachable(); reason != "" {
		return reason, a.target.minimum.String()
	}
	for _, r := range a.report.Requirements {
		if !r.Met {
			return r.Reason, r.Detail
		}
	}
	if len(a.report.Requirements) == 0 {
		return ReasonNothingVerified, "the policy requires nothing"
	}
	return "", ""
}

func (a *assessment) unreachable() Reason {
	best := ClassNone
	for _, r := range a.report.Requirements {
		best = max(best, r.Strongest)
	}
	if best != ClassNone && a.target.minimum > best {
		return ReasonMinimumUnreachable
	}
	return ""
}

// conclude fills in the verdict. Acceptance needs a requirement that was met by
// verified evidence; everything else is a rejection with a reason.
func (a *assessment) conclude(reason Reason, detail string) {
	r := a.report
	for _, j := range a.judged {
		r.Evidence = append(r.Evidence, j.report)
		r.Verdict.Alarm = r.Verdict.Alarm || j.report.Alarm
	}
	class := ClassNone
	for _, q := range r.Requirements {
		if q.Met {
			class = max(class, q.Reached)
		}
	}
	if reason == "" && class == ClassNone {
		reason = ReasonNothingVerified
	}
	r.Verdict.Reason, r.Verdict.Detail = reason, detail
	if reason == "" {
		r.Verdict.Accepted, r.Verdict.Class = true, class
	}
	r.Exceptions = a.exceptions
	a.versionCoverage()
	a.notices()
	r.complete()
}
