package writefile

import (
	"errors"
	"io/fs"
	"os"
)

// Unwritten is why a file could not be written, under its own name. Files are written
// beside their place and renamed, and the name of the temporary file in the system's error
// means nothing to anybody.
func Unwritten(path string, err error) error {
	var file *fs.PathError
	var rename *os.LinkError
	if errors.As(err, &file) {
		err = file.Err
	}
	if errors.As(err, &rename) {
		err = rename.Err
	}
	return &fs.PathError{Op: "write", Path: path, Err: err}
}
