package main

import (
	"context"
	"io"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/sandbox"
	"github.com/upsig/upsig/internal/version"
)

// inForce tries what verify does before it reads evidence, and says what came of
// it: a container may refuse what the kernel offers.
func inForce(s streams) string {
	if s.restrict == nil {
		return "none"
	}
	if err := s.restrict(); err != nil {
		return "none: " + safetext.Line(err.Error())
	}
	return sandbox.Describe()
}

// rootCommand handles what stands before any command: --version.
func rootCommand(flags *pflag.FlagSet) runner {
	printed := flags.Bool("version", false, "print the version")
	verbose := flags.Bool("verbose", false, "with --version: say how the process restricts itself")
	return func(_ context.Context, s streams, _ []string) (int, error) {
		if !*printed {
			return 0, withHint(usagef("name a command"), "upsig --help lists the commands")
		}
		text := "upsig " + version.String() + "\n"
		if *verbose {
			text += "sandbox: " + inForce(s) + "\n"
		}
		_, err := io.WriteString(s.out, text)
		return exitAccepted, err
	}
}
