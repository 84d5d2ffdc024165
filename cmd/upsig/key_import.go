package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/keyrings"
)

func keyImportNode() *command {
	return &command{
		name: "import", args: "FILE|FOLDER...",
		short: "Take certificates into a keyring",
		long: `
Reads armored and binary files, several blocks in one, debian/upstream/signing-key.asc,
keys/pgp folders, files of sec-keys packages and VOA hierarchies. Takes only what
--fingerprint names, as seen through another channel than the file. Without it, asks for
it on a terminal, and refuses where there is none.
Refuses the whole file when it holds other certificates, secret keys or something broken.
Keeps all self-signatures, revocations and signing subkeys; leaves out certifications by
others, photos and encryption subkeys.

Exit codes: 0 imported, 1 refused, 2 usage error, 3 could not be read or written.`,
		examples: []string{
			"upsig key import --keyring-dir keys --fingerprint 0123456789ABCDEF0123456789ABCDEF01234567 \\",
			"    --who 'Jane Doe' --package dev-libs/hello --reason 'on her business card' signing-key.asc",
		},
		bind: keyImportCommand, operands: onFiles(),
	}
}

type keyImportFlags struct {
	keyFlags
	fingerprints, packages []string
	who, reason, source    once
}

func keyImportCommand(flags *pflag.FlagSet) runner {
	f := &keyImportFlags{}
	stringMany(flags, &f.fingerprints, "fingerprint", "a primary key's `FINGERPRINT`, seen through another channel (repeatable)")
	stringOnce(flags, &f.who, "who", "`NAME` of who is meant; default: the first user ID")
	stringMany(flags, &f.packages, "package", "a `PACKAGE` that may be signed with it (repeatable)")
	stringOnce(flags, &f.reason, "reason", "`TEXT`: why the certificate is accepted")
	stringOnce(flags, &f.source, "source", "the `URL` that FILE was downloaded from")
	f.bind(flags)
	return func(ctx context.Context, s streams, args []string) (int, error) {
		if err := f.checkImport(s, args); err != nil {
			return 0, err
		}
		return keyImport(ctx, s, f, args)
	}
}

func (f *keyImportFlags) checkImport(s streams, args []string) error {
	silent := f.yes || f.format.value == "json" || !s.asked
	switch {
	case len(args) == 0:
		return usagef("key import: name a file")
	case f.source.set && len(args) > 1:
		return usagef("key import: --source is for one file")
	case !f.dir.set:
		return checkKeyring("import", f.dir)
	case silent && len(f.fingerprints) == 0:
		return withHint(usagef("key import: which certificate? Give --fingerprint"),
			"take it from another channel than the file: upstream's site, a signed announcement, a person")
	case silent && !f.reason.set:
		return usagef("key import: say with --reason why the certificate is accepted")
	}
	return f.check("import")
}

func keyImport(ctx context.Context, s streams, f *keyImportFlags, args []string) (int, error) {
	materials, err := readMaterials(args, f.source, s.now())
	if err != nil {
		return 0, err
	}
	a := newAsker(s)
	o := keyrings.ImportOptions{
		Fingerprints: f.fingerprints, Who: f.who.value, Packages: f.packages, Accepted: f.reason.value, Now: s.now(),
	}
	if len(o.Fingerprints) == 0 {
		if o.Fingerprints = askFingerprints(a, s, materials); len(o.Fingerprints) == 0 {
			complain(s.err, errors.New("key import: no fingerprint was given, nothing was written"))
			return exitRejected, nil
		}
	}
	if o.Accepted == "" {
		o.Accepted = a.line("Why is it accepted (where did you see the fingerprint)? ")
	}
	if err := o.Check(); err != nil {
		return 0, usageError{fmt.Errorf("key import: %w", err)}
	}
	return f.change(ctx, s, a, func(k *keyrings.Keyring) (*keyrings.Plan, error) {
		plan, err := k.Import(materials, o)
		return plan, refusedHint(err, args)
	})
}

// refusedHint says what to do about a file that holds other certificates than those named.
func refusedHint(err error, files []string) error {
	var refused *keyrings.RefusedError
	switch {
	case !errors.As(err, &refused) || len(refused.Problems) > 0:
		return err
	case len(refused.Missing) > 0:
		file := "FILE"
		if info, err := os.Stat(files[0]); len(files) == 1 && err == nil && info.Mode().IsRegular() {
			file = shell(files[0])
		}
		return withHint(err, "upsig inspect %s shows what is there; a fingerprint of it proves nothing by itself", file)
	}
	return withHint(err, "confirm these through another channel as well and give each a --fingerprint, or give a file without them")
}

// readMaterials reads what the command line names.
func readMaterials(args []string, source once, now time.Time) ([]keyrings.Material, error) {
	var all []keyrings.Material
	for _, arg := range args {
		m, err := keyrings.ReadMaterial(arg, now)
		if errors.Is(err, keyrings.ErrMisnamed) {
			return nil, usageError{err}
		}
		if err != nil {
			return nil, unread(err, "check the name: a file or folder with OpenPGP certificates")
		}
		if source.set && len(m) == 1 {
			m[0] = keyrings.NewMaterial(m[0].Data, source.value, now)
		}
		all = append(all, m...)
	}
	return all, nil
}
