package upsig_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"testing"
)

// leastBound is the least number that is taken for a bound. Smaller ones are nearly
// always the width of a field, or how many there must be at least.
const leastBound = 16

// noBounds are numbers of leastBound and more that are none on input, by why not:
// constants by package, other numbers by file.
var noBounds = []struct {
	why  string
	what []string
}{
	{"packet and subpacket lengths (RFC 9580 sections 4.2 and 5.2.3.7)", []string{
		"keyrings/clean.go: n < 192", "keyrings/clean.go: n < 8384",
		"pgp/framing.go: data[1] >= 224", "pgp/framing.go: data[1] < 255", "pgp/framing.go: b[0] < 192", "pgp/framing.go: b[0] < 255",
		"pgp/inline_literal.go: rest[0] >= 224", "pgp/inline_literal.go: rest[0] < 255", "pgp.minFirstPartial",
	}},
	{"fields of packets and signatures, all of them there", []string{
		"pgp/peek.go: len(body) < 19", "pgp/signature.go: len(body) < 19", "pgp/inline_onepass.go: rest[:32]",
		"rawkeys/key.go: s.bytes[:32]", "rawkeys/key.go: sig[:32]",
	}},
	{"ranges of types (RFC 9580 sections 4.3 and 5.2.1)", []string{"pgp.firstNonCritical", "pgp.typeCertification", "pgp.typePositive"}},
	{"a tar header, all of it there, and its checksum's place", []string{
		"internal/decompress.tarBlock", "internal/decompress.tarSumBegin", "internal/decompress.tarSumEnd",
	}},
	{"key IDs, parts of fingerprints", []string{"keyrings/lint.go: fpr[:16]", "pgp/key.go: min(16, len(fpr))"}},
	{"lengths and tags of DER", []string{"sigstore/ber.go: data[at] >= 0x80", "sigstore/ber.go: data[at - 1] < 0x80"}},
	{"formats of compressed files", []string{
		"internal/decompress.bzip2Selectors", "internal/decompress.bzip2Longest", "internal/decompress.lzipSmallest",
		"internal/decompress/lzma.go: symbol < 1 << 8", "internal/decompress/rangedecoder.go: r.width < 1 << 24",
	}},
	{"buffers of a fixed size, which are emptied when they are full", []string{
		"internal/artifact.textBuffer", "internal/decompress.lzmaPiece", "internal/decompress/bzip2.go: w.have <= 56",
	}},
	{"control characters, and those that need a longer escape", []string{
		"pgp/stream.go: c < 0x20", "cmd/upsig/draft_text.go: r > 0xffff",
		"internal/safetext/json.go: r > 0xffff", "internal/safetext/safetext.go: r <= 0xffff",
	}},
	{"years of four digits (RFC 3339)", []string{"cmd/upsig/verify_check.go: year > 9999"}},
	{"layout, and short forms of digests", []string{
		"cmd/upsig.commentWidth", "internal/render.textWidth", "internal/render.length",
		"internal/render.shortDetail",
		`keyrings/rotate.go: strings.TrimPrefix(Digest(f.Data), "sha256:")[:16]`,
	}},
	{"how strong a key must be, which lets less in and costs nothing", []string{"pgp.minRSABits", "pgp.goodRSABits", "policy.minRSA"}},
	{"what a linter calls old or much, of what was read within bounds", []string{
		"keyrings.AgeGap", "keyrings.StaleAfter", "keyrings.manyCertifications",
	}},
}

// No package bounds its input by a number of its own, or by a constant that is
// one: they stand in internal/limits.
func TestNoNumberBounds(t *testing.T) {
	used := map[string]bool{}
	for _, group := range noBounds {
		for _, what := range group.what {
			used[what] = false
		}
	}
	for _, s := range shipped(t) {
		for _, b := range s.known.bounds(s.syntax) {
			what := s.path + ": " + b.text
			if b.constant != "" {
				what = path.Dir(s.path) + "." + b.constant
			}
			if _, excused := used[what]; !excused {
				t.Errorf("%s: %s: name the bound in internal/limits, or say in noBounds why it is none", s.at(b.node), b.text)
			}
			used[what] = true
		}
	}
	for what, seen := range used {
		if !seen {
			t.Errorf("noBounds has %q, which is nowhere", what)
		}
	}
}

// shippedSource is a file with the constants of its package.
type shippedSource struct {
	source
	known constants
}

func shipped(t *testing.T) []shippedSource {
	t.Helper()
	var all []shippedSource
	packages := map[string]constants{}
	for _, s := range sources(t) {
		if regexp.MustCompile(notShipped + `|^internal/limits/`).MatchString(s.path) {
			continue
		}
		dir := path.Dir(s.path)
		if packages[dir] == nil {
			packages[dir] = constants{}
		}
		packages[dir].learn(s.syntax)
		all = append(all, shippedSource{s, packages[dir]})
	}
	return all
}

