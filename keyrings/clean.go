package keyrings

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/upsig/upsig/pgp"
)

// Dropped counts what [Clean] left out.
type Dropped struct {
	// Certifications are signatures by other keys, also on what is dropped.
	Certifications int `json:"certifications"`
	// Attributes are user attributes, such as photos.
	Attributes int `json:"attributes"`
	// EncryptionSubkeys are subkeys that play no part in verification.
	EncryptionSubkeys int `json:"encryptionSubkeys"`
	// Unbound are parts that the primary key never vouched for.
	Unbound int `json:"unbound"`
	// Forged are signatures that claim to be by the primary key and are not.
	Forged int `json:"forged"`
}

// ErrUnusable says that a certificate cannot be kept in a keyring.
var ErrUnusable = errors.New("the certificate cannot be used")

// Clean returns the certificate as a keyring keeps it: in canonical order, with
// every self-signature, revocation and binding of a subkey that may sign, and
// with unknown packets that the primary key signed or may have signed. Other
// keys' certifications, user attributes, encryption subkeys, and what anybody
// can attach are left out.
//
// Old self-signatures stay on purpose: releases made under them verify by them
// alone. Cleaning a clean certificate changes nothing, and copies of equal content
// become equal bytes.
func Clean(c *pgp.Certificate) (*pgp.Certificate, Dropped, error) {
	var d Dropped
	parts, err := c.Parts()
	if err != nil {
		return nil, d, fmt.Errorf("clean %s: %w: %w", c.Fingerprint(), ErrUnusable, err)
	}
	var kept []pgp.Part
	for _, p := range parts {
		if d.sift(&p) {
			kept = append(kept, p)
		}
	}
	cert, err := assemble(c, kept)
	return cert, d, err
}

// sift takes from a part what nobody needs, and reports whether to keep it.
func (d *Dropped) sift(p *pgp.Part) bool {
	var sigs []pgp.PartSignature
	for _, s := range p.Signatures {
		switch s.Standing {
		case pgp.StandingForeign:
			d.Certifications++
		case pgp.StandingForged:
			d.Forged++
		default:
			sigs = append(sigs, s)
		}
	}
	p.Signatures = sigs
	switch {
	case p.Kind == pgp.PartPrimary:
		return true
	case p.Kind == pgp.PartUserAttribute:
		d.Attributes++
		return false
	case len(sigs) == 0:
		d.Unbound++
		return false
	case p.EncryptionOnly:
		d.EncryptionSubkeys++
		return false
	}
	return true
}

// assemble writes the parts in canonical order and reads them back.
func assemble(c *pgp.Certificate, parts []pgp.Part) (*pgp.Certificate, error) {
	slices.SortFunc(parts, comparePart)
	var out []byte
	for _, p := range parts {
		out = appendPacket(out, p.Tag, p.Body)
		slices.SortFunc(p.Signatures, compareSignature)
		for _, s := range p.Signatures {
			out = appendPacket(out, tagSignature, s.Body)
		}
	}
	again, problems := parse(out, c.Source())
	if len(again) != 1 || again[0].Fingerprint() != c.Fingerprint() || !bytes.Equal(again[0].Bytes(), out) {
		return nil, fmt.Errorf("clean %s: %w: %v", c.Fingerprint(), ErrUnusable, problems)
	}
	return again[0], nil
}

const tagSignature = 2

// rankPart orders a certificate as RFC 9580 section 10.1.1 does: primary key, user
// IDs, subkeys; unknown parts come last.
func rankPart(k pgp.PartKind) int {
	switch k {
	case pgp.PartPrimary:
		return 0
	case pgp.PartUserID, pgp.PartUserAttribute:
		return 1
	case pgp.PartSubkey:
		return 2
	case pgp.PartUnknown:
		return 3
	}
	return 3
}

func comparePart(a, b pgp.Part) int {
	return cmp.Or(
		cmp.Compare(rankPart(a.Kind), rankPart(b.Kind)),
		a.Created.Compare(b.Created),
		cmp.Compare(a.Tag, b.Tag),
		bytes.Compare(a.Body, b.Body),
	)
}

// compareSignature puts revocations first, as RFC 9580 wants it behind the
// primary key, and the rest in order of time.
func compareSignature(a, b pgp.PartSignature) int {
	rank := func(s pgp.PartSignature) int {
		if s.Revokes {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Created.Compare(b.Created), bytes.Compare(a.Body, b.Body))
}

// appendPacket frames a packet in the current format with the shortest length
// (RFC 9580 section 4.2.1).
func appendPacket(out []byte, tag int, body []byte) []byte {
	out = append(out, 0xc0|byte(tag))
	switch n := len(body); {
	case n < 192:
		out = append(out, byte(n))
	case n < 8384:
		out = append(out, byte((n-192)>>8)+192, byte(n-192))
	default:
		out = append(out, 0xff, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, body...)
}
