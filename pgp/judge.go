package pgp

import (
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/policy"
)

// judgement collects what is to be said about a signature and its key.
type judgement struct {
	weaknesses []policy.Flaw
	refusals   []policy.Refusal
	notices    []policy.Notice
}

// weak adds a weakness; what is known twice becomes one entry.
func (j *judgement) weak(w policy.Weakness, format string, args ...any) {
	j.addFlaw(policy.Flaw{Weakness: w, Detail: fmt.Sprintf(format, args...)})
}

func (j *judgement) addFlaw(f policy.Flaw) {
	i := slices.IndexFunc(j.weaknesses, func(o policy.Flaw) bool { return o.Weakness == f.Weakness })
	if i < 0 {
		j.weaknesses = append(j.weaknesses, f)
		return
	}
	old := &j.weaknesses[i]
	if old.Detail != f.Detail {
		old.Detail += "; " + f.Detail
	}
	if !f.After.IsZero() && (old.After.IsZero() || f.After.Before(old.After)) {
		old.After = f.After
	}
}

func (j *judgement) refuse(r policy.Reason, format string, args ...any) {
	j.refusals = append(j.refusals, policy.Refusal{Reason: r, Detail: fmt.Sprintf(format, args...)})
}

func (j *judgement) notice(c policy.NoticeCode, format string, args ...any) {
	j.notices = append(j.notices, policy.Notice{Code: c, Detail: fmt.Sprintf(format, args...)})
}

// judgeKey says what is wrong with a signing key at a moment, in full. The ring has
// the certificates of designated revokers.
func judgeKey(r *ring, c *Certificate, l *layout, signing *node, m moment) *judgement {
	j := &judgement{}
	primary := l.primary
	j.age(signing.key, primary.key, m)
	j.kindOfKey(primary.key)
	j.revocations(primary, primary.verify().revocations, policy.ReasonKeyRevoked, m)
	j.byRevokers(r, c, l, primary, policy.ReasonKeyRevoked, m)
	self := l.primarySupport(m)
	j.primary(l, self, signing == primary, m)
	if signing == primary {
		if self.base != nil {
			j.purpose(signing.key, self)
		}
	} else {
		j.kindOfKey(signing.key)
		j.subkey(primary, signing, m)
		j.byRevokers(r, c, l, signing, policy.ReasonSubkeyRevoked, m)
	}
	j.aboutCertificate(c, l)
	j.unjudged(c, l, signing)
	return j
}

// age refuses signatures that are older than the keys they rest on.
func (j *judgement) age(signing, primary *key, m moment) {
	for _, k := range []*key{signing, primary} {
		if m.at.Before(k.created) {
			j.refuse(policy.ReasonOlderThanKey, "the signature is dated %s, key %s was made %s", stamp(m.at), k.fpr, stamp(k.created))
			return
		}
	}
}

func (j *judgement) kindOfKey(k *key) {
	if w, weak := k.weakness(); weak {
		j.weak(w, "key %s is %s", k.fpr, k.algorithm())
	}
}

// revocations applies a component's revocations, oldest first: the soft ones spare
// what was signed before, all others spare nothing (RFC 9580 section 5.2.3.31). The
// first of each sort is told, and how many there are: who has the key can make any
// number.
func (j *judgement) revocations(n *node, rs []revocation, reason policy.Reason, m moment) {
	var soft, hard []revocation
	for _, r := range rs {
		if r.soft && r.at.After(m.at) {
			soft = append(soft, r)
		} else {
			hard = append(hard, r)
		}
	}
	if len(hard) > 0 {
		slices.SortStableFunc(hard, func(a, b revocation) int { return trueFirst(!a.soft, !b.soft) })
		j.refuse(reason, "%s", toldRevocations(n, hard))
	}
	if len(soft) > 0 {
		j.addFlaw(policy.Flaw{Weakness: policy.WeaknessRetiredKey, After: soft[0].at, Detail: toldRevocations(n, soft)})
	}
}

func toldRevocations(n *node, rs []revocation) string {
	text := fmt.Sprintf("%s was revoked %s (%s)", n.name(), day(rs[0].at), rs[0].reason)
	if len(rs) > 1 {
		text += fmt.Sprintf(", and there are %d more such revocations", len(rs)-1)
	}
	return text
}

