package pgp

import (
	"slices"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// moment is when a key is judged: at the time the signature claims, knowing what
// is known now.
type moment struct {
	at, now time.Time
}

// expired reports whether a signature about a key has expired: one made up to the
// moment must hold then, a later one now.
func (m moment) expired(s *signature) bool {
	if s.created.After(m.at) {
		return s.expiredAt(m.now)
	}
	return s.expiredAt(m.at)
}

// support is what a key's bindings say about it at a moment. The zero value is
// no support.
type support struct {
	base *binding // what was in force; nil without support
	// flags is the binding that says what the key is for; nil if none does.
	flags  *binding
	newest *binding
	// refreshed is true when all bindings are newer than the signature.
	refreshed bool
	// weak is true when only SHA-1 carries this.
	weak bool
	// expiry is zero for a key that does not expire.
	expiry time.Time
	// extended is true when an earlier binding had the key expire before the
	// signature, and a later one says otherwise.
	extended bool
}

// supportOf says what bindings of a key made at created say, which are sorted, the
// oldest first. SHA-1 carries
// only what no stronger hash does; a shorter life is believed in any case.
func supportOf(bs []*binding, created time.Time, m moment) support {
	all := choose(bs, created, m)
	strong := choose(slices.DeleteFunc(slices.Clone(bs), func(b *binding) bool { return b.weak }), created, m)
	switch {
	case all.base == nil:
		return support{}
	case strong.base == nil:
		all.weak = true
		return all
	case sooner(all.expiry, strong.expiry):
		strong.expiry = all.expiry
	case passed(strong.expiry, m.at):
		strong.weak = !all.expiry.Equal(strong.expiry)
		strong.expiry, strong.newest, strong.extended = all.expiry, all.newest, all.extended
	}
	if strong.flags == nil {
		strong.flags = all.flags
	}
	return strong
}

// weakFlags reports whether SHA-1 alone says what the key is for, although
// something stronger binds it.
func (s support) weakFlags() bool { return !s.weak && s.flags != nil && s.flags.weak }

// sooner reports whether expiry a comes before b, where zero is never.
func sooner(a, b time.Time) bool { return !a.IsZero() && (b.IsZero() || a.Before(b)) }

// passed reports whether a key with that expiry is expired at t. In its last
// second it still lives.
func passed(expiry, t time.Time) bool { return !expiry.IsZero() && t.After(expiry) }

// choose applies the rule for refreshed certificates: what a key is for comes
// from the binding in force at the signature's time, or the earliest after it;
// when it expires comes from the newest, its owner's last word.
func choose(bs []*binding, created time.Time, m moment) support {
	past, later := split(bs, created, m)
	if len(past)+len(later) == 0 {
		return support{}
	}
	s := support{refreshed: len(past) == 0}
	s.newest = lastWord(append(slices.Clone(past), later...))
	s.expiry = s.newest.keyExpiry(created)
	candidates := later
	if len(past) > 0 {
		s.base = past[len(past)-1]
		slices.Reverse(past)
		candidates = append(past, later...)
		s.extended = passed(s.base.keyExpiry(created), m.at) && !passed(s.expiry, m.at)
	} else {
		s.base = later[0]
	}
	s.flags = firstWithFlags(candidates)
	return s
}

// lastWord is the binding that says when the key expires: the newest or, where that
// leaves it open, the newest that does not among those that are the last on their own
// user ID. A user ID or photograph that was added does not undo what stands on others.
func lastWord(oldestFirst []*binding) *binding {
	newest := oldestFirst[len(oldestFirst)-1]
	spoke := map[*node]bool{}
	for _, b := range slices.Backward(oldestFirst) {
		if spoke[b.on] {
			continue
		}
		spoke[b.on] = true
		if _, says := last(b.hashed, subKeyExpires); says {
			return b
		}
	}
	return newest
}

// split divides bindings that are in force, oldest first, into those made up to the
// signature's time and later ones.
func split(bs []*binding, created time.Time, m moment) (past, later []*binding) {
	for _, b := range bs {
		switch {
		case b.created.Before(created) || b.created.After(m.now.Add(limits.ClockSkew)) || m.expired(b.signature):
		case !b.created.After(m.at):
			past = append(past, b)
		default:
			later = append(later, b)
		}
	}
	return past, later
}

// olderBinding orders by time; among equals it prefers, as the newest, the one
// on the primary user ID, then the shorter life, then any fixed order.
func olderBinding(a, b *binding) int {
	if c := a.created.Compare(b.created); c != 0 {
		return c
	}
	if x, y := a.primaryUser(), b.primaryUser(); x != y {
		return x - y
	}
	if sooner(time.Time{}.Add(a.keyLifetime()), time.Time{}.Add(b.keyLifetime())) {
		return 1
	}
	if sooner(time.Time{}.Add(b.keyLifetime()), time.Time{}.Add(a.keyLifetime())) {
		return -1
	}
	return slices.Compare(a.body, b.body)
}

func (b *binding) primaryUser() int {
	if v, ok := last(b.hashed, subPrimaryUser); ok && len(v) == 1 && v[0] != 0 {
		return 1
	}
	return 0
}

func (b *binding) keyExpiry(created time.Time) time.Time {
	if life := b.keyLifetime(); life > 0 {
		return created.Add(life)
	}
	return time.Time{}
}

// firstWithFlags is the first binding that says what the key is for. Of those that were
// made in one second the one on the primary user ID says it, then one that does not let
// the key sign.
func firstWithFlags(bs []*binding) *binding {
	var first *binding
	for _, b := range bs {
		_, says := b.keyFlags()
		if says && (first == nil || b.created.Equal(first.created) && b.overrides(first)) {
			first = b
		}
	}
	return first
}

// overrides reports whether the binding says what the key is for, and not another of the
// same second.
func (b *binding) overrides(o *binding) bool {
	if x, y := b.primaryUser(), o.primaryUser(); x != y {
		return x > y
	}
	return !b.letsSign() && o.letsSign()
}

func (b *binding) letsSign() bool {
	flags, _ := b.keyFlags()
	return flags&flagSign != 0
}
