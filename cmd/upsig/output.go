package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/google/renameio/v2"
)

// writeResult writes to standard output, or whole and atomically to a file.
func writeResult(s streams, file string, f func(w io.Writer, color bool) error) error {
	if file == "" {
		return f(s.out, s.color)
	}
	var b bytes.Buffer
	if err := f(&b, false); err != nil {
		return err
	}
	if err := renameio.WriteFile(file, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}
