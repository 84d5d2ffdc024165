package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore/trust"
)

func trustListNode() *command {
	return &command{
		name: "list", args: "[ROOT...]",
		short: "Say how old trusted roots are, what they contain and what they serve",
		long: `
ROOT is a trusted root, a file of several as gh attestation trusted-root writes it, or
a folder of both. The embedded root comes first. Evidence of a log or an authority
that is newer than a root is unknown to it (unknown-log, unknown-ca).`,
		examples: []string{"upsig trust list", "upsig trust list --policy hello.toml roots/"},
		bind:     trustListCommand, operands: onFiles(),
	}
}

func trustListCommand(flags *pflag.FlagSet) runner {
	var policies []string
	var format once
	stringMany(flags, &policies, "policy", "show the roots that this policy's signers name: `FILE` (repeatable)")
	bindFormat(flags, &format)
	return func(_ context.Context, s streams, args []string) (int, error) {
		if err := checkTrustFormat("list", format); err != nil {
			return 0, err
		}
		return trustList(s, policies, args, format.value == "json")
	}
}

func trustList(s streams, policies, paths []string, asJSON bool) (int, error) {
	uses, err := rootUses(policies)
	if err != nil {
		return 0, err
	}
	files, err := rootFiles(paths, uses)
	if err != nil {
		return 0, trustError(err)
	}
	embedded, err := trust.Embedded()
	if err != nil {
		return 0, err
	}
	all := []trust.File{embedded}
	for _, file := range files {
		root, err := trust.ReadFile(file)
		if err != nil {
			return 0, trustError(err)
		}
		all = append(all, root)
	}
	l := trust.List(all, uses, s.now())
	if asJSON {
		return exitAccepted, render.WriteJSON(s.out, l)
	}
	return exitAccepted, render.TrustList(s.out, l, s.style)
}

// rootUses lists the signers of policies with the root that each names.
func rootUses(files []string) ([]trust.Use, error) {
	var all []trust.Use
	for _, file := range files {
		p, err := loadPolicy(file)
		if err != nil {
			return nil, err
		}
		add := func(kind, name, root string) {
			if root != policy.PublicGood && root != policy.GitHub {
				root = policyPath(p, root)
			}
			all = append(all, trust.Use{Root: root, Signer: fmt.Sprintf("%s (%s) of %s", name, kind, file)})
		}
		for _, signer := range p.SigstoreSigners {
			add(signer.Kind, signer.Name, signer.Root)
		}
		for _, signer := range p.KeySigners {
			if signer.Root != "" {
				add(signer.Kind, signer.Name, signer.Root)
			}
		}
	}
	return all, nil
}

// rootFiles lists the files that the paths stand for and then those that signers name,
// each once, however it is spelled.
func rootFiles(paths []string, uses []trust.Use) ([]string, error) {
	for _, u := range uses {
		if u.Root != policy.PublicGood && u.Root != policy.GitHub {
			paths = append(paths, u.Root)
		}
	}
	var all []string
	for _, path := range paths {
		files, err := trust.Files(filepath.Clean(path))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if !slices.Contains(all, file) {
				all = append(all, file)
			}
		}
	}
	return all, nil
}
