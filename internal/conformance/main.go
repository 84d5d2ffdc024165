package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/upsig/upsig/internal/safetext"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: conformance FOLDER")
		os.Exit(2)
	}
	t, err := run(context.Background(), os.Stdout, open(os.Args[1]))
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(2)
	}
	if t.failed+t.odd > 0 {
		os.Exit(1)
	}
}

// open finds the cases in the folder, or where the suite's repository has them.
func open(folder string) suite {
	for _, below := range []string{"bundle-verify", "test/assets/bundle-verify"} {
		if info, err := os.Stat(filepath.Join(folder, below)); err == nil && info.IsDir() {
			folder = filepath.Join(folder, below)
			break
		}
	}
	return suite{os.DirFS(folder), os.DirFS(filepath.Join(folder, ".."))}
}

// suite is the cases' folder; a.txt may lie in the folder above it.
type suite struct {
	fs.FS
	above fs.FS
}

// Open implements [fs.FS].
func (s suite) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil && name == "a.txt" && s.above != nil {
		return s.above.Open(name)
	}
	return f, err
}

// tally counts cases: those that came out as they must, those that did not, and
// those that could not be run.
type tally struct{ passed, failed, odd int }

// run runs every case by file and by digest.
func run(ctx context.Context, w io.Writer, fsys fs.FS) (tally, error) {
	cases, err := load(fsys)
	if err != nil {
		return tally{}, err
	}
	var all tally
	for _, how := range []string{"file", "digest"} {
		var t tally
		for _, c := range cases {
			t.count(w, c, how, c.outcome(ctx, how == "digest"))
		}
		fmt.Fprintf(w, "by %s: %d passed, %d failed, %d not run\n", how, t.passed, t.failed, t.odd)
		all.passed, all.failed, all.odd = all.passed+t.passed, all.failed+t.failed, all.odd+t.odd
	}
	return all, nil
}

// errOdd marks a case that could not be run.
var errOdd = errors.New("not run")

func (c testCase) outcome(ctx context.Context, byDigest bool) error {
	if c.odd != nil {
		return fmt.Errorf("%w: %w", errOdd, c.odd)
	}
	return c.verify(ctx, byDigest)
}

func (t *tally) count(w io.Writer, c testCase, how string, err error) {
	name, word := safetext.Line(c.name), "FAIL"
	switch {
	case errors.Is(err, errOdd):
		t.odd, word = t.odd+1, "ODD"
	case (err != nil) == c.mustFail() && !errors.Is(err, errCrash):
		t.passed++
		return
	default:
		t.failed++
	}
	cause := "it verified"
	if err != nil {
		cause = safetext.Line(err.Error())
	}
	fmt.Fprintf(w, "%s %s by %s: %s\n", word, name, how, cause)
}
