package artifact_test

import (
	"context"
	"crypto"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/artifact"
)

func write(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string) *artifact.File {
	t.Helper()
	f, err := artifact.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "a.tar"), "abc")
	link := filepath.Join(dir, "link")
	if err := os.Symlink("a.tar", link); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, link} {
		f := open(t, p)
		d, err := f.Read(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		sum, _ := d.Sum(crypto.SHA256)
		if got := hex.EncodeToString(sum); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
			t.Errorf("%s: sha256 = %s", p, got)
		}
		if d.Size() != 3 {
			t.Errorf("size %d", d.Size())
		}
		if _, err := f.Read(t.Context(), nil); !errors.Is(err, artifact.ErrReadTwice) {
			t.Errorf("second read: %v", err)
		}
	}
}

func TestOpenRefusesAllButRegularFiles(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("no FIFOs here:", err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(fifo, link); err != nil {
		t.Fatal(err)
	}
	for path, kind := range map[string]string{dir: "a directory", fifo: "a FIFO", link: "a FIFO", os.DevNull: "a device"} {
		f, err := artifact.Open(path)
		if f != nil || !errors.Is(err, artifact.ErrNotRegular) {
			t.Errorf("%s: %v", path, err)
		} else if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), kind) {
			t.Errorf("error %q names neither path nor %q", err, kind)
		}
	}
	missing := filepath.Join(dir, "missing")
	if _, err := artifact.Open(missing); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), missing) {
		t.Errorf("missing file: %v", err)
	}
}

func TestChangedFile(t *testing.T) {
	later := time.Unix(2_000_000_000, 0)
	old := time.Unix(1_000_000_000, 0)
	for name, change := range map[string]func(path string) error{
		"grown":   func(p string) error { return os.WriteFile(p, []byte("abcdef"), 0o600) },
		"shrunk":  func(p string) error { return os.Truncate(p, 2) },
		"emptied": func(p string) error { return os.Truncate(p, 0) },
		"rewritten": func(p string) error {
			return errors.Join(os.WriteFile(p, []byte("xyz"), 0o600), os.Chtimes(p, later, later))
		},
		// Written to and set back in size, but not read again.
		"grown, time set back": func(p string) error {
			return errors.Join(os.WriteFile(p, []byte("abcd"), 0o600), os.Chtimes(p, old, old))
		},
	} {
		path := write(t, filepath.Join(t.TempDir(), "a"), "abc")
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		f := open(t, path)
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		d, err := f.Read(t.Context(), nil)
		if d != nil || !errors.Is(err, artifact.ErrChanged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A verdict on bytes that the name no longer leads to would be taken for one on
// those that it leads to now.
func TestReplacedFile(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"by another": func(p string) error { return os.Rename(write(t, p+".new", "other"), p) },
		"by a copy":  func(p string) error { return os.Rename(write(t, p+".new", "abc"), p) },
		"by nothing": os.Remove,
		"by a link": func(p string) error {
			return errors.Join(os.Rename(p, p+".old"), os.Symlink(write(t, p+".new", "abc"), p))
		},
	} {
		path := write(t, filepath.Join(t.TempDir(), "a"), "abc")
		f := open(t, path)
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		d, err := f.Read(t.Context(), nil)
		if d != nil || !errors.Is(err, artifact.ErrChanged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: Read = %v, %v", name, d, err)
		}
	}
	// Moved, with a link in its old place, it is the same file.
	path := write(t, filepath.Join(t.TempDir(), "a"), "abc")
	f := open(t, path)
	if err := errors.Join(os.Rename(path, path+".moved"), os.Symlink(path+".moved", path)); err != nil {
		t.Fatal(err)
	}
	if d, err := f.Read(t.Context(), nil); err != nil || d.Size() != 3 {
		t.Errorf("moved: Read = %v, %v", d, err)
	}
}

func TestFileErrorsNameTheFile(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "a"), "abc")
	f := open(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Read(ctx, nil); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), path) {
		t.Errorf("cancelled: %v", err)
	}
	closed := open(t, path)
	closed.Close()
	_, err := closed.Read(t.Context(), nil)
	if !errors.Is(err, fs.ErrClosed) || strings.Count(err.Error(), path) != 1 {
		t.Errorf("closed: %v", err)
	}
}
