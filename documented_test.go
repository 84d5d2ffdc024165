package upsig_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whoever embeds a package reads its documentation: what it believes, what it is
// compatible with, and an example that runs.
func TestPackagesAreDocumented(t *testing.T) {
	found := 0
	for _, p := range goFiles(t) {
		dir := filepath.Dir(p)
		top, _, _ := strings.Cut(p, "/")
		if !strings.Contains(p, "/") || slices.Contains([]string{"internal", "cmd", "benchmarks", "docs"}, top) || !isFirst(t, dir, p) {
			continue
		}
		found++
		text, examples := documentation(t, dir)
		for _, want := range []string{"\n# Trust model\n", "\n# Compatibility\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("the documentation of %s has no section %q", dir, strings.TrimSpace(want))
			}
		}
		if len(examples) == 0 {
			t.Errorf("%s has no example", dir)
		}
		for _, e := range examples {
			if e.Output == "" && !e.EmptyOutput && e.Name != "" && !strings.Contains(dir, "fetch") {
				t.Errorf("%s: example %s is not run", dir, e.Name)
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d packages", found)
	}
}

// isFirst lets every folder have one turn.
func isFirst(t *testing.T, dir, file string) bool {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(all[0]) == file
}

func documentation(t *testing.T, dir string) (string, []*doc.Example) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	text, tests := "", []*ast.File(nil)
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			tests = append(tests, file)
		} else {
			text += file.Doc.Text()
		}
	}
	return text, doc.Examples(tests...)
}
