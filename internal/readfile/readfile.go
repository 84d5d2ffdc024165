// Package readfile reads whole files that must be small: policies, evidence,
// keyrings, trusted roots.
//
// # Trust model
//
// The path may lead to anything. Only regular files are opened, for a FIFO would
// block and a device may act, and no more is read than the limit.
package readfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Errors of [Regular], beside those of the file system.
var (
	// ErrNotRegular says that the path is a folder, FIFO, socket or device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrTooLarge says that the file is beyond the limit.
	ErrTooLarge = errors.New("file is too large")
)

// Regular reads a regular file of at most max bytes. Errors name the file.
func Regular(path string, max int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := check(path, info, max); err != nil {
		return nil, err
	}
	// O_NONBLOCK: should a FIFO take the file's place just now, this returns.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if err := check(path, info, max); err != nil {
		return nil, err
	}
	// The size is a hint: it spares the copies of a buffer that grows.
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := data.ReadFrom(io.LimitReader(f, max+1)); err != nil {
		return nil, err
	}
	return data.Bytes(), checkSize(path, int64(data.Len()), max)
}

func check(path string, info fs.FileInfo, max int64) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	return checkSize(path, info.Size(), max)
}

func checkSize(path string, size, max int64) error {
	if size > max {
		return fmt.Errorf("%s: %w (more than %d bytes)", path, ErrTooLarge, max)
	}
	return nil
}
