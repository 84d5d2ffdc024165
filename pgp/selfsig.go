package pgp

import (
	"encoding/binary"
	"fmt"
	"hash"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// binding is a valid signature by which the primary key vouches for one of its
// certificate's components, or for itself.
type binding struct {
	*signature
	// weak is true for a SHA-1 self-signature.
	weak bool
}

// verified are the signatures on a component that hold under the primary key.
// Which of them count at some time is judged later.
type verified struct {
	bindings    []*binding
	revocations []revocation
	// barred says why a self-signature that may well be genuine cannot count.
	barred *fault
	// revokers are the fingerprints of designated revokers that bindings name.
	revokers []string
	// failed are revocations that do not hold under the primary key; strange counts
	// those that name other keys.
	failed  []*signature
	strange int
	// unjudged says which revocations by the primary key cannot be checked.
	unjudged []string
}

// verify checks the component's signatures under the primary key, once.
func (n *node) verify(primary *key) *verified {
	n.once.Do(func() {
		for _, s := range n.sigs {
			n.verified.take(n, s, primary)
		}
	})
	return &n.verified
}

func (v *verified) take(n *node, s *signature, primary *key) {
	revokes := n.revokedBy(s.kind)
	if !revokes && !n.boundBy(s.kind) || !matchingVersion(s.version, primary.version) {
		return
	}
	if !revokes && v.bar(n, s) {
		return
	}
	digest := s.digestOf(func(h hash.Hash) { n.hashInto(h, s.version, primary) })
	if !revokes && !s.prefixMatches(digest) {
		return // rejects most forgeries cheaply
	}
	shell, f := s.shell()
	holds := f == nil && primary.holds(shell, digest)
	switch {
	case revokes && holds:
		v.revocations = append(v.revocations, s.revocation())
	case revokes:
		v.leave(n, s, primary, digest)
	case holds:
		v.bind(s)
	}
}

// bind takes a self-signature that holds.
func (v *verified) bind(s *signature) {
	v.bindings = append(v.bindings, &binding{signature: s, weak: s.hash == hashSHA1})
	for _, p := range s.hashed {
		if fpr := revokerNamed(p); fpr != "" {
			v.revokers = append(v.revokers, fpr)
		}
	}
}

// leave notes a revocation that does not hold under the primary key: by another
// key, forged, or beyond what can be computed. The last must be said: the key may
// well be revoked.
func (v *verified) leave(n *node, s *signature, primary *key, digest []byte) {
	v.failed = append(v.failed, s)
	switch {
	case !s.issuers().none() && !s.issuers().matches(primary.fpr):
		v.strange++
	case digest == nil:
		v.unjudged = append(v.unjudged, fmt.Sprintf("a revocation of %s over %s, which cannot be checked", n.name(), hashName(s.hash)))
	}
}

// bar sorts out self-signatures that must not count even if genuine. Revocations
// are never barred: to believe one too many is the safe side.
func (v *verified) bar(n *node, s *signature) bool {
	misshapen := s.misshapen()
	switch f := s.critical(); {
	case misshapen != nil:
		v.barred = faultf(policy.ReasonNoBinding, "the self-signature on %s has a %s", n.name(), misshapen.detail)
	case brokenHash(s.hash):
		v.barred = faultf(policy.ReasonForbiddenHash, "%s has only a self-signature over %s", n.name(), hashName(s.hash))
	case f != nil:
		v.barred = faultf(f.reason, "the self-signature on %s has a %s", n.name(), f.detail)
	case !s.hasCreated:
		v.barred = faultf(policy.ReasonNoBinding, "the self-signature on %s has no signed date", n.name())
	default:
		return false
	}
	return true
}

// matchingVersion reports whether a key of one version may make signatures of
// another (RFC 9580 section 5.2.3: version 6 keys only version 6 and back).
func matchingVersion(sig, key int) bool { return (sig == 6) == (key == 6) }

func (n *node) boundBy(kind byte) bool {
	switch {
	case n.user != nil:
		return kind >= typeCertification && kind <= typePositive
	case n.key.subkey:
		return kind == typeSubkeyBinding
	}
	return kind == typeDirectKey
}

func (n *node) revokedBy(kind byte) bool {
	switch {
	case n.user != nil:
		return kind == typeCertRevocation
	case n.key.subkey:
		return kind == typeSubkeyRevocation
	}
	return kind == typeKeyRevocation
}

// hashInto writes what a signature of that version on the component covers (RFC
// 9580 section 5.2.4).
func (n *node) hashInto(h hash.Hash, version int, primary *key) {
	primary.hashInto(h, version)
	switch {
	case n.user == nil && n.key.subkey:
		n.key.hashInto(h, version)
	case n.user != nil:
		if version != 3 {
			prefix := byte(0xb4)
			if n.attribute {
				prefix = 0xd1
			}
			h.Write(binary.BigEndian.AppendUint32([]byte{prefix}, uint32(len(n.user))))
		}
		h.Write(n.user)
	}
}

// name names the component in details.
func (n *node) name() string {
	switch {
	case n.attribute:
		return "a user attribute"
	case n.user != nil:
		return "user ID " + safetext.Quoted(string(n.user))
	case n.key.subkey:
		return "subkey " + n.key.fpr
	}
	return "primary key " + n.key.fpr
}

// day formats a claimed time in details.
func day(t time.Time) string { return t.UTC().Format("2006-01-02") }
