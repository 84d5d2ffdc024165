// Package render turns a recorded report into text or JSON. Both say the same,
// because both see nothing but the report.
//
// # Trust model
//
// Every string of a report may be an attacker's. Text output passes each through
// safetext; JSON output is escaped until no byte of it can steer a terminal.
package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/upsig/upsig/internal/safetext"
)

// WriteJSON writes any value as indented JSON that is safe on a terminal.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	_, err := w.Write(safetext.JSON(b.Bytes()))
	return err
}

// JSONLine writes any value as one line of JSON that is safe on a terminal.
func JSONLine(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	_, err := w.Write(safetext.JSON(b.Bytes()))
	return err
}

// Style says how text looks; it never changes what is said.
type Style struct {
	// Color turns on ANSI colours.
	Color bool
	// Width is the number of columns at hand; 0 is [textWidth]. Lines become no
	// longer than that, and no shorter than [minWidth].
	Width int
}

// The colours have names by meaning.
func (s Style) good(text string) string  { return s.paint("1;32", text) }
func (s Style) bad(text string) string   { return s.paint("1;31", text) }
func (s Style) warn(text string) string  { return s.paint("33", text) }
func (s Style) faint(text string) string { return s.paint("2", text) }
func (s Style) bold(text string) string  { return s.paint("1", text) }

func (s Style) paint(code, text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
