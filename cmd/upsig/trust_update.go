package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/webget"
	"github.com/upsig/upsig/sigstore/trust"
	"github.com/upsig/upsig/sigstore/trust/fetch"
)

func trustUpdateNode() *command {
	return &command{
		name:  "update",
		short: "Fetch a trusted root through TUF, The Update Framework",
		long: `
This command uses the network, https alone. Trust starts from the initial TUF root:
the public-good one comes with upsig, for another --mirror give --initial-root.
The metadata of the last update is kept in --state, to notice a mirror that goes
back; commit it with the root. HTTPS_PROXY and NO_PROXY choose a proxy.

Exit codes: 0 written or nothing new, 1 refused or answered no, 2 usage error, 3 the
mirror could not be asked.`,
		examples: []string{
			"upsig trust update --output roots/public-good.json",
			"upsig trust update --mirror https://tuf-repo.github.com --initial-root github.root.json --output roots/github.json",
		},
		bind: trustUpdateCommand,
	}
}

// updateFlags are the flags of trust update.
type updateFlags struct {
	trustFlags
	mirror, initial, target, state, output once
}

func trustUpdateCommand(flags *pflag.FlagSet) runner {
	f := &updateFlags{}
	stringOnce(flags, &f.output, "output", "the trusted root to write: `FILE`")
	stringOnce(flags, &f.mirror, "mirror", "`URL` of the TUF repository; default: the public-good one")
	stringOnce(flags, &f.initial, "initial-root", "the repository's root.json to start from: `FILE`")
	stringOnce(flags, &f.target, "target", "`NAME` of the trusted root in the repository; default "+fetch.DefaultTarget)
	stringOnce(flags, &f.state, "state", "`FOLDER` with the TUF metadata of the last update; default: OUTPUT.tuf")
	f.bind(flags)
	return func(ctx context.Context, s streams, args []string) (int, error) {
		if err := f.check("update"); err != nil {
			return 0, err
		}
		if len(args) > 0 || !f.output.set {
			return 0, usagef("trust update: name the file to write with --output, and nothing else")
		}
		if f.output.value == standardOutput {
			return 0, withHint(usagef("trust update: --output names a file, and - is none"),
				"what changes is said on standard output; a file of this name is ./-")
		}
		if other := trust.Sibling(f.output.value); other != "" {
			return 0, withHint(usagef("trust update: %s would stand beside %s, and a folder trusts both", f.output.value, other), "update that one, or remove it")
		}
		if err := checkFolder(filepath.Dir(f.output.value), f.output.value); err != nil {
			return 0, err
		}
		return f.run(ctx, s)
	}
}

func (f *updateFlags) run(ctx context.Context, s streams) (int, error) {
	repository, err := f.repository()
	if err != nil {
		return 0, err
	}
	folder := f.output.value + ".tuf"
	if f.state.set {
		folder = f.state.value
	}
	seen, err := fetch.ReadState(folder)
	if err != nil {
		return 0, err
	}
	web := webget.New(s.web)
	if err := web.CheckAddress(repository.Mirror); err != nil {
		return 0, usagef("trust update: --mirror: %w", err)
	}
	sayProxy(s, web, repository.Mirror)
	client := fetch.Client{Web: web, Progress: func(address string) { fmt.Fprintf(s.err, "upsig: fetch %s\n", safetext.Line(address)) }}
	u, err := client.Update(ctx, repository, seen)
	if errors.Is(err, fetch.ErrInitial) {
		return 0, withHint(usageError{err}, "give --initial-root the root.json that the instance's operator publishes: TUF metadata, not the trusted root itself")
	}
	if errors.Is(err, fetch.ErrRefused) {
		complain(s.err, withHint(err, "%s", refusalHint(err, folder)))
		return exitRejected, nil
	}
	if err != nil {
		return 0, err
	}
	return f.replace(s, f.output.value, repository.Mirror, u.Root, func() error { return u.State.Write(folder) })
}

func (f *updateFlags) repository() (fetch.Repository, error) {
	r := fetch.PublicGood()
	switch {
	case f.mirror.set && !f.initial.set && f.mirror.value != r.Mirror:
		return r, withHint(usagef("trust update: --mirror %s needs --initial-root", f.mirror.value),
			"trust starts from the root.json that the instance's operator publishes; confirm it through another channel")
	case f.mirror.set:
		r.Mirror = f.mirror.value
	}
	if f.initial.set {
		data, err := readfile.Regular(f.initial.value, limits.FetchedTUF)
		if err != nil {
			return r, unread(fmt.Errorf("read initial root: %w", err), "check the name given with --initial-root: the repository's root.json")
		}
		r.Initial = data
	}
	r.Target = f.target.value
	return r, nil
}

// sayProxy tells when the environment leads requests elsewhere.
func sayProxy(s streams, web *webget.Client, address string) {
	if proxy := web.Proxy(address); proxy != "" {
		fmt.Fprintf(s.err, "upsig: through the proxy %s, as the environment says\n", safetext.Line(proxy))
	}
}

// refusalHint says what to do when a mirror's metadata is refused.
func refusalHint(err error, state string) string {
	switch {
	case errors.Is(err, fetch.ErrExpired):
		return "the mirror is stale or holds back news; try another, and look at this machine's clock"
	case errors.Is(err, fetch.ErrRollback):
		return "the mirror shows older metadata than " + state + " remembers; ask the operator before you remove that folder"
	case errors.Is(err, fetch.ErrSignature):
		return "the metadata is not signed by the keys of the initial root and its successors; check --initial-root and --mirror"
	}
	return "nothing was written; tell the operator of the mirror"
}
