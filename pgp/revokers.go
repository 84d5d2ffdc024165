package pgp

import (
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

// revokersNamed lists the revokers that the signed part names.
func (s *signature) revokersNamed() []string {
	var all []string
	for _, p := range s.hashed {
		if fpr := revokerNamed(p); fpr != "" {
			all = append(all, fpr)
		}
	}
	return all
}

// revokers lists the fingerprints of keys that may revoke this certificate, as its
// own self-signatures say: at most [limits.Revokers].
func (l *layout) revokers() []string {
	l.revokersOnce.Do(func() {
		var all []string
		for _, n := range append([]*node{l.primary}, l.users...) {
			all = append(all, n.verify().revokers...)
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

// designation is what designated revokers say about a component.
type designation struct {
	revocations []revocation
	// unknown are the names of revokers under which a revocation can be neither
	// verified nor called a forgery.
	unknown []string
}

// designated returns the revocations of a component by keys that the certificate
// designated for that. Like the primary key's own they count
// over any hash, and however the revoker's own certificate fares: to believe one
// too many is the safe side. It is found out once, however many signatures there are.
func (r *ring) designated(l *layout, n *node) designation {
	if len(l.revokers()) == 0 {
		return designation{}
	}
	if known, ok := r.designations.Load(n); ok {
		return known.(designation)
	}
	d := r.findDesignated(l, n)
	r.designations.Store(n, d)
	return d
}

func (r *ring) findDesignated(l *layout, n *node) (d designation) {
	tries, k := limits.StrangeRevocations, newSeeker(l.primary.key)
	for _, fpr := range l.revokers() {
		c, found := r.byFingerprint(fpr)
		for _, s := range r.claimed(l, n, c, k) {
			if c.key != nil {
				tries -= c.key.effort()
			}
			if tries < 0 {
				d.unknown = distinct(append(d.unknown, fpr))
				return d
			}
			switch holds, known := n.revokedUnder(c.key, s, l.primary.key); {
			case holds:
				d.revocations = append(d.revocations, s.revocation())
			case s.issuers().matches(fpr) && !(found && known):
				d.unknown = append(d.unknown, fpr)
			}
		}
	}
	d.unknown = distinct(d.unknown)
	slices.SortFunc(d.revocations, revocation.compare)
	return d
}

// claimed lists the revocations that may be by a revoker: those that are not the
// primary key's, wherever they stand, and those that stood alone and went to the
// certificate that they name, the revoker's. Those come first whose digest begins as
// they say, as far as there is anything left to hash.
func (r *ring) claimed(l *layout, n *node, revoker candidate, k *seeker) []*signature {
	kind := byte(typeKeyRevocation)
	if n.key.subkey {
		kind = typeSubkeyRevocation
	}
	all := slices.Clone(l.about(kind).settle().failed)
	if revoker.cert != nil {
		if own, f := revoker.cert.parts(); f == nil {
			seen := map[string]bool{}
			for _, s := range all {
				seen[string(s.body)] = true
			}
			for _, s := range own.about(kind).settle().failed {
				if !seen[string(s.body)] {
					all = append(all, s)
				}
			}
		}
	}
	likely := map[*signature]bool{}
	for _, s := range all {
		likely[s] = k.hash(s, n) && s.prefixMatches(s.digestOn(n, l.primary.key))
	}
	slices.SortStableFunc(all, func(a, b *signature) int { return trueFirst(likely[a], likely[b]) })
	return all
}

// revokedUnder reports whether the signature is a revocation of the component by
// the key, and whether that could be told.
func (n *node) revokedUnder(by *key, s *signature, primary *key) (holds, known bool) {
	if by == nil {
		return false, false
	}
	digest := s.digestOn(n, primary)
	shell, f := s.shell()
	_, unusable := by.public()
	if digest == nil || f != nil || unusable != nil {
		return false, false
	}
	return by.holds(shell, digest), true
}

// byRevokers applies the revocations by designated revokers.
func (j *judgement) byRevokers(r *ring, c *Certificate, l *layout, n *node, reason policy.Reason, m moment) {
	d := r.designated(l, n)
	j.revocations(n, d.revocations, reason, m)
	if len(d.unknown) > 0 {
		j.notice(policy.NoticeCertificateProblem, "certificate %s has %s", c.Fingerprint(), revokerMissing(d.unknown))
	}
}
