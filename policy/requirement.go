package policy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

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
			if s.declaredClass() >= r.Bar {
				r.Expected = append(r.Expected, s.name())
			}
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

// vouching gives the signers with verified evidence on the side, the best class of each,
// and what they signed with.
func (a *assessment) vouching(side Side) (map[string]Class, distinctKeys) {
	best := map[string]Class{}
	keys := distinctKeys{of: map[string][]int{}, taken: map[int]string{}}
	for _, j := range a.judged {
		if j.verified() && j.Side == side {
			best[j.signer.name()] = max(best[j.signer.name()], j.report.Class)
			keys.add(j.signer.name(), j.bareKey())
		}
	}
	return best, keys
}

// verifiedSigners lists the distinct signers with verified evidence on the side
// and their classes, strongest first. Two who signed with one key are one.
func (a *assessment) verifiedSigners(side Side) ([]string, []Class) {
	best, keys := a.vouching(side)
	names := slices.SortedFunc(maps.Keys(best), func(x, y string) int {
		return cmp.Or(cmp.Compare(best[y], best[x]), cmp.Compare(x, y))
	})
	names = slices.DeleteFunc(names, func(name string) bool { return !keys.give(name, map[int]bool{}) })
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
		return ReasonThreshold, fmt.Sprintf("%d of %d", r.Have, r.Need) + a.oneKey(r)
	}
	closest := a.loudest(func(j judged) bool {
		return !j.verified() && j.Over != RoleSignature && (j.Side == "" || slices.Contains(r.Sides, j.Side))
	})
	if closest == nil {
		return ReasonMissingEvidence, a.aside(r.Sides)
	}
	return closest.report.Reason, closest.report.Detail
}

// aside tells of evidence that was found, cannot be used, and seems to be the other
// side's: what cannot be read may be meant for this one.
func (a *assessment) aside(sides []Side) string {
	var all []string
	for _, j := range a.judged {
		if j.Status == StatusUnusable && j.Over != RoleSignature && !slices.Contains(sides, j.Side) && len(a.declared(j.Side)) == 0 {
			all = append(all, strings.TrimSuffix(j.where(), ",")+" cannot be used: "+cmp.Or(j.report.Detail, j.report.Reason.Explain()))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return slices.Min(all) // in whatever order the evidence came
}

// oneKey says that more signers signed than count. Thresholds are the key side's.
func (a *assessment) oneKey(r RequirementReport) string {
	if signed, _ := a.vouching(SideKey); len(signed) <= r.Have {
		return ""
	}
	return "; of those who signed with one key, one counts"
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
