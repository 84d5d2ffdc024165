package main

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
	"github.com/upsig/upsig/sigstore/trust"
)

// collectors makes one collector per family of evidence.
func (f *verifyFlags) collectors(p *policy.Policy, keys keySet) ([]policy.Collector, error) {
	roots, err := f.roots(p)
	if err != nil {
		return nil, err
	}
	options, err := registryKeys(p)
	if err != nil {
		return nil, err
	}
	collector, err := sigstore.New(roots, options...)
	if err != nil {
		return nil, usageError{err}
	}
	return []policy.Collector{pgp.New(keys.certificates, keys.problems), collector, rawkeys.Collector{}}, nil
}

// roots reads the trusted roots that the policy's signers name. Those given with
// --trusted-root stand in for the embedded one.
func (f *verifyFlags) roots(p *policy.Policy) ([]sigstore.TrustedRoot, error) {
	if p.File == "" && len(p.Roots()) == 0 {
		// Nothing needs a root, and what was named must be there and be one all the same.
		return nil, f.checkRoots()
	}
	var all []sigstore.TrustedRoot
	for _, name := range p.Roots() {
		root := sigstore.EmbeddedPublicGood()
		var err error
		switch {
		case p.File != "":
			root, err = f.policyRoot(p, name)
		case len(f.trustedRoots) > 0:
			root, err = readRoot(name, f.trustedRoots...)
			err = unreadRoot(err)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, root)
	}
	return all, nil
}

func (f *verifyFlags) checkRoots() error {
	if len(f.trustedRoots) == 0 {
		return nil
	}
	_, err := readRoot(f.trustedRoots[0], f.trustedRoots...)
	return unreadRoot(err)
}

// policyRoot makes the trusted root that a policy file means by a name.
func (f *verifyFlags) policyRoot(p *policy.Policy, name string) (sigstore.TrustedRoot, error) {
	if name == policy.PublicGood || name == policy.GitHub {
		return f.shared.root(name, "", func() (sigstore.TrustedRoot, error) { return f.knownRoot(name) })
	}
	path := policyPath(p, name)
	root, err := f.shared.root(name, path, func() (sigstore.TrustedRoot, error) {
		if strings.HasSuffix(name, ".pem") {
			return readAuthority(name, path)
		}
		return readRoot(name, path)
	})
	return root, unreadPolicyFile(err, p, "root")
}

// policyPath is the file that a policy means by a relative path.
func policyPath(p *policy.Policy, name string) string {
	return filepath.Join(filepath.Dir(p.File), filepath.FromSlash(name))
}

func unreadRoot(err error) error {
	return unread(err, "check the name given with --trusted-root: a file or folder of trusted roots; the embedded one needs no flag")
}

// readRoot reads trusted roots, files or folders of them, under one name. Each
// object in them stays an instance on its own. None is left out: evidence under
// it would seem to be of an unknown instance.
func readRoot(name string, paths ...string) (sigstore.TrustedRoot, error) {
	var joined []byte
	for _, path := range paths {
		files, err := trust.Read(path)
		var format *trust.FormatError
		if errors.As(err, &format) {
			return sigstore.TrustedRoot{}, usageError{err}
		}
		if err != nil {
			return sigstore.TrustedRoot{}, err
		}
		for _, file := range files {
			joined = append(append(joined, file.Data...), '\n')
		}
	}
	r, err := sigstore.ParseTrustedRoot(name, joined)
	if err != nil {
		return r, usageError{err}
	}
	return r, nil
}
