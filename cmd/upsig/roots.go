package main

import (
	"path/filepath"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// collectors makes one collector per family of evidence.
func (f *verifyFlags) collectors(p *policy.Policy, keys keySet) ([]policy.Collector, error) {
	roots, err := f.roots(p)
	if err != nil {
		return nil, err
	}
	collector, err := sigstore.New(roots)
	if err != nil {
		return nil, usageError{err}
	}
	return []policy.Collector{pgp.New(keys.certificates, keys.problems), collector}, nil
}

// roots reads the trusted roots that the policy's signers name. Those given with
// --trusted-root stand in for the embedded one.
func (f *verifyFlags) roots(p *policy.Policy) ([]sigstore.TrustedRoot, error) {
	var all []sigstore.TrustedRoot
	for _, name := range p.Roots() {
		switch {
		case name != policy.PublicGood && p.File != "":
			r, err := readRoot(name, filepath.Join(filepath.Dir(p.File), filepath.FromSlash(name)))
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		case len(f.trustedRoots) > 0:
			for _, file := range f.trustedRoots {
				r, err := readRoot(name, file)
				if err != nil {
					return nil, err
				}
				all = append(all, r)
			}
		default:
			all = append(all, sigstore.EmbeddedPublicGood())
		}
	}
	return all, nil
}

func readRoot(name, file string) (sigstore.TrustedRoot, error) {
	data, err := readfile.Regular(file, limits.TrustedRootFile)
	if err != nil {
		return sigstore.TrustedRoot{}, err
	}
	r, err := sigstore.ParseTrustedRoot(name, data)
	if err != nil {
		return r, usagef("trusted root %s: %w", file, err)
	}
	return r, nil
}
