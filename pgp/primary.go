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
	if first.flags == nil {
		first.flags = second.flags
	}
	return first.withExpiryOf(second)
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

// userBindings collects the self-signatures on user IDs that were not revoked. A
// revocation takes away the self-signatures before it, from its date on.
func (l *layout) userBindings(m moment) []*binding {
	var all []*binding
	for _, u := range l.users {
		v := u.verify()
		for _, b := range v.bindings {
			gone := func(r revocation) bool {
				return r.reaches(b) && (!r.at.After(m.at) || b.created.After(m.at))
			}
			if !slices.ContainsFunc(v.revocations, gone) {
				all = append(all, b)
			}
		}
	}
	return all
}

// lastUserRevoked returns when the last user ID was revoked; zero while there is
// another, or a direct-key signature.
func (l *layout) lastUserRevoked() time.Time {
	if len(l.primary.verify().bindings) > 0 {
		return time.Time{}
	}
	var latest time.Time
	for _, u := range l.users {
		v := u.verify()
		for _, b := range v.bindings {
			end, revoked := b.revokedBy(v.revocations)
			if !revoked {
				return time.Time{}
			}
			if end.After(latest) {
				latest = end
			}
		}
	}
	return latest
}

// revokedBy returns the earliest revocation that takes the binding away.
func (b *binding) revokedBy(rs []revocation) (end time.Time, revoked bool) {
	for _, r := range rs {
		at := r.at
		if at.IsZero() {
			at = b.created
		}
		if r.reaches(b) && (!revoked || at.Before(end)) {
			end, revoked = at, true
		}
	}
	return end, revoked
}

// reaches reports whether the revocation takes the binding away: it is not older.
// One without a signed date is never older.
func (r revocation) reaches(b *binding) bool { return r.at.IsZero() || !r.at.Before(b.created) }

// bare reports whether the certificate has neither user IDs nor self-signatures,
// as keyservers hand out that publish addresses only with consent.
func (l *layout) bare() bool { return len(l.users) == 0 && len(l.primary.sigs) == 0 }

// barred returns why self-signatures of the primary key could not count.
func (l *layout) barred() *fault {
	for _, n := range append([]*node{l.primary}, l.users...) {
		if f := n.verify().barred; f != nil {
			return f
		}
	}
	return nil
}
