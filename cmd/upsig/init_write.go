package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

// checkAbsent refuses a file that is there already, whatever it is: a draft in place
// of the artifact, of its signature or of a policy that somebody reviewed would be
// the end of it. It only spares the work; [writeNew] makes sure.
func checkAbsent(file string) error {
	if _, err := os.Lstat(file); err == nil {
		return existsError(file)
	}
	return nil
}

func existsError(file string) error {
	return withHint(usagef("policy init: %s exists already, and a draft takes no file's place", file),
		"remove it first, or name another file with --output; without --output the draft goes to standard output")
}

// writeNew writes a file that is not there yet, whole or not at all. Giving a name
// to a finished file fails where the name is taken, be it since a moment ago;
// renaming would not.
func writeNew(file string, data []byte) error {
	// Beside the file, whatever TMPDIR says: a link cannot cross file systems.
	t, err := renameio.NewPendingFile(file, renameio.WithTempDir(filepath.Dir(file)), renameio.WithPermissions(0o644))
	if err != nil {
		return unwritten(file, err)
	}
	defer t.Cleanup()
	if _, err := t.Write(data); err != nil {
		return unwritten(file, err)
	}
	if err := t.Sync(); err != nil {
		return unwritten(file, err)
	}
	err = os.Link(t.Name(), file)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = writeExclusively(file, data) // this file system knows no links
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return existsError(file)
	case err != nil:
		return unwritten(file, err)
	}
	return nil
}

// writeExclusively is [writeNew] without links: who reads at the same time may see
// half of it.
func writeExclusively(file string, data []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}
