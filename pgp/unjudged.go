package pgp

import (
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// unjudged says which revocations in the certificate may be genuine and could not
// be checked. That is a notice and no refusal: anybody can add such a packet to
// somebody's certificate, on a keyserver say, and nobody can tell it from a
// genuine one. Too much to look for is a refusal: there may be anything among it.
func (j *judgement) unjudged(c *Certificate, l *layout, signing *node) {
	say := func(format string, args ...any) {
		j.notice(policy.NoticeCertificateProblem, "certificate %s has "+format, append([]any{c.Fingerprint()}, args...)...)
	}
	families := []*family{l.itself, l.ids}
	if signing != l.primary {
		families = append(families, l.subs)
	}
	var all []string
	untried := 0
	for _, f := range families {
		all = slices.Concat(all, f.settle().unjudged, f.unread)
		untried += f.untried
		if f.fault != nil {
			j.refuse(f.fault.reason, "%s", f.fault.detail)
		}
	}
	for _, what := range all[:min(len(all), limits.NamedRevocations)] {
		say("%s", what)
	}
	if len(all) > limits.NamedRevocations {
		say("%d more revocations that cannot be checked", len(all)-limits.NamedRevocations)
	}
	if untried > 0 {
		say("%d more revocations that do not hold where they stand, which were not tried everywhere else", untried)
	}
	if l.untried > 0 {
		say("%d more revocations that name other keys, which were not tried", l.untried)
	}
}
