package main

import (
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// Every patch still fits the tree, and leaves Go code behind: else it proves
// nothing any more.
func TestPatchesApply(t *testing.T) {
	all, err := readPatches(filepath.Join(root, folder))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 80 {
		t.Errorf("only %d patches", len(all))
	}
	checks := map[string]string{}
	for _, p := range all {
		if other, twice := checks[p.check]; twice {
			t.Errorf("%s and %s remove the same: %s", other, p.name, p.check)
		}
		checks[p.check] = p.name
		checkTests(t, p)
		for _, e := range p.edits {
			checkEdit(t, p.name, e)
		}
	}
}

func checkEdit(t *testing.T, name string, e edit) {
	t.Helper()
	if !strings.HasSuffix(e.path, ".go") || strings.HasSuffix(e.path, "_test.go") {
		t.Errorf("%s changes %s, which is no product code", name, e.path)
	}
	text, err := os.ReadFile(filepath.Join(root, e.path))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	changed, err := e.apply(string(text))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if _, err := parser.ParseFile(token.NewFileSet(), e.path, changed, parser.AllErrors); err != nil {
		t.Errorf("%s leaves no Go code: %v", name, err)
	}
	// What gofmt would move around was not written with care.
	if pretty, err := format.Source([]byte(changed)); err == nil && string(pretty) != changed {
		t.Errorf("%s: gofmt would change %s", name, e.path)
	}
}

// checkTests demands a package that exists, and narrow tests.
func checkTests(t *testing.T, p patch) {
	t.Helper()
	if info, err := os.Stat(filepath.Join(root, p.tests[0])); err != nil || !info.IsDir() {
		t.Errorf("%s: tests of %s: %v", p.name, p.tests[0], err)
	}
	if len(p.tests) != 1 && (len(p.tests) != 3 || p.tests[1] != "-run") {
		t.Errorf("%s: tests %q: want a package, and -run with a pattern", p.name, p.tests)
	}
}

const sample = `check: that two is more than one
tests: ./x -run 'TestX'

diff --git a/x.go b/x.go
--- a/x.go
+++ b/x.go
@@ -1,3 +1,3 @@
 one

-two
+three
`

func TestApply(t *testing.T) {
	p, err := parsePatch(sample)
	if err != nil || p.check != "that two is more than one" || strings.Join(p.tests, ",") != "./x,-run,TestX" || len(p.edits) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	for text, want := range map[string]string{
		"one\n\ntwo\n":             "one\n\nthree\n",
		"zero\none\n\ntwo\nend\n":  "zero\none\n\nthree\nend\n",
		"one\ntwo\n":               "",
		"one\n\ntwo\none\n\ntwo\n": "",
		"none\n\ntwo\n":            "",
	} {
		if got, err := p.edits[0].apply(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestBrokenPatches(t *testing.T) {
	for name, text := range map[string]string{
		"empty":     "",
		"no check":  strings.Replace(sample, "check: ", "chekc: ", 1),
		"no tests":  strings.Replace(sample, "tests: ./x -run 'TestX'\n", "", 1),
		"no diff":   sample[:strings.Index(sample, "diff")],
		"no hunk":   sample[:strings.Index(sample, "@@")],
		"odd line":  strings.Replace(sample, "-two", "two", 1),
		"odd paths": strings.Replace(sample, "+++ b/", "+++ ", 1),
	} {
		if _, err := parsePatch(text); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}
