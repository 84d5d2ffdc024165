package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
)

func keyExportNode() *command {
	return &command{
		name: "export", args: "[FINGERPRINT...]",
		short: "Write certificates as build systems want them",
		long: `
Layouts:
  openpgp-keys  one armored file, for /usr/share/openpgp-keys
  signing-key   one armored file, for debian/upstream/signing-key.asc
  keyring       one binary file, for gpgv (.gpg, .keyring)
  keys-pgp      a folder of FINGERPRINT.asc, for Arch's keys/pgp
  voa           Verification of OS Artifacts (UAPI.11): OS/PURPOSE/CONTEXT/openpgp/FINGERPRINT.openpgp

Without FINGERPRINT, every active certificate. Retired and revoked ones only with --all:
programs such as gpgv trust whatever the file holds. In a folder, a file of an earlier
export whose certificate was revoked since is written with its revocation; of one that
was retired there is a warning.`,
		examples: []string{
			"upsig key export --keyring-dir keys --layout signing-key --output debian/upstream/signing-key.asc",
			"upsig key export --keyring-dir keys --layout voa --os arch --purpose source --output /usr/share/voa",
		},
		bind: keyExportCommand,
	}
}

type keyExportFlags struct {
	dir, layout, output  once
	os, purpose, context once
	all, dryRun          bool
}

func keyExportCommand(flags *pflag.FlagSet) runner {
	f := &keyExportFlags{}
	bindKeyring(flags, &f.dir)
	stringOnce(flags, &f.layout, "layout", "`LAYOUT` of the export")
	choices(flags, "layout", keyrings.Layouts())
	stringOnce(flags, &f.output, "output", "`FILE` or folder to write, in place of an older export; - is standard output")
	flags.BoolVar(&f.all, "all", false, "take the retired and revoked ones as well")
	stringOnce(flags, &f.os, "os", "voa: the operating system's `ID`")
	stringOnce(flags, &f.purpose, "purpose", "voa: the `PURPOSE` of what is verified")
	stringOnce(flags, &f.context, "context", "voa: the `CONTEXT` (default \"default\")")
	flags.BoolVar(&f.dryRun, "dry-run", false, "name the files and write nothing")
	return func(_ context.Context, s streams, args []string) (int, error) {
		if err := f.check(); err != nil {
			return 0, err
		}
		return keyExport(s, f, args)
	}
}

func (f *keyExportFlags) check() error {
	voa := f.layout.value == string(keyrings.LayoutVOA)
	switch {
	case !slices.Contains(keyrings.Layouts(), keyrings.Layout(f.layout.value)):
		return usagef("key export: --layout must be one of %s", safetext.Alternatives(keyrings.Layouts()))
	case !f.output.set:
		return usagef("key export: where to? Give --output")
	case f.output.value == standardOutput && f.manyFiles():
		return withHint(usagef("key export: --layout %s makes a folder, which standard output is not", f.layout.value), "name the folder with --output")
	case voa && (!f.os.set || !f.purpose.set):
		return usagef("key export: --layout voa needs --os and --purpose")
	case !voa && (f.os.set || f.purpose.set || f.context.set):
		return usagef("key export: --os, --purpose and --context are for --layout voa")
	case voa:
		if err := f.voa().Check(); err != nil {
			return usageError{fmt.Errorf("key %w", err)}
		}
	}
	return checkKeyring("export", f.dir)
}

func (f *keyExportFlags) voa() keyrings.VOA {
	v := keyrings.VOA{OS: f.os.value, Purpose: f.purpose.value, Context: "default"}
	if f.context.set {
		v.Context = f.context.value
	}
	return v
}

// manyFiles: the layout is a folder of files.
func (f *keyExportFlags) manyFiles() bool {
	return slices.Contains([]keyrings.Layout{keyrings.LayoutKeysPGP, keyrings.LayoutVOA}, keyrings.Layout(f.layout.value))
}

