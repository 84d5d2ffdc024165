package main

import (
	"errors"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/sigstore/trust"
)

// trustCommand is the branch of the tree for Sigstore trusted roots.
func trustCommand() *command {
	return &command{
		name:  "trust",
		short: "Keep Sigstore trusted roots: list, import, update",
		long: `
A trusted root names the certificate authorities, logs and timestamp authorities
of one Sigstore instance. The public-good root comes with upsig; others are files.
Verifying never fetches one. Commands that write show first what changes and ask;
--dry-run stops there, --yes does not ask.`,
		subs: []*command{trustListNode(), trustImportNode(), trustUpdateNode()},
	}
}

// trustFlags are common to the commands that write a root.
type trustFlags struct {
	format      once
	dryRun, yes bool
	allowOlder  bool
}

func (f *trustFlags) bind(flags *pflag.FlagSet) {
	flags.BoolVar(&f.allowOlder, "allow-older", false, "replace a root by one whose newest content is older")
	flags.BoolVar(&f.dryRun, "dry-run", false, "show what would change and write nothing")
	flags.BoolVar(&f.yes, "yes", false, "do not ask")
	bindFormat(flags, &f.format)
}

func (f *trustFlags) check(command string) error {
	switch {
	case f.dryRun && f.yes:
		return usagef("trust %s: --dry-run and --yes contradict each other", command)
	case f.format.value == "json" && !f.dryRun && !f.yes:
		return usagef("trust %s: --format json does not ask; add --yes or --dry-run", command)
	}
	return checkTrustFormat(command, f.format)
}

func checkTrustFormat(command string, format once) error {
	if badFormat(format) {
		return usagef("trust %s: --format %q is not text or json", command, format.value)
	}
	return nil
}

// replace shows what a new root changes, asks, and writes it. What else must be
// written goes first, so that the root never is newer than what vouches for it.
func (f *trustFlags) replace(s streams, path, source string, now trust.File, first func() error) (int, error) {
	before, _, err := trust.ReadOld(path)
	if err != nil {
		return 0, trustError(err)
	}
	r := trust.NewReport(path, source, before, now, s.now())
	if err := f.show(s, r); err != nil {
		return 0, err
	}
	var older *trust.OlderError
	if err := trust.CheckNewer(before, now); errors.As(err, &older) && !f.allowOlder {
		complain(s.err, withHint(err, "going back trusts again what was dropped since; --allow-older does it"))
		return exitRejected, f.showJSON(s, r)
	}
	if f.dryRun {
		return exitAccepted, f.showJSON(s, r)
	}
	if !r.Same() && !f.yes && !newAsker(s).confirm("Write this to "+safetext.Line(path)+"?") {
		complain(s.err, errors.New("nothing was written"))
		return exitRejected, nil
	}
	if err := first(); err != nil {
		return 0, unwritable(err)
	}
	if !r.Same() {
		if err := trust.Store(path, now); err != nil {
			return 0, unwritten(path, err)
		}
		r.Written = true
	}
	return exitAccepted, f.showJSON(s, r)
}

// show writes the text before anything is asked; showJSON writes its whole at
// the end, when it is known whether the file was written.
func (f *trustFlags) show(s streams, r trust.Report) error {
	if f.format.value == "json" {
		return nil
	}
	return render.TrustChange(s.out, r, s.style)
}

func (f *trustFlags) showJSON(s streams, r trust.Report) error {
	if f.format.value != "json" {
		return nil
	}
	return render.WriteJSON(s.out, r)
}

// trustError makes a file that is no trusted root a usage error, as a malformed
// policy is.
func trustError(err error) error {
	var format *trust.FormatError
	if errors.As(err, &format) {
		return usageError{err}
	}
	return unread(err, "check the name: a file with a trusted root")
}
