package pgp

import (
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// stray deals with packets before the first key packet.
func (r *reader) stray(p rawPacket) {
	switch {
	case p.tag == tagSignature && standsAlone(p.body) && len(r.strays) < limits.Signatures:
		r.strays = append(r.strays, p.raw)
	case p.tag == tagSignature:
		r.problem("", policy.ReasonUnusableKey, "a signature stands alone, outside of a certificate")
	case !ignorable(p.tag):
		r.problem("", policy.ReasonUnusableKey, "a packet of type %d stands outside of a certificate", p.tag)
	}
}

// revocations takes those that stand alone in armor labelled as a signature, as
// some programs write them. Whatever else is there signs no certificate.
func (r *reader) revocations(payload []byte) {
	for len(payload) > 0 {
		p, rest, err := nextPacket(payload)
		if err != nil {
			return
		}
		if p.tag == tagSignature && standsAlone(p.body) {
			r.stray(p)
		}
		payload = rest
	}
}

// standsAlone reports whether a signature may stand outside of a certificate:
// revocations of a primary key or subkey, as gpg --gen-revoke makes them.
func standsAlone(body []byte) bool {
	kind := typeOf(body)
	return kind == typeKeyRevocation || kind == typeSubkeyRevocation
}

// place gives a revocation that stood alone to its certificate in the same file,
// or says that this is not there.
func (r *reader) place(raw []byte) {
	s, f := parseStray(raw)
	if f != nil {
		r.problem("", policy.ReasonMalformedEvidence, "a revocation that stands alone: %s", f.detail)
		return
	}
	if give(r.certs, raw, s, &r.strayTries) {
		return
	}
	before := len(r.problems)
	r.problem("", policy.ReasonNoCertificate, "a revocation that stands alone, by %v", s.issuers().names())
	for i := range r.problems[before:] {
		r.problems[before+i].stray = string(raw)
	}
}

func parseStray(raw []byte) (*signature, *fault) {
	p, _, err := nextPacket(raw)
	if err != nil {
		return nil, faultf(policy.ReasonMalformedEvidence, "%v", err)
	}
	return parseSignature(p.body)
}

// give adds a revocation to the certificates that it names or that designated whom
// it names as revoker, or under whose key it holds: whom it names, anybody can
// write. Whether it is genuine is checked when
// the certificate is judged.
//
// tries counts the checks under keys that it does not name: there may be many
// revocations and many keys, and some are slow.
func give(certs []*Certificate, raw []byte, s *signature, tries *int) (given bool) {
	names := s.issuers()
	for i, c := range certs {
		if c == nil || c.primary == nil {
			continue
		}
		takes := names.matches(c.Fingerprint())
		if !takes && i < limits.Candidates {
			*tries += c.effort()
			takes = *tries <= limits.KeyTries && c.revokedBy(s) || c.designates(names)
		}
		if takes {
			certs[i], given = c.with(raw), true
		}
	}
	return given
}

// effort is what trying one revocation that stands alone counts: a check under the
// primary key, and 64 kB to hash.
func (c *Certificate) effort() int {
	size := len(c.subkeys) * len(c.primary.body)
	for _, k := range c.subkeys {
		size += len(k.body)
	}
	return c.primary.effort() + size>>16
}

// revokedBy reports whether the signature is a revocation of this primary key by
// itself, or of a subkey whose digest the signature begins.
func (c *Certificate) revokedBy(s *signature) bool {
	keys := []*key{c.primary}
	if s.kind == typeSubkeyRevocation {
		keys = c.subkeys
	}
	shell, f := s.shell()
	if f != nil {
		return false
	}
	for _, k := range keys {
		n := &node{key: k}
		digest := s.digestOn(n, c.primary)
		if n.revokedBy(s.kind) && (!k.subkey || s.prefixMatches(digest)) && c.primary.holds(shell, digest) {
			return true
		}
	}
	return false
}

// with returns the certificate with one more packet behind a copy of its own.
func (c *Certificate) with(raw []byte) *Certificate {
	return &Certificate{
		primary: c.primary, subkeys: c.subkeys, sources: c.sources,
		copies: append(slices.Clone(c.copies), slices.Clone(raw)),
	}
}

// reunite gives revocations that stood alone in one file to certificates from
// others, and returns the problems that are left.
func reunite(certs []*Certificate, problems []Problem) ([]*Certificate, []Problem) {
	certs = slices.Clone(certs)
	var left []Problem
	tries := 0
	for _, p := range problems {
		if p.stray != "" {
			if s, f := parseStray([]byte(p.stray)); f == nil && give(certs, []byte(p.stray), s, &tries) {
				continue
			}
		}
		left = append(left, p)
	}
	return certs, left
}
