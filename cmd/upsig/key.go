package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
)

// keyCommand is the branch of the tree for those who keep upstreams' keys.
func keyCommand() *command {
	return &command{
		name:  "key",
		short: "Keep upstreams' OpenPGP certificates: import, review, refresh, rotate, retire",
		long: `
A keyring is a folder with one armored certificate per file, FINGERPRINT.asc, and
keyring.toml, which says where each came from and why it is there. Commands that
write show first what changes and ask; --dry-run stops there, --yes does not ask.`,
		subs: []*command{
			keyListNode(), keyShowNode(), keyImportNode(), keyFetchNode(), keyUpdateNode(), keyDiffNode(), keyLintNode(),
			keyRotateNode(), keyExportNode(), keyRemoveNode(),
		},
	}
}

// keyFlags are common to the commands that write to a keyring.
type keyFlags struct {
	dir, format once
	dryRun, yes bool
	// edits are changes to other files that belong to the change.
	edits []fileEdit
}

func (f *keyFlags) bind(flags *pflag.FlagSet) {
	bindKeyring(flags, &f.dir)
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would change and write nothing")
	flags.BoolVar(&f.yes, "yes", false, "do not ask")
	bindFormat(flags, &f.format)
}

func bindKeyring(flags *pflag.FlagSet, dir *once) {
	stringOnce(flags, dir, "keyring-dir", "the keyring's `FOLDER`")
}

func checkFormat(command string, format once) error {
	if badFormat(format) {
		return usagef("key %s: --format %q is not text or json", command, format.value)
	}
	return nil
}

func checkKeyring(command string, dir once) error {
	if !dir.set {
		return usagef("key %s: which keyring? Give --keyring-dir FOLDER", command)
	}
	return nil
}

func (f *keyFlags) check(command string) error {
	switch {
	case !f.dir.set:
		return checkKeyring(command, f.dir)
	case f.dryRun && f.yes:
		return usagef("key %s: --dry-run and --yes contradict each other", command)
	case f.format.value == "json" && !f.dryRun && !f.yes:
		return usagef("key %s: --format json does not ask; add --yes or --dry-run", command)
	}
	return checkFormat(command, f.format)
}

// openKeyring reads a keyring; a malformed record file is a usage error, as a
// malformed policy is.
func openKeyring(dir string) (*keyrings.Keyring, error) {
	k, err := keyrings.Open(dir)
	var malformed *keyrings.RecordError
	if errors.As(err, &malformed) {
		return nil, withHint(usageError{err}, "git log -p %s/%s shows who changed it", dir, keyrings.RecordFile)
	}
	return k, err
}

// change works a change out, shows it, asks, and writes it. When another process
// wrote to the keyring meanwhile, all of that begins anew.
func (f *keyFlags) change(_ context.Context, s streams, a *asker, work func(*keyrings.Keyring) (*keyrings.Plan, error)) (int, error) {
	for range limits.KeyringTries {
		k, err := openKeyring(f.dir.value)
		if err != nil {
			return 0, err
		}
		plan, err := work(k)
		if refusal(err) {
			complain(s.err, err)
			return exitRejected, nil
		}
		if err != nil {
			return 0, err
		}
		written, err := f.carryOut(s, a, plan)
		if errors.Is(err, keyrings.ErrChanged) {
			fmt.Fprintln(s.err, "upsig: the keyring was changed meanwhile; working it out anew")
			continue
		}
		if err != nil {
			return 0, err
		}
		if !written || plan.Incomplete() {
			return exitRejected, nil
		}
		return exitAccepted, nil
	}
	return 0, fmt.Errorf("write keyring: %w, %d times in a row", keyrings.ErrChanged, limits.KeyringTries)
}

// refusal tells material and evidence that was judged from what could not be.
func refusal(err error) bool {
	for _, known := range []error{
		keyrings.ErrRefused, keyrings.ErrUnusable, keyrings.ErrOtherPrimary, keyrings.ErrEvidence, keyrings.ErrNoContinuity,
		keyrings.ErrDisagrees, keyrings.ErrUnreadable, keyrings.ErrHoldsMore,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// carryOut shows a plan and applies it; false means that the answer was no.
func (f *keyFlags) carryOut(s streams, a *asker, plan *keyrings.Plan) (bool, error) {
	asJSON := f.format.value == "json"
	if !asJSON {
		if err := f.show(s, plan); err != nil {
			return false, err
		}
	}
	if !f.dryRun && !f.empty(plan) {
		if !f.yes && !a.confirm("Write this to "+safetext.Line(f.dir.value)+"?") {
			a.refused()
			return false, nil
		}
		if err := apply(plan, f.edits); err != nil {
			return false, err
		}
	}
	if asJSON {
		var diffs []string
		for _, e := range f.edits {
			diffs = append(diffs, strings.Join(e.lines(), "\n"))
		}
		return true, render.PlanJSON(s.out, plan, diffs, !f.dryRun)
	}
	return true, nil
}

func (f *keyFlags) show(s streams, plan *keyrings.Plan) error {
	if err := render.Plan(s.out, plan, s.style); err != nil {
		return err
	}
	for _, e := range f.edits {
		if err := e.show(s.out); err != nil {
			return err
		}
	}
	return nil
}

func (f *keyFlags) empty(plan *keyrings.Plan) bool {
	return plan.Empty() && !slices.ContainsFunc(f.edits, func(e fileEdit) bool { return !e.empty() })
}
