package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// someday is when tests of the command judge the quickstart.
func someday() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }

// authorPolicy asks for the author's signature alone, which says nothing of names.
const authorPolicy = `schema = "upsig/policy/v1"
package = "app-misc/many"
require = "pgp"
[[artifact]]
name = "many-{version}.tar.gz"
[[pgp.signer]]
name = "Jane Doe"
fingerprints = ["621D384B6FC55E5D80618F9BA4A01BF816DE7418"]
keyring = "keys/jane.asc"
held-by = "author"
`

// quickstart copies the quickstart to a folder of the test.
func quickstart(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../testdata/quickstart")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"hello-1.2.0.tar.gz", "hello-1.2.0.tar.gz.asc"} {
		if err := os.Chmod(filepath.Join(folder, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// manyFiles makes links to one release, each a file of its own by name.
func manyFiles(t *testing.T, folder string, n int) []string {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "many.toml"), []byte(authorPolicy), 0o600); err != nil {
		t.Fatal(err)
	}
	var files []string
	for i := range n {
		file := filepath.Join(folder, fmt.Sprintf("many-%d.tar.gz", i))
		for _, suffix := range []string{"", ".asc"} {
			if err := os.Link(filepath.Join(folder, "hello-1.2.0.tar.gz"+suffix), file+suffix); err != nil {
				t.Skip("no links here:", err)
			}
		}
		files = append(files, file)
	}
	return files
}

// heap is a writer that looks at the memory in use after so many lines.
type heap struct {
	lines int
	after map[int]uint64
}

func (h *heap) Write(p []byte) (int, error) {
	for range bytes.Count(p, []byte("\n")) {
		h.lines++
		if _, ok := h.after[h.lines]; ok {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			h.after[h.lines] = m.HeapAlloc
		}
	}
	return len(p), nil
}

// Thousands of files take no more memory than a few.
func TestThousandsOfFiles(t *testing.T) {
	folder := quickstart(t)
	files := manyFiles(t, folder, 2000)
	for _, format := range []string{"text", "json"} {
		out := &heap{after: map[int]uint64{200: 0, 1900: 0}}
		var complaints bytes.Buffer
		code := run(t.Context(), append([]string{"verify", "--policy-dir", folder, "--format", format}, quietly(format, files)...),
			streams{in: strings.NewReader(""), out: out, err: &complaints, now: someday})
		if code != exitAccepted || complaints.Len() > 0 || out.lines < len(files) {
			t.Fatalf("exit code %d, %d lines\n%s", code, out.lines, complaints.Bytes())
		}
		if few, many := out.after[200], out.after[1900]; many > few+4<<20 {
			t.Errorf("%s: %d bytes in use after 200 files, %d after 1900", format, few, many)
		}
	}
}

// openFiles is a writer that looks at how many files are open, and how much memory
// is in use, after each line.
type openFiles struct {
	lines, files int
	memory       uint64
}

func (o *openFiles) Write(p []byte) (int, error) {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	entries, _ := os.ReadDir("/proc/self/fd")
	o.lines += bytes.Count(p, []byte("\n"))
	o.files, o.memory = max(o.files, len(entries)), max(o.memory, m.HeapAlloc)
	return len(p), nil
}

// With --all, too, no more files are open, and no more evidence is in memory, than
// there are files being judged.
func TestAllTakesOneAfterTheOther(t *testing.T) {
	const evidence, jobs = 4 << 20, 2
	folder := quickstart(t)
	files := manyFiles(t, folder, 40)
	large := filepath.Join(folder, "large.sig")
	if err := os.WriteFile(large, bytes.Repeat([]byte("x"), evidence), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, suffix := range []string{".sig", ".sign", ".gpg"} {
			if err := os.Link(large, file+suffix); err != nil {
				t.Fatal(err)
			}
		}
	}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	entries, _ := os.ReadDir("/proc/self/fd")
	out := &openFiles{}
	var complaints bytes.Buffer
	code := run(t.Context(), append([]string{"verify", "--policy", filepath.Join(folder, "many.toml"), "--all", "--quiet", "--jobs", "2"}, files...),
		streams{in: strings.NewReader(""), out: out, err: &complaints, now: someday})
	if code != exitAccepted || complaints.Len() > 0 || out.lines != len(files)+1 {
		t.Fatalf("exit code %d, %d lines\n%s", code, out.lines, complaints.Bytes())
	}
	if most := before.HeapAlloc + 6*jobs*3*evidence; out.memory > most {
		t.Errorf("%d bytes in use, %d before", out.memory, before.HeapAlloc)
	}
	// Each job has an artifact and an evidence file open, and the test a folder.
	if out.files > len(entries)+4*jobs+4 {
		t.Errorf("%d files are open, %d were before", out.files, len(entries))
	}
}

func quietly(format string, files []string) []string {
	if format == "json" {
		return files
	}
	return append([]string{"--quiet"}, files...)
}

// Every line is of the schema: reports, files that cannot be judged, policies that
// cannot be used.
func TestReportLinesSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/report-lines.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	folder := quickstart(t)
	if err := os.WriteFile(filepath.Join(folder, "broken.toml"), []byte("schema = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	code := run(t.Context(), []string{"verify", "--policy-dir", folder, "--format", "json", filepath.Join(folder, "hello-1.2.0.tar.gz"),
		filepath.Join(folder, "missing\x1b[31m"), filepath.Join(folder, "trusted_root.json")},
		streams{in: strings.NewReader(""), out: &out, err: io.Discard, now: someday})
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if code != exitIO || len(lines) != 4 {
		t.Fatalf("exit code %d\n%s", code, out.String())
	}
	for _, line := range lines {
		checkVisible(t, line)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
}

// What --all prints is of its schema.
func TestReportsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/reports.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	folder := quickstart(t)
	var out bytes.Buffer
	run(t.Context(), []string{"verify", "--all", "--policy", filepath.Join(folder, "hello.toml"), "--format", "json",
		filepath.Join(folder, "hello-1.2.0.tar.gz"), filepath.Join(folder, "missing")},
		streams{in: strings.NewReader(""), out: &out, err: io.Discard, now: someday})
	value, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// A terminal sees how far it is, in a line that is gone in the end; results and
// complaints begin at the margin.
func TestProgress(t *testing.T) {
	folder := quickstart(t)
	files := manyFiles(t, folder, 3)
	var both bytes.Buffer
	s := streams{in: strings.NewReader(""), out: &both, err: &both, now: someday, progress: true}
	if code := run(t.Context(), append([]string{"verify", "--quiet", "--policy-dir", folder, "--jobs", "1"}, files...), s); code != exitAccepted {
		t.Fatalf("exit code %d\n%s", code, both.String())
	}
	line := func(i int) string {
		return fmt.Sprintf("ACCEPTED %s: vouched for by the author's key [author-key]\n", files[i])
	}
	want := line(0) + "\r1 of 3 files\x1b[K\r\x1b[K" + line(1) + "\r2 of 3 files\x1b[K\r\x1b[K" + line(2) + "3 files: 3 accepted, 0 rejected, 0 not evaluated\n"
	if both.String() != want {
		t.Errorf("got  %q\nwant %q", both.String(), want)
	}
	both.Reset()
	s.progress = false
	if run(t.Context(), append([]string{"verify", "--quiet", "--policy-dir", folder}, files...), s); strings.Contains(both.String(), "\r") {
		t.Errorf("progress without a terminal: %q", both.String())
	}
}

// Policies are found below the folder as deep as the bound says; what lies beyond
// it is reported as what cannot be used, and the others count.
func TestPolicyFolderBounds(t *testing.T) {
	folder := t.TempDir()
	deep := filepath.Join(append([]string{folder}, slices.Repeat([]string{"d"}, 16)...)...)
	if err := os.MkdirAll(filepath.Join(deep, "d"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{deep, filepath.Join(deep, "d")} {
		if err := os.WriteFile(filepath.Join(at, "p.toml"), []byte(authorPolicy), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := openPolicyFolder(t.Context(), folder, 2)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := f.find("x/many-1.tar.gz", ""); err != nil || p == f.foreign {
		t.Errorf("16 folders deep: %v, %v", p, err)
	}
	if len(f.problems) != 1 || errorCode(f.problems[0].err) != exitUsage || !strings.Contains(f.problems[0].err.Error(), "16 folders") {
		t.Errorf("17 folders deep: %+v", f.problems)
	}
}

// The process restricts itself before anybody parses evidence: told to stop at that
// point, no run comes to a verdict.
func TestRestrictedBeforeEvidence(t *testing.T) {
	folder := quickstart(t)
	policy, file := filepath.Join(folder, "hello.toml"), filepath.Join(folder, "hello-1.2.0.tar.gz")
	out := filepath.Join(folder, "results", "out.txt")
	if err := os.Mkdir(filepath.Dir(out), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"one":    {"--policy", policy, file},
		"all":    {"--policy", policy, "--all", file},
		"folder": {"--policy-dir", folder, file},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		var asked [][]string
		var text bytes.Buffer
		s := streams{in: strings.NewReader(""), out: &text, err: &text, now: someday, restrict: func(writable ...string) error {
			asked = append(asked, writable)
			cancel()
			return nil
		}}
		code := run(ctx, append([]string{"verify", "--output", out}, args...), s)
		if code != exitIO || len(asked) != 1 || !slices.Equal(asked[0], []string{filepath.Dir(out)}) {
			t.Errorf("%s: exit code %d, restricted %q\n%s", name, code, asked, text.Bytes())
		}
		if left, _ := os.ReadDir(filepath.Dir(out)); len(left) > 0 {
			t.Errorf("%s: %v is left", name, left)
		}
	}
}