func keyExport(s streams, f *keyExportFlags, args []string) (int, error) {
	k, err := openExisting(f.dir.value)
	if err != nil {
		return 0, err
	}
	o := keyrings.ExportOptions{Layout: keyrings.Layout(f.layout.value), All: f.all, VOA: f.voa()}
	for _, arg := range args {
		fpr, err := k.Select(arg)
		if err != nil {
			return 0, usageError{err}
		}
		o.Fingerprints = append(o.Fingerprints, fpr)
	}
	files, err := k.Export(o)
	if errors.Is(err, keyrings.ErrNoneActive) {
		err = errors.Join(f.mend(s, k, o), err)
	}
	if text := importHint(k); err != nil && text != "" {
		return 0, withHint(err, "%s", text)
	}
	if err != nil {
		return 0, err
	}
	f.warnOfVersions(s, files)
	if files, err = f.leftovers(s, k, o, files); err != nil {
		return 0, err
	}
	return exitAccepted, f.write(s, k, files)
}

// warnOfVersions tells before a build finds out that nothing reads the file.
func (f *keyExportFlags) warnOfVersions(s streams, files []keyrings.File) {
	if slices.ContainsFunc(files, keyrings.File.MixesVersions) {
		fmt.Fprintf(s.err, "upsig: %s holds certificates of version 6 beside older ones: gpgv of GnuPG 2.2 and sqv 1.1 read none of such a file; name the fingerprints to export each kind into a file of its own\n",
			safetext.Line(f.output.value))
	}
}

// mend writes what was revoked over what an earlier export left, where nothing else is
// to be written.
func (f *keyExportFlags) mend(s streams, k *keyrings.Keyring, o keyrings.ExportOptions) error {
	left, err := f.leftovers(s, k, o, nil)
	if err != nil || len(left) == 0 {
		return err
	}
	return f.write(s, k, left)
}

// leftovers adds the revoked certificates that an earlier export left in the folder, and
// warns about the retired ones.
func (f *keyExportFlags) leftovers(s streams, k *keyrings.Keyring, o keyrings.ExportOptions, files []keyrings.File) ([]keyrings.File, error) {
	revoked, retired, err := k.Leftovers(f.output.value, o, files)
	if err != nil {
		return nil, err
	}
	for _, file := range revoked {
		fmt.Fprintf(s.err, "upsig: %s was revoked, and is written with its revocation\n", safetext.Line(join(f.output.value, file.Name)))
	}
	for _, name := range retired {
		fmt.Fprintf(s.err, "upsig: %s was retired and is still trusted there: delete it\n", safetext.Line(join(f.output.value, name)))
	}
	return append(files, revoked...), nil
}

// write names the files and writes them; to standard output nothing but the one.
func (f *keyExportFlags) write(s streams, k *keyrings.Keyring, files []keyrings.File) error {
	place := f.output.value
	if place == standardOutput && !f.dryRun {
		_, err := s.out.Write(files[0].Data)
		return err
	}
	if place != standardOutput {
		if err := f.checkPlace(k, files); err != nil {
			return err
		}
	}
	for _, file := range files {
		if _, err := fmt.Fprintf(s.out, "%s  %d bytes\n", safetext.Line(join(place, file.Name)), len(file.Data)); err != nil {
			return err
		}
	}
	if f.dryRun {
		return nil
	}
	return unwritable(keyrings.WriteFiles(place, files))
}

// checkPlace refuses to put a file in the place of a device, as which root could
// mean standard output, and of what is no export.
func (f *keyExportFlags) checkPlace(k *keyrings.Keyring, files []keyrings.File) error {
	if !f.manyFiles() {
		if err := checkReplaceable(f.output.value); err != nil {
			return withHint(err, "name a file, or - for standard output")
		}
	} else if info, err := os.Stat(f.output.value); err == nil && !info.IsDir() {
		return withHint(fmt.Errorf("write %s: it exists and is no folder", f.output.value), "--layout %s makes a folder: name one", f.layout.value)
	}
	return k.CheckPlace(f.output.value, files)
}

func join(place, name string) string {
	if name == "" {
		return place
	}
	return place + "/" + name
}
