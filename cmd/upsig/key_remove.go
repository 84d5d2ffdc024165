package main

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/keyrings"
)

func keyRemoveNode() *command {
	return &command{
		name: "remove", args: "FINGERPRINT",
		short: "Retire a certificate of a keyring",
		long: `
The record says from now on that the certificate is retired, and why. The file stays:
old releases need it, and its revocations must not be forgotten. Exports leave it out.`,
		examples: []string{"upsig key remove --keyring-dir keys --reason 'left the project' 89ABCDEF01234567"},
		bind:     keyRemoveCommand,
	}
}

func keyRemoveCommand(flags *pflag.FlagSet) runner {
	f := &keyFlags{}
	var reason once
	stringOnce(flags, &reason, "reason", "`TEXT`: why it is retired")
	f.bind(flags)
	return func(ctx context.Context, s streams, args []string) (int, error) {
		switch {
		case len(args) != 1:
			return 0, usagef("key remove: name one certificate")
		case !reason.set:
			return 0, usagef("key remove: say with --reason why")
		}
		if err := f.check("remove"); err != nil {
			return 0, err
		}
		if err := checkExisting(f.dir.value); err != nil {
			return 0, err
		}
		return f.change(ctx, s, newAsker(s), func(k *keyrings.Keyring) (*keyrings.Plan, error) {
			fpr, err := k.Select(args[0])
			if err != nil {
				return nil, usageError{err}
			}
			return k.Retire(fpr, reason.value, s.now())
		})
	}
}
