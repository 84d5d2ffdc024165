package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

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
		var wrong *policy.LoadError
		unread := false
		for _, file := range args {
			p, err := policy.LoadFile(file)
			if err != nil {
				problems = append(problems, err)
				unread = unread || !errors.As(err, &wrong)
				continue
			}
			noteFiles(s.err, p)
			noteExceptions(s.err, p, s.now())
			if _, err := fmt.Fprintf(s.out, "%s: sound\n", safetext.Line(file)); err != nil {
				return 0, err
			}
		}
		switch {
		case unread: // 3, which is worse than a policy that is wrong
			return 0, withHint(errors.Join(problems...), "check the names; upsig policy init drafts a policy")
		case len(problems) > 0:
			return 0, usageError{errors.Join(problems...)}
		}
		return exitAccepted, nil
	}
}

// noteFiles says which files that the policy needs are not there or of no use. The
// policy is sound without them: it may be checked before they are put beside it.
func noteFiles(w io.Writer, p *policy.Policy) {
	for _, err := range slices.Concat(keyProblems(p), rootProblems(p)) {
		for _, line := range safetext.Problems(err) {
			fmt.Fprintf(w, "upsig: note: %s: %s\n", safetext.Line(p.File), line)
		}
	}
}

// noteExceptions says which exceptions are over: what they were for is rejected.
func noteExceptions(w io.Writer, p *policy.Policy, now time.Time) {
	for _, x := range p.Exceptions {
		if x.Expired(now) {
			fmt.Fprintf(w, "upsig: note: %s: the exception for %s of %s ended on %s: a signature that needs it is rejected\n",
				safetext.Line(p.File), x.Weakness, safetext.Line(x.Signer), x.Until.Format(time.DateOnly))
		}
	}
}

// keyProblems are certificates that cannot be found.
func keyProblems(p *policy.Policy) []error {
	var problems []error
	var keys keySet
	for _, s := range p.OpenPGPSigners {
		r, err := signerKeys(p, s)
		if err != nil {
			problems = append(problems, err)
		}
		keys.add(r)
	}
	for _, m := range keys.missing {
		problems = append(problems, fmt.Errorf("%s: %s", m.Reason.Explain(), m.Detail))
	}
	return problems
}

// rootProblems are trusted roots and registry keys that cannot be used.
func rootProblems(p *policy.Policy) []error {
	var problems []error
	for _, name := range p.Roots() {
		if name == policy.PublicGood || name == policy.GitHub {
			continue // no file of the policy's
		}
		if _, err := (&verifyFlags{}).policyRoot(p, name); err != nil {
			problems = append(problems, err)
		}
	}
	if _, err := registryKeys(p); err != nil {
		problems = append(problems, err)
	}
	return problems
}

func policyShowCommand(flags *pflag.FlagSet) runner {
	var version once
	stringOnce(flags, &version, "version", "the `VERSION` for which to show it")
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) != 1 {
			return 0, usagef("policy show: name one policy")
		}
		if badVersion(version) {
			return 0, noVersion("policy show", version)
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
