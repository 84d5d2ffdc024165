package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/testvec"
)

// FuzzVerify gives the whole command hostile evidence for a file that nobody
// signed, under the policies of the quickstart: it is never accepted, the report
// is JSON, nothing but visible characters reaches the text, and the text is what
// the recorded report gives.
func FuzzVerify(f *testing.F) {
	vectors, err := testvec.Load(os.DirFS("../.."), "testdata/vectors")
	if err != nil {
		f.Fatal(err)
	}
	// TestVectors runs them all; to mutate from, some of each kind do.
	var seeds [][]byte
	for _, v := range vectors {
		for _, name := range v.EvidenceNames() {
			if data := v.Files[name]; len(data) > 0 && len(data) < 16<<10 {
				seeds = append(seeds, data)
			}
		}
	}
	if len(seeds) < 100 {
		f.Fatalf("only %d seeds", len(seeds))
	}
	for i := 0; i < len(seeds); i += 12 {
		f.Add(seeds[i])
	}
	folder := f.TempDir()
	if err := os.CopyFS(folder, os.DirFS("../../testdata/quickstart")); err != nil {
		f.Fatal(err)
	}
	artifact := filepath.Join(folder, "hello-1.2.0.tar.gz")
	if err := os.Chmod(artifact, 0o600); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(artifact, []byte("nobody signed this\n"), 0o600); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, evidence []byte) {
		file := filepath.Join(t.TempDir(), "evidence")
		if err := os.WriteFile(file, evidence, 0o600); err != nil {
			t.Fatal(err)
		}
		verify := func(format string) (int, []byte) {
			var out, complaints bytes.Buffer
			code := run(context.Background(), []string{"verify", "--policy", filepath.Join(folder, "hello.toml"), "--format", format, artifact, file},
				streams{in: strings.NewReader(""), out: &out, err: &complaints, now: func() time.Time { return time.Unix(1800000000, 0) }})
			checkVisible(t, complaints.String())
			return code, out.Bytes()
		}
		code, text := verify("text")
		jsonCode, report := verify("json")
		if code != exitRejected || jsonCode != exitRejected {
			t.Fatalf("exit codes %d and %d\n%s", code, jsonCode, text)
		}
		checkVisible(t, string(text))
		if !json.Valid(report) {
			t.Fatalf("not JSON: %s", report)
		}
		checkRecorded(t, report, text)
	})
}

func checkVisible(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && !safetext.Visible(r) {
			t.Fatalf("character %U in %q", r, text)
		}
	}
}
