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
	// itself, ids and subs are the primary key, the users and the subkeys with the
	// signatures about them.
	itself, ids, subs *family
	// others counts signatures by other keys, which are skipped.
	others int
	// untried counts revocations that name other keys, beyond the limit.
	untried int
	// effort is what checking one signature of the primary key counts.
	effort int

	usersOnce sync.Once
	usersList []*binding

	namesOnce sync.Once
	namesList []string

	revokersOnce sync.Once
	revokersList []string
}

// node is one component of a certificate.
type node struct {
	key       *key   // primary key or subkey
	user      []byte // user ID, or user attribute
	attribute bool
	// sigs stand behind the component. What they are about, family finds out.
	sigs   []*signature
	family *family

	// verified is for [node.verify] alone.
	verified verified

	backsOnce sync.Once
	backsList []backSignature
	backsCut  bool
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
	b.effort = c.primary.effort()
	b.itself, b.ids, b.subs = &family{primary: c.primary}, &family{primary: c.primary}, &family{primary: c.primary}
	b.primary = b.itself.join(&node{key: c.primary})
	if len(c.subkeys) > limits.CertificateKeys {
		return nil, faultf(policy.ReasonLimitExceeded, "certificate %s has more than %d subkeys", c.Fingerprint(), limits.CertificateKeys)
	}
	for _, k := range c.subkeys {
		b.subkeys = append(b.subkeys, b.subs.join(&node{key: k}))
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
			b.users[id] = b.ids.join(n)
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

// addSignature files a signature with the components that it may be about. What
// revokes counts wherever it stands in the certificate, and whoever it names:
// anybody can write an issuer beside a signature.
func (b *layer) addSignature(body []byte) {
	kind, own := peek(body, b.cert.Fingerprint())
	if !own && !revokes(kind) {
		b.others++
		return
	}
	at := b.current
	if at == nil {
		if !revokes(kind) && kind != typeDirectKey {
			return // on a component that is not understood
		}
		at = b.primary
	}
	if f := b.about(kind); f != nil {
		b.file(f, at, body, own)
	} else {
		b.file(at.family, at, body, own)
	}
}

// about returns the components that a signature of that type can be about; nil for
// types that no certificate should have.
func (l *layout) about(kind byte) *family {
	switch {
	case kind == typeKeyRevocation || kind == typeDirectKey:
		return l.itself
	case kind == typeSubkeyRevocation || kind == typeSubkeyBinding:
		return l.subs
	case kind == typeCertRevocation || kind >= typeCertification && kind <= typePositive:
		return l.ids
	}
	return nil
}

func (l *layout) families() []*family { return []*family{l.itself, l.ids, l.subs} }

func (b *layer) file(f *family, at *node, body []byte, own bool) {
	if f.seen[string(body)] || !b.within(body, own) {
		return
	}
	if f.seen == nil {
		f.seen = map[string]bool{}
	}
	f.seen[string(body)] = true
	if f == b.itself {
		at = b.primary
	}
	s, fault := parseSignature(body)
	switch {
	case fault == nil:
		at.sigs = append(at.sigs, s)
		f.sigs = append(f.sigs, standing{s, at})
	case own && revokes(typeOf(body)):
		f.unread = append(f.unread, fmt.Sprintf("a revocation of %s that cannot be read: %s", f.name(at), fault.detail))
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
