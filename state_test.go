package upsig_test

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

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

// An expression that is compiled when it is first used fails there, and not at
// the start: so all of them are compiled here, and none there.
func TestExpressionsCompile(t *testing.T) {
	seen := 0
	for _, s := range sources(t) {
		if !regexp.MustCompile(notShipped + `|^internal/lazyre/`).MatchString(s.path) {
			for _, x := range compiledAtStart(s.syntax) {
				t.Errorf("%s: an expression is compiled at every start; internal/lazyre does it when it is needed", s.at(x))
			}
		}
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

// compiledAtStart finds the package variables that hold compiled expressions.
func compiledAtStart(f *ast.File) []ast.Expr {
	var all []ast.Expr
	for _, spec := range variables(f) {
		for _, x := range spec.Values {
			if call, ok := x.(*ast.CallExpr); ok && called(call) == "regexp.MustCompile" {
				all = append(all, x)
			}
		}
	}
	return all
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
