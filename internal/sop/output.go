package sop

import (
	"errors"
	"io/fs"
	"os"
	"strings"
)

// checkOutput says early what would keep the file from being written.
func checkOutput(name string) error {
	if name == "" {
		return nil
	}
	if err := ambiguous(name); err != nil {
		return err
	}
	switch {
	case strings.HasPrefix(name, fdPrefix):
		// @FD:2 is a place for verifications; standard output has the message.
		if name == fdPrefix+"2" {
			return nil
		}
		_, err := descriptor(name, name[len(fdPrefix):])
		return err
	case strings.HasPrefix(name, "@"):
		return failf(exitUnsupportedSpecialPrefix, "%s: nothing can be written there", name)
	}
	if _, err := os.Lstat(name); err == nil {
		return failf(exitOutputExists, "%s exists", name)
	}
	return nil
}

// output writes a new file, or to an inherited file descriptor. What exists is
// never overwritten, also when it appeared just now; what could not be written
// whole is removed.
func (p *program) output(name string, data []byte) error {
	if name == fdPrefix+"2" {
		_, err := p.Err.Write(data)
		return err
	}
	if text, ok := strings.CutPrefix(name, fdPrefix); ok {
		f, err := inherited(name, text)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		return errors.Join(err, f.Close())
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return &failure{exitOutputExists, err}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(name)
	}
	return err
}
