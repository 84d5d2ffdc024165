package keyrings_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/keyrings"
)

// A keyring that cannot be written to can be read, says why it is not changed,
// and stays as it is; root's right to write anywhere is put away for that.
func TestReadOnlyKeyring(t *testing.T) {
	for name, mode := range map[string]fs.FileMode{"folder": 0o555, "lock": 0o755} {
		dir := imported(t, grown(1), jane)
		if err := os.Chmod(filepath.Join(dir, ".keyring.lock"), 0o444); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
		before := contents(t, dir)
		err := asOrdinaryUser(func() error { return updateOnce(dir) })
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: err = %v", name, err)
		}
		if fmt.Sprint(contents(t, dir)) != fmt.Sprint(before) {
			t.Errorf("%s: the keyring changed", name)
		}
	}
}

// updateOnce reads a keyring and adds something to it.
func updateOnce(dir string) error {
	k, err := keyrings.Open(dir)
	if err != nil {
		return fmt.Errorf("open: %v", err) // not a refusal to write
	}
	if found := k.Lint(keyrings.LintOptions{Now: today}); len(found) != 0 {
		return fmt.Errorf("lint: %v", found)
	}
	p, err := k.Update([]keyrings.Material{keyrings.NewMaterial(grown(2), "x", today)}, nil, today)
	if err != nil {
		return fmt.Errorf("update: %v", err)
	}
	return p.Apply()
}
