package keyrings

import (
	"maps"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// strays is material with revocations that stand alone, as gpg --gen-revoke makes
// them, and with what else was read from it.
type strays struct {
	Material
	certs    []*pgp.Certificate
	problems []pgp.Problem
}

// standsAlone reports whether a problem is a revocation without its certificate.
func standsAlone(p pgp.Problem) bool {
	return p.Reason == policy.ReasonNoCertificate && p.Fingerprint == ""
}

// revoke gives revocations that stand alone to the certificates of known that they
// name. One that names such a certificate and does not reach it is set aside: it may
// be the only word of its owner.
func (b *batch) revoke(s strays, known map[string]*pgp.Certificate) {
	left := s.problems
	for _, fpr := range slices.Sorted(maps.Keys(known)) {
		if !b.wanted(fpr) || len(s.Data) > limits.EvidenceFile {
			continue
		}
		revoked, problems := s.giveTo(known[fpr])
		if revoked == nil {
			continue
		}
		left = fewer(left, problems)
		if s.forges(revoked, known) {
			b.lost(fpr, s.Source, "a revocation that stands alone names it, and is not by its key")
		}
		b.add(revoked, s.Source)
	}
	for _, p := range left {
		if fpr := b.named(p, known); fpr != "" {
			b.lost(fpr, s.Source, p.Detail+", could not be applied: give it in a file of its own")
			continue
		}
		b.problems = append(b.problems, p)
	}
}

// giveTo returns the certificate with what the material holds of it and with the
// revocations that reach it, and the problems that are left then; nil if none does.
func (s strays) giveTo(c *pgp.Certificate) (*pgp.Certificate, []pgp.Problem) {
	packets := c.Bytes()
	together, problems := parse(slices.Concat(s.Data, []byte("\n"), packets), s.Source.Location)
	i := slices.IndexFunc(together, sameFingerprint(c.Fingerprint()))
	if i < 0 || len(fewer(s.problems, problems)) == len(s.problems) {
		return nil, nil
	}
	return together[i], problems
}

// fewer takes away the revocations standing alone that are not among the problems any
// more. Problems have no names: those of equal text count.
func fewer(all, now []pgp.Problem) []pgp.Problem {
	count := map[string]int{}
	for _, p := range now {
		count[p.Detail]++
	}
	return slices.DeleteFunc(slices.Clone(all), func(p pgp.Problem) bool {
		count[p.Detail]--
		return standsAlone(p) && count[p.Detail] < 0
	})
}

// forges reports whether a certificate got something that claims to be by its key and
// is not. What a designated revoker signed for another certificate names it too.
func (s strays) forges(revoked *pgp.Certificate, known map[string]*pgp.Certificate) bool {
	fpr := revoked.Fingerprint()
	for _, k := range known {
		if slices.Contains(k.Revokers(), fpr) {
			return false
		}
	}
	before := known[fpr]
	for _, c := range s.certs {
		if merged, err := before.Merge(c); err == nil {
			before = merged
		}
	}
	_, without, _ := Clean(before)
	_, with, _ := Clean(revoked)
	return with.Forged > without.Forged
}

// named finds the certificate that a revocation standing alone names, by fingerprint
// or key ID; empty if it is none of those that are wanted.
func (b *batch) named(p pgp.Problem, known map[string]*pgp.Certificate) string {
	if !standsAlone(p) {
		return ""
	}
	for _, fpr := range slices.Sorted(maps.Keys(known)) {
		if b.wanted(fpr) && strings.Contains(p.Detail, keyID(fpr)) {
			return fpr
		}
	}
	return ""
}

func (b *batch) lost(fpr string, s Source, why string) {
	b.aside = append(b.aside, pgp.Problem{
		Source: s.Location, Fingerprint: fpr, Reason: policy.ReasonNoCertificate, Detail: why,
	})
}
