package pgp

import (
	"slices"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Certification is a valid statement by another certificate's primary key that a
// user ID belongs to this certificate.
type Certification struct {
	// UserID is what was certified, raw.
	UserID string
	// Created is the claimed time.
	Created time.Time
	Hash    string
	// Weaknesses are those of the certifying key at that time.
	Weaknesses []policy.Flaw
}

// CertifiedBy lists the certifications of this certificate's user IDs that another
// certificate's primary key made and did not take back, as of now. Not counted are
// those over SHA-1 or worse (attackers made collisions over certificates) or a hash
// that is too short for the key, expired or dated in the future, older than either key,
// with critical parts that are not understood, and by a key that was then expired,
// revoked, or not for certifying.
// A hard revocation of the other certificate leaves none.
func (c *Certificate) CertifiedBy(by *Certificate, now time.Time) []Certification {
	if _, f := c.parts(); f != nil || c.Fingerprint() == by.Fingerprint() {
		return nil
	}
	l, f := by.parts()
	if f != nil {
		return nil
	}
	w := &witness{cert: c, by: by, layout: l, now: now, tries: limits.Candidates}
	for _, piece := range c.copies {
		w.read(piece)
	}
	w.takeBack()
	if w.tries < 0 {
		return nil // among what was not tried may be what takes the rest back
	}
	return w.standing()
}

// witness collects what one key certified on another certificate.
type witness struct {
	cert, by *Certificate
	layout   *layout
	now      time.Time
	// tries bounds the checks: anybody can add signatures that name the key.
	tries   int
	made    []made
	revoked []made
	seen    map[string]bool
	// revocations may be about any user ID, wherever they stand.
	revocations []*signature
}

// made is a certification, or its revocation, that holds.
type made struct {
	user string
	*signature
}

func (w *witness) read(packets []byte) {
	var user *node
	for len(packets) > 0 {
		p, next, err := nextPacket(packets)
		if err != nil {
			return // framed once already; cannot happen
		}
		packets = next
		switch p.tag {
		case tagUserID:
			user = &node{user: p.body}
		case tagSignature:
			w.take(user, p.body)
		case tagPublicKey, tagPublicSubkey, tagUserAttribute:
			user = nil
		}
	}
}

func (w *witness) take(user *node, body []byte) {
	if _, names := peek(body, w.by.Fingerprint()); !names {
		return
	}
	s, f := parseSignature(body)
	if f != nil {
		return
	}
	id := string(body)
	switch {
	case s.kind == typeCertRevocation:
	case user != nil && len(user.user) <= limits.UserID && user.boundBy(s.kind):
		id = string(user.user) + id
	default:
		return
	}
	if w.seen[id] {
		return
	}
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[id] = true
	if s.kind == typeCertRevocation {
		w.revocations = append(w.revocations, s)
	} else if w.holds(user, s) && w.sound(s) {
		w.made = append(w.made, made{string(user.user), s})
	}
}

// takeBack finds the user IDs, among those that were certified, that the revocations
// are about.
func (w *witness) takeBack() {
	users := map[string]bool{}
	for _, m := range w.made {
		users[m.user] = true
	}
	for user := range users {
		for _, s := range w.revocations {
			if w.holds(&node{user: []byte(user)}, s) {
				w.revoked = append(w.revoked, made{user, s})
			}
		}
	}
}

// holds checks the signature under the other certificate's primary key. Of
// revocations the digest's beginning counts as little as in [verified.take].
func (w *witness) holds(user *node, s *signature) bool {
	key := w.by.primary
	if !s.mayBeBy(key) {
		return false
	}
	digest := s.digestOn(user, w.cert.primary)
	shell, f := s.shell()
	if f != nil || !revokes(s.kind) && !s.prefixMatches(digest) {
		return false
	}
	if w.tries--; w.tries < 0 {
		return false
	}
	return key.holds(shell, digest)
}

// sound applies what holds for the signature alone.
func (w *witness) sound(s *signature) bool {
	return s.hasCreated && s.version != 3 && !forbiddenHash(s.hash, s.version) && s.hash != hashSHA1 && !w.by.primary.tooShort(s.hash) &&
		s.critical() == nil && !s.expiredAt(w.now) && !s.created.After(w.now.Add(limits.ClockSkew)) &&
		!s.created.Before(w.cert.primary.created) && !s.created.Before(w.by.primary.created)
}

// standing drops what was taken back, and what the other key had no right to say.
func (w *witness) standing() []Certification {
	var all []Certification
	for _, m := range w.made {
		gone := func(r made) bool { return r.user == m.user && !r.created.Before(m.created) }
		if slices.ContainsFunc(w.revoked, gone) {
			continue
		}
		flaws, ok := w.entitled(m.created)
		if ok {
			all = append(all, Certification{UserID: m.user, Created: m.created, Hash: hashName(m.hash), Weaknesses: flaws})
		}
	}
	return all
}

// entitled reports whether the other primary key could certify at that time.
func (w *witness) entitled(at time.Time) ([]policy.Flaw, bool) {
	m := moment{at: at, now: w.now}
	j := &judgement{}
	primary := w.layout.primary
	j.kindOfKey(primary.key)
	j.revocations(primary, primary.verify().revocations, policy.ReasonKeyRevoked, m)
	self := w.layout.primarySupport(m)
	j.primary(w.layout, self, false, m)
	certifies := self.base != nil
	if self.flags != nil {
		flags, _ := self.flags.keyFlags()
		certifies = flags&flagCertify != 0
	}
	expired := slices.ContainsFunc(j.weaknesses, func(f policy.Flaw) bool { return f.Weakness == policy.WeaknessExpiredAtSigning })
	return j.weaknesses, certifies && !expired && len(j.refusals) == 0
}
