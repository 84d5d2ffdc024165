package upsig_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Rules that hold for the whole repository: what no file may hold, here; who may
// import what and touch the process, in walls_test.go; what packages may keep and
// do at the start, in state_test.go; where bounds are, in limits_test.go and
// bounds_test.go.

const module = "github.com/upsig/upsig/"

// source is one Go file that is no test.
type source struct {
	path    string
	pkg     string
	fset    *token.FileSet
	syntax  *ast.File
	imports []string
}

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

// goFiles lists the repository's Go files, tests among them.
func goFiles(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "vendor" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if err == nil && strings.HasSuffix(p, ".go") {
			all = append(all, filepath.ToSlash(p))
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%d Go files, %v", len(all), err)
	}
	return all
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	for _, p := range goFiles(t) {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		s := source{path: p, pkg: f.Name.Name, fset: fset, syntax: f}
		for _, i := range f.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			s.imports = append(s.imports, name)
		}
		all = append(all, s)
	}
	return all
}

// testMaterial makes hostile input; nothing that ships may depend on it.
const testMaterial = `^(internal/(packtest|pgptest|sigstoretest|testvec|tuftest|webtest|fixtures)|benchmarks)/`

// Work that is left to do belongs into the issue tracker.
func TestNothingIsLeftToDo(t *testing.T) {
	left := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	for _, p := range goFiles(t) {
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range f.Comments {
			if m := left.FindString(group.Text()); m != "" {
				t.Errorf("%s: a comment says %s", p, m)
			}
		}
	}
}

// What a package is for stands above it: newcomers read that first.
func TestEveryPackageIsExplained(t *testing.T) {
	explained := map[string]bool{}
	for _, s := range sources(t) {
		dir := path.Dir(s.path)
		explained[dir] = explained[dir] || s.syntax.Doc != nil
	}
	for dir, is := range explained {
		if !is {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// The map of the repository in CONTRIBUTING.md names every folder with code.
func TestMapIsComplete(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range goFiles(t) {
		if folder, _, below := strings.Cut(p, "/"); below && !strings.Contains(string(text), "`"+folder+"/") {
			t.Errorf("CONTRIBUTING.md does not say what %s is", folder)
		}
	}
}
