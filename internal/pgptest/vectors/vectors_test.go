package vectors_test

import (
	"bytes"
	"testing"

	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/policy"
)

func TestCatalogue(t *testing.T) {
	cases := vectors.All()
	if len(cases) < 150 {
		t.Fatalf("only %d cases", len(cases))
	}
	seen := make(map[string]bool)
	for _, c := range cases {
		if seen[c.Name] || c.Section == "" || c.Now.IsZero() || len(c.Want) == 0 || len(c.Certs) == 0 {
			t.Errorf("%s: incomplete or named twice", c.Name)
		}
		seen[c.Name] = true
	}
}

func TestWantsAreOfTheVocabulary(t *testing.T) {
	for _, c := range vectors.All() {
		for _, w := range c.Want {
			if (w.Status == policy.StatusSound) != (w.Reason == "") {
				t.Errorf("%s: %v with reason %q", c.Name, w.Status, w.Reason)
			}
			for _, r := range append(w.Refusals, w.Reason) {
				if r != "" && !r.Valid() {
					t.Errorf("%s: reason %q", c.Name, r)
				}
			}
		}
	}
}

func TestDeterministic(t *testing.T) {
	again := vectors.All()
	for i, c := range vectors.All() {
		other := again[i]
		if c.Name != other.Name || !bytes.Equal(c.Sig, other.Sig) || !bytes.Equal(bytes.Join(c.Certs, nil), bytes.Join(other.Certs, nil)) {
			t.Errorf("%s: differs from run to run", c.Name)
		}
	}
}
