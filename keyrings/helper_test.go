package keyrings_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

var (
	day0 = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	jane = pgptest.Ed25519Key("keyrings jane", day0)
	john = pgptest.Ed25519Key("keyrings john", day0)
	// Jane's subkey, where she has one.
	sub = pgptest.Ed25519Key("keyrings sub", day0)
	// Nobody has this certificate.
	nobody = "0123456789ABCDEF0123456789ABCDEF01234567"
)

func cert(k *pgptest.Key) string { return pgptest.Good(k).Armor() }

// tree writes files below a new folder, which it returns.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func find(t *testing.T, fingerprints, explicit []string, path keyrings.Path) keyrings.Result {
	t.Helper()
	r, err := keyrings.Find(fingerprints, explicit, path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sources tells for each certificate found where it came from, relative to dir.
func sources(t *testing.T, dir string, certs []*pgp.Certificate) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, c := range certs {
		for _, s := range c.Sources() {
			rel, err := filepath.Rel(dir, s)
			if err != nil {
				t.Fatal(err)
			}
			all[c.Fingerprint()] = append(all[c.Fingerprint()], filepath.ToSlash(rel))
		}
	}
	return all
}

func wantSources(t *testing.T, dir string, r keyrings.Result, k *pgptest.Key, want ...string) {
	t.Helper()
	if got := sources(t, dir, r.Certificates)[k.HexFingerprint()]; !slices.Equal(got, want) {
		t.Errorf("sources = %q, want %q; problems %v", got, want, r.Problems)
	}
}

func wantProblems(t *testing.T, r keyrings.Result, want ...policy.Reason) {
	t.Helper()
	var got []policy.Reason
	for _, p := range r.Problems {
		got = append(got, p.Reason)
	}
	if !slices.Equal(got, want) {
		t.Errorf("problems = %v, want %v", r.Problems, want)
	}
}

// refusals judges a good signature by Jane with the certificates at hand.
func refusals(t *testing.T, certs []*pgp.Certificate) []policy.Reason {
	t.Helper()
	data := []byte("a release")
	sig := jane.Sign(data, pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)})
	check, err := pgp.New(certs, nil).Prepare(t.Context(), policy.Job{
		Now:      day0.AddDate(2, 0, 0),
		Evidence: []policy.File{{Path: "a.sig", Data: []byte(pgptest.ArmorSignature(sig))}},
	})
	if err != nil {
		t.Fatal(err)
	}
	findings := check.Findings(t.Context(), readAll(t, data, check.Taps()))
	if len(findings) != 1 || findings[0].Status != policy.StatusSound {
		t.Fatalf("findings = %+v", findings)
	}
	var all []policy.Reason
	for _, refusal := range findings[0].Refusals {
		all = append(all, refusal.Reason)
	}
	return all
}
