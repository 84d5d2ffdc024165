package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/keyrings"
)

func keyLintNode() *command {
	return &command{
		name: "lint", args: "[FILE|KEYRING...]",
		short: "Find what is wrong with a keyring or any key file, and say what to do",
		long: `
Exit codes: 0 no error (perhaps warnings), 1 an error, 2 usage error, 3 could not be read.`,
		examples: []string{"upsig key lint --keyring-dir keys", "upsig key lint debian/upstream/signing-key.asc"},
		bind:     keyLintCommand, operands: onFiles(),
	}
}

type keyLintFlags struct {
	dir, format, expiring once
	fingerprints          []string
}

func keyLintCommand(flags *pflag.FlagSet) runner {
	f := &keyLintFlags{}
	bindKeyring(flags, &f.dir)
	stringOnce(flags, &f.expiring, "expiring", "warn of what runs out within `TIME`, such as 90d or 12w (default 60d)")
	stringMany(flags, &f.fingerprints, "fingerprint", "a `FINGERPRINT` that the files are meant to hold; others are extra (repeatable)")
	bindFormat(flags, &f.format)
	return func(_ context.Context, s streams, args []string) (int, error) {
		if f.dir.set {
			args = append([]string{f.dir.value}, args...)
		}
		if len(args) == 0 {
			return 0, usagef("key lint: name a file, or --keyring-dir FOLDER")
		}
		if err := checkFormat("lint", f.format); err != nil {
			return 0, err
		}
		wanted, err := parseFingerprints(f.fingerprints)
		if err != nil {
			return 0, err
		}
		o := keyrings.LintOptions{Now: s.now(), Wanted: wanted}
		if f.expiring.set {
			days, err := parseDays(f.expiring.value)
			if err != nil {
				return 0, err
			}
			o.Expiring = days
		}
		return keyLint(s, f, args, o)
	}
}

func keyLint(s streams, f *keyLintFlags, args []string, o keyrings.LintOptions) (int, error) {
	var all []keyrings.Finding
	for _, arg := range args {
		found, err := lintOne(s, f, arg, o)
		if err != nil {
			return 0, err
		}
		all = append(all, found...)
	}
	code := exitAccepted
	if slices.ContainsFunc(all, func(f keyrings.Finding) bool { return f.Severity == keyrings.SeverityError }) {
		code = exitRejected
	}
	if f.format.value == "json" {
		return code, render.FindingsJSON(s.out, all)
	}
	return code, render.Findings(s.out, all, s.style)
}

// lintOne lints a keyring, a folder of key files, or a key file.
func lintOne(s streams, f *keyLintFlags, arg string, o keyrings.LintOptions) ([]keyrings.Finding, error) {
	_, noRecords := os.Stat(filepath.Join(arg, keyrings.RecordFile))
	if noRecords == nil || f.dir.set && arg == f.dir.value {
		k, err := openExisting(arg)
		if err != nil {
			return nil, err
		}
		return k.Lint(o), nil
	}
	materials, err := readMaterials([]string{arg}, once{}, s.now())
	if err != nil {
		return nil, err
	}
	var all []keyrings.Finding
	for _, m := range materials {
		all = append(all, keyrings.LintFile(m, o)...)
	}
	return all, nil
}

// importHint says what makes files a keyring; "" for one with records.
func importHint(k *keyrings.Keyring) string {
	if len(k.Records()) > 0 {
		return ""
	}
	return fmt.Sprintf("%s has no certificates on record (%s); upsig key import --keyring-dir %s FILE takes some in", k.Dir(), keyrings.RecordFile, shell(k.Dir()))
}

// openExisting is [openKeyring] for commands that make no keyring.
func openExisting(dir string) (*keyrings.Keyring, error) {
	if err := checkExisting(dir); err != nil {
		return nil, err
	}
	return openKeyring(dir)
}

// checkExisting: to commands that make no keyring, one that is not there is a mistake,
// not an empty one.
func checkExisting(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return unread(fmt.Errorf("read keyring: %w", err), "check the name of the keyring's folder; upsig key import makes a new one")
	}
	if !info.IsDir() {
		return withHint(fmt.Errorf("read keyring: %s is no folder", dir), "a keyring is a folder with keyring.toml and the certificates' files")
	}
	return nil
}
