package sop

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

const (
	fdPrefix  = "@FD:"
	envPrefix = "@ENV:"
)

// input returns the content that a file name or special designator points to.
// It reads at most limit bytes; more are BAD_DATA.
func (p *program) input(name string, limit int) ([]byte, error) {
	if err := ambiguous(name); err != nil {
		return nil, err
	}
	if variable, ok := strings.CutPrefix(name, envPrefix); ok {
		return p.environment(variable, limit)
	}
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return bounded(f, name, limit)
}

func (p *program) environment(variable string, limit int) ([]byte, error) {
	value, ok := p.Env(variable)
	switch {
	case !ok:
		return nil, failf(exitMissingInput, "%s%s: the environment variable is not set", envPrefix, variable)
	case len(value) > limit:
		return nil, failf(exitBadData, "%s%s: more than %d bytes", envPrefix, variable, limit)
	}
	return []byte(value), nil
}

func open(name string) (*os.File, error) {
	if text, ok := strings.CutPrefix(name, fdPrefix); ok {
		return inherited(name, text)
	}
	if strings.HasPrefix(name, "@") {
		return nil, failf(exitUnsupportedSpecialPrefix, "%s: unknown special designator; for a file of that name write ./%s", name, name)
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &failure{exitMissingInput, err}
	}
	return f, err
}

// bounded reads a file to its end.
func bounded(r io.Reader, name string, limit int) ([]byte, error) {
	var data bytes.Buffer
	data.Grow(expected(r, limit) + bytes.MinRead)
	_, err := data.ReadFrom(io.LimitReader(r, int64(limit)+1))
	switch {
	case err != nil:
		return nil, failf(exitUnspecified, "read %s: %w", name, err)
	case data.Len() > limit:
		return nil, failf(exitBadData, "%s: more than %d bytes", name, limit)
	}
	return data.Bytes(), nil
}

// expected is how much a regular file should hold, so that the buffer need not
// grow and be copied; 0 where nothing is known.
func expected(r io.Reader, limit int) int {
	f, ok := r.(*os.File)
	if !ok {
		return 0
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return int(min(info.Size(), int64(limit)))
}

// ambiguous refuses a special designator that is also the name of a file.
func ambiguous(name string) error {
	if !strings.HasPrefix(name, "@") {
		return nil
	}
	if _, err := os.Lstat(name); err == nil {
		return failf(exitAmbiguousInput, "%s: a file has this name as well; write ./%s for the file", name, name)
	}
	return nil
}

// inherited returns a file that the caller of the program opened.
func inherited(name, text string) (*os.File, error) {
	n, err := descriptor(name, text)
	if err != nil {
		return nil, err
	}
	return os.NewFile(n, name), nil
}

// descriptor checks the number of a file descriptor. It makes no [os.File] of it,
// which would close the descriptor when it is collected.
func descriptor(name, text string) (uintptr, error) {
	n, err := strconv.ParseUint(text, 10, 31)
	switch {
	case err != nil:
		return 0, failf(exitUnsupportedSpecialPrefix, "%s: not a number", name)
	case n <= 2:
		return 0, failf(exitAmbiguousInput, "%s: standard streams have their own use", name)
	case !isInherited(int(n)):
		return 0, failf(exitMissingInput, "%s: the file descriptor is not open", name)
	}
	return uintptr(n), nil
}
