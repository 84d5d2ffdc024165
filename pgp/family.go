package pgp

import (
	"fmt"
	"hash"
	"sync"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// family is all components of one sort in a certificate - the primary key, the user
// IDs and attributes, or the subkeys - and the signatures about them.
//
// Which component a signature is about is what it covers, and not where it stands:
// "cat certificate revocation" makes a certificate whose revocation stands behind
// the last subkey, whichever that is, and keyservers have mixed up more.
type family struct {
	primary *key
	nodes   []*node
	// sigs are of the types for this sort, wherever they stand.
	sigs []standing
	seen map[string]bool
	// unread says which revocations could not be read.
	unread []string

	once sync.Once
	// arrived are the signatures that hold on another component than the one that
	// they stand behind, by the former; moved has them all.
	arrived map[*node][]*signature
	moved   map[*signature]bool
	// failed are revocations that do not hold under the primary key; strange counts
	// those that name other keys.
	failed  []*signature
	strange int
	// unjudged says which revocations by the primary key cannot be checked.
	unjudged []string
	// untried counts revocations that were not tried on every component.
	untried int
	// fault says that there was too much to look for.
	fault *fault
}

// standing is a signature and the component that it stands behind, which may be
// of another sort.
type standing struct {
	*signature
	at *node
}

func (f *family) join(n *node) *node {
	n.family = f
	f.nodes = append(f.nodes, n)
	return n
}

// name names the component that a signature stands behind; what it is about may be
// another of its sort.
func (f *family) name(at *node) string {
	switch {
	case at.family == f:
		return at.name()
	case len(f.nodes) > 0 && f.nodes[0].key != nil:
		return "a subkey"
	}
	return "a user ID"
}

// settle finds out what each signature is about, once.
func (f *family) settle() *family {
	f.once.Do(func() {
		f.arrived, f.moved = map[*node][]*signature{}, map[*signature]bool{}
		var astray []standing
		for _, s := range f.sigs {
			if s.at.family != f || !s.at.verified.take(s.at, s.signature, f.primary) {
				astray = append(astray, s)
			}
		}
		own, strange := newSeeker(f.primary), newSeeker(f.primary)
		for _, s := range astray {
			if s.strange(f.primary) {
				f.place(strange, s)
			} else {
				f.place(own, s)
			}
		}
		if own.over {
			f.fault = faultf(policy.ReasonLimitExceeded, "certificate %s has more misplaced signatures than are looked for", f.primary.fpr)
		}
		for _, n := range f.nodes {
			n.verified.order()
		}
	})
	return f
}

// place looks for the component that a signature is about which does not hold
// where it stands.
func (f *family) place(k *seeker, s standing) {
	n, all := k.find(s.signature, s.at, f.nodes)
	switch {
	case n != nil:
		n.verified.accept(n, s.signature, f.primary)
		f.arrived[n] = append(f.arrived[n], s.signature)
		f.moved[s.signature] = true
	case revokes(s.kind):
		f.leave(s, all)
	}
}

// leave notes a revocation that does not hold under the primary key: by another
// key, forged, or beyond what can be computed. The last must be said: the key may
// well be revoked.
func (f *family) leave(s standing, tried bool) {
	f.failed = append(f.failed, s.signature)
	switch {
	case s.strange(f.primary):
		f.strange++
	case hashByID(s.hash) == 0:
		f.unjudged = append(f.unjudged, fmt.Sprintf("a revocation of %s over %s, which cannot be checked", f.name(s.at), hashName(s.hash)))
		return
	}
	if !tried {
		f.untried++
	}
}

// strange reports whether the signature names other keys only.
func (s *signature) strange(primary *key) bool {
	names := s.issuers()
	return !names.none() && !names.matches(primary.fpr)
}

// seeker looks for what signatures of a primary key are about, within bounds.
type seeker struct {
	primary *key
	// hashed is how many bytes may still be hashed, tries the effort for checks that
	// no digest suggests.
	hashed, tries int
	// over is true when there was more to hash.
	over bool
}

func newSeeker(primary *key) *seeker {
	return &seeker{primary: primary, hashed: limits.MisplacedHashed, tries: limits.MisplacedTries}
}

// find returns the component that the signature holds on, other than the one that
// it stands behind. Those come first whose digest begins as the signature says. That
// is in the part that anybody can change, so that a revocation is tried on the
// others too; not on user IDs if it names another key, of which popular
// certificates have hundreds. all is false when some were not tried.
func (k *seeker) find(s *signature, at *node, among []*node) (home *node, all bool) {
	shell, f := s.shell()
	if f != nil || !s.mayBeBy(k.primary) || hashByID(s.hash) == 0 {
		return nil, true
	}
	var left []suspect
	for _, n := range among {
		if n == at || !n.boundBy(s.kind) && !n.revokedBy(s.kind) {
			continue
		}
		if !k.hash(s, n) {
			return nil, false
		}
		digest := s.digestOn(n, k.primary)
		switch {
		case !s.prefixMatches(digest):
			left = append(left, suspect{n, digest})
		case k.primary.holds(shell, digest):
			return n, true
		}
	}
	if !revokes(s.kind) || s.kind == typeCertRevocation && s.strange(k.primary) {
		return nil, true
	}
	for _, c := range left {
		if k.tries -= k.primary.effort(); k.tries < 0 {
			return nil, false
		}
		if k.primary.holds(shell, c.digest) {
			return c.node, true
		}
	}
	return nil, true
}

// hash reports whether the signature's digest on the component may be computed.
func (k *seeker) hash(s *signature, n *node) bool {
	k.hashed -= n.size() + len(k.primary.body) + len(s.body) + limits.MisplacedOverhead
	k.over = k.over || k.hashed < 0
	return k.hashed >= 0
}

// digestOn is the signature's digest as one on the component of a certificate.
func (s *signature) digestOn(n *node, primary *key) []byte {
	return s.digestOf(func(h hash.Hash) { n.hashInto(h, s.version, primary) })
}

// suspect is a component, and the digest of a signature on it.
type suspect struct {
	node   *node
	digest []byte
}

// size is how many bytes a signature on the component hashes besides the primary key.
func (n *node) size() int {
	switch {
	case n.user != nil:
		return len(n.user)
	case n.key.subkey:
		return len(n.key.body)
	}
	return 0
}
