package upsig_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Rules that hold for the whole repository: who may import what, who may touch
// the process, and what no file may hold.

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
const testMaterial = `^(internal/(pgptest|sigstoretest|testvec|tuftest|webtest|fixtures)|benchmarks)/`

var walls = []struct {
	name string
	from string // files
	skip string // but not these; empty skips none
	not  string // imports
	std  bool   // beside this module, only the standard library
}{
	{"the judge needs no cryptography of others, no network and no programs", `^policy/`, ``, `^(net|net/.*|os/exec)$|` + module + `(pgp|sigstore|keyrings|cmd)`, true},
	{"OpenPGP comes without Sigstore and network", `^pgp/`, ``, `^net(/|$)|sigstore`, false},
	{"Sigstore comes without OpenPGP", `^sigstore/`, ``, `^net(/|$)|` + module + `(pgp|keyrings)|go-crypto`, false},
	{"certificates come without Sigstore", `^keyrings/`, ``, `sigstore`, false},
	{"one package opens connections", `.`, `^internal/(webget|webtest|tuftest)/`, `^(net|net/http.*|net/rpc.*|net/smtp|crypto/tls)$`, false},
	{"only fetching uses it", `.`, `^(keyrings|sigstore/trust)/fetch/|^cmd/upsig/|^internal/webtest/`, module + `internal/webget$`, false},
	{"TUF is for updates alone", `.`, `^(sigstore/trust/fetch|internal/tuftest)/`, `sigstore-go/pkg/tuf|go-tuf`, false},
	{"the small program comes without Sigstore", `^cmd/sopv/`, ``, `sigstore`, false},
	{"test material is not shipped", `.`, testMaterial, module + `internal/(pgptest|sigstoretest|tuftest|webtest)`, false},
	{"libraries do not import programs", `.`, `^(cmd/|internal/|benchmarks/)`, module + `cmd/`, false},
	{"no signing, no live trust, no ready-made commands", `.`, testMaterial, `sigstore-go/pkg/(sign|testing)|spf13/(cobra|viper)`, false},
}

// foreign reports an import from outside the module and the standard library.
func foreign(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".") && !strings.HasPrefix(imported, module)
}

func TestWalls(t *testing.T) {
	files := sources(t)
	for _, w := range walls {
		scanned := 0
		for _, s := range files {
			if !regexp.MustCompile(w.from).MatchString(s.path) || (w.skip != "" && regexp.MustCompile(w.skip).MatchString(s.path)) {
				continue
			}
			scanned++
			for _, i := range s.imports {
				if regexp.MustCompile(w.not).MatchString(i) || (w.std && foreign(i)) {
					t.Errorf("%s imports %s: %s", s.path, i, w.name)
				}
			}
		}
		if scanned == 0 && !strings.Contains(w.from, "cmd/sopv") {
			t.Errorf("no file is behind the wall: %s", w.name)
		}
	}
}

// Programs talk to the process; libraries are told what they need.
func TestLibrariesDoNotTouchTheProcess(t *testing.T) {
	process := []string{"time.Now", "time.Since", "time.Until", "os.Exit", "os.Stdin", "os.Stdout", "os.Stderr", "os.Getenv", "os.Args",
		"fmt.Print", "fmt.Println", "fmt.Printf", "log.Print", "log.Println", "log.Printf", "log.Fatal", "log.Fatalf"}
	scanned := 0
	for _, s := range sources(t) {
		for _, d := range s.syntax.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s: init", s.at(f))
			}
		}
		if s.pkg == "main" {
			continue
		}
		scanned++
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := x.X.(*ast.Ident); ok && slices.Contains(process, id.Name+"."+x.Sel.Name) {
					t.Errorf("%s: %s.%s in a library", s.at(n), id.Name, x.Sel.Name)
				}
			}
			return true
		})
	}
	if scanned == 0 {
		t.Error("no library was scanned")
	}
}

// Package variables are tables, sentinels and compiled expressions: they have a
// value from the start, nobody assigns to them or takes their address, and they
// hold nothing that exists to change.
func TestNoMutablePackageState(t *testing.T) {
	packages := map[string]map[string]bool{}
	files := sources(t)
	for _, s := range files {
		dir := path.Dir(s.path)
		if packages[dir] == nil {
			packages[dir] = map[string]bool{}
		}
		for _, spec := range variables(s.syntax) {
			for _, name := range spec.Names {
				packages[dir][name.Name] = name.Name != "_"
			}
			if len(spec.Values) == 0 && !embedded(s.syntax, spec) {
				t.Errorf("%s: %s has no value from the start", s.at(spec), spec.Names[0])
			}
		}
	}
	for _, s := range files {
		if regexp.MustCompile(testMaterial).MatchString(s.path) {
			continue
		}
		for _, n := range changes(s.syntax, packages[path.Dir(s.path)]) {
			t.Errorf("%s: a package variable changes", s.at(n))
		}
	}
}

func variables(f *ast.File) []*ast.ValueSpec {
	var all []*ast.ValueSpec
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				all = append(all, spec.(*ast.ValueSpec))
			}
		}
	}
	return all
}

// embedded reports whether go:embed gives the variable its value.
func embedded(f *ast.File, spec *ast.ValueSpec) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:embed ") && c.End() < spec.Pos() && spec.Pos()-c.End() < 8 {
				return true
			}
		}
	}
	return false
}

// changes finds assignments to, and addresses of, names of the package. A local
// variable of the same name counts as well: give it another name.
func changes(f *ast.File, names map[string]bool) []ast.Node {
	var all []ast.Node
	check := func(n ast.Node, targets ...ast.Expr) {
		for _, x := range targets {
			if id := root(x); id != nil && names[id.Name] {
				all = append(all, n)
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				check(n, n.Lhs...)
			}
		case *ast.IncDecStmt:
			check(n, n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				check(n, n.X)
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear" || id.Name == "copy") && len(n.Args) > 0 {
				check(n, n.Args[0])
			}
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && names[id.Name] && slices.Contains([]string{"Lock", "Do", "Store", "Add", "Put", "Set"}, n.Sel.Name) {
				all = append(all, n)
			}
		}
		return true
	})
	return all
}

// root is the variable that an expression is a part of.
func root(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return root(x.X)
	case *ast.IndexExpr:
		return root(x.X)
	case *ast.StarExpr:
		return root(x.X)
	case *ast.ParenExpr:
		return root(x.X)
	}
	return nil
}

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

// An expression that is compiled when it is first used fails there, and not at
// the start: so all of them are compiled here.
func TestLazyExpressionsCompile(t *testing.T) {
	seen := 0
	for _, s := range sources(t) {
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || root(f.X) == nil || root(f.X).Name != "lazyre" {
				return true
			}
			seen++
			if _, err := regexp.Compile(literal(t, call.Args[0])); err != nil {
				t.Errorf("%s: %v", s.at(n), err)
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no expression was found")
	}
}

// literal is the value of a string that stands in the source, perhaps in pieces.
func literal(t *testing.T, x ast.Expr) string {
	t.Helper()
	switch x := x.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		if err != nil {
			t.Fatal(err)
		}
		return text
	case *ast.BinaryExpr:
		return literal(t, x.X) + literal(t, x.Y)
	}
	t.Fatalf("an expression is not written out: %T", x)
	return ""
}
