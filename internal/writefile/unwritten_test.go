package writefile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/upsig/upsig/internal/writefile"
)

// However the system's error came about, the file that is meant is named, once.
func TestUnwritten(t *testing.T) {
	open := &fs.PathError{Op: "open", Path: ".a123", Err: syscall.EACCES}
	rename := &os.LinkError{Op: "rename", Old: ".a123", New: "a", Err: syscall.EACCES}
	for _, err := range []error{open, rename, fmt.Errorf("x: %w", rename), &fs.PathError{Op: "write", Path: "a", Err: rename}, syscall.EACCES} {
		if got := writefile.Unwritten("a", err); got.Error() != "write a: permission denied" || !errors.Is(got, fs.ErrPermission) {
			t.Errorf("%v: %v", err, got)
		}
	}
}
