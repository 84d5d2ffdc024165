// Upsig verifies released software for people who package it. See README.md,
// or run it with --help.
//
// # Exit codes
//
// They are the same in every output format. Of several files the worst counts: 3, 2,
// 1, 0.
//
//	0  accepted, or done
//	1  rejected; or the answer is no, such as evidence that was looked for and not found
//	2  usage or policy error
//	3  could not be evaluated: a file that was named is missing or cannot be read, or the
//	   result cannot be written
//
// "upsig sop" and the program sopv have those of the Stateless OpenPGP interface
// instead: see docs/man/sopv.1.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/upsig/upsig/internal/ending"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/sandbox"
	"github.com/upsig/upsig/internal/webget"
)

func main() {
	calm()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := system()
	s.in = ending.Reader(ctx, os.Stdin)
	os.Exit(ending.InTime(ctx, stop, func() int { return run(ctx, os.Args[1:], s) }, func(err error) int {
		complain(s.err, err)
		return exitIO
	}))
}

// streams is the world as a command sees it.
type streams struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	// style is how text on standard output looks.
	style render.Style
	// progress: standard error is a terminal, where a long run may say how far it is.
	progress bool
	// asked: standard input is a terminal, where somebody can be asked.
	asked bool
	// restrict takes rights away from the process for good, but for writing
	// below the folders; nil where the process is not the command's own.
	restrict func(writable ...string) error
	// web is how commands that fetch use the network. Only a test changes it.
	web webget.Options
}

func system() streams {
	return streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now,
		asked:    term.IsTerminal(int(os.Stdin.Fd())),
		restrict: sandbox.Restrict,
		progress: os.Getenv("TERM") != "dumb" && term.IsTerminal(int(os.Stderr.Fd())),
		style:    outputStyle(int(os.Stdout.Fd())),
	}
}

// outputStyle is for people where standard output is a terminal: colours, if they
// are wanted, and its width.
func outputStyle(fd int) render.Style {
	if !term.IsTerminal(fd) {
		return render.Style{}
	}
	_, noColor := os.LookupEnv("NO_COLOR")
	style := render.Style{Color: !noColor && os.Getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(fd); err == nil {
		style.Width = width
	}
	return style
}
