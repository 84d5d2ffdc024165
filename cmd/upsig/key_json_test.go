package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// keySchema and trustSchema are where the form of all JSON is that key and trust
// commands print.
const (
	keySchema   = "../../docs/key.schema.json"
	trustSchema = "../../docs/trust.schema.json"
)

func checkForm(out []byte, form string) error {
	schema, err := jsonschema.NewCompiler().Compile(form)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// jsonOf is a script's command: the last standard output is of the schema.
func jsonOf(form string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, _ []string) {
		ts.Check(checkForm([]byte(ts.ReadFile("stdout")), form))
	}
}

// The schema knows every code, state and kind of evidence, and no other.
func TestKeySchemaEnumerations(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(keySchema)
	if err != nil {
		t.Fatal(err)
	}
	defs := map[string]*jsonschema.Schema{}
	for _, one := range schema.OneOf {
		for name, p := range one.Ref.Properties {
			defs[name] = p
		}
	}
	change := defs["notes"].Items2020.Ref.Properties["code"]
	finding := defs["findings"].Items2020.Ref.Properties["code"]
	record := defs["record"].Ref.Properties
	kind := record["continuity"].Items2020.Ref.Properties["kind"]
	sameEnum(t, "change codes", change, keyrings.ChangeCodes())
	sameEnum(t, "finding codes", finding, keyrings.Codes())
	sameEnum(t, "states", record["state"].Ref, append(keyrings.States(), ""))
	sameEnum(t, "kinds of evidence", kind, keyrings.EvidenceKinds())
}

func sameEnum[T ~string](t *testing.T, what string, s *jsonschema.Schema, want []T) {
	t.Helper()
	var got []string
	for _, v := range s.Enum.Values {
		got = append(got, v.(string))
	}
	var all []string
	for _, v := range want {
		all = append(all, string(v))
	}
	slices.Sort(got)
	slices.Sort(all)
	if !slices.Equal(got, all) {
		t.Errorf("%s: the schema has %q, the code %q", what, got, all)
	}
}

// keyStory is a keyring's life, told in commands whose output is kept, as text
// and as JSON. To rewrite it: go test ./cmd/upsig -run TestKeyGoldens -update
func keyStory(jane, next string) []struct{ name, args string } {
	return []struct{ name, args string }{
		{"import", "import --keyring-dir keys --fingerprint " + jane + " --who Jane --package app/hello --reason card jane.asc --dry-run"},
		{"", "import --keyring-dir keys --fingerprint " + jane + " --who Jane --package app/hello --reason card jane.asc --yes"},
		{"list", "list --keyring-dir keys"},
		{"update", "update --keyring-dir keys newer.asc --dry-run"},
		{"rollback", "update --keyring-dir keys older.asc --dry-run"},
		{"diff", "diff jane.asc newer.asc"},
		{"lint", "lint --fingerprint " + jane + " several.asc"},
		{"rotate", "rotate --keyring-dir keys --new-key next.asc --statement move.asc --policy hello.toml --old-versions 1.* " + jane + " " + next + " --dry-run"},
		{"", "rotate --keyring-dir keys --new-key next.asc --statement move.asc " + jane + " " + next + " --yes"},
		{"list-rotated", "list --keyring-dir keys"},
		{"forecast", "list --keyring-dir keys --expiring 52w"},
		{"show-old", "show --keyring-dir keys " + jane},
		{"show-new", "show --keyring-dir keys " + next},
		{"remove", "remove --keyring-dir keys --reason left " + next + " --dry-run"},
	}
}

func TestKeyGoldens(t *testing.T) {
	folder, err := filepath.Abs("testdata/key")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile(keySchema)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	jane, next := writeStory(t)
	kept := 0
	for _, step := range keyStory(jane, next) {
		for format, suffix := range map[string]string{"text": ".txt", "json": ".json"} {
			out := runKey(t, step.args+" --format "+format)
			if step.name == "" {
				break // done once
			}
			if format == "json" {
				value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
				if err != nil {
					t.Fatalf("%s: %v\n%s", step.name, err, out)
				}
				if err := schema.Validate(value); err != nil {
					t.Errorf("%s: not of the schema: %v", step.name, err)
				}
			}
			compareGolden(t, filepath.Join(folder, step.name+suffix), out)
			kept++
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != kept {
		t.Errorf("%d files in %s, want %d: %v", len(entries), folder, kept, err)
	}
}

// runKey runs a command in 2026, and returns its standard output. Asked for text,
// commands that write ask a question, which nobody answers.
func runKey(t *testing.T, args string) []byte {
	t.Helper()
	var out, complaints bytes.Buffer
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	code := run(t.Context(), append([]string{"key"}, strings.Fields(args)...), streams{
		in: strings.NewReader(""), out: &out, err: &complaints, now: func() time.Time { return at },
	})
	if code > exitRejected || out.Len() == 0 {
		t.Fatalf("upsig key %s: exit code %d: %s", args, code, &complaints)
	}
	return out.Bytes()
}

// writeStory writes the files of the story, and returns the two fingerprints.
func writeStory(t *testing.T) (oldKey, newKey string) {
	t.Helper()
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	jane, next := pgptest.Ed25519Key("story jane", day), pgptest.Ed25519Key("story next", day.AddDate(5, 0, 0))
	sub := pgptest.Ed25519Key("story sub", day)
	const id = "Jane \x1b[31mDoe\u202e <jane@example.org>" // nothing of it may steer a terminal
	cert := func() *pgptest.Cert { return pgptest.NewCert(jane).UserID(id, pgptest.SigOptions{}) }
	nextCert := pgptest.NewCert(next).UserID("Jane Doe", pgptest.SigOptions{KeyExpires: 2 * 365 * 24 * time.Hour})
	late := pgptest.SigOptions{Created: day.AddDate(5, 1, 0)}
	known := cert().UserID("Jane at work", pgptest.SigOptions{}).Certified(next, late)
	for name, text := range map[string]string{
		"jane.asc":    known.Armor(),
		"newer.asc":   cert().Subkey(sub, pgptest.Binding{Sig: late}).RevokePrimary(pgptest.ReasonCompromised, late).Armor(),
		"older.asc":   cert().Armor(),
		"several.asc": pgptest.NewCert(jane).UserID(id, pgptest.SigOptions{Hash: pgptest.SHA1}).Armor() + nextCert.Armor(),
		"next.asc":    nextCert.Armor(),
		"move.asc":    jane.ClearSign("My new key: "+inGroups(next.HexFingerprint())+"\n", late).String(),
		"hello.toml":  policyNaming(jane.HexFingerprint()),
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return jane.HexFingerprint(), next.HexFingerprint()
}
