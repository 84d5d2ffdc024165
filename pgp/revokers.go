package pgp

import (
	"hash"
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// revokerNamed returns the fingerprint of the key that a subpacket lets revoke the
// certificate (RFC 9580 section 5.2.3.23); empty for other subpackets.
func revokerNamed(p subpacket) string {
	if p.kind != subRevoker || len(p.body) < 2 || p.body[0]&0x80 == 0 {
		return ""
	}
	switch fpr := p.body[2:]; len(fpr) {
	case 20, 32:
		return upperHex(fpr)
	}
	return ""
}

// revokers lists the fingerprints of keys that may revoke this certificate, as its
// valid self-signatures say: at most [limits.Revokers].
func (l *layout) revokers() []string {
	l.revokersOnce.Do(func() {
		var all []string
		for _, n := range append([]*node{l.primary}, l.users...) {
			all = append(all, n.verify(l.primary.key).revokers...)
		}
		all = distinct(all)
		l.revokersList = all[:min(len(all), limits.Revokers)]
	})
	return l.revokersList
}

// Revokers lists the fingerprints of keys that the certificate lets revoke it (RFC
// 9580 section 5.2.3.23). With their certificates, [New] takes such revocations into
// account.
//
// It is empty for a certificate beyond the limits.
func (c *Certificate) Revokers() []string {
	l, f := c.parts()
	if f != nil {
		return nil
	}
	return slices.Clone(l.revokers())
}

// designates reports whether one of the names is a designated revoker.
func (c *Certificate) designates(names issuers) bool {
	return slices.ContainsFunc(c.Revokers(), names.matches)
}

// byFingerprint finds a key, and its certificate, in the ring.
func (r *ring) byFingerprint(fpr string) (candidate, bool) {
	if r == nil {
		return candidate{}, false
	}
	for _, c := range r.byID[keyIDOf(fpr)] {
		if c.key.fpr == fpr {
			return c, true
		}
	}
	return candidate{}, false
}

// designated returns the revocations of a component by keys that the certificate
// designated for that, and the names of those keys under which a revocation can
// be neither verified nor called a forgery. Like the primary key's own they count
// over any hash, and however the revoker's own certificate fares: to believe one
// too many is the safe side.
func (r *ring) designated(l *layout, n *node) (rs []revocation, unknown []string) {
	tries := limits.StrangeRevocations
	for _, fpr := range l.revokers() {
		c, found := r.byFingerprint(fpr)
		for _, s := range r.claimed(l, n, c) {
			if c.key != nil {
				tries -= c.key.effort()
			}
			if tries < 0 {
				return rs, distinct(append(unknown, fpr))
			}
			switch holds, known := n.revokedUnder(c.key, s, l.primary.key); {
			case holds:
				rs = append(rs, s.revocation())
			case s.issuers().matches(fpr) && !(found && known):
				unknown = append(unknown, fpr)
			}
		}
	}
	return rs, distinct(unknown)
}

// claimed lists the revocations that may be by a revoker: those on the component
// that are not the primary key's, and key revocations that stood alone and went to
// the certificate that they name, the revoker's.
func (r *ring) claimed(l *layout, n *node, revoker candidate) []*signature {
	all := n.verify(l.primary.key).failed
	if n != l.primary || revoker.cert == nil {
		return all
	}
	own, f := revoker.cert.parts()
	if f != nil {
		return all
	}
	all = slices.Clone(all)
	seen := map[string]bool{}
	for _, s := range all {
		seen[string(s.body)] = true
	}
	for _, s := range own.primary.verify(own.primary.key).failed {
		if !seen[string(s.body)] {
			all = append(all, s)
		}
	}
	return all
}

// revokedUnder reports whether the signature is a revocation of the component by
// the key, and whether that could be told.
func (n *node) revokedUnder(by *key, s *signature, primary *key) (holds, known bool) {
	if by == nil || !matchingVersion(s.version, by.version) || !matchingVersion(s.version, primary.version) {
		return false, by != nil
	}
	digest := s.digestOf(func(h hash.Hash) { n.hashInto(h, s.version, primary) })
	shell, f := s.shell()
	_, unusable := by.public()
	if digest == nil || f != nil || unusable != nil {
		return false, false
	}
	return by.holds(shell, digest), true
}

// byRevokers applies the revocations by designated revokers.
func (j *judgement) byRevokers(r *ring, c *Certificate, l *layout, n *node, reason policy.Reason, m moment) {
	rs, unknown := r.designated(l, n)
	j.revocations(n, rs, reason, m)
	if len(unknown) > 0 {
		j.notice(policy.NoticeCertificateProblem,
			"certificate %s has a revocation by a designated revoker, which cannot be checked without its certificate: %v", c.Fingerprint(), unknown)
	}
}
