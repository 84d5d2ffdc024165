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
	if by := strangers(l, nodes); len(by) > 0 {
		say("a revocation by a designated revoker, which is not checked: %v", by[:min(len(by), 8)])
	}
}

// strangers lists who else revoked the keys, where the certificate designates a
// revoker (RFC 9580 section 5.2.3.23).
func strangers(l *layout, nodes []*node) []string {
	designates := func(n *node) bool { return n.verify(l.primary.key).revokers }
	if !slices.ContainsFunc(nodes, designates) {
		return nil
	}
	var all []string
	for _, n := range nodes {
		if n.user == nil {
			all = append(all, n.verify(l.primary.key).strangers...)
		}
	}
	return distinct(all)
}
