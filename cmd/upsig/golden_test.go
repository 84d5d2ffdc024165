package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/upsig/upsig/internal/testvec"
)

const goldenFolder = "../../testdata/golden"

// goldens are vectors whose whole reports are kept, as text and as JSON. To
// rewrite them: go test ./cmd/upsig -run TestGoldenReports -update
func goldens() []string {
	return []string{
		"both-accepted", "both-author-bad", "both-author-missing", "any-author-stripped", "both-other-repository", "both-bundle-other-file",
		"policy-minimum", "policy-threshold-one-missing", "policy-accept-one-ended", "policy-builder-isolated",
		"pgp-retired-later-accepted", "pgp-key-expired-at-signing", "sigstore-control-bytes", "list-mismatch-ci", "list-gnu", "list-provenance", "content-xz", "rawkey-minisign-prehashed", "rawkey-ssh-sha512",
	}
}

func TestGoldenReports(t *testing.T) {
	folder, err := filepath.Abs(goldenFolder)
	if err != nil {
		t.Fatal(err)
	}
	vectors, err := testvec.Load(os.DirFS("../.."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]testvec.Vector{}
	for _, v := range vectors {
		byName[v.Name] = v
	}
	for _, name := range goldens() {
		t.Run(name, func(t *testing.T) {
			v, ok := byName[name]
			if !ok {
				t.Fatal("no such vector")
			}
			// Reports name files as they were given: relative ones are the same everywhere.
			t.Chdir(t.TempDir())
			if err := v.WriteTo("."); err != nil {
				t.Fatal(err)
			}
			for format, suffix := range map[string]string{"text": ".txt", "json": ".json"} {
				_, out := runVector(t, v, "", format)
				compareGolden(t, filepath.Join(folder, name+suffix), out)
			}
		})
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2*len(goldens()) {
		t.Errorf("%d files in %s, want %d: %v", len(entries), goldenFolder, 2*len(goldens()), err)
	}
}

func compareGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is not what the command writes (-want +got):\n%s", filepath.Base(file), diff)
	}
}
