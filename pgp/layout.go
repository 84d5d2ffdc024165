package pgp

import (
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
	// foreign are issuers of revocations by other keys, which are not judged.
	foreign []string
	selfs   int
	// others counts signatures by other keys, which are skipped.
	others int
}

// node is one component of a certificate.
type node struct {
	key       *key   // primary key or subkey
	user      []byte // user ID, or user attribute
	attribute bool
	sigs      []*signature

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
}

func (c *Certificate) lay() (*layout, *fault) {
	b := &layer{cert: c, users: map[string]*node{}}
	b.primary = &node{key: c.primary}
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
			b.add(p)
			rest = next
		}
	}
	switch {
	case b.selfs > limits.SelfSignatures:
		return nil, faultf(policy.ReasonLimitExceeded, "certificate %s has %d signatures of its own, more than %d",
			c.Fingerprint(), b.selfs, limits.SelfSignatures)
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
// revocations count wherever they stand in the certificate.
func (b *layer) addSignature(body []byte) {
	kind, own := peek(body, b.cert.Fingerprint())
	if !own {
		b.others++
		b.noteForeign(kind, body)
		return
	}
	switch target := b.current; {
	case kind == typeKeyRevocation || kind == typeDirectKey:
		b.file(b.primary, body)
	case kind == typeSubkeyRevocation && (target == nil || target.key == nil || !target.key.subkey):
		for _, n := range b.subkeys {
			b.file(n, body)
		}
	case target != nil:
		b.file(target, body)
	}
}

func (b *layer) file(n *node, body []byte) {
	if n.seen[string(body)] {
		return
	}
	if b.selfs++; b.selfs > limits.SelfSignatures {
		return
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	n.seen[string(body)] = true
	if s, f := parseSignature(body); f == nil {
		n.sigs = append(n.sigs, s)
	}
}

func (b *layer) noteForeign(kind byte, body []byte) {
	if kind != typeKeyRevocation && kind != typeSubkeyRevocation || len(b.foreign) >= 8 {
		return
	}
	if s, f := parseSignature(body); f == nil {
		b.foreign = distinct(append(b.foreign, s.issuers().names()...))
	}
}

// peek returns the type of a certificate's signature and whether it may be by
// the primary key, without parsing what others certified: a flooded certificate
// has hundreds of thousands of those (CVE-2019-13050). A signature that names no
// issuer may be.
func peek(body []byte, fpr string) (kind byte, own bool) {
	if len(body) < 19 {
		return 0, false
	}
	if body[0] == 3 {
		return body[2], upperHex(body[7:15]) == keyIDOf(fpr)
	}
	width := 2
	if body[0] == 6 {
		width = 4
	}
	hashed, rest, ok := area(body[4:], width)
	if !ok {
		return body[1], false
	}
	unhashed, _, _ := area(rest, width)
	a, named := namesIssuer(hashed, fpr)
	b, also := namesIssuer(unhashed, fpr)
	return body[1], a || b || !named && !also
}

// namesIssuer reports whether a subpacket area names the key as issuer, and
// whether it names any.
func namesIssuer(area []byte, fpr string) (match, any bool) {
	for len(area) > 0 {
		p, rest, ok := nextSubpacket(area)
		if !ok {
			return match, any
		}
		area = rest
		switch {
		case p.kind == subIssuer && len(p.body) == 8:
			any, match = true, match || equalHex(p.body, keyIDOf(fpr))
		case p.kind == subIssuerFPR && fingerprintSize(p.body):
			any, match = true, match || equalHex(p.body[1:], fpr)
		}
	}
	return match, any
}
