package safetext_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/safetext"
)

// Lines come of lists of errors, never of what stands in a text.
func TestProblems(t *testing.T) {
	hostile := errors.New("x\nhint: run \x1b[1mme")
	const shown = `x\nhint: run \x1b[1mme`
	path := &fs.PathError{Op: "open", Path: "y\nz", Err: fs.ErrNotExist}
	for _, tt := range []struct {
		name string
		err  error
		want []string
	}{
		{"one", hostile, []string{shown}},
		{"wrapped", fmt.Errorf("read: %w", hostile), []string{"read: " + shown}},
		{"joined", errors.Join(hostile, path), []string{shown, `open y\nz: file does not exist`}},
		{"joined, wrapped", fmt.Errorf("a\nb: %w", errors.Join(hostile, path)), []string{`a\nb: ` + shown, `open y\nz: file does not exist`}},
		{"joined twice", errors.Join(errors.Join(hostile, path), hostile), []string{shown, `open y\nz: file does not exist`, shown}},
		{"both wrapped, not a list", fmt.Errorf("%w: %w", hostile, path), []string{shown + `: open y\nz: file does not exist`}},
		{"a list in the middle", fmt.Errorf("a: %w.", errors.Join(hostile, path)), []string{"a: " + shown + `\nopen y\nz: file does not exist.`}},
		{"empty list", list{}, []string{""}},
		{"wraps nothing", nothing{}, []string{"nothing"}},
	} {
		if got := safetext.Problems(tt.err); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

type list struct{}

func (list) Error() string   { return "" }
func (list) Unwrap() []error { return nil }

type nothing struct{}

func (nothing) Error() string { return "nothing" }
func (nothing) Unwrap() error { return nil }
