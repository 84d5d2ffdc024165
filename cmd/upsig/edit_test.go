package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// TestApply: keyring and policies change together or not at all, but for a policy
// that cannot be written in the end; and none of it goes unsaid.
func TestApply(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	jane := pgptest.Ed25519Key("edit jane", now)
	for name, c := range map[string]struct {
		// policy is the file's name, found its content by now; locked: nobody may write
		// to the keyring.
		policy, found string
		locked        bool
		// want is part of the error; kept says that the keyring has the certificate then.
		want string
		kept bool
	}{
		"all goes well":           {"p.toml", "old", false, "", true},
		"edited meanwhile":        {"p.toml", "edited", false, "was edited meanwhile", false},
		"gone meanwhile":          {"p.toml", "", false, "no such file", false},
		"a keyring that is taken": {"p.toml", "old", true, "lock keyring", false},
		// No file can be made beside one with so long a name.
		"a policy that stays": {strings.Repeat("p", 250), "old", false, "file name too long", true},
	} {
		dir := t.TempDir()
		ring, policy := filepath.Join(dir, "keys"), filepath.Join(dir, c.policy)
		k, err := openKeyring(ring)
		if err != nil {
			t.Fatal(err)
		}
		material := keyrings.NewMaterial(pgptest.Good(jane).Bytes(), "jane.asc", now)
		plan, err := k.Import([]keyrings.Material{material}, keyrings.ImportOptions{Fingerprints: []string{jane.HexFingerprint()}, Accepted: "x", Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if c.found != "" {
			if err := os.WriteFile(policy, []byte(c.found), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if c.locked {
			if err := os.MkdirAll(filepath.Join(ring, ".keyring.lock"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		err = apply(plan, []fileEdit{{policy, []byte("old"), []byte("new")}})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(ring, keyrings.RecordFile)); (err == nil) != c.kept {
			t.Errorf("%s: the keyring is written: %t", name, err == nil)
		}
		left := c.found
		if c.want == "" {
			left = "new"
		}
		if got, _ := os.ReadFile(policy); string(got) != left {
			t.Errorf("%s: the policy is %q", name, got)
		}
	}
}
