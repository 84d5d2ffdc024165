package beside_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/beside"
)

// FuzzNames: what a name is evidence about would look for it, and every name that
// is looked for is evidence about something.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		"a-1.tar.xz", "a.asc", "a.sigstore.json", "a.sigstore", ".asc", "a.asc.asc", "a.intoto.jsonl", "a.sigstore.jsonl", "a.publish.attestation", "a.attestations.json", "a.tgz", ".tgz", "",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if stem, ok := beside.Stem(name); ok != (stem != name) || ok && (stem == "" || !strings.HasPrefix(name, stem) || !slices.Contains(beside.Candidates(stem), name)) {
			t.Fatalf("%q is about %q", name, stem)
		}
		all := beside.Candidates(name, name)
		for i, candidate := range all {
			stem, ok := beside.Stem(candidate)
			if !ok && candidate != ".attestations.json" || slices.Contains(all[i+1:], candidate) {
				t.Fatalf("%q is looked for beside %q, and about %q", candidate, name, stem)
			}
		}
	})
}