// constants are those of a package, by name; those of functions are among them.
type constants map[string]ast.Expr

func (c constants) learn(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, spec := range d.Specs {
				c.declare(spec.(*ast.ValueSpec))
			}
		}
		return true
	})
}

func (c constants) declare(v *ast.ValueSpec) {
	for i, value := range v.Values {
		c[v.Names[i].Name] = value
	}
}

// bound is a place where a number bounds something.
type bound struct {
	node ast.Node
	text string
	// constant is the name of the number, if it has one.
	constant string
}

// bounds finds numbers that something is compared with, that min cuts down to, and
// where slices end.
func (c constants) bounds(f *ast.File) []bound {
	var all []bound
	ast.Inspect(f, func(n ast.Node) bool {
		for _, x := range operands(n) {
			if name, large := c.large(x); large {
				all = append(all, bound{n, types.ExprString(n.(ast.Expr)), name})
			}
		}
		return true
	})
	return all
}

// operands are the expressions that may bound others.
func operands(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if slices.Contains([]token.Token{token.LSS, token.LEQ, token.GTR, token.GEQ}, n.Op) {
			return []ast.Expr{n.X, n.Y}
		}
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "min" {
			return n.Args
		}
	case *ast.SliceExpr:
		if n.High != nil {
			return []ast.Expr{n.High}
		}
	}
	return nil
}

// large reports whether an expression is a number of leastBound or more, or is
// computed with one, and the constant that has it.
func (c constants) large(x ast.Expr) (name string, large bool) {
	if n, ok := number(x); ok {
		return "", n >= leastBound
	}
	switch x := x.(type) {
	case *ast.Ident:
		value, known := c[x.Name]
		if known {
			_, large = c.large(value)
		}
		return x.Name, large
	case *ast.ParenExpr:
		return c.large(x.X)
	case *ast.BinaryExpr:
		if name, large = c.large(x.X); large {
			return name, true
		}
		return c.large(x.Y)
	case *ast.CallExpr:
		if len(x.Args) == 1 && isType(x.Fun) {
			return c.large(x.Args[0])
		}
	}
	return "", false
}

// number computes an expression of numbers alone. Characters are none: comparisons
// with them tell letters from digits.
func number(x ast.Expr) (int64, bool) {
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(x))
	if err != nil || v.Value == nil || v.Type == types.Typ[types.UntypedRune] {
		return 0, false
	}
	if v.Value = constant.ToInt(v.Value); v.Value.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(v.Value)
}

// isType reports whether what looks like a function is a predeclared type.
func isType(f ast.Expr) bool {
	v, err := types.Eval(token.NewFileSet(), nil, token.NoPos, types.ExprString(f))
	return err == nil && v.IsType()
}

// TestBoundsAreSeen: the check finds bounds in whatever form, and nothing else.
func TestBoundsAreSeen(t *testing.T) {
	for code, want := range map[string]string{
		"len(x) > 4096":                 "len(x) > 4096",
		"4096 < len(x)":                 "4096 < len(x)",
		"f.Size() >= 64<<10":            "f.Size() >= 64 << 10",
		"b.Len() <= 16":                 "b.Len() <= 16",
		"n.BitLen() < 0x800":            "n.BitLen() < 0x800",
		"count > 1_000":                 "count > 1_000",
		"count > 1e6":                   "count > 1e6",
		"counts[i] > 100":               "counts[i] > 100",
		"age > 90*24*time.Hour":         "age > 90 * 24 * time.Hour",
		"int64(len(x)) > int64(100)":    "int64(len(x)) > int64(100)",
		"uint(n) > uint(packaged)":      "packaged",
		"len(x) > len(y) + 100":         "len(x) > len(y) + 100",
		"len(x) > (limits.Quoted * 20)": "len(x) > (limits.Quoted * 20)",
		"len(x) > packaged":             "packaged",
		"len(x) > twice + 1":            "twice",
		"len(x) > inner":                "inner",
		"string(x[:120]) == y":          "x[:120]",
		"x[:min(len(x), 120)] == y":     "min(len(x), 120)",
		"len(x) > limits.Quoted":        "",
		"len(x) > limits.Quoted + 1":    "",
		"len(x) < 15":                   "",
		"len(x) < small":                "",
		"len(x) == 4096":                "",
		"c >= 'a' && c <= 'z'":          "",
		"x[100:] == y":                  "",
		"x < other(100)":                "",
		"x < y":                         "",
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "", `package p
const packaged, small, twice = 100, 2, 2 * packaged
func f() bool { const inner = 1 << 20; return `+code+` }`, 0)
		if err != nil {
			t.Fatal(err)
		}
		known := constants{}
		known.learn(f)
		got := ""
		for _, b := range known.bounds(f) {
			if got = b.text; b.constant != "" {
				got = b.constant
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}
