package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

func keyRotateNode() *command {
	return &command{
		name: "rotate", args: "OLD NEW",
		short: "Accept a new certificate as the successor of an old one",
		long: `
OLD is a certificate of the keyring, NEW the full fingerprint of its successor, in
--new-key or in the keyring. It is accepted on evidence that is verified and kept:
  --statement: a text naming NEW in full, signed by OLD: a cleartext message, or any
      file with a detached --statement-signature
  --new-key with a certification of NEW by OLD in it
  --new-key-signature: a detached signature by OLD over the file of --new-key
Without any of them only with --reason, which is written down. Evidence that is given
must hold.

OLD is retired. With --policy, a policy that names OLD gets a signer for NEW: OLD keeps
the versions of --old-versions, or what is signed before --signed-before (default: today).

Exit codes: 0 accepted, 1 no evidence or it does not hold, 2 usage error, 3 could not be
read or written.`,
		examples: []string{
			"upsig key rotate --keyring-dir keys --new-key new.asc --statement move.asc \\",
			"    --policy hello.toml --old-versions '1.*' 89ABCDEF01234567 FEDCBA9876543210FEDCBA9876543210FEDCBA98",
		},
		bind: keyRotateCommand,
	}
}

type keyRotateFlags struct {
	keyFlags
	newKey, newKeySignature       once
	statement, statementSignature once
	reason, signedBefore          once
	policies, oldVersions         []string
}

func keyRotateCommand(flags *pflag.FlagSet) runner {
	f := &keyRotateFlags{}
	stringOnce(flags, &f.newKey, "new-key", "the `FILE` with the new certificate")
	stringOnce(flags, &f.newKeySignature, "new-key-signature", "detached signature `FILE` by OLD over the new certificate's file")
	stringOnce(flags, &f.statement, "statement", "transition statement: a `FILE` that names NEW, a cleartext message unless --statement-signature is given")
	stringOnce(flags, &f.statementSignature, "statement-signature", "detached signature `FILE` by OLD over the statement")
	stringOnce(flags, &f.reason, "reason", "`TEXT`: why NEW is accepted; needed without evidence")
	stringMany(flags, &f.policies, "policy", "a policy `FILE` to edit (repeatable)")
	stringMany(flags, &f.oldVersions, "old-versions", "a `GLOB` of versions that stay OLD's in the policies (repeatable)")
	stringOnce(flags, &f.signedBefore, "signed-before", "`DATE` from which OLD no longer counts in the policies; default: today")
	f.bind(flags)
	return func(ctx context.Context, s streams, args []string) (int, error) {
		if err := f.checkRotate(args); err != nil {
			return 0, err
		}
		return keyRotate(ctx, s, f, args)
	}
}

func (f *keyRotateFlags) checkRotate(args []string) error {
	switch {
	case len(args) != 2:
		return usagef("key rotate: name the old and the new certificate")
	case f.statementSignature.set && !f.statement.set:
		return usagef("key rotate: --statement-signature needs --statement, the file that it is over")
	case f.newKeySignature.set && !f.newKey.set:
		return usagef("key rotate: --new-key-signature needs --new-key, the file that it is over")
	case len(f.oldVersions) > 0 && f.signedBefore.set:
		return usagef("key rotate: --old-versions and --signed-before exclude each other")
	case len(f.policies) == 0 && (f.signedBefore.set || len(f.oldVersions) > 0):
		return usagef("key rotate: --old-versions and --signed-before are for --policy")
	}
	if _, err := policy.ParseFingerprint(args[1]); err != nil {
		return usagef("key rotate: NEW: %w", err)
	}
	return f.check("rotate")
}

