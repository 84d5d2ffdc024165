package pgp

import (
	"encoding/binary"
	"hash"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// binding is a valid signature by which the primary key vouches for one of its
// certificate's components, or for itself.
type binding struct {
	*signature
	// on is the component that is bound.
	on *node
	// weak is true for a SHA-1 self-signature.
	weak bool
	// revoked is true when a revocation takes the binding away, the earliest at end.
	revoked bool
	end     time.Time
}

// verified are the signatures on a component that hold under the primary key.
// Which of them count at some time is judged later.
type verified struct {
	bindings    []*binding
	revocations []revocation
	// barred says why a self-signature that is genuine cannot count: of several causes
	// the first in a fixed order, wherever the signatures stand.
	barred *fault
	// revokers are the fingerprints of designated revokers that bindings name.
	revokers []string
}

// verify returns what holds under the primary key of all that may be about the
// component, checked once.
func (n *node) verify() *verified {
	n.family.settle()
	return &n.verified
}

// take checks a signature on the component that it stands behind. It returns false
// for one that may be about another.
func (v *verified) take(n *node, s *signature, primary *key) (settled bool) {
	revokes := n.revokedBy(s.kind)
	if !revokes && !n.boundBy(s.kind) || !s.mayBeBy(primary) {
		return true
	}
	digest := s.digestOn(n, primary)
	if !revokes && !s.prefixMatches(digest) {
		return false // rejects most forgeries cheaply
	}
	shell, f := s.shell()
	if f != nil || !primary.holds(shell, digest) {
		return false
	}
	v.accept(n, s, primary)
	return true
}

// accept takes a signature that holds on the component. Some self-signatures must not
// count even so; that is for those alone to say which hold, as anybody can add others.
// Revocations always count, and so do the revokers that are named: to believe one too
// many is the safe side.
func (v *verified) accept(n *node, s *signature, primary *key) {
	if revokes(s.kind) {
		v.revocations = append(v.revocations, s.revocation())
		return
	}
	v.revokers = append(v.revokers, s.revokersNamed()...)
	if why := s.cannotBind(n, primary); why != nil {
		v.barred = firstFault(v.barred, why)
		return
	}
	v.bindings = append(v.bindings, &binding{signature: s, on: n, weak: s.hash == hashSHA1})
}

// cannotBind returns why the signature must not count as a self-signature.
func (s *signature) cannotBind(n *node, primary *key) *fault {
	misshapen := s.misshapen()
	switch f := s.critical(); {
	case misshapen != nil:
		return faultf(policy.ReasonNoBinding, "the self-signature on %s has a %s", n.name(), misshapen.detail)
	case forbiddenHash(s.hash, s.version):
		return faultf(policy.ReasonForbiddenHash, "%s has only a self-signature over %s", n.name(), hashName(s.hash))
	case primary.tooShort(s.hash):
		return faultf(policy.ReasonForbiddenHash, "%s has only a self-signature over %s, which is too short for %s", n.name(), hashName(s.hash), primary.algorithm())
	case f != nil:
		return faultf(f.reason, "the self-signature on %s has a %s", n.name(), f.detail)
	case !s.hasCreated:
		return faultf(policy.ReasonNoBinding, "the self-signature on %s has no signed date", n.name())
	}
	return nil
}

// mayBeBy reports whether the signature counts as one by the key: of another version
// only a revocation does, whose form is no reason to disbelieve it.
func (s *signature) mayBeBy(k *key) bool {
	return revokes(s.kind) || matchingVersion(s.version, k.version)
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
