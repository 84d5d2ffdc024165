package keyrings

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
)

// Errors about a keyring file that was named.
var (
	// ErrNotRegular says that the path is a FIFO, socket or device.
	ErrNotRegular = readfile.ErrNotRegular
	// ErrTooLarge says that the file is beyond [limits.CertificateFile].
	ErrTooLarge = readfile.ErrTooLarge
)

func readBounded(path string) ([]byte, error) {
	data, err := readfile.Regular(path, limits.CertificateFile)
	if err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	return data, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// list names the keyring files in a folder, sorted, those that are named after a
// wanted certificate first. Subfolders and hidden files, such as editors leave,
// do not count. The second result is how many were left out by the limit.
func list(folder string, wanted, extensions []string) (files []string, left int, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, 0, fmt.Errorf("list keyrings: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if strings.HasPrefix(e.Name(), ".") || !slices.Contains(extensions, filepath.Ext(path)) || isFolder(path) {
			continue
		}
		files = append(files, path)
	}
	slices.SortStableFunc(files, func(a, b string) int {
		return rank(a, wanted) - rank(b, wanted)
	})
	n := min(len(files), limits.KeyringFiles)
	return files[:n], len(files) - n, nil
}

func rank(path string, wanted []string) int {
	if namedAfter(path, wanted) != "" {
		return 0
	}
	return 1
}

// namedAfter returns the wanted fingerprint that the file is named after.
func namedAfter(path string, wanted []string) string {
	base := filepath.Base(path)
	name := strings.ToUpper(strings.TrimSuffix(base, filepath.Ext(base)))
	if slices.Contains(wanted, name) {
		return name
	}
	return ""
}
