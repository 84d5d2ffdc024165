package policy_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

// declared lists the values of all constants of a type in the package's source.
func declared(t *testing.T, typ string) []string {
	t.Helper()
	paths, err := filepath.Glob("[a-z]*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, constants(t, file, typ)...)
	}
	if len(all) == 0 {
		t.Fatalf("no constant of type %s", typ)
	}
	return all
}

func constants(t *testing.T, file *ast.File, typ string) (all []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if ok && len(spec.Values) == 1 {
			lit, isText := spec.Values[0].(*ast.BasicLit)
			if id, ok := spec.Type.(*ast.Ident); ok && id.Name == typ && isText {
				value, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, value)
			}
		}
		return true
	})
	return all
}

// checkTable compares constants with their table, and wants texts for each.
func checkTable[T ~string](t *testing.T, typ string, table []T, texts func(T) []string) {
	t.Helper()
	seen := map[T]int{}
	for _, v := range table {
		seen[v]++
	}
	all := declared(t, typ)
	for _, v := range all {
		if seen[T(v)] != 1 {
			t.Errorf("%s %q stands %d times in its table", typ, v, seen[T(v)])
		}
		for _, text := range texts(T(v)) {
			if text == "" || strings.HasPrefix(text, "unknown ") || strings.HasSuffix(text, ".") {
				t.Errorf("%s %q has text %q", typ, v, text)
			}
		}
	}
	if len(table) != len(all) {
		t.Errorf("%s: %d in the table, %d declared", typ, len(table), len(all))
	}
}

func TestEnumerationsAreComplete(t *testing.T) {
	checkTable(t, "Reason", policy.Reasons(), func(r policy.Reason) []string { return []string{r.Explain(), r.Next()} })
	checkTable(t, "Weakness", policy.Weaknesses(), func(w policy.Weakness) []string { return []string{w.Explain(), w.Next()} })
	checkTable(t, "NoticeCode", policy.NoticeCodes(), func(c policy.NoticeCode) []string { return []string{c.Explain()} })
	if policy.Reason("x").Valid() || policy.Weakness("").Valid() {
		t.Error("what is not declared is valid")
	}
}

func TestClasses(t *testing.T) {
	order := "none registry publisher ci-key ci-workflow ci-isolated author-identity author-key"
	var names []string
	for _, c := range policy.Classes() {
		names = append(names, c.String())
		if back, ok := policy.ParseClass(c.String()); !ok || back != c {
			t.Errorf("%s parses to %s", c, back)
		}
		if (c.Proves() == "nothing") != (c == policy.ClassNone) || (c.DoesNotProve() == "anything") != (c == policy.ClassNone) {
			t.Errorf("%s does not say what it proves", c)
		}
		if c.ByAuthor() != strings.HasPrefix(c.String(), "author-") {
			t.Errorf("%s: ByAuthor is %v", c, c.ByAuthor())
		}
	}
	if got := strings.Join(names, " "); got != order {
		t.Errorf("classes, weakest first: %s", got)
	}
	for _, c := range []policy.Class{-1, policy.ClassAuthorKey + 1} {
		if _, err := c.MarshalText(); err == nil || c.Proves() != "nothing" {
			t.Errorf("class %d can be written", int(c))
		}
	}
}
