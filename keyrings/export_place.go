package keyrings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
)

// ErrPlace says that an export would take the place of something else.
var ErrPlace = errors.New("an export takes the place of older exports alone")

// CheckPlace makes sure that an export replaces nothing but certificates, and nothing
// of the keyring: with a mistyped name its records would be gone, and with them all
// that it knows of revocations.
func (k *Keyring) CheckPlace(place string, all []File) error {
	for _, f := range all {
		path := filepath.Join(place, filepath.FromSlash(f.Name))
		if k.owns(path, f.Name == "") {
			return fmt.Errorf("export: %s is in the keyring %s: %w; name another place", path, k.dir, ErrPlace)
		}
		if err := onlyCertificates(path); err != nil {
			return err
		}
	}
	return nil
}

// owns reports whether a path is the keyring's: files in its folder and in that of the
// evidence. Folders of exports may lie in it, as keys/pgp does, but no single file.
func (k *Keyring) owns(path string, single bool) bool {
	path = resolved(path)
	folder := filepath.Dir(path)
	return sameFolder(folder, k.dir) || below(folder, filepath.Join(k.dir, evidenceFolder)) || single && below(folder, k.dir)
}

// resolved follows links in the part of a path that exists.
func resolved(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	for head, tail := abs, ""; ; head, tail = filepath.Dir(head), filepath.Join(filepath.Base(head), tail) {
		if real, err := filepath.EvalSymlinks(head); err == nil {
			return filepath.Join(real, tail)
		}
		if head == filepath.Dir(head) {
			return abs
		}
	}
}

func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func below(folder, top string) bool {
	for ; ; folder = filepath.Dir(folder) {
		if sameFolder(folder, top) {
			return true
		}
		if folder == filepath.Dir(folder) {
			return false
		}
	}
}

// onlyCertificates makes sure that a file that is there is empty or holds certificates.
func onlyCertificates(path string) error {
	if isFolder(path) {
		return nil // WriteFiles says what is wrong
	}
	data, err := readfile.Regular(path, limits.CertificateFile)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(data) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("export: %w", err)
	}
	if certs, _ := parse(data, path); len(certs) == 0 {
		return fmt.Errorf("export: %s exists and holds no OpenPGP certificate: %w; remove it first, or name another file", path, ErrPlace)
	}
	return nil
}
