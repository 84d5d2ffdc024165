package pgp

import (
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
	backs := sub.backs(primary)
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

// backs lists the back-signatures in the subkey's bindings, newest binding first,
// as many as may be tried: once, however many signatures the subkey made.
func (n *node) backs(primary *key) []backSignature {
	n.backsOnce.Do(func() {
		bs := slices.Clone(n.verify().bindings)
		slices.SortFunc(bs, func(a, b *binding) int { return olderBinding(b, a) })
		for _, b := range bs {
			for _, body := range b.embedded() {
				s, f := parseSignature(body)
				if f != nil || s.kind != typePrimaryBinding {
					continue
				}
				if len(n.backsList) >= limits.Candidates {
					return
				}
				n.backsList = append(n.backsList, backSignature{s, s.backs(primary, n.key)})
			}
		}
	})
	return n.backsList
}

// backs reports whether the signature holds as one by the subkey over both keys.
func (s *signature) backs(primary, sub *key) bool {
	digest := s.digestOf(func(h hash.Hash) {
		primary.hashInto(h, s.version)
		sub.hashInto(h, s.version)
	})
	shell, f := s.shell()
	return f == nil && s.prefixMatches(digest) && sub.holds(shell, digest)
}

// flaw returns what is wrong with a back-signature; empty if it holds.
func (s backSignature) flaw(sub *key, m moment) string {
	critical, misshapen := s.critical(), s.misshapen()
	switch {
	case !matchingVersion(s.version, sub.version):
		return "the back-signature is of another version than the key"
	case misshapen != nil:
		return "the back-signature has a " + misshapen.detail
	case brokenHash(s.hash):
		return "the back-signature is over " + hashName(s.hash)
	case critical != nil:
		return "the back-signature has a " + critical.detail
	case !s.hasCreated:
		return "the back-signature has no signed date"
	case s.created.Before(sub.created):
		return "the back-signature is older than the subkey"
	case s.created.After(m.now.Add(limits.ClockSkew)):
		return "the back-signature is dated in the future"
	case s.expiredAt(m.now) || s.expiredAt(m.at):
		return "the back-signature has expired"
	}
	if !s.holds {
		return "the back-signature does not hold"
	}
	return ""
}
