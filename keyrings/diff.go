package keyrings

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is what differs between two sets of certificates.
type Difference struct {
	Keys []KeyChange `json:"keys"`
	// Notes are what could not be read.
	Notes []Change `json:"notes,omitempty"`
}

// Same reports whether nothing differs.
func (d Difference) Same() bool { return len(d.Keys) == 0 && len(d.Notes) == 0 }

// Diff says what newer has that older has not, and what it lacks, certificate by
// certificate.
func Diff(older, newer []Material) (Difference, error) {
	var d Difference
	a, b := readBatch(older, nil, everything), readBatch(newer, nil, everything)
	for _, p := range slices.Concat(a.problems, b.problems) {
		d.Notes = append(d.Notes, changef(ChangeIgnoredProblem, "%s: %s", p.Source, p.Detail))
	}
	for _, p := range slices.Concat(a.aside, b.aside) {
		d.Notes = append(d.Notes, changef(ChangeUnusableCopy, "%s: %s: %s", p.Source, p.Fingerprint, p.Detail))
	}
	for _, n := range b.certs {
		k := KeyChange{Fingerprint: n.Fingerprint()}
		i := slices.IndexFunc(a.certs, sameFingerprint(n.Fingerprint()))
		if i < 0 {
			k.Changes = []Change{changef(ChangeNewCertificate, "%s", strings.Join(n.SignedUserIDs(), ", "))}
			d.Keys = append(d.Keys, k)
			continue
		}
		more, err := Compare(a.certs[i], n)
		if err != nil {
			return d, fmt.Errorf("compare: %w", err)
		}
		less, err := Lacks(a.certs[i], n)
		if err != nil {
			return d, fmt.Errorf("compare: %w", err)
		}
		if k.Changes = append(more, less...); len(k.Changes) > 0 {
			d.Keys = append(d.Keys, k)
		}
	}
	d.gone(a, b)
	slices.SortStableFunc(d.Keys, func(a, b KeyChange) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
	return d, nil
}

// gone tells which certificates the newer side does not have at all.
func (d *Difference) gone(older, newer batch) {
	for _, o := range older.certs {
		if !slices.ContainsFunc(newer.certs, sameFingerprint(o.Fingerprint())) {
			d.Keys = append(d.Keys, KeyChange{Fingerprint: o.Fingerprint(), Changes: []Change{
				changef(ChangeLacksPart, "the whole certificate"),
			}})
		}
	}
}
