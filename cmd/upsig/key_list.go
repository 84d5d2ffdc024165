package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/keyrings"
)

func keyListNode() *command {
	return &command{
		name:  "list",
		short: "List who is in a keyring, with what, and until when",
		long: `
EXPIRES is when the last usable key runs out. With --expiring, lists only active
certificates that cannot sign new releases after that time, those first that run
out first, and those that did already.`,
		examples: []string{"upsig key list --keyring-dir keys --expiring 90d"},
		bind:     keyListCommand,
	}
}

func keyListCommand(flags *pflag.FlagSet) runner {
	var dir, expiring, format once
	var pkg once
	bindKeyring(flags, &dir)
	stringOnce(flags, &expiring, "expiring", "only what runs out within `TIME`, such as 90d or 12w")
	stringOnce(flags, &pkg, "package", "only what may sign that `PACKAGE`")
	bindFormat(flags, &format)
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) > 0 {
			return 0, usagef("key list: takes no arguments")
		}
		days := 0
		if expiring.set {
			var err error
			if days, err = parseDays(expiring.value); err != nil {
				return 0, err
			}
		}
		if err := checkFormat("list", format); err != nil {
			return 0, err
		}
		if err := checkKeyring("list", dir); err != nil {
			return 0, err
		}
		k, err := openExisting(dir.value)
		if err != nil {
			return 0, err
		}
		if text := importHint(k); text != "" {
			giveHint(s.err, text)
		}
		entries := k.List(s.now())
		if expiring.set {
			entries = k.Forecast(s.now(), days)
		}
		if pkg.set {
			entries = slices.DeleteFunc(entries, func(e keyrings.Entry) bool { return !slices.Contains(e.Packages, pkg.value) })
		}
		if format.value == "json" {
			return exitAccepted, render.KeyListJSON(s.out, entries)
		}
		return exitAccepted, render.KeyList(s.out, entries, s.style)
	}
}

// parseDays reads a number of days (90d) or weeks (12w).
func parseDays(text string) (int, error) {
	factor, digits := 1, strings.TrimSuffix(text, "d")
	if weeks, ok := strings.CutSuffix(text, "w"); ok {
		factor, digits = 7, weeks
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 || n > limits.TimeSpan {
		return 0, usagef("%q is not a time such as 90d or 12w", text)
	}
	return n * factor, nil
}

func keyShowNode() *command {
	return &command{
		name: "show", args: "FINGERPRINT...",
		short: "Show one certificate of a keyring with its record",
		long: `
FINGERPRINT may be shortened to 8 or more digits at its beginning or end, as long as
they mean just one certificate.`,
		examples: []string{"upsig key show --keyring-dir keys 89ABCDEF01234567"},
		bind:     keyShowCommand,
	}
}

func keyShowCommand(flags *pflag.FlagSet) runner {
	var dir, format once
	bindKeyring(flags, &dir)
	bindFormat(flags, &format)
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) == 0 || format.value == "json" && len(args) > 1 {
			return 0, usagef("key show: name a certificate; with --format json, just one")
		}
		if err := checkFormat("show", format); err != nil {
			return 0, err
		}
		if err := checkKeyring("show", dir); err != nil {
			return 0, err
		}
		k, err := openExisting(dir.value)
		if err != nil {
			return 0, err
		}
		for _, arg := range args {
			if err := keyShow(s, k, arg, format.value); err != nil {
				return 0, err
			}
		}
		return exitAccepted, nil
	}
}

func keyShow(s streams, k *keyrings.Keyring, arg, format string) error {
	fpr, err := k.Select(arg)
	if err != nil {
		return usageError{err}
	}
	e, _ := k.Entry(fpr, s.now())
	found := slices.DeleteFunc(k.Lint(keyrings.LintOptions{Now: s.now(), Wanted: []string{fpr}}), func(f keyrings.Finding) bool { return f.Fingerprint != fpr })
	if format == "json" {
		return render.KeyEntryJSON(s.out, e, found)
	}
	return render.KeyEntry(s.out, e, found, s.style)
}
