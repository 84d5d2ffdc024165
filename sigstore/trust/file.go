package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/trustdata"
	"github.com/upsig/upsig/sigstore"
)

// File is one trusted root as it was read: one JSON object, or several one after
// the other, which are instances on their own.
type File struct {
	// Path is the file; empty for the embedded root.
	Path string
	// Data are its bytes.
	Data []byte
	// Modified is the date of the file; zero for the embedded root.
	Modified time.Time
	// Instances say what is in it. Never empty.
	Instances []sigstore.RootInfo
}

// Digest is the SHA-256 of the file, "sha256:HEX".
func (f File) Digest() string {
	sum := sha256.Sum256(f.Data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Newest is the latest start of a validity period in any instance.
func (f File) Newest() time.Time {
	var newest time.Time
	for _, in := range f.Instances {
		if in.Newest.After(newest) {
			newest = in.Newest
		}
	}
	return newest
}

// Parse checks the bytes of a trusted root under the rules of
// [sigstore.ParseTrustedRoot]. The name is for messages.
func Parse(name string, data []byte) (File, error) {
	root, err := sigstore.ParseTrustedRoot(name, data)
	if err != nil {
		return File{}, err
	}
	instances, err := root.Describe()
	if err != nil {
		return File{}, err
	}
	return File{Data: data, Instances: instances}, nil
}

// Embedded is the root of the public-good instance that upsig ships.
func Embedded() (File, error) { return Parse("embedded", trustdata.PublicGoodRoot()) }

// FormatError says that a file was read and is no trusted root. The error names
// the file.
type FormatError struct {
	Path string
	Err  error
}

func (e *FormatError) Error() string { return e.Err.Error() }
func (e *FormatError) Unwrap() error { return e.Err }

// ReadFile reads one trusted root. Errors are those of the file system, of
// package readfile, and [FormatError].
func ReadFile(path string) (File, error) {
	data, err := readfile.Regular(path, limits.TrustedRootFile)
	if err != nil {
		return File{}, fmt.Errorf("read trusted root: %w", err)
	}
	f, err := Parse(path, data)
	if err != nil {
		return File{}, &FormatError{path, err}
	}
	info, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	f.Path, f.Modified = path, info.ModTime()
	return f, nil
}

// Read reads a trusted root, or all in a folder ([Files]). One bad file in a
// folder is an error: leaving it out would say "unknown log" about good evidence.
func Read(path string) ([]File, error) {
	paths, err := Files(path)
	if err != nil {
		return nil, err
	}
	var all []File
	for _, p := range paths {
		f, err := ReadFile(p)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Files lists the trusted roots that a path stands for: the file itself, or the
// files *.json and *.jsonl of a folder, sorted, without subfolders. A folder
// without any is an error.
func Files(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read trusted root: %w", err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, fmt.Errorf("read trusted root: %w", err)
	}
	var all []string
	for _, e := range entries {
		if !e.IsDir() && isRootName(e.Name()) {
			all = append(all, filepath.Join(path, e.Name()))
		}
	}
	switch {
	case len(all) == 0:
		return nil, fmt.Errorf("read trusted root: %s: no *.json or *.jsonl in this folder: %w", path, fs.ErrNotExist)
	case len(all) > limits.TrustedRootFiles:
		return nil, fmt.Errorf("read trusted root: %s: %d trusted roots, more than %d", path, len(all), limits.TrustedRootFiles)
	}
	slices.Sort(all)
	return all, nil
}

func isRootName(name string) bool {
	return !strings.HasPrefix(name, ".") && (strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".jsonl"))
}

// ReadOld reads the root that a new one would replace; false if there is none.
func ReadOld(path string) (File, bool, error) {
	f, err := ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return File{}, false, nil
	}
	return f, err == nil, err
}
