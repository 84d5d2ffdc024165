package artifact

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Each sign of a change counts alone: who can write to the file can also set
// its time back.
func TestUnchanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	opened, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	if err := opened.unchanged(3); err != nil {
		t.Error(err)
	}
	for _, read := range []int64{0, 2, 4} {
		if err := opened.unchanged(read); !errors.Is(err, ErrChanged) {
			t.Errorf("read %d of 3 bytes: %v", read, err)
		}
	}
	if err := os.WriteFile(path, []byte("abcd"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, opened.mtime, opened.mtime); err != nil {
		t.Fatal(err)
	}
	if err := opened.unchanged(3); !errors.Is(err, ErrChanged) {
		t.Errorf("grown after it was read, time set back: %v", err)
	}
}

// Files that say nothing of their size, as those in /proc, cannot be read whole
// with certainty.
func TestFileWithoutSize(t *testing.T) {
	f, err := Open("/proc/self/status")
	if err != nil {
		t.Skip("no such file here:", err)
	}
	defer f.Close()
	if d, err := f.Read(t.Context(), nil); d != nil || !errors.Is(err, ErrChanged) {
		t.Errorf("Read = %v, %v", d, err)
	}
}
