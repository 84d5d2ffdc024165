package keyrings

import (
	"slices"

	"github.com/upsig/upsig/pgp"
)

// stray is a file with revocations that stand alone, without the certificate that
// they revoke, as gpg --gen-revoke makes them.
type stray struct {
	data    []byte
	problem pgp.Problem
}

func (c *collection) addStray(p pgp.Problem, data []byte) {
	known := slices.ContainsFunc(c.strays, func(s stray) bool { return s.problem.Source == p.Source })
	if !known {
		c.strays = append(c.strays, stray{data, p})
	}
}

// applyStrays gives revocations that stand alone to the certificates that other
// files hold: it reads the file again with these behind it. Those of strangers
// are reported.
func (c *collection) applyStrays() {
	for _, s := range c.strays {
		applied := false
		for _, fpr := range c.wanted {
			applied = c.revoke(fpr, s) || applied
		}
		if !applied {
			c.problems = append(c.problems, s.problem)
		}
	}
}

// revoke reports whether the file holds a revocation that names the certificate.
// Whether the revocation is genuine is not known here.
func (c *collection) revoke(fpr string, s stray) bool {
	cert := c.found[fpr]
	if cert == nil {
		return false
	}
	packets := cert.Bytes()
	together, _ := parse(slices.Concat(s.data, []byte("\n"), packets), s.problem.Source)
	i := slices.IndexFunc(together, sameFingerprint(fpr))
	if i < 0 || len(together[i].Bytes()) <= len(packets) {
		return false
	}
	merged, err := cert.Merge(together[i])
	if err != nil {
		return false
	}
	c.found[fpr] = merged
	return true
}
