package keyrings_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/keyrings"
)

// corpusDir finds the corpus of real releases, which is not part of the project.
func corpusDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("UPSIG_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "corpus")
	}
	dir = filepath.Join(dir, "openpgp")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("UPSIG_CORPUS") != "" {
			t.Fatalf("UPSIG_CORPUS is set, but %v", err)
		}
		t.Skip("the corpus is not here:", err)
	}
	return dir
}

// Key files of one or several armor blocks (kmime), of one or several
// certificates: each is found, wherever it stands.
func TestCorpus(t *testing.T) {
	dir := corpusDir(t)
	for name, atLeast := range map[string]int{"gzip": 1, "libassuan": 2, "kmime": 2, "chrony": 1} {
		file := filepath.Join(dir, name, "signing-key.asc")
		all, err := keyrings.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		wantProblems(t, all)
		if len(all.Certificates) < atLeast {
			t.Errorf("%s: %d certificates, want at least %d", name, len(all.Certificates), atLeast)
		}
		for _, c := range all.Certificates {
			r := find(t, []string{c.Fingerprint()}, []string{file}, nil)
			if len(r.Certificates) != 1 || len(r.Missing) != 0 || string(r.Certificates[0].Bytes()) != string(c.Bytes()) {
				t.Errorf("%s: %s is not found whole", name, c.Fingerprint())
			}
		}
	}
}
