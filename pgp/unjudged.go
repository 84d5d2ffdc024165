package pgp

import (
	"fmt"
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// unjudged says which revocations in the certificate may be genuine and could not
// be checked. That is a notice and no refusal: anybody can add such a packet to
// somebody's certificate, on a keyserver say, and nobody can tell it from a
// genuine one. Too much to look for is a refusal: there may be anything among it.
func (j *judgement) unjudged(c *Certificate, l *layout, signing *node) {
	families := []*family{l.itself, l.ids}
	if signing != l.primary {
		families = append(families, l.subs)
	}
	for _, f := range families {
		if f.settle().fault != nil {
			j.refuse(f.fault.reason, "%s", f.fault.detail)
		}
	}
	for _, what := range l.unchecked(families) {
		j.notice(policy.NoticeCertificateProblem, "certificate %s has %s", c.Fingerprint(), what)
	}
}

// unchecked lists revocations, among those about some of the components, that may be
// genuine and could not be checked.
func (l *layout) unchecked(families []*family) []string {
	var all []string
	untried := 0
	for _, f := range families {
		all = slices.Concat(all, f.settle().unjudged, f.unread)
		untried += f.untried
	}
	if n := len(all) - limits.NamedRevocations; n > 0 {
		all = append(all[:limits.NamedRevocations], fmt.Sprintf("%d more revocations that cannot be checked", n))
	}
	if untried > 0 {
		all = append(all, fmt.Sprintf("%d more revocations that do not hold where they stand, which were not tried everywhere else", untried))
	}
	if l.untried > 0 {
		all = append(all, fmt.Sprintf("%d more revocations that name other keys, which were not tried", l.untried))
	}
	return all
}

// uncheckedAlone is the same for the certificate as it stands, without those of its
// designated revokers.
func (l *layout) uncheckedAlone() []string {
	all := l.unchecked(l.families())
	var by []string
	for _, n := range append([]*node{l.primary}, l.subkeys...) {
		by = append(by, (&ring{}).designated(l, n).unknown...)
	}
	if len(by) > 0 {
		all = append(all, revokerMissing(distinct(by)))
	}
	return all
}

func revokerMissing(by []string) string {
	return fmt.Sprintf("a revocation by a designated revoker, which cannot be checked without its certificate: %v", by)
}
