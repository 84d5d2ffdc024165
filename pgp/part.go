package pgp

import (
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// PartKind says what a part of a certificate is.
type PartKind int

const (
	// PartUnknown is a packet that this package does not understand.
	PartUnknown PartKind = iota
	// PartPrimary is the primary key.
	PartPrimary
	// PartUserID is a user ID.
	PartUserID
	// PartUserAttribute is a user attribute, such as a photo.
	PartUserAttribute
	// PartSubkey is a subkey, perhaps of a version that is not supported.
	PartSubkey
)

// Part is one component of a certificate with the signatures on it, as opaque
// packets: for tools that merge, store and compare certificates. Bodies alias the
// certificate's memory and must not be changed.
type Part struct {
	Kind PartKind
	// Tag is the packet type ID.
	Tag  int
	Body []byte
	// Fingerprint of a key; empty for other parts and unsupported key versions.
	Fingerprint string
	// Created is when a key says it was made; zero for other parts.
	Created time.Time
	// EncryptionOnly is true for a subkey that no binding lets certify, sign or
	// authenticate: it plays no part in verification.
	EncryptionOnly bool
	Signatures     []PartSignature
}

// Standing says what a signature in a certificate is worth. The zero value is
// nothing.
type Standing int

const (
	// StandingForged: it claims to be by the primary key and does not hold, or it
	// cannot be read.
	StandingForged Standing = iota
	// StandingForeign: it is by another key.
	StandingForeign
	// StandingRevoker: a revocation by a key that the primary key designated for
	// that. Whether it holds is not known without the revoker's certificate.
	StandingRevoker
	// StandingUnknown: it names the primary key as its issuer and cannot be
	// checked (unknown type, version, algorithm or hash).
	StandingUnknown
	// StandingOwn: the primary key made it.
	StandingOwn
)

// PartSignature is one signature packet in a certificate.
type PartSignature struct {
	Body     []byte
	Standing Standing
	// Type is the signature type ID (RFC 9580 section 5.2.1).
	Type int
	// Created is its signed date; zero if it has none.
	Created time.Time
	// Revokes is true for revocations of any kind. Soft ones spare what was
	// signed before them; Reason explains. Both are empty for other signatures.
	Revokes, Soft bool
	Reason        string
}

// Parts takes the certificate apart without losing a signature: the primary key
// first, then the others in order of appearance, each once. A signature that
// stands in the wrong place comes with the part that it is about. GnuPG's trust
// packets, comments, markers and padding are left out, and so is a user ID beyond
// [limits.UserID].
//
// The error is a [Problem]'s detail: the certificate is beyond a limit.
func (c *Certificate) Parts() ([]Part, error) {
	l, f := c.parts()
	if f != nil {
		return nil, f
	}
	for _, o := range l.families() {
		if o.settle().fault != nil {
			return nil, o.fault
		}
	}
	s := newSorter(c)
	for _, piece := range c.copies {
		s.current = s.all[0]
		for rest := piece; len(rest) > 0; {
			p, next, err := nextPacket(rest)
			if err != nil {
				break // framed once already; cannot happen
			}
			s.packet(p)
			rest = next
		}
	}
	for _, w := range s.waiting {
		s.current = w.at
		s.signature(w.body)
	}
	return s.parts(), nil
}

// PrimaryKey is the body of the primary key packet. The caller must not change
// it. A version 4 fingerprint is SHA-1 over it.
func (c *Certificate) PrimaryKey() []byte { return c.primary.body }

// Error makes a fault an error for callers outside of this package.
func (f *fault) Error() string { return f.detail }

// heap is a part while its signatures are being collected.
type heap struct {
	Part
	// node is nil for what cannot be hashed.
	node *node
	seen map[string]bool
}

func (h *heap) add(s PartSignature) {
	if h.seen[string(s.Body)] {
		return
	}
	if h.seen == nil {
		h.seen = map[string]bool{}
	}
	h.seen[string(s.Body)] = true
	h.Signatures = append(h.Signatures, s)
}

// sorter puts the signatures of a certificate where they belong.
type sorter struct {
	cert  *Certificate
	all   []*heap
	index map[string]*heap
	// current is where signatures stand; nil after a packet that is left out.
	current  *heap
	revokers []string
	// waiting are the signatures, until all parts are known.
	waiting []waiting
	// nodes are what signatures can be about, and homes the parts that they are of;
	// own and others look for misplaced signatures of the primary key, and for those
	// that name another.
	nodes       []*node
	homes       map[*node]*heap
	own, others *seeker
	// strange are the revocations that name another key and were tried all the same,
	// and what came of it.
	strange map[string]bool
}

// waiting is a signature and the part that it stands behind.
type waiting struct {
	at   *heap
	body []byte
}

func newSorter(c *Certificate) *sorter {
	s := &sorter{
		cert: c, index: map[string]*heap{}, strange: map[string]bool{}, homes: map[*node]*heap{},
		own: newSeeker(c.primary), others: newSeeker(c.primary),
	}
	k := c.primary
	s.append(&heap{node: &node{key: k}, Part: Part{
		Kind: PartPrimary, Tag: tagPublicKey, Body: k.body, Fingerprint: k.fpr, Created: k.created,
	}})
	s.revokers = c.Revokers()
	return s
}

func (s *sorter) packet(p rawPacket) {
	switch p.tag {
	case tagPublicKey:
		s.current = s.all[0]
	case tagSignature:
		s.waiting = append(s.waiting, waiting{s.current, p.body})
	case tagTrust, tagMarker, tagOldComment, tagPadding:
	default:
		s.part(p)
	}
}

// part begins a component, or goes back to it.
func (s *sorter) part(p rawPacket) {
	s.current = nil
	if p.tag == tagUserID && len(p.body) > limits.UserID || p.tag == tagUserAttribute && len(p.body) > limits.UserPacket {
		return
	}
	id := string(rune(p.tag)) + string(p.body)
	h, known := s.index[id]
	if !known {
		h = newHeap(p)
		s.index[id] = h
		s.append(h)
	}
	s.current = h
}

func (s *sorter) append(h *heap) {
	s.all = append(s.all, h)
	if h.node != nil {
		s.nodes, s.homes[h.node] = append(s.nodes, h.node), h
	}
}

func newHeap(p rawPacket) *heap {
	h := &heap{Part: Part{Tag: p.tag, Body: p.body}}
	switch p.tag {
	case tagUserID, tagUserAttribute:
		h.Kind = PartUserID
		h.node = &node{user: p.body}
		if p.tag == tagUserAttribute {
			h.Kind, h.node.attribute = PartUserAttribute, true
		}
	case tagPublicSubkey:
		h.Kind = PartSubkey
		if k, f := newKey(p.body, true); f == nil {
			h.node = &node{key: k}
			h.Fingerprint, h.Created = k.fpr, k.created
		}
	}
	return h
}

func (s *sorter) parts() []Part {
	var all []Part
	for _, h := range s.all {
		h.EncryptionOnly = h.encryptionOnly()
		all = append(all, h.Part)
	}
	return all
}
