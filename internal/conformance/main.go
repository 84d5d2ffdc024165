package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: conformance FOLDER")
		os.Exit(2)
	}
	failed, err := run(context.Background(), os.Stdout, suite{os.DirFS(os.Args[1]), os.DirFS(filepath.Dir(filepath.Clean(os.Args[1])))})
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
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

// run runs every case by file and by digest, and returns how many came out
// otherwise than they must.
func run(ctx context.Context, w io.Writer, fsys fs.FS) (failed int, err error) {
	cases, err := load(fsys)
	if err != nil {
		return 0, err
	}
	for _, how := range []string{"file", "digest"} {
		passed := 0
		for _, c := range cases {
			err := c.verify(ctx, how == "digest")
			if (err != nil) == c.mustFail() {
				passed++
				continue
			}
			cause := "it verified"
			if err != nil {
				cause = err.Error()
			}
			fmt.Fprintf(w, "FAIL %s by %s: %s\n", c.name, how, cause)
		}
		fmt.Fprintf(w, "by %s: %d passed, %d failed\n", how, passed, len(cases)-passed)
		failed += len(cases) - passed
	}
	return failed, nil
}
