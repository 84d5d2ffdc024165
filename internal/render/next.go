package render

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/policy"
)

// next says what to do about a rejection. For weaknesses that depends on which
// they are: a stale copy is fetched again, an old key is upstream's to replace.
func next(r *policy.Report) string {
	if r.Verdict.Reason != policy.ReasonWeakness {
		return r.Verdict.Reason.Next()
	}
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
