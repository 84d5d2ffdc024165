package pgp

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// Certificate is one OpenPGP certificate (a "transferable public key"), made of
// one or several copies that were read. It is immutable and safe for concurrent
// use. Nothing about it depends on a time or a policy; self-signatures are
// verified when they are first needed.
type Certificate struct {
	primary *key
	// subkeys are those framed so far, each once, in order of appearance.
	subkeys []*key
	sources []string
	// copies are the packets of each copy, as they were read.
	copies [][]byte

	once   sync.Once
	layout *layout
	fault  *fault
}

// Fingerprint is the primary key's, in upper-case hexadecimal: 40 digits for
// version 4, 64 for version 6.
func (c *Certificate) Fingerprint() string { return c.primary.fpr }

// Version is the primary key's version, 4 or 6.
func (c *Certificate) Version() int { return c.primary.version }

// Created is when the primary key says it was made, in UTC.
func (c *Certificate) Created() time.Time { return c.primary.created }

// Algorithm names the primary key's algorithm for people, such as "RSA 4096".
func (c *Certificate) Algorithm() string { return c.primary.algorithm() }

// Source lists the files that the copies were read from, separated by ", ".
func (c *Certificate) Source() string { return strings.Join(c.sources, ", ") }

// Sources lists the files that the copies were read from.
func (c *Certificate) Sources() []string { return slices.Clone(c.sources) }

// Keys lists the fingerprints of the primary key and then of all subkeys.
func (c *Certificate) Keys() []string {
	all := []string{c.primary.fpr}
	for _, k := range c.subkeys {
		all = append(all, k.fpr)
	}
	return all
}

// UserIDs lists the user IDs as they stand in the certificate, valid or not:
// anybody can write them; see [Certificate.SignedUserIDs]. It is empty for a certificate beyond the limits.
func (c *Certificate) UserIDs() []string {
	l, f := c.parts()
	if f != nil {
		return nil
	}
	var ids []string
	for _, u := range l.users {
		if !u.attribute {
			ids = append(ids, string(u.user))
		}
	}
	return ids
}

// Bytes returns the packets of all copies, binary, one copy after the other and
// nothing left out: what [ReadCertificates] reads back as this certificate.
func (c *Certificate) Bytes() []byte { return bytes.Join(c.copies, nil) }

var errOtherCertificate = errors.New("merge certificates: the fingerprints differ")

// Merge returns a certificate that has the components and signatures of both.
// A revocation in either copy counts. It fails when the fingerprints differ.
func (c *Certificate) Merge(other *Certificate) (*Certificate, error) {
	if c.Fingerprint() != other.Fingerprint() {
		return nil, errOtherCertificate
	}
	return combine([]*Certificate{c, other}), nil
}

// combine merges copies of one certificate. A hostile file has thousands.
func combine(all []*Certificate) *Certificate {
	m := &Certificate{primary: all[0].primary}
	keys, pieces := map[string]bool{}, map[string]bool{}
	for _, c := range all {
		m.sources = append(m.sources, c.sources...)
		for _, k := range c.subkeys {
			if !keys[k.fpr] {
				keys[k.fpr] = true
				m.subkeys = append(m.subkeys, k)
			}
		}
		for _, piece := range c.copies {
			if !pieces[string(piece)] {
				pieces[string(piece)] = true
				m.copies = append(m.copies, piece)
			}
		}
	}
	m.sources = distinct(m.sources)
	return m
}

// mergeAll merges certificates of the same fingerprint and sorts by it, so that
// the order of files and keys leaves no trace.
func mergeAll(certs []*Certificate) []*Certificate {
	copies := map[string][]*Certificate{}
	for _, c := range certs {
		if c != nil && c.primary != nil {
			copies[c.Fingerprint()] = append(copies[c.Fingerprint()], c)
		}
	}
	var out []*Certificate
	for _, all := range copies {
		if len(slices.Compact(slices.Clone(all))) == 1 {
			out = append(out, all[0])
		} else {
			out = append(out, combine(all))
		}
	}
	slices.SortFunc(out, func(a, b *Certificate) int {
		return strings.Compare(a.Fingerprint(), b.Fingerprint())
	})
	return out
}

// parts returns the certificate's components; a fault when it is beyond a limit.
func (c *Certificate) parts() (*layout, *fault) {
	c.once.Do(func() { c.layout, c.fault = c.lay() })
	return c.layout, c.fault
}
