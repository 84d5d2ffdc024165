package render

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/policy"
)

// next says what to do about a rejection. For weaknesses that depends on which
// they are: a stale copy is fetched again, an old key is upstream's to replace.
func next(r *policy.Report) string {
	switch r.Verdict.Reason {
	case policy.ReasonWeakness:
		return nextOfWeakness(r)
	case policy.ReasonBadSignature:
		if vouchedByCI(r) {
			return "do not use the file; download both again from another place, and if it stays so, ask the author through another channel than the repository"
		}
	case policy.ReasonMissingEvidence:
		return strings.Replace(r.Verdict.Reason.Next(), "signature or attestation", wanted(r), 1)
	default: // the reason says it all
	}
	return r.Verdict.Reason.Next()
}

// wanted names what the side that lacks evidence would take.
func wanted(r *policy.Report) string {
	for _, q := range r.Requirements {
		if !q.Met && q.Reason == policy.ReasonMissingEvidence && len(q.Sides) == 1 {
			if q.Sides[0] == policy.SideKey {
				return "signature"
			}
			return "attestation (a Sigstore bundle or a provenance file)"
		}
	}
	return "signature or attestation"
}

func nextOfWeakness(r *policy.Report) string {
	var steps []string
	for _, e := range r.Evidence {
		if e.Reason != policy.ReasonWeakness {
			continue
		}
		for _, w := range e.Weaknesses {
			if step := w.Weakness.Next(); !w.Accepted && w.Cleared == "" && !slices.Contains(steps, step) {
				steps = append(steps, step)
			}
		}
	}
	if len(steps) == 0 {
		return r.Verdict.Reason.Next()
	}
	return strings.Join(steps, "; ") + "; to live with it, accept it by name, with a reason and an end date"
}
