package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteNew: a file that came since the last look is not replaced either, with and
// without links.
func TestWriteNew(t *testing.T) {
	for name, write := range map[string]func(string, []byte) error{"linked": writeNew, "exclusive": writeExclusively} {
		file := filepath.Join(t.TempDir(), "p.toml")
		if err := write(file, []byte("first")); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		err := write(file, []byte("second"))
		var usage usageError
		if err == nil || name == "linked" && !errors.As(err, &usage) {
			t.Errorf("%s: %v", name, err)
		}
		if data, err := os.ReadFile(file); err != nil || string(data) != "first" {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 1 {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
	}
}
