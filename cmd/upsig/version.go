package main

import (
	"context"
	"io"
	"runtime/debug"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/sandbox"
)

// rootCommand handles what stands before any command: --version.
func rootCommand(flags *pflag.FlagSet) runner {
	version := flags.Bool("version", false, "print the version")
	verbose := flags.Bool("verbose", false, "with --version: say how the process restricts itself")
	return func(_ context.Context, s streams, _ []string) (int, error) {
		if !*version {
			return 0, withHint(usagef("name a command"), "upsig --help lists the commands")
		}
		text := "upsig " + buildVersion() + "\n"
		if *verbose {
			text += "sandbox: " + sandbox.Describe() + "\n"
		}
		_, err := io.WriteString(s.out, text)
		return exitAccepted, err
	}
}

// buildVersion is what the Go tool recorded about the build.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
