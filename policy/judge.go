package policy

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// judge gives one finding its outcome.
func (a *assessment) judge(f Finding) judged {
	if f.Over == RoleSignature {
		return a.judgeTimestamp(f)
	}
	f = a.reach(f)
	j := judged{Finding: f, report: evidenceReport(f)}
	j.report.List = a.listReport(f)
	switch f.Status {
	case StatusSound:
		a.judgeSound(&j)
	case StatusBad:
		j.reject(cmp.Or(f.Reason, ReasonBadSignature), f.Detail)
		a.raiseAlarm(&j)
	case StatusOther:
		j.reject(cmp.Or(f.Reason, ReasonOtherArtifact), f.Detail)
	case StatusMissing:
		j.reject(cmp.Or(f.Reason, ReasonMissingEvidence), f.Detail)
	case StatusUnusable:
		j.reject(cmp.Or(f.Reason, ReasonMalformedEvidence), f.Detail)
	default:
		j.reject(ReasonMalformedEvidence, f.Detail)
	}
	return j
}

func (j *judged) reject(reason Reason, detail string) {
	j.report.Outcome, j.report.Reason, j.report.Detail = OutcomeRejected, reason, detail
	j.report.Class = ClassNone
}

// raiseAlarm: the evidence claims to be by a signer that the policy names for
// this version, and does not hold. Who it claims to be can be forged, so the
// report says "claims".
func (a *assessment) raiseAlarm(j *judged) {
	for _, s := range a.declared(j.Side) {
		if s.claims(j.Finding) {
			j.signer, j.report.Signer, j.report.Alarm = s, s.name(), true
			return
		}
	}
}

// judgeSound looks for the signer who vouches most.
func (a *assessment) judgeSound(j *judged) {
	// A finding that calls itself sound and says why it is not cannot count.
	if j.Reason != "" {
		j.reject(j.Reason, j.Detail)
		return
	}
	nearest := a.matchSigners(j)
	if j.signer == nil {
		j.near = nearest.near
		j.reject(cmp.Or(nearest.reason, ReasonNotNamed), nearest.detail)
		return
	}
	j.report.Signer = j.signer.name()
	if reason, detail := a.flaw(j); reason != "" {
		j.reject(reason, detail)
		return
	}
	class := j.signer.classOf(j.Finding)
	if class <= ClassNone || class > ClassAuthorKey {
		j.reject(ReasonNothingVerified, "the policy does not say what the signer vouches for")
		return
	}
	j.report.Outcome, j.report.Class = OutcomeVerified, class
	j.report.Proves, j.report.DoesNotProve = class.ProvesOver(j.Over), class.DoesNotProveOver(j.Over)
}

// matchSigners gives the finding its signer, and takes the view of the witness that
// this signer names. It returns how the nearest of those that do not match differs.
func (a *assessment) matchSigners(j *judged) mismatch {
	nearest, views := mismatch{near: -1}, j.views()
	for _, s := range a.policy.signers(j.Side) {
		for _, f := range views {
			bad := s.match(f, a.target.about(f))
			switch {
			case bad.reason == "":
				if j.signer == nil || a.better(s, f, *j) {
					j.signer = s
					j.see(f)
				}
			case bad.near > nearest.near:
				nearest = bad
			}
		}
	}
	return nearest
}

// see reports the finding as one of its witnesses has it.
func (j *judged) see(f Finding) {
	r := evidenceReport(f)
	j.Finding = f
	j.report.Root, j.report.Key, j.report.Times = r.Root, r.Key, r.Times
}

// better prefers a signer for this version, then the stronger class.
func (a *assessment) better(s signer, f Finding, than judged) bool {
	in, was := a.inScope(s, f), a.inScope(than.signer, than.Finding)
	if in != was {
		return in
	}
	return s.classOf(f) > than.signer.classOf(than.Finding)
}

func (a *assessment) inScope(s signer, f Finding) bool {
	reason, _ := a.scopeFlaw(s, f)
	return reason == ""
}

// flaw says why sound evidence by a named signer does not count.
func (a *assessment) flaw(j *judged) (Reason, string) {
	if len(j.Refusals) > 0 {
		return j.Refusals[0].Reason, j.Refusals[0].Detail
	}
	if reason, detail := a.scopeFlaw(j.signer, j.Finding); reason != "" {
		return reason, detail
	}
	return a.weaknesses(j)
}

