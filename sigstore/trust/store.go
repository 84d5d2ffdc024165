package trust

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
)

// Target is the file in a folder that a root is stored under: the name, with
// .json for one instance and .jsonl for several. The name is one plain component
// of letters, digits, '.', '_' and '-'.
func Target(folder, name string, f File) (string, error) {
	base := strings.TrimSuffix(strings.TrimSuffix(name, ".jsonl"), ".json")
	if !plainName(base) {
		return "", fmt.Errorf("%q cannot be the name of a trusted root: use letters, digits, '.', '_' and '-'", name)
	}
	if len(f.Instances) > 1 {
		return filepath.Join(folder, base+".jsonl"), nil
	}
	return filepath.Join(folder, base+".json"), nil
}

func plainName(s string) bool {
	const others = "._-"
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(others, r) {
			return false
		}
	}
	return s != "" && len(s) <= 100 && s[0] != '.' && s[0] != '-'
}

// Store writes the root's bytes as they are, whole or not at all, and readable
// by everybody. It refuses a File that was not parsed.
func Store(path string, f File) error {
	if len(f.Instances) == 0 {
		return fmt.Errorf("write %s: it would trust nobody", path)
	}
	if err := renameio.WriteFile(path, f.Data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
