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

// What cannot be written is called by its name, and not by that of a temporary file.
func TestUnwrittenIsNamed(t *testing.T) {
	place := t.TempDir()
	if err := os.Chmod(place, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(place, 0o755) })
	file := filepath.Join(place, "signing-key.asc")
	err := asOrdinaryUser(func() error { return keyrings.WriteFiles(file, []keyrings.File{{Data: []byte("x")}}) })
	if want := "export: write " + file + ": permission denied"; !errors.Is(err, fs.ErrPermission) || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
	// A folder that took the place of a file stops the renaming alone.
	taken := filepath.Join(t.TempDir(), "keys", "a.asc", "b")
	if err := os.MkdirAll(taken, 0o755); err != nil {
		t.Fatal(err)
	}
	err = keyrings.WriteFiles(filepath.Join(taken, "..", ".."), []keyrings.File{{Name: "a.asc", Data: []byte("x")}})
	if want := "export: write " + filepath.Dir(taken) + ": file exists"; err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
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
