package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// outcome is what became of a patch.
type outcome string

const (
	caught         outcome = "caught"
	survived       outcome = "SURVIVED"
	doesNotApply   outcome = "DOES NOT APPLY"
	doesNotCompile outcome = "DOES NOT COMPILE"
	noTests        outcome = "NO SUCH TESTS"
)

// workshop is a copy of the tree that patches are laid over.
type workshop struct {
	tree string
	// desk holds the changed files.
	desk string
}

// try runs the patch's tests over the patched tree. The text explains what went
// otherwise than it should.
func (w workshop) try(p patch) (outcome, string) {
	overlay, err := w.lay(p)
	if err != nil {
		return doesNotApply, err.Error()
	}
	return w.test(p.tests, "-overlay="+overlay)
}

// lay writes the changed files and the list of what they stand for.
func (w workshop) lay(p patch) (overlay string, err error) {
	folder := filepath.Join(w.desk, p.name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	replace := map[string]string{}
	for i, e := range p.edits {
		path := filepath.Join(w.tree, filepath.FromSlash(e.path))
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		changed, err := e.apply(string(text))
		if err != nil {
			return "", err
		}
		file := filepath.Join(folder, fmt.Sprintf("%d.go", i))
		if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
			return "", err
		}
		replace[path] = file
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(folder, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o644)
}

// test runs go test until the first failure. Package vet is off: a patch may leave
// odd code behind.
func (w workshop) test(tests []string, flags ...string) (outcome, string) {
	args := append([]string{"test", "-failfast", "-count=1", "-vet=off", "-timeout=5m"}, flags...)
	cmd := exec.Command("go", append(args, tests...)...)
	cmd.Dir = w.tree
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	text := out.String()
	switch {
	case strings.Contains(text, "[build failed]"), strings.Contains(text, "[setup failed]"):
		return doesNotCompile, text
	case strings.Contains(text, "[no tests to run]"), strings.Contains(text, "[no test files]"):
		return noTests, text
	case err == nil:
		return survived, ""
	case !strings.Contains(text, "FAIL"):
		return doesNotCompile, text + err.Error() // go itself failed
	}
	return caught, text
}