// primary judges what the primary key says about itself.
func (j *judgement) primary(l *layout, s support, signs bool, m moment) {
	if s.base == nil {
		j.unsupportedPrimary(l, signs)
		return
	}
	j.common(l.primary, s, m)
	if gone := l.lastUserRevoked(); gone.After(m.at) {
		j.addFlaw(policy.Flaw{
			Weakness: policy.WeaknessRetiredKey, After: gone,
			Detail: fmt.Sprintf("the last user ID of key %s was revoked %s", l.primary.key.fpr, day(gone)),
		})
	}
}

func (j *judgement) unsupportedPrimary(l *layout, signs bool) {
	fpr := l.primary.key.fpr
	switch gone, f := l.lastUserRevoked(), l.barred(); {
	case l.bare() && signs:
		j.weak(policy.WeaknessNoKeyFlags, "the copy at hand of certificate %s has no self-signature at all", fpr)
	case l.bare():
	case !gone.IsZero():
		j.refuse(policy.ReasonNoBinding, "the last user ID of key %s was revoked %s", fpr, day(gone))
	case f != nil:
		j.refuse(f.reason, "primary key %s: %s", fpr, f.detail)
	default:
		j.refuse(policy.ReasonNoBinding, "primary key %s has no valid self-signature", fpr)
	}
}

// common judges what holds for primary keys and subkeys alike.
func (j *judgement) common(n *node, s support, m moment) {
	if s.weak {
		j.weak(policy.WeaknessSHA1Binding, "only SHA-1 signatures support %s", n.name())
	}
	if s.refreshed {
		j.notice(policy.NoticeRefreshedBinding, "%s: the earliest valid self-signature at hand is of %s, after the signature", n.name(), day(s.base.created))
	}
	switch {
	case passed(s.expiry, m.at):
		j.weak(policy.WeaknessExpiredAtSigning, "%s expired %s; the copy at hand was last renewed %s", n.name(), day(s.expiry), day(s.newest.created))
	case passed(s.expiry, m.now):
		j.notice(policy.NoticeKeyExpiredSince, "%s expired %s", n.name(), day(s.expiry))
	}
	if s.extended && !s.refreshed {
		j.notice(policy.NoticeRefreshedBinding, "%s: its life was extended on %s, after the signature", n.name(), day(s.newest.created))
	}
}

// purpose judges the key flags of the signing key.
func (j *judgement) purpose(k *key, s support) {
	if s.flags == nil {
		j.weak(policy.WeaknessNoKeyFlags, "nothing says what key %s is for", k.fpr)
		return
	}
	if s.weakFlags() {
		j.weak(policy.WeaknessSHA1Binding, "only SHA-1 signatures say what key %s is for", k.fpr)
	}
	if flags, _ := s.flags.keyFlags(); flags&flagSign == 0 {
		j.refuse(policy.ReasonNotSigningKey, "key %s is for: %s", k.fpr, describeFlags(flags))
	}
}

// subkey judges the binding of a signing subkey.
func (j *judgement) subkey(primary, sub *node, m moment) {
	if f := sub.key.under(primary.key); f != nil {
		j.refuse(f.reason, "%s", f.detail)
	}
	v := sub.verify()
	j.revocations(sub, v.revocations, policy.ReasonSubkeyRevoked, m)
	s := supportOf(v.bindings, sub.key.created, m)
	switch {
	case s.base == nil && v.barred != nil && len(v.bindings) == 0:
		j.refuse(v.barred.reason, "%s: %s", sub.name(), v.barred.detail)
		return
	case s.base == nil:
		j.refuse(policy.ReasonNoBinding, "%s has no valid binding signature", sub.name())
		return
	}
	j.common(sub, s, m)
	j.purpose(sub.key, s)
	j.backSignature(primary.key, sub, m)
}

func (j *judgement) aboutCertificate(c *Certificate, l *layout) {
	if !slices.ContainsFunc(l.users, func(u *node) bool { return !u.attribute }) {
		j.notice(policy.NoticeNoUserID, "certificate %s has no user ID", c.Fingerprint())
	}
}

// stamp formats a claimed time in details, to the second.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
