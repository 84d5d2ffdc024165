package fetch

import (
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
)

// Agreement says what the places have of one certificate.
type Agreement struct {
	Fingerprint string
	// Views are the places that have it, in the order of the results.
	Views []View
}

// View is one place's copy of a certificate.
type View struct {
	URL string
	// Lacks is what the copy does not have of what all copies have together. A
	// revocation among it means that the place is old or withholds it.
	Lacks []keyrings.Change
	// Err says why the copy cannot be compared or merged.
	Err error
}

// Found reports whether any place has the certificate.
func (a Agreement) Found() bool { return len(a.Views) > 0 }

// Compare says for each fingerprint which places have the certificate and how
// their copies differ. One that no place has gets an Agreement without views.
func Compare(all []Result, fingerprints []string) []Agreement {
	var out []Agreement
	for _, fpr := range fingerprints {
		out = append(out, compare(all, fpr))
	}
	return out
}

func compare(all []Result, fpr string) Agreement {
	a := Agreement{Fingerprint: fpr}
	var copies []*pgp.Certificate // clean, nil for one that cannot be
	for _, r := range all {
		for _, c := range r.Certificates {
			if c.Fingerprint() == fpr {
				// One by one: what a place added must not spoil the others' copies.
				clean, _, err := keyrings.Clean(c)
				copies = append(copies, clean)
				a.Views = append(a.Views, View{URL: r.URL, Err: err})
			}
		}
	}
	together, err := union(copies)
	for i, c := range copies {
		v := &a.Views[i]
		switch {
		case c == nil:
		case err != nil:
			v.Err = err
		default:
			v.Lacks, v.Err = keyrings.Lacks(together, c)
		}
	}
	return a
}

func union(copies []*pgp.Certificate) (*pgp.Certificate, error) {
	var together *pgp.Certificate
	for _, c := range copies {
		if c == nil {
			continue
		}
		if together == nil {
			together = c
			continue
		}
		merged, err := keyrings.Merge(together, c)
		if err != nil {
			return nil, err
		}
		together = merged
	}
	return together, nil
}
