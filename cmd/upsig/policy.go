package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

func policyCheckCommand(*pflag.FlagSet) runner {
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) == 0 {
			return 0, usagef("policy check: name a policy")
		}
		var problems []error
		for _, file := range args {
			if _, err := policy.LoadFile(file); err != nil {
				problems = append(problems, err)
				continue
			}
			if _, err := fmt.Fprintf(s.out, "%s: sound\n", safetext.Line(file)); err != nil {
				return 0, err
			}
		}
		if len(problems) > 0 {
			return 0, usageError{errors.Join(problems...)}
		}
		return exitAccepted, nil
	}
}

func policyShowCommand(flags *pflag.FlagSet) runner {
	var version once
	stringOnce(flags, &version, "version", "the `VERSION` for which to show it")
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) != 1 {
			return 0, usagef("policy show: name one policy")
		}
		if version.set && !policy.ValidVersion(version.value) {
			return 0, usagef("policy show: %q is not a version", version.value)
		}
		p, err := loadPolicy(args[0])
		if err != nil {
			return 0, err
		}
		return exitAccepted, writeResult(s, "", func(w io.Writer, style render.Style) error {
			return render.Policy(w, p.Package, p.Enforced(version.value, s.now()), style)
		})
	}
}
