package keyrings

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// disagreement says why a record and a certificate cannot both be right, in a way
// that forbids to use the certificate; empty if they can. A file from which
// somebody took the revocation looks like any other: the record tells.
func disagreement(r Record, c *pgp.Certificate) string {
	if got := primaryDigest(c); got != r.Primary {
		return fmt.Sprintf("the primary key is %s, the record says %s", got, r.Primary)
	}
	if hard, _ := keyRevocations(c); r.State == StateRevoked && !hard {
		return "the record says revoked, and the certificate has no such revocation: restore the file, or merge a copy with it"
	}
	return ""
}

// agree leaves out certificates that a record beside one of their files speaks
// against, after all copies were merged.
func (c *collection) agree() {
	n := &notary{records: map[string][]Record{}}
	for _, fpr := range slices.Clone(c.wanted) {
		cert := c.found[fpr]
		if cert == nil {
			continue
		}
		for _, source := range cert.Sources() {
			folder := filepath.Dir(source)
			for _, r := range n.folder(folder) {
				if r.Fingerprint != fpr {
					continue
				}
				if why := disagreement(r, cert); why != "" {
					c.reject(fpr, filepath.Join(folder, RecordFile), why)
				}
			}
		}
	}
}

func (c *collection) reject(fpr, file, why string) {
	c.problem(file, fpr, policy.ReasonUnusableKey, why)
	delete(c.found, fpr)
	if c.all {
		c.wanted = slices.DeleteFunc(c.wanted, func(f string) bool { return f == fpr })
	}
}
