package policy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/upsig/upsig/docs"
	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

func policySchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(docs.PolicySchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("policy")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON turns TOML into the JSON that the schema is about.
func asJSON(data []byte) (any, error) {
	var table map[string]any
	if err := toml.Unmarshal(data, &table); err != nil {
		return nil, err
	}
	text, err := json.Marshal(table)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

// Whatever loads is of the schema.
func TestSchemaTakesWhatLoads(t *testing.T) {
	schema := policySchema(t)
	all := map[string][]byte{"full": []byte(full)}
	vectors, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		all[v.Name] = v.Files["policy.toml"]
	}
	for name, data := range all {
		if _, err := policy.Load(data, "p.toml"); err != nil {
			continue // a case of its own
		}
		value, err := asJSON(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(all) < 200 {
		t.Errorf("only %d policies", len(all))
	}
}

// beyondSchema are parts of errors about what no schema can say: what several
// places have to do with one another, and what the text of a value means.
func beyondSchema() []string {
	return []string{
		"is declared", "no [[sigstore.signer]]", "no signer is declared", "two [[artifact]]", "can match the same version", "named twice", "several signers",
		"leaves none", "must be a date", "can never be met", "is called", "no public key", "one PEM block", "not for persons", "service account",
		"without .git", "one e-mail address", "must be a repository", "via names", "signer's own repository",
	}
}

// What does not load because of its shape is not of the schema either.
func TestSchemaRefusesWhatDoesNotLoad(t *testing.T) {
	schema := policySchema(t)
	refused := 0
	for _, r := range refusals() {
		value, err := asJSON([]byte(strings.ReplaceAll(r.data, "!", "")))
		if err != nil || r.want == "" {
			continue // no TOML
		}
		if schema.Validate(value) != nil {
			refused++
			continue
		}
		if !slices.ContainsFunc(beyondSchema(), func(part string) bool { return strings.Contains(r.want, part) }) {
			t.Errorf("%s\nis of the schema; the loader says %q", r.data, r.want)
		}
	}
	if refused < 60 {
		t.Errorf("the schema refuses only %d", refused)
	}
}

// The schema, the manual and the tutorial know the keys that the loader asks for,
// and no others.
func TestSchemaKnowsTheKeysOfTheLoader(t *testing.T) {
	asked := loaderKeys(t)
	var document any
	if err := json.Unmarshal([]byte(docs.PolicySchema()), &document); err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	properties(document, described)
	for key := range asked {
		if !described[key] {
			t.Errorf("the schema does not have %q", key)
		}
	}
	manual, tutorial := page(t, "man/upsig-policy.5"), page(t, "policy.md")
	for key := range described {
		if !asked[key] {
			t.Errorf("the schema has %q, for which the loader does not ask", key)
		}
		whole := regexp.MustCompile(`(^|[^a-z-])` + key + `([^a-z-]|$)`)
		if !whole.MatchString(manual) {
			t.Errorf("upsig-policy(5) does not name %s", key)
		}
		if !whole.MatchString(tutorial) {
			t.Errorf("policy.md does not name %s", key)
		}
	}
	if len(asked) < 30 {
		t.Errorf("the loader asks for %d keys only", len(asked))
	}
}

func page(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// properties collects the names under every "properties".
func properties(node any, names map[string]bool) {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			if p, ok := value.(map[string]any); ok && key == "properties" {
				for name := range p {
					names[name] = true
				}
			}
			properties(value, names)
		}
	case []any:
		for _, item := range node {
			properties(item, names)
		}
	}
}

// loaderKeys collects the keys that the loader's source asks readers for.
func loaderKeys(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	readers := []string{"String", "Strings", "Text", "Bool", "Int", "Date", "Table", "Tables", "optional", "mandatory", "globs", "class", "require"}
	files, err := filepath.Glob("load*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && slices.Contains(readers, callee(call)) {
				for _, arg := range call.Args[:min(2, len(call.Args))] {
					if text, ok := arg.(*ast.BasicLit); ok && text.Kind == token.STRING {
						key, _ := strconv.Unquote(text.Value)
						keys[key] = true
					}
				}
			}
			return true
		})
	}
	return keys
}

// callee is the name of the function or method.
func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// The enumerations of the schema are those of the code.
func TestSchemaEnumerations(t *testing.T) {
	var document struct {
		Defs map[string]struct{ Enum []string } `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(docs.PolicySchema()), &document); err != nil {
		t.Fatal(err)
	}
	classes, weaknesses, requires := []string{}, []string{}, []string{}
	for _, c := range policy.Classes() {
		if c != policy.ClassNone {
			classes = append(classes, c.String())
		}
	}
	for _, w := range policy.Weaknesses() {
		weaknesses = append(weaknesses, string(w))
	}
	for _, r := range policy.Requires() {
		requires = append(requires, string(r))
	}
	for name, want := range map[string][]string{"class": classes, "weakness": weaknesses, "require": requires} {
		if got := document.Defs[name].Enum; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: the schema has %s, the code %s", name, fmt.Sprint(got), fmt.Sprint(want))
		}
	}
}
