package main

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// exitCodeIs runs "exitcode N upsig ARGS...": testscript itself only tells
// success from failure. What the command prints becomes the script's stdout and
// stderr.
func exitCodeIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	// A Go program that crashes ends with 2, as one does that was called wrongly.
	if strings.Contains(ts.ReadFile("stderr"), "\ngoroutine ") {
		ts.Fatalf("exit code %d by a crash", got)
	}
}
