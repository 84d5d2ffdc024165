package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/sigstore/trust"
)

func trustImportNode() *command {
	return &command{
		name: "import", args: "FILE",
		short: "Check a trusted root and store it in a folder",
		long: `
FILE holds one root, or several one after the other as gh attestation trusted-root
writes them. It is stored as NAME.json or NAME.jsonl, whichever is there, byte by byte.
Whether FILE is genuine is for you to confirm: a root is trusted as it is.`,
		examples: []string{
			"gh attestation trusted-root > roots.jsonl; upsig trust import --into roots --name github roots.jsonl",
		},
		bind: trustImportCommand, operands: onFiles(),
	}
}

func trustImportCommand(flags *pflag.FlagSet) runner {
	f := &trustFlags{}
	var into, name once
	stringOnce(flags, &into, "into", "the `FOLDER` to store it in")
	stringOnce(flags, &name, "name", "the `NAME` to store it under; default: that of FILE")
	f.bind(flags)
	return func(_ context.Context, s streams, args []string) (int, error) {
		if err := f.check("import"); err != nil {
			return 0, err
		}
		if len(args) != 1 || !into.set {
			return 0, usagef("trust import: name one FILE, and the folder with --into")
		}
		root, err := trust.ReadFile(args[0])
		if err != nil {
			return 0, trustError(err)
		}
		if !name.set {
			name.value = filepath.Base(args[0])
		}
		target, err := trust.Target(into.value, name.value, root)
		if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
			return 0, err
		}
		if err != nil {
			return 0, usageError{err}
		}
		if err := checkFolder(into.value, target); err != nil {
			return 0, err
		}
		return f.replace(s, target, args[0], root, func() error { return nil })
	}
}
