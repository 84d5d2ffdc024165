package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/pflag"
)

// rootCommand handles what stands before any command: --version.
func rootCommand(flags *pflag.FlagSet) runner {
	version := flags.Bool("version", false, "print the version")
	return func(_ context.Context, s streams, _ []string) (int, error) {
		if !*version {
			return 0, withHint(usagef("name a command"), "upsig --help lists the commands")
		}
		_, err := fmt.Fprintf(s.out, "upsig %s\n", buildVersion())
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
