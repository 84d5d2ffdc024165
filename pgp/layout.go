package pgp

import (
	"fmt"
	"sync"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// layout is a certificate taken apart: components and the signatures that may be
// the primary key's own.
type layout struct {
	primary *node
	users   []*node
	subkeys []*node
	selfs   int
	// others counts signatures by other keys, which are skipped.
	others int
	// untried counts revocations that name other keys, beyond the limit.
	untried int
	// effort is what checking one signature of the primary key counts.
	effort int

	revokersOnce sync.Once
	revokersList []string
}

// node is one component of a certificate.
type node struct {
	key       *key   // primary key or subkey
	user      []byte // user ID, or user attribute
	attribute bool
	sigs      []*signature
	// unread says which revocations of the component could not be read.
	unread []string

	seen map[string]bool

	once     sync.Once
	verified verified
}

func (l *layout) subkey(fpr string) *node {
	for _, n := range l.subkeys {
		if n.key.fpr == fpr {
			return n
		}
	}
	return nil
}

// layer builds a layout from the packets of all copies.
type layer struct {
	layout
	cert  *Certificate
	users map[string]*node
	// current is the component that signatures belong to; nil after one that is
	// not understood.
	current *node
	// strange counts, by type, the revocations that name other keys.
	strange map[byte]int
	packets int
}

func (c *Certificate) lay() (*layout, *fault) {
	b := &layer{cert: c, users: map[string]*node{}, strange: map[byte]int{}}
	b.primary, b.effort = &node{key: c.primary}, c.primary.effort()
	if len(c.subkeys) > limits.CertificateKeys {
		return nil, faultf(policy.ReasonLimitExceeded, "certificate %s has more than %d subkeys", c.Fingerprint(), limits.CertificateKeys)
	}
	for _, k := range c.subkeys {
		b.subkeys = append(b.subkeys, &node{key: k})
	}
	for _, piece := range c.copies {
		b.current = b.primary
		for rest := piece; len(rest) > 0; {
			p, next, err := nextPacket(rest)
			if err != nil {
				break // framed once already; cannot happen
			}
			if b.packets++; b.packets > limits.CertificatePackets {
				return nil, faultf(policy.ReasonLimitExceeded, "certificate %s has more than %d packets", c.Fingerprint(), limits.CertificatePackets)
			}
			b.add(p)
			rest = next
		}
	}
	switch {
	case b.selfs*b.effort > limits.SelfSignatures:
		return nil, faultf(policy.ReasonLimitExceeded, "certificate %s has %d signatures of its own, more than %d",
			c.Fingerprint(), b.selfs, limits.SelfSignatures/b.effort)
	case len(b.layout.users) > limits.CertificateUserIDs:
		return nil, faultf(policy.ReasonLimitExceeded, "certificate %s has more than %d user IDs",
			c.Fingerprint(), limits.CertificateUserIDs)
	}
	return &b.layout, nil
}

func (b *layer) add(p rawPacket) {
	switch p.tag {
	case tagPublicKey:
		b.current = b.primary
	case tagUserID, tagUserAttribute:
		b.addUser(p)
	case tagPublicSubkey:
		b.addSubkey(p.body)
	case tagSignature:
		b.addSignature(p.body)
	default:
		if !ignorable(p.tag) {
			b.current = nil
		}
	}
}

func (b *layer) addUser(p rawPacket) {
	if len(p.body) > limits.UserPacket {
		b.current = nil
		return
	}
	attribute := p.tag == tagUserAttribute
	id := string(rune(p.tag)) + string(p.body)
	n, ok := b.users[id]
	if !ok {
		n = &node{user: p.body, attribute: attribute}
		if len(b.layout.users) <= limits.CertificateUserIDs {
			b.users[id] = n
			b.layout.users = append(b.layout.users, n)
		}
	}
	b.current = n
}

func (b *layer) addSubkey(body []byte) {
	b.current = nil
	if k, f := newKey(body, true); f == nil {
		b.current = b.subkey(k.fpr)
	}
}

// addSignature files a signature under the component that it is about. Key
// revocations count wherever they stand in the certificate, and whoever they name:
// anybody can write an issuer beside a signature.
func (b *layer) addSignature(body []byte) {
	kind, own := peek(body, b.cert.Fingerprint())
	if !own && !revokes(kind) {
		b.others++
		return
	}
	switch target := b.current; {
	case kind == typeKeyRevocation || kind == typeDirectKey:
		b.file(b.primary, body, own)
	case kind == typeSubkeyRevocation && (target == nil || target.key == nil || !target.key.subkey):
		for _, n := range b.subkeys {
			b.file(n, body, own)
		}
	case target != nil:
		b.file(target, body, own)
	}
}

func (b *layer) file(n *node, body []byte, own bool) {
	if n.seen[string(body)] || !b.within(body, own) {
		return
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	n.seen[string(body)] = true
	s, f := parseSignature(body)
	switch {
	case f == nil:
		n.sigs = append(n.sigs, s)
	case own && revokes(typeOf(body)):
		n.unread = append(n.unread, fmt.Sprintf("a revocation of %s that cannot be read: %s", n.name(), f.detail))
	}
}

// within counts a signature against the limits. Those that name the primary key
// are too many for the certificate as a whole, the others only for themselves:
// strangers must not be able to take a certificate away.
func (b *layer) within(body []byte, own bool) bool {
	if own {
		b.selfs++
		return b.selfs*b.effort <= limits.SelfSignatures
	}
	kind := typeOf(body)
	b.strange[kind]++
	if b.strange[kind]*b.effort > limits.StrangeRevocations {
		b.untried++
		return false
	}
	return true
}
