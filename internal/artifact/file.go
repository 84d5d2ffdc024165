package artifact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Errors of [Open] and [File.Read].
var (
	// ErrNotRegular says that the path is a directory, FIFO, socket or device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrChanged says that the file changed while it was read, so that no
	// digest of it means anything.
	ErrChanged = errors.New("file changed while it was read")
	// ErrReadTwice says that the file was read before: what is judged and what
	// is reported must come from the same read.
	ErrReadTwice = errors.New("file was read already")
)

// File is an artifact on disk: opened once, to be read once.
type File struct {
	path  string
	file  *os.File
	size  int64
	mtime time.Time
	used  bool
}

// Open opens a regular file and remembers its size and modification time.
// Symbolic links are followed. Anything else fails with [ErrNotRegular], without
// being opened: a FIFO would block, a device may act on being opened.
func Open(path string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open artifact: %w", err)
	}
	if err := regular(path, info); err != nil {
		return nil, err
	}
	// O_NONBLOCK: should a FIFO take the file's place just now, this returns.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("open artifact: %w", err)
	}
	return remember(path, file)
}

// remember looks at the file that is open, which the path may no longer name.
func remember(path string, file *os.File) (*File, error) {
	info, err := file.Stat()
	if err != nil {
		err = fmt.Errorf("open artifact: %w", err)
	} else {
		err = regular(path, info)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &File{path: path, file: file, size: info.Size(), mtime: info.ModTime()}, nil
}

func regular(path string, info fs.FileInfo) error {
	if info.Mode().IsRegular() {
		return nil
	}
	return fmt.Errorf("open artifact: %s is %s: %w", path, kind(info.Mode()), ErrNotRegular)
}

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// Read reads the file once, as [Read] does. It fails with [ErrChanged] when size
// or modification time changed since [Open], when there were more or fewer bytes
// than the size said, or when the path leads to another file now.
func (f *File) Read(ctx context.Context, taps []Tap) (*Digests, error) {
	var d *Digests
	err := f.once(func(r io.Reader) (_ *Digests, err error) {
		d, err = read(ctx, r, taps)
		return d, err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// ReadWithContent reads the file once, as [ReadWithContent] does; its errors are
// those of Read.
func (f *File) ReadWithContent(ctx context.Context, taps, contentTaps []Tap) (*Digests, Content, error) {
	var d *Digests
	var c Content
	err := f.once(func(r io.Reader) (_ *Digests, err error) {
		d, c, err = readWithContent(ctx, r, taps, contentTaps)
		return d, err
	})
	if err != nil {
		return nil, Content{}, err
	}
	return d, c, nil
}

func (f *File) once(read func(io.Reader) (*Digests, error)) error {
	if f.used {
		return f.named(ErrReadTwice)
	}
	f.used = true
	// One byte more than expected is enough to see that the file grew, and
	// bounds the read of a file that grows for ever.
	d, err := read(io.LimitReader(f.file, f.size+1))
	if err != nil {
		return f.named(err)
	}
	if err := f.unchanged(d.Size()); err != nil {
		return f.named(err)
	}
	return nil
}

// named puts the file's name in front of an error that lacks it.
func (f *File) named(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok && pathErr.Path == f.path {
		return err
	}
	return fmt.Errorf("read %s: %w", f.path, err)
}

func (f *File) unchanged(read int64) error {
	info, err := f.file.Stat()
	switch {
	case err != nil:
		return err
	case read != f.size:
		return fmt.Errorf("%w: %d bytes when it was opened, read %d", ErrChanged, f.size, read)
	case info.Size() != f.size:
		return fmt.Errorf("%w: %d bytes became %d", ErrChanged, f.size, info.Size())
	case !info.ModTime().Equal(f.mtime):
		return fmt.Errorf("%w: its modification time is new", ErrChanged)
	}
	return f.sameByName(info)
}

// sameByName makes sure that the path still leads to the bytes that were read:
// who gets a verdict opens the file again by its name.
func (f *File) sameByName(read fs.FileInfo) error {
	named, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: it is gone", ErrChanged)
	case err != nil:
		return err
	case !os.SameFile(read, named):
		return fmt.Errorf("%w: another file took its place", ErrChanged)
	}
	return nil
}
