package trust_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/sigstore/trust"
)

var (
	early = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	late  = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
)

func parse(t *testing.T, data []byte) trust.File {
	t.Helper()
	f, err := trust.Parse("test", data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// edit changes a root's JSON.
func edit(t *testing.T, data []byte, change func(root map[string]any)) []byte {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	change(root)
	out, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func member(root map[string]any, list string, i int) map[string]any {
	return root[list].([]any)[i].(map[string]any)
}

func verbs(changes []trust.Change) []string {
	all := []string{}
	for _, c := range changes {
		all = append(all, string(c.Verb)+" "+string(c.Kind))
	}
	return all
}

func TestCompare(t *testing.T) {
	data := st.New("one", early).TrustedRootJSON()
	impostor := st.New("one", early).Impostor().TrustedRootJSON()
	for name, c := range map[string]struct {
		change func(map[string]any)
		want   []string
	}{
		"layout alone": {func(map[string]any) {}, []string{}},
		"a log gone": {func(r map[string]any) { r["tlogs"] = r["tlogs"].([]any)[1:] },
			[]string{"removed transparency log"}},
		"a validity ends": {func(r map[string]any) {
			member(r, "ctlogs", 0)["publicKey"].(map[string]any)["validFor"].(map[string]any)["end"] = "2026-01-01T00:00:00Z"
		}, []string{"changed CT log"}},
		"another name": {func(r map[string]any) { member(r, "certificateAuthorities", 0)["uri"] = "https://fulcio.sigstore.dev" },
			[]string{"changed certificate authority"}},
		"a key with another purpose": {func(r map[string]any) {
			r["tlogs"] = append(r["tlogs"].([]any), r["ctlogs"].([]any)...)
			delete(r, "ctlogs")
		}, []string{"removed CT log", "added transparency log"}},
		"no logs at all": {func(r map[string]any) { delete(r, "tlogs") },
			[]string{"removed transparency log", "removed transparency log", "changed certificate authority", "changed CT log", "changed timestamp authority"}},
	} {
		before, after := parse(t, data), parse(t, edit(t, data, c.change))
		if diff := cmp.Diff(c.want, verbs(trust.Compare(before, after))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	// The same names and numbers over other keys: everything is exchanged.
	if got := verbs(trust.Compare(parse(t, data), parse(t, impostor))); len(got) != 10 || strings.Contains(strings.Join(got, " "), "changed") {
		t.Errorf("an impostor's root: %v", got)
	}
	if got := trust.Compare(trust.File{}, parse(t, data)); len(got) != 5 {
		t.Errorf("against nothing: %v", got)
	}
	// Without logs in its instance, evidence under an authority needs no entry.
	changes := trust.Compare(parse(t, data), parse(t, edit(t, data, func(r map[string]any) { delete(r, "tlogs") })))
	if c := changes[2]; !c.OldLogged || c.NewLogged {
		t.Errorf("%+v", c)
	}
}

// TestReport: an authority whose evidence needs no log entry any more is told of, and
// nothing else is.
func TestReport(t *testing.T) {
	data := st.New("one", early).TrustedRootJSON()
	logged, bare := parse(t, data), parse(t, edit(t, data, func(r map[string]any) { delete(r, "tlogs") }))
	renamed := parse(t, edit(t, data, func(r map[string]any) { member(r, "certificateAuthorities", 0)["uri"] = "https://new.example" }))
	for name, c := range map[string]struct {
		before, after trust.File
		steps, drops  int
	}{
		"logs dropped":         {logged, bare, 5, 3},
		"logs added":           {bare, logged, 5, 0},
		"another name":         {logged, renamed, 1, 0},
		"nothing there before": {trust.File{}, bare, 3, 0},
	} {
		r := trust.NewReport("root.json", "new.json", c.before, c.after, late)
		drops := 0
		for _, s := range r.Changes {
			if s.LogDropped {
				drops++
			}
			if s.LogDropped && s.Was == nil {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if len(r.Changes) != c.steps || drops != c.drops || (r.Before == "") != (len(c.before.Instances) == 0) || r.Same() {
			t.Errorf("%s: %d steps, %d drops, %q", name, len(r.Changes), drops, r.Before)
		}
	}
	if r := trust.NewReport("root.json", "new.json", logged, logged, late); !r.Same() || len(r.Changes) != 0 {
		t.Errorf("the same: %+v", r)
	}
}

func TestCheckNewer(t *testing.T) {
	old, now := parse(t, st.New("one", early).TrustedRootJSON()), parse(t, st.New("one", late).TrustedRootJSON())
	var older *trust.OlderError
	if err := trust.CheckNewer(now, old); !errors.As(err, &older) {
		t.Error(err)
	}
	for _, pair := range [][2]trust.File{{old, now}, {now, now}, {{}, old}} {
		if err := trust.CheckNewer(pair[0], pair[1]); err != nil {
			t.Error(err)
		}
	}
}

// TestCheckNewerPerInstance: a newer instance beside it does not let another go back.
func TestCheckNewerPerInstance(t *testing.T) {
	root := func(name string, at time.Time) []byte { return st.New(name, at).TrustedRootJSON() }
	// The same names over other keys, as after a rotation.
	impostor := func(name string, at time.Time) []byte { return st.New(name, at).Impostor().TrustedRootJSON() }
	renamed := func(data []byte) []byte { return bytes.ReplaceAll(data, []byte(`"https://`), []byte(`"https://new-`)) }
	file := func(instances ...[]byte) trust.File { return parse(t, bytes.Join(instances, []byte("\n"))) }
	later, between := late.AddDate(0, 1, 0), early.AddDate(0, 1, 0)
	for name, c := range map[string]struct {
		before, after trust.File
		older         bool
	}{
		"one of two goes back":               {file(root("a", late), root("b", late)), file(root("a", early), root("b", late)), true},
		"one of two goes back under a newer": {file(root("a", late), root("b", early)), file(root("a", early), root("b", later)), true},
		"one goes back to other keys":        {file(root("a", late), root("b", late)), file(impostor("a", early), root("b", later)), true},
		"one is exchanged for an older":      {file(root("a", late), root("b", late)), file(root("c", early), root("b", late)), true},
		"the other way round":                {file(root("a", early), root("b", late)), file(root("b", late), root("a", early)), false},
		"both go on":                         {file(root("a", early), root("b", early)), file(root("b", late), root("a", later)), false},
		"each goes on by itself":             {file(root("a", late), root("b", early)), file(root("b", between), root("a", later)), false},
		"each goes on to other keys":         {file(root("a", late), root("b", early)), file(impostor("b", between), impostor("a", later)), false},
		"each goes on under other names":     {file(root("a", late), root("b", early)), file(renamed(root("b", between)), renamed(root("a", later))), false},
		"an older one joins":                 {file(root("a", late)), file(root("a", late), root("b", early)), false},
		"one goes":                           {file(root("a", late), root("b", early)), file(root("a", late)), false},
		"the newest goes":                    {file(root("a", late), root("b", early)), file(root("b", early)), true},
	} {
		var older *trust.OlderError
		if err := trust.CheckNewer(c.before, c.after); errors.As(err, &older) != c.older {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRead(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	one, two := st.New("one", early).TrustedRootJSON(), st.NewGitHub("two", early).TrustedRootJSON()
	if _, err := trust.Read(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an empty folder:", err)
	}
	write("b.jsonl", bytes.Join([][]byte{one, two}, []byte("\n")))
	a := write("a.json", two)
	write("notes.txt", []byte("x"))
	write(".hidden.json", []byte("x"))
	if err := os.MkdirAll(filepath.Join(folder, "a.json.tuf", "x.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "c.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	files, err := trust.Read(folder)
	if err != nil || len(files) != 2 || files[0].Path != a || len(files[1].Instances) != 2 || files[0].Modified.IsZero() {
		t.Errorf("%v, %v", files, err)
	}
	bad := write("bad.json", one[:100])
	var format *trust.FormatError
	for _, path := range []string{folder, bad} {
		if _, err := trust.Read(path); !errors.As(err, &format) || format.Path != bad {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "fifo.json"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := trust.Read(folder); err == nil {
		t.Error("a FIFO is passed over")
	}
	if _, err := trust.Read(filepath.Join(folder, "missing.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, found, err := trust.ReadOld(filepath.Join(folder, "missing.json")); found || err != nil {
		t.Error(found, err)
	}
}

func TestManyFilesAreRefused(t *testing.T) {
	folder := t.TempDir()
	for i := range 65 {
		if err := os.WriteFile(filepath.Join(folder, string(rune('a'+i%26))+strings.Repeat("x", i)+".json"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := trust.Files(folder); err == nil || !strings.Contains(err.Error(), "65 trusted roots") {
		t.Error(err)
	}
}

func TestTarget(t *testing.T) {
	one := parse(t, st.New("one", early).TrustedRootJSON())
	two := parse(t, append(st.New("one", early).TrustedRootJSON(), st.NewGitHub("two", early).TrustedRootJSON()...))
	for _, c := range []struct {
		name string
		f    trust.File
		want string
	}{
		{"github", one, "d/github.json"}, {"github.json", one, "d/github.json"}, {"roots.jsonl", two, "d/roots.jsonl"},
		{"roots.json", two, "d/roots.jsonl"}, {"public-good.trusted_root.json", one, "d/public-good.trusted_root.json"},
	} {
		if got, err := trust.Target("d", c.name, c.f); err != nil || got != c.want {
			t.Errorf("%s: %s, %v", c.name, got, err)
		}
	}
	for _, name := range []string{"", ".json", "..", "../x", "a/b", "-x", "a b", "a\n", "ä", strings.Repeat("x", 101)} {
		if got, err := trust.Target("d", name, one); err == nil {
			t.Errorf("%q: %s", name, got)
		}
	}
}

// TestTargetIsTheFileThatIsThere: a root of one instance would otherwise be stored
// beside that of several, compared with nothing, and both were trusted.
func TestTargetIsTheFileThatIsThere(t *testing.T) {
	one := parse(t, st.New("one", early).TrustedRootJSON())
	two := parse(t, append(st.New("one", early).TrustedRootJSON(), st.NewGitHub("two", early).TrustedRootJSON()...))
	folder := t.TempDir()
	write := func(name string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a, b := write("a.json"), write("b.jsonl")
	for name, want := range map[string]string{"a": a, "a.jsonl": a, "b": b, "b.json": b} {
		for _, f := range []trust.File{one, two} {
			if got, err := trust.Target(folder, name, f); err != nil || got != want {
				t.Errorf("%s: %s, %v", name, got, err)
			}
		}
	}
	write("a.jsonl")
	if got, err := trust.Target(folder, "a", one); err == nil {
		t.Errorf("of two files, %s", got)
	}
	if got, err := trust.Target(a, "x", one); err == nil {
		t.Errorf("a file as folder: %s", got)
	}
}

func TestStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.json")
	f := parse(t, st.New("one", early).TrustedRootJSON())
	if err := trust.Store(path, f); err != nil {
		t.Fatal(err)
	}
	got, err := trust.ReadFile(path)
	if err != nil || !bytes.Equal(got.Data, f.Data) || got.Digest() != f.Digest() {
		t.Error(err)
	}
	if err := trust.Store(path, trust.File{Data: []byte("{}")}); err == nil {
		t.Error("a root that was not parsed is stored")
	}
	// The error names the file that was meant, and no temporary one.
	below := filepath.Join(path, "x")
	var named *fs.PathError
	if err := trust.Store(below, f); !errors.As(err, &named) || named.Path != below {
		t.Errorf("a file as folder: %v", err)
	}
}

func TestList(t *testing.T) {
	embedded, err := trust.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	github := parse(t, edit(t, st.NewGitHub("gh", early).TrustedRootJSON(), func(r map[string]any) {
		member(r, "certificateAuthorities", 0)["uri"] = "fulcio.githubapp.com"
	}))
	github.Path, github.Modified = "roots/gh.json", late
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	uses := []trust.Use{{"public-good", "the workflow"}, {"roots/gh.json", "release"}, {"roots/gh.json", "release"}, {"elsewhere", "x"}, {"github", "the release"}}
	l := trust.List([]trust.File{embedded, github}, uses, at)
	e, g := l.Roots[0], l.Roots[1]
	if e.Name != "public-good" || e.AgeDays != 425 || e.Modified != nil || !e.Instances[0].Identities || e.Instances[0].Time != "log entry" {
		t.Errorf("%+v", e)
	}
	if diff := cmp.Diff([]string{"the workflow"}, e.Signers); diff != "" {
		t.Error(diff)
	}
	if g.Instances[0].Time != "RFC 3161 timestamp" || g.Modified == nil || len(g.Instances[0].Authorities) != 2 {
		t.Errorf("%+v", g)
	}
	if diff := cmp.Diff([]string{"release", "the release"}, g.Signers); diff != "" {
		t.Error(diff)
	}
	ended := 0
	for _, a := range e.Instances[0].Authorities {
		if a.Digest == "" || a.ID == "" {
			t.Errorf("%+v", a)
		}
		if a.Ended {
			ended++
		}
	}
	if ended != 2 {
		t.Errorf("%d authorities have ended, not 2", ended)
	}
	before := trust.List([]trust.File{embedded}, nil, early.AddDate(-10, 0, 0)).Roots[0]
	if before.AgeDays != 0 {
		t.Error("a negative age")
	}
	for _, a := range before.Instances[0].Authorities {
		if a.Ended {
			t.Errorf("it has yet to end: %+v", a)
		}
	}
}

// A file that is a link stays one: others read what it leads to.
func TestStoreKeepsLinks(t *testing.T) {
	folder := t.TempDir()
	real, link := filepath.Join(folder, "real.json"), filepath.Join(folder, "link.json")
	if err := errors.Join(os.WriteFile(real, nil, 0o644), os.Symlink("real.json", link)); err != nil {
		t.Fatal(err)
	}
	one := parse(t, st.New("one", early).TrustedRootJSON())
	if err := trust.Store(link, one); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(real); err != nil || !bytes.Equal(data, one.Data) {
		t.Errorf("%q, %v", data, err)
	}
}
