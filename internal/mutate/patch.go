package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// patch removes one check.
type patch struct {
	// name is that of the file, without its extension.
	name string
	// check says in words what is removed.
	check string
	// tests are arguments of go test: a package, and -run with a pattern.
	tests []string
	edits []edit
}

// edit is all that a patch changes in one file.
type edit struct {
	// path is relative to the root of the tree, with slashes.
	path  string
	hunks []hunk
}

// hunk replaces some lines by others. The lines around the change are part of both.
type hunk struct{ old, new []string }

// readPatches reads the patches of a folder, in order of their names.
func readPatches(folder string) ([]patch, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.patch"))
	if err != nil {
		return nil, fmt.Errorf("list patches: %w", err)
	}
	var all []patch
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read patch: %w", err)
		}
		p, err := parsePatch(string(text))
		if err != nil {
			return nil, fmt.Errorf("read patch %s: %w", filepath.Base(file), err)
		}
		p.name = strings.TrimSuffix(filepath.Base(file), ".patch")
		all = append(all, p)
	}
	return all, nil
}

// parsePatch reads header lines and the unified diff after them.
func parsePatch(text string) (patch, error) {
	var p patch
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for len(lines) > 0 && !strings.HasPrefix(lines[0], "--- ") {
		if err := p.header(lines[0]); err != nil {
			return p, err
		}
		lines = lines[1:]
	}
	if p.check == "" || len(p.tests) == 0 {
		return p, fmt.Errorf("the lines check: and tests: are needed")
	}
	return p, p.diff(lines)
}

func (p *patch) header(line string) error {
	key, value, ok := strings.Cut(line, ": ")
	switch {
	case key == "check":
		p.check = value
	case key == "tests":
		for _, arg := range strings.Fields(value) {
			p.tests = append(p.tests, strings.Trim(arg, `'"`))
		}
	case ok && key == "diff", strings.HasPrefix(line, "diff --git "), strings.HasPrefix(line, "index "), line == "":
	default:
		return fmt.Errorf("unknown line %q", line)
	}
	return nil
}

var hunkHeader = regexp.MustCompile(`^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@`)

// diff reads the file and hunk headers and their lines.
func (p *patch) diff(lines []string) error {
	for _, line := range lines {
		e := p.last()
		switch {
		case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "diff --git "), strings.HasPrefix(line, "index "):
		case strings.HasPrefix(line, "+++ b/"):
			path, _, _ := strings.Cut(strings.TrimPrefix(line, "+++ b/"), "\t")
			p.edits = append(p.edits, edit{path: path})
		case e != nil && hunkHeader.MatchString(line):
			e.hunks = append(e.hunks, hunk{})
		case e == nil || len(e.hunks) == 0:
			return fmt.Errorf("a diff with a/ and b/ in front of paths is needed, not %q", line)
		default:
			if err := e.hunks[len(e.hunks)-1].add(line); err != nil {
				return err
			}
		}
	}
	if e := p.last(); e == nil || len(e.hunks) == 0 {
		return fmt.Errorf("the patch changes nothing")
	}
	return nil
}

func (p *patch) last() *edit {
	if len(p.edits) == 0 {
		return nil
	}
	return &p.edits[len(p.edits)-1]
}

func (h *hunk) add(line string) error {
	if line == "" {
		line = " " // editors strip the blank before an empty line
	}
	switch line[0] {
	case ' ':
		h.old, h.new = append(h.old, line[1:]), append(h.new, line[1:])
	case '-':
		h.old = append(h.old, line[1:])
	case '+':
		h.new = append(h.new, line[1:])
	default:
		return fmt.Errorf("unknown line %q", line)
	}
	return nil
}

// apply changes the file's text. The old lines must stand in it exactly once,
// wherever that is, so that a patch never hits a similar place.
func (e edit) apply(text string) (string, error) {
	lines := strings.Split(text, "\n")
	for i, h := range e.hunks {
		places := h.places(lines)
		switch {
		case len(places) != 1:
			return "", fmt.Errorf("the lines of hunk %d stand in %s %d times, not once", i+1, e.path, len(places))
		case slices.Equal(h.old, h.new):
			return "", fmt.Errorf("hunk %d of %s changes nothing", i+1, e.path)
		}
		lines = slices.Replace(lines, places[0], places[0]+len(h.old), h.new...)
	}
	return strings.Join(lines, "\n"), nil
}

func (h hunk) places(lines []string) (all []int) {
	for i := 0; i+len(h.old) <= len(lines); i++ {
		if slices.Equal(h.old, lines[i:i+len(h.old)]) {
			all = append(all, i)
		}
	}
	return all
}
