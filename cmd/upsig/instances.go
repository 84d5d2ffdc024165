package main

import (
	"fmt"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// knownRoot is a trusted root that policies name without a file: from
// --trusted-root, where files may hold several instances and each serves its
// name alone, or else embedded.
func (f *verifyFlags) knownRoot(name string) (sigstore.TrustedRoot, error) {
	if len(f.trustedRoots) > 0 {
		all, err := readRoot(name, f.trustedRoots...)
		if err != nil {
			return all, unreadRoot(err)
		}
		github, others, err := all.SplitGitHub()
		switch {
		case err != nil:
			return all, err
		case name == policy.GitHub && !github.Empty():
			return github, nil
		case name == policy.PublicGood && !others.Empty():
			return others, nil
		}
	}
	if name == policy.GitHub {
		return sigstore.TrustedRoot{}, withHint(
			usagef("verify: the policy names the trusted root %q, that of GitHub's own instance, which is not embedded: give its file with --trusted-root, or name the file as the signer's root", name),
			"gh attestation trusted-root > trusted_root.jsonl writes it")
	}
	return sigstore.EmbeddedPublicGood(), nil
}

// readAuthority reads the certificates of a timestamp authority.
func readAuthority(name, path string) (sigstore.TrustedRoot, error) {
	data, err := readfile.Regular(path, limits.TrustedRootFile)
	if err != nil {
		return sigstore.TrustedRoot{}, err
	}
	r, err := sigstore.ParseTrustedRoot(name, data)
	if err != nil {
		return r, usagef("%s: %w", path, err)
	}
	return r, nil
}

// registryKeys reads the registry keys that the policy's signers name.
func registryKeys(p *policy.Policy) ([]sigstore.Option, error) {
	return sigstore.NPMKeys(p, func(name string) ([]byte, error) {
		data, err := readfile.Regular(policyPath(p, name), limits.TrustedRootFile)
		if err != nil {
			return nil, unreadPolicyFile(fmt.Errorf("read the registry's keys: %w", err), p, "keys")
		}
		return data, nil
	})
}
