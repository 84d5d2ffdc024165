package keyrings

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/writefile"
)

// ErrChanged says that somebody else wrote to the keyring since it was opened:
// open it again and work the change out anew. Nothing was written.
var ErrChanged = errors.New("the keyring was changed meanwhile")

// lockFile keeps two writers apart. It stays, empty, and is not part of the
// keyring.
const lockFile = ".keyring.lock"

// Apply writes the plan's files under the keyring's lock, each one atomically:
// whenever it is cut short, every file is whole, either the old or the new one.
// It fails with [ErrChanged], and writes nothing, when a file that the plan
// builds on is no longer what was read.
func (p *Plan) Apply() error {
	if p.Empty() {
		return nil
	}
	if err := os.MkdirAll(p.dir, 0o777); err != nil {
		return fmt.Errorf("write keyring: %w", err)
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(p.dir, lockFile)).Lock()
	if err != nil {
		return fmt.Errorf("lock keyring: %w", err)
	}
	defer unlock()
	p.sweep()
	for _, w := range p.writes {
		if err := p.unchanged(w.name); err != nil {
			return err
		}
	}
	if err := replaceAll(p.dir, p.writes); err != nil {
		return fmt.Errorf("write keyring: %w", err)
	}
	return nil
}

// unchanged reports whether a file is still what the plan was made from.
func (p *Plan) unchanged(name string) error {
	data, err := readfile.Regular(filepath.Join(p.dir, filepath.FromSlash(name)), limits.CertificateFile)
	was, there := p.base[name]
	switch {
	case errors.Is(err, fs.ErrNotExist) && !there:
		return nil
	case errors.Is(err, fs.ErrNotExist), err == nil && (!there || sha256.Sum256(data) != was):
		return fmt.Errorf("write keyring: %s: %w", name, ErrChanged)
	case err != nil:
		return fmt.Errorf("write keyring: %w", err)
	}
	return nil
}

// replaceAll writes files below a folder. All of them are on the disk before the
// first gets its name, so that a full disk changes nothing.
func replaceAll(place string, all []write) error {
	var staged []*renameio.PendingFile
	defer func() {
		for _, f := range staged {
			_ = f.Cleanup() // nothing to do for those that have their name
		}
	}()
	var paths []string
	for _, w := range all {
		path := filepath.Join(place, filepath.FromSlash(w.name))
		f, err := stage(path, w.data)
		if f != nil {
			staged = append(staged, f)
		}
		if err != nil {
			return err
		}
		paths = append(paths, path)
	}
	for i, f := range staged {
		if err := f.CloseAtomicallyReplace(); err != nil {
			return writefile.Unwritten(paths[i], err)
		}
		if err := syncFolder(filepath.Dir(paths[i])); err != nil {
			return err
		}
	}
	return nil
}

// stage writes a file beside its place, under a name of its own.
func stage(path string, data []byte) (*renameio.PendingFile, error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	f, err := renameio.NewPendingFile(path,
		renameio.WithTempDir(folder), renameio.WithPermissions(0o666), renameio.WithExistingPermissions())
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return f, writefile.Unwritten(path, err)
	}
	return f, nil
}

// syncFolder makes a new name last.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// leftover is what a writer leaves that was killed: its temporary file, of a
// certificate, of the records, or of a rotation's evidence.
var leftover = lazyre.New(`^\.([0-9A-F]{40}\.asc|[0-9A-F]{64}\.asc|keyring\.toml|` +
	`(statement|key|certified)(\.sig)?(-[0-9a-f]{16})?)[0-9]{1,20}$`)

// sweep removes them where the plan writes. It needs the lock, so that nobody is
// writing.
func (p *Plan) sweep() {
	folders := map[string]bool{p.dir: true}
	for _, w := range p.writes {
		folders[filepath.Dir(filepath.Join(p.dir, filepath.FromSlash(w.name)))] = true
	}
	for folder := range folders {
		entries, _ := os.ReadDir(folder)
		for _, e := range entries {
			if leftover.Get().MatchString(e.Name()) && e.Type().IsRegular() {
				_ = os.Remove(filepath.Join(folder, e.Name()))
			}
		}
	}
}
