package keyrings

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/upsig/upsig/internal/limits"
)

// Errors about a keyring file that was named.
var (
	// ErrNotRegular says that the path is a FIFO, socket or device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrTooLarge says that the file is beyond [limits.CertificateFile].
	ErrTooLarge = errors.New("larger than any keyring")
)

// readBounded reads a regular file. Nothing else is opened: a FIFO would block.
func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	if err := acceptable(path, info); err != nil {
		return nil, err
	}
	// O_NONBLOCK: should a FIFO take the file's place just now, this returns.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	if err := acceptable(path, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, limits.CertificateFile+1))
	if err != nil {
		return nil, fmt.Errorf("read keyring: %w", err)
	}
	return data, checkSize(path, int64(len(data)))
}

func acceptable(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("read keyring %s: %w", path, ErrNotRegular)
	}
	return checkSize(path, info.Size())
}

func checkSize(path string, size int64) error {
	if size > limits.CertificateFile {
		return fmt.Errorf("read keyring %s: %w (more than %d bytes)", path, ErrTooLarge, limits.CertificateFile)
	}
	return nil
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
