package sigstore_test

import (
	"os"
	"testing"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
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
		findings, all, err := v.Collect(t.Context(), p, vectorCollector(t, v, p))
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
		looked += len(findings)
		for _, d := range v.FindingDifferences(findings, all) {
			t.Errorf("%s: %s", v.Name, d)
		}
	}
	if looked < 200 {
		t.Errorf("only %d findings", looked)
	}
}

// vectorCollector trusts the roots that the policy's signers name.
func vectorCollector(t *testing.T, v testvec.Vector, p *policy.Policy) *sigstore.Collector {
	t.Helper()
	var roots []sigstore.TrustedRoot
	for _, name := range p.Roots() {
		root := sigstore.EmbeddedPublicGood()
		if name != policy.PublicGood {
			var err error
			if root, err = sigstore.ParseTrustedRoot(name, v.Files[name]); err != nil {
				t.Fatalf("%s: %v", v.Name, err)
			}
		}
		roots = append(roots, root)
	}
	keys, err := sigstore.NPMKeys(p, func(name string) ([]byte, error) { return v.Files[name], nil })
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	c, err := sigstore.New(roots, keys...)
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return c
}