func keyRotate(ctx context.Context, s streams, f *keyRotateFlags, args []string) (int, error) {
	o, err := f.options(s.now(), args[1])
	if err != nil {
		return 0, err
	}
	k, err := openExisting(f.dir.value)
	if err != nil {
		return 0, err
	}
	if o.Old, err = k.Select(args[0]); err != nil {
		return 0, usageError{err}
	}
	if o.Old == o.New {
		return 0, usagef("key rotate: the old and the new certificate are the same")
	}
	if f.edits, err = f.policyEdits(s, o); err != nil {
		return 0, err
	}
	return f.change(ctx, s, newAsker(s), func(k *keyrings.Keyring) (*keyrings.Plan, error) {
		plan, err := k.Rotate(ctx, o)
		switch {
		case errors.Is(err, keyrings.ErrNoSuccessor):
			err = withHint(usageError{err}, "name the file with the new certificate: --new-key FILE")
		case errors.Is(err, keyrings.ErrNoContinuity):
			err = withHint(err, "ask upstream for a transition statement; without one, accept it with --reason TEXT")
		}
		return plan, err
	})
}

// options reads the files that the flags name.
func (f *keyRotateFlags) options(now time.Time, newKey string) (keyrings.RotateOptions, error) {
	o := keyrings.RotateOptions{Reason: f.reason.value, Now: now}
	var err error
	if o.New, err = policy.ParseFingerprint(newKey); err != nil {
		return o, err
	}
	if f.newKey.set {
		if o.Material, err = readMaterials([]string{f.newKey.value}, once{}, now); err != nil {
			return o, err
		}
	}
	if f.newKeySignature.set {
		if o.KeySignature, err = readEvidence("--new-key-signature", f.newKeySignature.value); err != nil {
			return o, err
		}
	}
	if !f.statement.set {
		return o, nil
	}
	text, err := readEvidence("--statement", f.statement.value)
	if err != nil {
		return o, err
	}
	o.Statement = &keyrings.SignedFile{Data: text}
	if f.statementSignature.set {
		o.Statement.Signature, err = readEvidence("--statement-signature", f.statementSignature.value)
	}
	return o, err
}

func readEvidence(flag, file string) ([]byte, error) {
	data, err := readfile.Regular(file, limits.EvidenceFile)
	if err != nil {
		return nil, unread(fmt.Errorf("read evidence: %w", err), "check the name given with %s", flag)
	}
	return data, nil
}

// policyEdits works out what the policies become.
func (f *keyRotateFlags) policyEdits(s streams, o keyrings.RotateOptions) ([]fileEdit, error) {
	r := keyrings.PolicyRotation{Old: o.Old, New: o.New, OldVersions: f.oldVersions}
	switch {
	case f.signedBefore.set:
		day, err := time.Parse(time.DateOnly, f.signedBefore.value)
		if err != nil {
			return nil, usagef("key rotate: --signed-before %q is not a day such as 2027-06-30", f.signedBefore.value)
		}
		r.SignedBefore = day
	case len(f.oldVersions) == 0:
		r.SignedBefore = o.Now
	}
	var all []fileEdit
	for _, file := range f.policies {
		old, err := readfile.Regular(file, limits.PolicyFile)
		if err != nil {
			return nil, unread(fmt.Errorf("read policy: %w", err), "check the name given with --policy")
		}
		var found bool
		r.Keyring, found = reach(file, f.dir.value, o.New)
		text, err := keyrings.RotatePolicy(old, file, r)
		if err != nil {
			return nil, usageError{err}
		}
		edit := fileEdit{file, old, text}
		if !found && !edit.empty() {
			giveHint(s.err, fmt.Sprintf("%s will not find %s, since %s is not below the policy's folder: export the certificate there, and name its file with keyring", file, o.New, f.dir.value))
		}
		all = append(all, edit)
	}
	return all, nil
}

// reach says how the policy names the certificate's file in the keyring: by nothing
// where it is searched for anyway. A path in a policy leads to no other tree.
func reach(policyFile, keyringDir, fpr string) (name string, found bool) {
	folder, keys := realPath(filepath.Dir(policyFile)), realPath(keyringDir)
	if slices.Contains(keyrings.Beside(folder), keys) {
		return "", true
	}
	relative, err := filepath.Rel(folder, keys)
	if err != nil || !filepath.IsLocal(relative) {
		return "", false
	}
	return filepath.ToSlash(filepath.Join(relative, fpr+".asc")), true
}

// realPath is a path from the root, through links as far as it exists.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return path
}
