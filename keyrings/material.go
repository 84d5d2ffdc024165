package keyrings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
)

// Material is key material as it was read or fetched, with where it came from.
type Material struct {
	Data   []byte
	Source Source
}

// NewMaterial describes data that was read from a place (a URL or file) at a
// time.
func NewMaterial(data []byte, location string, at time.Time) Material {
	line := oneLine(location)
	if line == "" { // a file may be called so, and records have no empty texts
		line = safetext.Quoted(location)
	}
	return Material{data, Source{Location: line, Date: day(at), SHA256: Digest(data)}}
}

// ReadMaterial reads a keyring file of any form, or all of a folder: FPR.asc files
// as in keys/pgp, and VOA hierarchies (os/purpose/context/openpgp/FPR.openpgp),
// where a file that is not named after its content is an error. Links to folders
// below it are not followed.
func ReadMaterial(path string, at time.Time) ([]Material, error) {
	files := []string{path}
	if isFolder(path) {
		var err error
		if files, err = keyFiles(path); err != nil {
			return nil, err
		}
	}
	var all []Material
	for _, f := range files {
		data, err := readBounded(f)
		if err != nil {
			return nil, err
		}
		if err := checkVOA(f, data); err != nil {
			return nil, err
		}
		all = append(all, NewMaterial(data, f, at))
	}
	return all, nil
}

// keyFiles lists the keyring files below a folder, sorted.
func keyFiles(folder string) ([]string, error) {
	var all []string
	// The folder may be a link, which the name with a dot in it follows.
	root := folder + string(filepath.Separator) + "."
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(d.Name(), ".") && path != root:
			if d.IsDir() {
				return filepath.SkipDir
			}
		case keyFile(path, d):
			all = append(all, path)
		}
		if len(all) > limits.KeyringFiles {
			return fmt.Errorf("more than %d keyring files", limits.KeyringFiles)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list keyrings: %w", err)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("list keyrings: %s holds no keyring file", folder)
	}
	// A mask in a VOA hierarchy is a link to /dev/null (UAPI.11).
	return slices.DeleteFunc(all, masked), nil
}

// keyFile reports whether an entry of a folder is called as keyring files are. A
// link to a folder is none, or it could lead back to where it lies.
func keyFile(path string, d fs.DirEntry) bool {
	known := slices.Contains([]string{".asc", ".gpg", ".pgp", ".openpgp", ".keyring"}, filepath.Ext(path))
	return known && !d.IsDir() && (d.Type()&fs.ModeSymlink == 0 || !isFolder(path))
}

func masked(path string) bool {
	target, err := os.Readlink(path)
	return err == nil && target == os.DevNull
}

// voaName is how a VOA hierarchy calls its files: UAPI.11 wants armor, one
// certificate, and the fingerprint in lower case.
var voaName = lazyre.New(`^([0-9a-f]{40}|[0-9a-f]{64})\.openpgp$`)

// ErrMisnamed says that a file of a VOA hierarchy does not hold just the
// certificate that it is named after.
var ErrMisnamed = errors.New("a file of a VOA hierarchy must hold the one certificate that it is named after")

func checkVOA(path string, data []byte) error {
	if filepath.Ext(path) != ".openpgp" {
		return nil
	}
	base := filepath.Base(path)
	certs, _ := parse(data, path)
	if !voaName.Get().MatchString(base) || len(certs) != 1 || strings.ToLower(certs[0].Fingerprint())+".openpgp" != base {
		return fmt.Errorf("read %s: %w; it holds %s", path, ErrMisnamed, names(certs))
	}
	return nil
}
