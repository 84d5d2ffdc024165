package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/safetext"
)

// Exit codes, the same in every output format.
const (
	exitAccepted = 0
	exitRejected = 1
	exitUsage    = 2
	exitIO       = 3
)

// command is one node of the command tree. The tree is data: dispatch, help and
// tests walk it.
type command struct {
	name string
	// args shows the arguments in the usage line.
	args string
	// short is one line, long what follows it in the help.
	short, long string
	examples    []string
	// bind declares flags and returns what runs with them.
	bind func(*pflag.FlagSet) runner
	// raw runs in place of bind and takes all arguments as they are.
	raw  runner
	subs []*command
	// operands are what completion offers as arguments: onFiles, or words.
	operands []string
	// inside are the commands that raw knows, for completion alone, and lead the
	// flags that may stand in front of them.
	inside []*command
	lead   []string
}

// runner runs a command with its arguments and returns the exit code.
type runner func(ctx context.Context, s streams, args []string) (int, error)

// usageError is a mistake in the command line or in a policy: exit code 2.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (e usageError) Unwrap() error { return e.error }

// hintedError carries what to do next.
type hintedError struct {
	error
	hint string
}

func (e hintedError) Unwrap() error { return e.error }

func withHint(err error, format string, args ...any) error {
	return hintedError{err, fmt.Sprintf(format, args...)}
}

// run is the whole program but for the exit.
func run(ctx context.Context, args []string, s streams) int {
	code, err := dispatch(ctx, tree(), nil, args, s)
	if err == nil {
		return code
	}
	complain(s.err, err)
	return errorCode(err)
}

// errorCode tells mistakes of the caller from what could not be evaluated.
func errorCode(err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitIO
}

// complain prints an error, each problem of several on a line, and its hint.
func complain(w io.Writer, err error) {
	for _, line := range safetext.Problems(err) {
		fmt.Fprintf(w, "upsig: %s\n", line)
	}
	var hinted hintedError
	if errors.As(err, &hinted) {
		giveHint(w, hinted.hint)
	}
}

func giveHint(w io.Writer, text string) {
	fmt.Fprintf(w, "upsig: hint: %s\n", safetext.Line(text))
}

// dispatch walks down the tree to the command that the arguments name.
func dispatch(ctx context.Context, c *command, path []string, args []string, s streams) (int, error) {
	path = append(path, c.name)
	if len(c.subs) > 0 && len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		for _, sub := range c.subs {
			if sub.name == args[0] {
				return dispatch(ctx, sub, path, args[1:], s)
			}
		}
		return 0, withHint(usagef("%sunknown command %q", prefix(path), args[0]),
			"%s --help lists the commands", strings.Join(path, " "))
	}
	if c.raw != nil {
		return c.raw(ctx, s, args)
	}
	flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.SortFlags = false
	var start runner
	if c.bind != nil {
		start = c.bind(flags)
	}
	help := flags.BoolP("help", "h", false, "show this help")
	if err := flags.Parse(args); err != nil {
		return 0, withHint(usageError{fmt.Errorf("%s%w", prefix(path), err)}, "%s", flagHint(err, path, args))
	}
	if *help {
		return exitAccepted, writeHelp(s.out, c, path, flags)
	}
	if start == nil {
		if err := writeHelp(s.err, c, path, flags); err != nil {
			return 0, err
		}
		return 0, usagef("%sname a command", prefix(path))
	}
	return start(ctx, s, flags.Args())
}

// flagHint says what to do about flags that cannot be parsed. One that is unknown and the
// name of a file was meant as the file.
func flagHint(err error, path, args []string) string {
	var unknown *pflag.NotExistError
	for _, arg := range args {
		if arg == "--" || !errors.As(err, &unknown) {
			break
		}
		if _, err := os.Lstat(arg); err == nil && strings.HasPrefix(arg, "-") {
			return "a file whose name begins with a dash is given as " + shell(arg)
		}
	}
	return "see " + strings.Join(path, " ") + " --help"
}

// prefix names the command in errors, before which the program's name stands.
func prefix(path []string) string {
	if len(path) < 2 {
		return ""
	}
	return strings.Join(path[1:], " ") + ": "
}
