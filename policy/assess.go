package policy

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Assess is the judge: from the policy, the subject, what collectors found and
// the time it makes the report. It is pure: no clock, no files, no cryptography.
func (p *Policy) Assess(s Subject, findings []Finding, now time.Time) *Report {
	a := &assessment{policy: p, now: now, exceptions: p.exceptionReports(now)}
	a.report = &Report{
		Schema:   ReportSchema,
		Artifact: artifactReport(s),
		Policy:   PolicyReport{File: p.File, Package: p.Package, Require: p.Require, Minimum: p.Minimum},
		Time:     now,
	}
	t, reason, detail := p.resolve(s)
	if why := incomplete(s, now); why != "" {
		reason, detail = ReasonNothingVerified, why
	}
	a.target = t
	a.report.Artifact.Version = t.version
	if t.name != s.Name {
		a.report.Artifact.UpstreamName = t.name
	}
	a.report.Policy.Require, a.report.Policy.Minimum = t.require, t.minimum
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

func artifactReport(s Subject) ArtifactReport {
	r := ArtifactReport{Name: s.Name, Digests: slices.Clone(s.Digests)}
	if s.Size >= 0 {
		r.Size = &s.Size
	}
	return r
}

// assessment is one run of [Policy.Assess].
type assessment struct {
	policy     *Policy
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
	for _, f := range findings {
		a.judged = append(a.judged, a.judge(f))
	}
}

// declared lists the signers of a side that the policy names for this version.
func (a *assessment) declared(side Side) []signer {
	return slices.DeleteFunc(a.policy.signers(side), func(s signer) bool { return !s.scope().covers(a.target.version) })
}

func (a *assessment) strongest(sides []Side) Class {
	best := ClassNone
	for _, side := range sides {
		for _, s := range a.declared(side) {
			best = max(best, s.declaredClass())
		}
	}
	return best
}

func (a *assessment) requirements() {
	for _, sides := range sidesOf(a.target.require) {
		a.report.Requirements = append(a.report.Requirements, a.requirement(sides))
	}
}

// demand says what evidence from one of the sides must reach: the class of the
// strongest signer declared on them, or the policy's minimum below that.
func (a *assessment) demand(sides []Side) RequirementReport {
	r := RequirementReport{Sides: sides, Strongest: a.strongest(sides), Need: 1}
	if slices.Contains(sides, SideKey) {
		r.Need = max(1, a.policy.Threshold)
	}
	r.Bar = r.Strongest
	if m := a.target.minimum; m != ClassNone {
		r.Bar = min(m, r.Strongest)
	}
	for _, side := range sides {
		for _, s := range a.declared(side) {
			r.Expected = append(r.Expected, s.name())
		}
	}
	return r
}

// requirement judges one demand.
func (a *assessment) requirement(sides []Side) RequirementReport {
	r := a.demand(sides)
	if r.Strongest == ClassNone {
		r.Reason, r.Detail = ReasonNoSigner, orNone(a.target.version)
		return r
	}
	a.count(&r)
	r.Met = r.Have >= r.Need && r.Bar != ClassNone && r.Reached >= r.Bar
	if !r.Met {
		r.Reason, r.Detail = a.whyUnmet(r)
	}
	return r
}

// count finds the side that reaches furthest: distinct signers, the weakest of
// those counted together giving the class.
func (a *assessment) count(r *RequirementReport) {
	for i, side := range r.Sides {
		need := 1
		if side == SideKey {
			need = max(1, a.policy.Threshold)
		}
		signers, classes := a.verifiedSigners(side)
		reached := ClassNone
		if len(classes) >= need {
			reached = classes[need-1]
		}
		if i == 0 || reached > r.Reached || (r.Have == 0 && len(signers) > 0) {
			r.Need, r.Have, r.Reached, r.Signers = need, len(signers), reached, signers
		}
	}
}

// verifiedSigners lists the distinct signers with verified evidence on the side
// and their classes, strongest first.
func (a *assessment) verifiedSigners(side Side) ([]string, []Class) {
	best := map[string]Class{}
	for _, j := range a.judged {
		if j.verified() && j.Side == side {
			best[j.signer.name()] = max(best[j.signer.name()], j.report.Class)
		}
	}
	var names []string
	for name := range best {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Or(cmp.Compare(best[y], best[x]), cmp.Compare(x, y))
	})
	classes := make([]Class, len(names))
	for i, name := range names {
		classes[i] = best[name]
	}
	return names, classes
}

// whyUnmet names the cause that tells a packager most.
func (a *assessment) whyUnmet(r RequirementReport) (Reason, string) {
	switch {
	case r.Have >= r.Need:
		return ReasonBelowBar, "reached " + r.Reached.String() + ", declared is " + r.Bar.String()
	case r.Have > 0:
		return ReasonThreshold, fmt.Sprintf("%d of %d", r.Have, r.Need)
	}
	closest := a.loudest(func(j judged) bool {
		return !j.verified() && (j.Side == "" || slices.Contains(r.Sides, j.Side))
	})
	if closest == nil {
		return ReasonMissingEvidence, ""
	}
	return closest.report.Reason, closest.report.Detail
}

// loudest finds the piece of evidence that explains most, whatever their order.
func (a *assessment) loudest(concerns func(judged) bool) *judged {
	var found *judged
	for i := range a.judged {
		if j := &a.judged[i]; concerns(*j) && (found == nil || louder(*j, *found)) {
			found = j
		}
	}
	return found
}

func louder(a, b judged) bool {
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)), cmp.Compare(a.near, b.near),
		cmp.Compare(b.report.Reason, a.report.Reason), cmp.Compare(b.report.Detail, a.report.Detail),
	) > 0
}

// rank orders rejected evidence by how much it explains. A missing certificate
// explains more than the unknown key that follows from it, and less than what is
// wrong with the copy at hand.
func rank(j judged) int {
	switch j.Status {
	case StatusSound:
		if j.signer != nil {
			return 7
		}
		return 6
	case StatusBad:
		return 5
	case StatusOther:
		return 4
	case StatusMissing:
		return 2
	case StatusUnusable:
		if j.Reason == ReasonUnusableKey || j.Reason == ReasonSecretKey {
			return 3
		}
		return 1
	}
	return 0
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
