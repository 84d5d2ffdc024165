package trust

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/writefile"
)

// Target is the file in a folder that a root is stored under: the name, with
// .json for one instance and .jsonl for several. Where one of the two is there
// already, that is the file, whatever it holds: beside it an old root would stay
// trusted. The name is one plain component of letters, digits, '.', '_' and '-'.
func Target(folder, name string, f File) (string, error) {
	base := strings.TrimSuffix(strings.TrimSuffix(name, ".jsonl"), ".json")
	if !plainName(base) {
		return "", fmt.Errorf("%q cannot be the name of a trusted root: use letters, digits, '.', '_' and '-'", name)
	}
	one, several := filepath.Join(folder, base+".json"), filepath.Join(folder, base+".jsonl")
	var there []string
	for _, path := range []string{one, several} {
		switch _, err := os.Lstat(path); {
		case err == nil:
			there = append(there, path)
		case !errors.Is(err, fs.ErrNotExist):
			return "", err
		}
	}
	switch {
	case len(there) > 1:
		return "", fmt.Errorf("there are both %s and %s; remove the one that no policy names", one, several)
	case len(there) == 1:
		return there[0], nil
	case len(f.Instances) > 1:
		return several, nil
	}
	return one, nil
}

// Sibling is the file that stands for the same root under the other ending; "" if it
// is not there. A folder with both trusts both.
func Sibling(path string) string {
	other, one := strings.CutSuffix(path, ".json")
	if one {
		other += ".jsonl"
	} else if other, one = strings.CutSuffix(path, ".jsonl"); one {
		other += ".json"
	} else {
		return ""
	}
	if _, err := os.Lstat(other); err != nil {
		return ""
	}
	return other
}

func plainName(s string) bool {
	const others = "._-"
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune(others, r) {
			return false
		}
	}
	return s != "" && len(s) <= limits.TrustedRootName && s[0] != '.' && s[0] != '-'
}

// Store writes the root's bytes as they are, whole or not at all, and readable
// by everybody. It refuses a File that was not parsed.
func Store(path string, f File) error {
	if len(f.Instances) == 0 {
		return fmt.Errorf("write %s: it would trust nobody", path)
	}
	file := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		file = real // others read it under its own name
	}
	if err := writefile.Replace(file, f.Data, 0o644); err != nil {
		return writefile.Unwritten(path, err) // under the name that the caller knows
	}
	return nil
}
