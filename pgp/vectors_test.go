package pgp_test

import (
	"os"
	"path"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// TestVectors runs the repository's vectors through this collector alone: what
// it finds must be what the vector's outcomes follow from.
func TestVectors(t *testing.T) {
	vectors, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, v := range vectors {
		p, err := v.Policy()
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		findings, all, err := v.Collect(t.Context(), p, vectorCollector(v, p))
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
		looked += len(findings)
		for _, d := range v.FindingDifferences(findings, all) {
			t.Errorf("%s: %s", v.Name, d)
		}
	}
	if looked < 300 {
		t.Errorf("only %d findings", looked)
	}
}

// vectorCollector has the certificates that the policy's keyrings hold under
// the fingerprints that it names.
func vectorCollector(v testvec.Vector, p *policy.Policy) *pgp.Collector {
	var certificates []*pgp.Certificate
	var problems []pgp.Problem
	for name, data := range v.Files {
		if path.Dir(name) != "keys" {
			continue
		}
		c, bad := pgp.ReadCertificates(data, name)
		certificates, problems = append(certificates, c...), append(problems, bad...)
	}
	return pgp.New(named(certificates, p), problems)
}

// named keeps the certificates that the policy names, and those of their revokers.
func named(all []*pgp.Certificate, p *policy.Policy) []*pgp.Certificate {
	wanted := p.Fingerprints()
	for _, c := range all {
		if slices.Contains(wanted, c.Fingerprint()) {
			wanted = append(wanted, c.Revokers()...)
		}
	}
	return slices.DeleteFunc(all, func(c *pgp.Certificate) bool { return !slices.Contains(wanted, c.Fingerprint()) })
}
