package pgp

import (
	"slices"

	"github.com/upsig/upsig/policy"
)

// unjudged says which revocations in the certificate may be genuine and could not
// be checked. That is a notice and no refusal: anybody can add such a packet to
// somebody's certificate, on a keyserver say, and nobody can tell it from a
// genuine one.
func (j *judgement) unjudged(c *Certificate, l *layout, signing *node) {
	say := func(format string, args ...any) {
		j.notice(policy.NoticeCertificateProblem, "certificate %s has "+format, append([]any{c.Fingerprint()}, args...)...)
	}
	nodes := append([]*node{l.primary}, l.users...)
	if signing != l.primary {
		nodes = append(nodes, signing)
	}
	var all []string
	for _, n := range nodes {
		all = slices.Concat(all, n.verify(l.primary.key).unjudged, n.unread)
	}
	const most = 8
	for _, what := range all[:min(len(all), most)] {
		say("%s", what)
	}
	if len(all) > most {
		say("%d more revocations that cannot be checked", len(all)-most)
	}
	if l.untried > 0 {
		say("%d more revocations that name other keys, which were not tried", l.untried)
	}
}
