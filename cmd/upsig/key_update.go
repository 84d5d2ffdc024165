package main

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/keyrings"
)

func keyUpdateNode() *command {
	return &command{
		name: "update", args: "FILE|FOLDER...",
		short: "Merge newer or older copies into the certificates of a keyring",
		long: `
Merging only adds: self-signatures, bindings and revocations of both copies stay.
Certificates that the keyring does not have are left out. A copy that lacks what the
keyring has changes nothing, and is reported. Alerts are revocations and keys that may
sign now; look at them before you say yes. A copy that cannot be used, as when somebody
flooded it, is set aside and reported; what other copies have is merged.

Exit codes: 0 merged, 1 refused in whole or in part, 2 usage error, 3 could not be read or written.`,
		examples: []string{"upsig key update --keyring-dir keys jane-2026.asc"},
		bind:     keyUpdateCommand, operands: onFiles(),
	}
}

func keyUpdateCommand(flags *pflag.FlagSet) runner {
	f := &keyFlags{}
	var source once
	stringOnce(flags, &source, "source", "the `URL` that FILE was downloaded from")
	f.bind(flags)
	return func(ctx context.Context, s streams, args []string) (int, error) {
		if len(args) == 0 {
			return 0, usagef("key update: name a file")
		}
		if source.set && len(args) > 1 {
			return 0, usagef("key update: --source is for one file")
		}
		if err := f.check("update"); err != nil {
			return 0, err
		}
		if err := checkExisting(f.dir.value); err != nil {
			return 0, err
		}
		materials, err := readMaterials(args, source, s.now())
		if err != nil {
			return 0, err
		}
		return f.change(ctx, s, newAsker(s), func(k *keyrings.Keyring) (*keyrings.Plan, error) {
			return k.Update(materials, nil, s.now())
		})
	}
}

func keyDiffNode() *command {
	return &command{
		name: "diff", args: "OLD NEW",
		short: "Say what differs between two key files or keyrings",
		long: `
OLD and NEW are files or folders of any form that import reads. Order, armor and
other people's certifications make no difference.

Exit codes: 0 nothing differs, 1 something does, 2 usage error, 3 could not be read.`,
		examples: []string{"upsig key diff keys/0123456789ABCDEF0123456789ABCDEF01234567.asc jane-2026.asc"},
		bind:     keyDiffCommand, operands: onFiles(),
	}
}

func keyDiffCommand(flags *pflag.FlagSet) runner {
	var format once
	bindFormat(flags, &format)
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) != 2 {
			return 0, usagef("key diff: name two files")
		}
		if err := checkFormat("diff", format); err != nil {
			return 0, err
		}
		var sides [2][]keyrings.Material
		for i, arg := range args {
			m, err := readMaterials([]string{arg}, once{}, s.now())
			if err != nil {
				return 0, err
			}
			if len(keyrings.Certificates(m)) == 0 {
				return 0, fmt.Errorf("key diff: %s holds no usable certificate", arg)
			}
			sides[i] = m
		}
		return keyDiff(s, sides, format.value)
	}
}

func keyDiff(s streams, sides [2][]keyrings.Material, format string) (int, error) {
	d, err := keyrings.Diff(sides[0], sides[1])
	if err != nil {
		return 0, err
	}
	code := exitAccepted
	if !d.Same() {
		code = exitRejected
	}
	if format == "json" {
		return code, render.DiffJSON(s.out, d)
	}
	return code, render.KeyDiff(s.out, d, s.style)
}
