package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// A file that changes between being opened and being read to its end gets no
// verdict, whichever sign there is of it. The test changes it where the process
// restricts itself: it is open by then and not read. Of several files none is open
// at that point; they are read by the same code.
func TestChangedArtifactIsNotAccepted(t *testing.T) {
	old := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, change := range map[string]func(file string) error{
		"grown": func(file string) error {
			f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("more")
			return err
		},
		"cut off":  func(file string) error { return os.Truncate(file, 100) },
		"touched":  func(file string) error { return os.Chtimes(file, old, old) },
		"replaced": func(file string) error { return os.Rename(file+".copy", file) },
		"removed":  os.Remove,
	} {
		folder := quickstart(t)
		file := filepath.Join(folder, "hello-1.2.0.tar.gz")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file+".copy", data, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, complaints bytes.Buffer
		report := filepath.Join(folder, "report.json")
		s := streams{in: strings.NewReader(""), out: &out, err: &complaints, now: someday, restrict: func(...string) error { return change(file) }}
		code := run(t.Context(), []string{"verify", "--quiet", "--policy", filepath.Join(folder, "hello.toml"), "--report", report, file}, s)
		if code != exitIO || strings.Contains(out.String(), "ACCEPTED") || !strings.Contains(complaints.String(), "file changed while it was read") {
			t.Errorf("%s: exit code %d\n%s%s", name, code, out.String(), complaints.String())
		}
		if data, _ := os.ReadFile(report); bytes.Contains(data, []byte(`"accepted": true`)) {
			t.Errorf("%s: the report accepts it", name)
		}
	}
}

// However little each read of standard input brings, the verdict is the same; and
// a stream that breaks off has none.
func TestShortReads(t *testing.T) {
	folder := quickstart(t)
	file := filepath.Join(folder, "hello-1.2.0.tar.gz")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"verify", "--policy", filepath.Join(folder, "hello.toml"), "--name", "hello-1.2.0.tar.gz", "--quiet", "-", file + ".asc", file + ".sigstore.json"}
	verify := func(data []byte) (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), args, streams{in: iotest.OneByteReader(bytes.NewReader(data)), out: &out, err: &out, now: someday})
		return code, out.String()
	}
	if code, out := verify(data); code != exitAccepted {
		t.Errorf("byte by byte: %d, %s", code, out)
	}
	if code, out := verify(data[:len(data)-1]); code != exitRejected || !strings.Contains(out, "bad-signature") {
		t.Errorf("without the last byte: %d, %s", code, out)
	}
	for name, in := range map[string]streams{
		"half of it":    {in: iotest.TimeoutReader(iotest.HalfReader(bytes.NewReader(data)))},
		"all and error": {in: iotest.DataErrReader(iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(data))))},
	} {
		var out bytes.Buffer
		in.out, in.err, in.now = &out, &out, someday
		if code := run(t.Context(), args, in); code != exitIO || !strings.Contains(out.String(), "timeout") {
			t.Errorf("%s: %d, %s", name, code, out.String())
		}
	}
}
