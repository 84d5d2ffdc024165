package upsig_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"testing"
)

// notShipped makes or checks test material, or is run by developers alone.
const notShipped = testMaterial + `|^internal/(conformance|mutate|gendocs)/`

// Every bound on input stands in internal/limits, with where it comes from: no
// other package reads by a number of its own, reads without a bound, or has a
// constant that is called a maximum.
func TestBoundsAreInOnePlace(t *testing.T) {
	maximum := regexp.MustCompile(`^(max|most|limit|Max|Limit)([A-Z]|$)`)
	scanned, bounded := 0, 0
	for _, s := range sources(t) {
		if regexp.MustCompile(notShipped + `|^internal/limits/`).MatchString(s.path) {
			continue
		}
		scanned++
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				switch called(n) {
				case "io.LimitReader", "http.MaxBytesReader":
					bounded++
					if number := numeral(n.Args[len(n.Args)-1]); number != "" {
						t.Errorf("%s: reads at most %s bytes: name the bound in internal/limits", s.at(n), number)
					}
				case "io.ReadAll":
					if inner, ok := n.Args[0].(*ast.CallExpr); !ok || called(inner) != "io.LimitReader" {
						t.Errorf("%s: reads all there is", s.at(n))
					}
				case "os.ReadFile":
					t.Errorf("%s: reads a file without a bound: internal/readfile has one", s.at(n))
				}
			case *ast.GenDecl:
				for _, name := range numbers(n) {
					if maximum.MatchString(name.Name) {
						t.Errorf("%s: %s belongs into internal/limits", s.at(name), name.Name)
					}
				}
			}
			return true
		})
	}
	if scanned == 0 || bounded < 3 {
		t.Errorf("%d files and %d bounded reads were seen", scanned, bounded)
	}
}

// called is the name of the function of another package that is called.
func called(c *ast.CallExpr) string {
	if f, ok := c.Fun.(*ast.SelectorExpr); ok {
		if p, ok := f.X.(*ast.Ident); ok {
			return p.Name + "." + f.Sel.Name
		}
	}
	return ""
}

// numeral finds a number in an expression. One more byte than a bound is how to
// see that there are more.
func numeral(x ast.Expr) string {
	found := ""
	ast.Inspect(x, func(n ast.Node) bool {
		if b, ok := n.(*ast.BasicLit); ok && b.Kind == token.INT && b.Value != "1" {
			found = b.Value
		}
		return true
	})
	return found
}

// numbers are the constants that a declaration gives a number.
func numbers(d *ast.GenDecl) []*ast.Ident {
	var all []*ast.Ident
	if d.Tok != token.CONST {
		return nil
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		for i, name := range v.Names {
			if i < len(v.Values) && numeral(v.Values[i]) != "" {
				all = append(all, name)
			}
		}
	}
	return all
}
