package pgp

import (
	"slices"
	"time"
)

// primarySupport says what the certificate's self-signatures say about its
// primary key. Version 4 keys keep that in certifications of user IDs and, lacking
// these, in direct-key signatures; version 6 keys the other way round (RFC 9580
// sections 5.2.3.10 and 10.1).
func (l *layout) primarySupport(m moment) support {
	key := l.primary.key
	direct := supportOf(l.primary.verify().bindings, key.created, m)
	users := supportOf(l.userBindings(m), key.created, m)
	first, second := users, direct
	if key.version == 6 {
		first, second = direct, users
	}
	if first.base == nil || first.weak && second.base != nil && !second.weak {
		first, second = second, first
	}
	if first.base == nil || second.base == nil {
		return first
	}
	if first.refreshed && !second.refreshed && second.weak == first.weak {
		first = first.inForce(second, key.created, m)
	}
	if first.flags == nil {
		first.flags = second.flags
	}
	return first.withExpiryOf(second)
}

// inForce lets what was in force at the signature's time say what the key was for,
// where the certificate's other place has only what came later. When the key expires
// is the last word's matter still.
func (s support) inForce(other support, created time.Time, m moment) support {
	s.base, s.refreshed = other.base, false
	s.extended = passed(s.base.keyExpiry(created), m.at) && !passed(s.expiry, m.at)
	if other.flags != nil {
		s.flags = other.flags
	}
	return s
}

// withExpiryOf lets the direct-key signature say when the key expires, where user
// IDs leave it open, and the other way round. The older one may say it, as in GnuPG
// and Sequoia, and SHA-1 may: a shorter life is believed in any case.
func (s support) withExpiryOf(other support) support {
	if _, says := last(s.newest.hashed, subKeyExpires); !says && sooner(other.expiry, s.expiry) {
		s.expiry, s.newest = other.expiry, other.newest
	}
	return s
}

// userBindings are the self-signatures on user IDs that were not revoked, oldest
// first. A revocation takes away the self-signatures before it, from its date on.
func (l *layout) userBindings(m moment) []*binding {
	return slices.DeleteFunc(slices.Clone(l.allUserBindings()), func(b *binding) bool {
		return b.revoked && (!b.end.After(m.at) || b.created.After(m.at))
	})
}

// allUserBindings collects the self-signatures on user IDs, oldest first: once,
// however many signatures the key made.
func (l *layout) allUserBindings() []*binding {
	l.usersOnce.Do(func() {
		for _, u := range l.users {
			l.usersList = append(l.usersList, u.verify().bindings...)
		}
		slices.SortFunc(l.usersList, olderBinding)
	})
	return l.usersList
}

// lastUserRevoked returns when the last user ID was revoked; zero while there is
// another, or a direct-key signature.
func (l *layout) lastUserRevoked() time.Time {
	if len(l.primary.verify().bindings) > 0 {
		return time.Time{}
	}
	var latest time.Time
	for _, b := range l.allUserBindings() {
		if !b.revoked {
			return time.Time{}
		}
		if b.end.After(latest) {
			latest = b.end
		}
	}
	return latest
}

// order sorts what was found, oldest first, and notes what revocations take away: the
// bindings that are not newer. A revocation without a signed date takes all.
func (v *verified) order() {
	slices.SortFunc(v.bindings, olderBinding)
	slices.SortFunc(v.revocations, revocation.compare)
	for _, b := range v.bindings {
		b.end, b.revoked = b.revokedBy(v.revocations)
	}
}

// revokedBy returns the earliest of the revocations, which are sorted by date, that
// takes the binding away.
func (b *binding) revokedBy(rs []revocation) (end time.Time, revoked bool) {
	if len(rs) > 0 && rs[0].at.IsZero() {
		return b.created, true
	}
	i, _ := slices.BinarySearchFunc(rs, b.created, func(r revocation, t time.Time) int { return r.at.Compare(t) })
	if i == len(rs) {
		return time.Time{}, false
	}
	return rs[i].at, true
}

// bare reports whether the certificate has neither user IDs nor anything that its
// primary key says about itself, as keyservers hand out that publish addresses only
// with consent. What others forged there makes it no other certificate.
func (l *layout) bare() bool {
	v := l.primary.verify()
	return len(l.users) == 0 && len(v.bindings) == 0 && len(v.revocations) == 0 && v.barred == nil
}

// barred returns why self-signatures of the primary key could not count.
func (l *layout) barred() *fault {
	var first *fault
	for _, n := range append([]*node{l.primary}, l.users...) {
		first = firstFault(first, n.verify().barred)
	}
	return first
}
