package readfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestRegular(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte("12345"), 0o644); err != nil {
		t.Fatal(err)
	}
	fifo := filepath.Join(folder, "fifo")
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		max  int64
		want error
	}{
		{file, 5, nil},
		{file, 4, ErrTooLarge},
		{folder, 5, ErrNotRegular},
		{fifo, 5, ErrNotRegular},
		{"/dev/zero", 5, ErrNotRegular},
		// A file of the kernel states no size: the limit holds while reading.
		{"/proc/self/status", 5, ErrTooLarge},
		// One that cannot be read at its beginning: what came of it is not all of it.
		{"/proc/self/mem", 5, syscall.EIO},
		{filepath.Join(folder, "missing"), 5, fs.ErrNotExist},
	} {
		data, err := Regular(c.path, c.max)
		if !errors.Is(err, c.want) {
			t.Errorf("%s, at most %d bytes: error %v, want %v", c.path, c.max, err, c.want)
		}
		if c.want == nil && string(data) != "12345" {
			t.Errorf("%s: got %q", c.path, data)
		}
	}
}