func (a *assessment) scopeFlaw(s signer, f Finding) (Reason, string) {
	scope := s.scope()
	if !scope.covers(a.target.version) {
		return ReasonNotForVersion, orNone(a.target.version)
	}
	if scope.SignedBefore.IsZero() {
		return "", ""
	}
	at, ok := signedAt(f)
	switch {
	case !ok:
		return ReasonSignedTooLate, "nothing says when it was made"
	case !at.Before(scope.SignedBefore):
		return ReasonSignedTooLate, "dated " + at.UTC().Format(time.DateOnly)
	}
	return "", ""
}

// signedAt is the time that bounds signing from above: a proven time over the
// signature bytes, for a Sigstore bundle that of its own log entry. Only OpenPGP
// has to make do with the signer's claim, the latest if there are several.
func signedAt(f Finding) (time.Time, bool) {
	var claimed, proven time.Time
	openPGP := f.Key != nil && f.Key.Kind == "openpgp"
	for _, t := range f.Times {
		switch {
		case t.At.IsZero():
		case t.Kind == TimeProven && (t.About == RoleSignature || !openPGP):
			if proven.IsZero() || t.At.Before(proven) {
				proven = t.At
			}
		case t.Kind == TimeClaimed && openPGP && t.At.After(claimed):
			claimed = t.At
		}
	}
	if !proven.IsZero() {
		return proven, true
	}
	return claimed, !claimed.IsZero()
}

// weaknesses rejects unless each weakness is accepted by an exception or cleared
// by other evidence.
func (a *assessment) weaknesses(j *judged) (reason Reason, detail string) {
	var used []int
	rejected := map[Reason][]string{}
	for i, w := range j.Weaknesses {
		r := &j.report.Weaknesses[i]
		if w.Weakness == WeaknessRetiredKey && signedBeforeRetirement(j.Finding, w) {
			r.Cleared = "a timestamp over the signature precedes the retirement"
			continue
		}
		x, cause := a.exception(w.Weakness, j.signer.name())
		if r.Accepted = cause == ""; r.Accepted {
			used = append(used, x)
		} else {
			reason = cmp.Or(reason, cause)
			rejected[cause] = append(rejected[cause], string(w.Weakness))
		}
	}
	if reason == "" {
		for _, x := range used {
			a.exceptions[x].State = ExceptionApplied
		}
	}
	return reason, rejectedFor(reason, rejected)
}

// rejectedFor lists the weaknesses behind the reason, and apart from them those that have
// the other one: of a weakness that no exception names, none has ended.
func rejectedFor(reason Reason, rejected map[Reason][]string) string {
	unnamed := strings.Join(rejected[ReasonWeakness], ", ")
	ended := strings.Join(rejected[ReasonExceptionExpired], ", ")
	switch {
	case unnamed == "" || ended == "":
		return unnamed + ended
	case reason == ReasonExceptionExpired:
		return ended + "; none was for " + unnamed
	}
	return unnamed + "; the exception has ended for " + ended
}

// signedBeforeRetirement: only a timestamp over the signature bytes says when
// the signature existed; one over the artifact does not (design rule 8).
func signedBeforeRetirement(f Finding, w Flaw) bool {
	return slices.ContainsFunc(f.Times, func(t Time) bool {
		return t.Kind == TimeProven && t.About == RoleSignature && !t.At.IsZero() && t.At.Before(w.After)
	})
}

// exception finds the policy's exception for a weakness; the reason says why
// there is none.
func (a *assessment) exception(w Weakness, signer string) (int, Reason) {
	cause := ReasonWeakness
	for i, x := range a.policy.Exceptions {
		if x.Weakness != w || !w.Valid() || (x.Signer != "" && x.Signer != signer) {
			continue
		}
		if len(x.Versions) > 0 && (a.target.version == "" || !matchAny(x.Versions, a.target.version)) {
			continue
		}
		if x.Expired(a.now) {
			cause = ReasonExceptionExpired
			continue
		}
		return i, ""
	}
	return -1, cause
}

// Expired reports whether the exception applied for the last time before now: Until is
// the last day.
func (x Exception) Expired(now time.Time) bool {
	return !x.Until.IsZero() && !now.Before(x.Until.AddDate(0, 0, 1))
}

func (p *Policy) exceptionReports(now time.Time) []ExceptionReport {
	all := make([]ExceptionReport, len(p.Exceptions))
	for i, x := range p.Exceptions {
		all[i] = ExceptionReport{Weakness: x.Weakness, Signer: x.Signer, Reason: x.Reason, State: ExceptionUnused}
		if !x.Until.IsZero() {
			all[i].Until = x.Until.Format(time.DateOnly)
		}
		if x.Expired(now) {
			all[i].State = ExceptionExpired
		}
	}
	return all
}
