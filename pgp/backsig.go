package pgp

import (
	"bytes"
	"hash"
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// backSignature demands that the subkey itself agreed to belong to the primary
// key; else anybody could adopt somebody's signing subkey and claim its signatures
// (RFC 9580 section 5.2.1.12; CVE-2021-3521 in RPM).
//
// The back-signature covers primary key and subkey alone, so that one in any
// valid binding serves.
func (j *judgement) backSignature(primary *key, sub *node, m moment) {
	backs, cut := sub.backs(primary)
	var why string
	weak := false
	for _, s := range backs {
		switch flaw := s.flaw(sub.key, m); {
		case flaw != "":
			why = flaw
		case s.hash != hashSHA1:
			return
		default:
			weak = true
		}
	}
	switch {
	case weak:
		j.weak(policy.WeaknessSHA1Binding, "the back-signature of %s is over SHA-1", sub.name())
	case cut:
		j.refuse(policy.ReasonLimitExceeded, "%s has more back-signatures than are tried", sub.name())
	case len(backs) > 0:
		j.refuse(policy.ReasonBadBackSignature, "%s: %s", sub.name(), why)
	default:
		j.refuse(policy.ReasonNoBackSignature, "%s", sub.name())
	}
}

// backSignature is one found in a binding, and whether it holds.
type backSignature struct {
	*signature
	holds bool
}

// backs lists the back-signatures in the subkey's bindings that hold, newest binding
// first, or else one that does not: found once, however many signatures the subkey
// made. They stand where anybody can add more, so that those that do not begin as they
// say take nothing away from the others; cut is true when even so there were too many.
func (n *node) backs(primary *key) (all []backSignature, cut bool) {
	n.backsOnce.Do(func() {
		k := backSeeker{primary: primary, sub: n.key, left: limits.BackSignatures}
		for _, b := range slices.Backward(n.verify().bindings) {
			for _, body := range b.embedded() {
				k.try(body)
			}
		}
		n.backsList, n.backsCut = k.held, k.left < 0
		if len(k.held) == 0 {
			n.backsList = k.failed
		}
	})
	return n.backsList, n.backsCut
}

// backSeeker finds out which back-signatures hold.
type backSeeker struct {
	primary, sub *key
	// left is the effort that may still be spent.
	left         int
	held, failed []backSignature
}

func (k *backSeeker) try(body []byte) {
	s, f := parseSignature(body)
	same := func(o backSignature) bool { return bytes.Equal(o.body, body) }
	if f != nil || s.kind != typePrimaryBinding || slices.ContainsFunc(k.held, same) || k.left < 0 {
		return
	}
	digest := s.digestOf(func(h hash.Hash) {
		k.primary.hashInto(h, s.version)
		k.sub.hashInto(h, s.version)
	})
	shell, f := s.shell()
	holds := false
	if f == nil && s.prefixMatches(digest) {
		if k.left -= k.sub.effort(); k.left < 0 {
			return
		}
		holds = k.sub.holds(shell, digest)
	}
	switch {
	case holds:
		k.held = append(k.held, backSignature{s, true})
	case len(k.failed) == 0:
		k.failed = append(k.failed, backSignature{s, false})
	}
}

// flaw returns what is wrong with a back-signature; empty if it holds.
func (s backSignature) flaw(sub *key, m moment) string {
	critical, misshapen := s.critical(), s.misshapen()
	switch {
	case !matchingVersion(s.version, sub.version):
		return "the back-signature is of another version than the key"
	case misshapen != nil:
		return "the back-signature has a " + misshapen.detail
	case forbiddenHash(s.hash, s.version):
		return "the back-signature is over " + hashName(s.hash)
	case sub.tooShort(s.hash):
		return "the back-signature is over " + hashName(s.hash) + ", which is too short for " + sub.algorithm()
	case critical != nil:
		return "the back-signature has a " + critical.detail
	case !s.hasCreated:
		return "the back-signature has no signed date"
	case s.created.Before(sub.created):
		return "the back-signature is older than the subkey"
	case s.created.After(m.now.Add(limits.ClockSkew)):
		return "the back-signature is dated in the future"
	case m.expired(s.signature):
		return "the back-signature has expired"
	}
	if _, f := sub.public(); f != nil {
		return "the back-signature cannot be checked"
	}
	if !s.holds {
		return "the back-signature does not hold"
	}
	return ""
}
