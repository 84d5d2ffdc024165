package main

import (
	"context"
	"io"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/sandbox"
	"github.com/upsig/upsig/internal/version"
)

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
			text += "sandbox: " + sandbox.Describe() + "\n"
		}
		_, err := io.WriteString(s.out, text)
		return exitAccepted, err
	}
}
