package upsig_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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

var markdownLink = regexp.MustCompile(`\]\(([^)#:]+)\)`)

// What a page refers to is there.
func TestLinks(t *testing.T) {
	links := 0
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "vendor" || d.Name() == "dist") {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(p, ".md") {
			return err
		}
		text, err := os.ReadFile(p)
		for _, m := range markdownLink.FindAllStringSubmatch(string(text), -1) {
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(p), m[1])); err != nil {
				t.Errorf("%s: %v", p, err)
			}
		}
		return err
	})
	if err != nil || links < 30 {
		t.Errorf("%d links, %v", links, err)
	}
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

// What an installed page refers to is installed as well.
func TestInstalledLinks(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(makefile), "\nPAGES ")
	line, _, _ := strings.Cut(rest, "\n")
	installed := map[string]bool{}
	for _, pattern := range strings.Fields(line)[1:] {
		pages, err := filepath.Glob(pattern)
		if err != nil || len(pages) == 0 {
			t.Fatalf("%s: no such page, %v", pattern, err)
		}
		for _, p := range pages {
			installed[p], installed[filepath.Dir(p)] = true, true
		}
	}
	err = filepath.WalkDir("integrations", func(p string, _ fs.DirEntry, err error) error {
		installed[p] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for p := range installed {
		if !strings.HasSuffix(p, ".md") {
			continue
		}
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range markdownLink.FindAllStringSubmatch(string(text), -1) {
			links++
			if to := filepath.Join(filepath.Dir(p), m[1]); !installed[to] {
				t.Errorf("%s is installed and links to %s, which is not", p, to)
			}
		}
	}
	if links < 30 {
		t.Errorf("%d links", links)
	}
}
