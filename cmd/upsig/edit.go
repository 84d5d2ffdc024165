package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/rogpeppe/go-internal/diff"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/writefile"
	"github.com/upsig/upsig/keyrings"
)

// fileEdit is a change to a file that people edit as well.
type fileEdit struct {
	file     string
	old, new []byte
}

func (e fileEdit) empty() bool { return bytes.Equal(e.old, e.new) }

// show writes the change as a unified diff.
func (e fileEdit) show(w io.Writer) error {
	for _, line := range e.lines() {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	if e.empty() {
		_, err := fmt.Fprintf(w, "%s: nothing changes\n", safetext.Line(e.file))
		return err
	}
	return nil
}

// lines are the diff. Its head is made here: a line feed in the file's name must
// not look like a line that changes.
func (e fileEdit) lines() []string {
	if e.empty() {
		return nil
	}
	name := safetext.Line(e.file)
	all := []string{"--- " + name, "+++ " + name}
	text := strings.TrimSuffix(string(diff.Diff("old", e.old, "new", e.new)), "\n")
	for _, line := range strings.Split(text, "\n")[headLines:] {
		all = append(all, safetext.Line(strings.TrimSuffix(line, "\r")))
	}
	return all
}

// headLines stand above the first hunk of a diff: its command line and two names.
const headLines = 3

// unchanged makes sure that the file is still what the change was made from.
func (e fileEdit) unchanged() error {
	data, err := readfile.Regular(e.file, limits.PolicyFile)
	if err == nil && !bytes.Equal(data, e.old) {
		err = fmt.Errorf("%s was edited meanwhile", e.file)
	}
	return err
}

// write replaces the file, or what it links to: others read that under its own name.
func (e fileEdit) write() error {
	if e.empty() {
		return nil
	}
	file, err := filepath.EvalSymlinks(e.file)
	if err == nil {
		err = writefile.Replace(file, e.new, 0o666, renameio.WithExistingPermissions())
	}
	if err != nil {
		return unwritten(e.file, err)
	}
	return nil
}

// apply writes the plan and then the edits. Nothing is written if an edited file
// changed meanwhile. Should writing an edit fail, the command can be repeated.
func apply(plan *keyrings.Plan, edits []fileEdit) error {
	for _, e := range edits {
		if err := e.unchanged(); err != nil {
			return err
		}
	}
	if err := plan.Apply(); err != nil {
		return unwritable(err)
	}
	for _, e := range edits {
		if err := e.write(); err != nil {
			return err
		}
	}
	return nil
}
