package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// evidenceSuffixes are looked for beside an artifact, in this order.
func evidenceSuffixes() []string {
	return []string{
		".asc", ".sig", ".sign", ".gpg", ".pgp", ".minisig",
		".sigstore", ".sigstore.json", ".sigstore.jsonl",
		".provenance", ".attestation", ".publish.attestation", ".intoto.jsonl", ".attestations.json",
	}
}

// evidence reads the evidence that is named, or looked for. A file that the
// caller names and that is missing is an error; one that the policy names and
// that is missing is a finding.
func (f *verifyFlags) evidence(p *policy.Policy, a *policy.Artifact, args []string) ([]policy.File, []policy.Finding, error) {
	named := slices.Concat(f.signatures, f.bundles, args[1:])
	if len(named) > limits.EvidenceFiles {
		return nil, nil, usagef("verify: more than %d evidence files", limits.EvidenceFiles)
	}
	if len(named) > 0 {
		files, err := f.readNamed(named)
		return files, nil, err
	}
	if a.DigestOnly() || args[0] == "-" {
		return nil, nil, withHint(usagef("verify: %s has no place where evidence could lie beside it", args[0]), "name the evidence: --bundle FILE or --signature FILE")
	}
	return beside(p, a, args[0])
}

func (f *verifyFlags) readNamed(named []string) ([]policy.File, error) {
	files := make([]policy.File, len(named))
	for i, path := range named {
		file, err := policy.ReadEvidence(path)
		if err != nil {
			return nil, err
		}
		switch {
		case i < len(f.signatures):
			file.Only = policy.SideKey
		case i < len(f.signatures)+len(f.bundles) && !f.key.set:
			file.Only = policy.SideSigstore
		}
		files[i] = file
	}
	return files, nil
}

// beside reads the evidence in the artifact's folder: what the policy names, or
// what carries the artifact's name.
func beside(p *policy.Policy, a *policy.Artifact, path string) ([]policy.File, []policy.Finding, error) {
	expect, _ := p.Expect(policy.Subject{Name: a.Name, Version: a.Version})
	names := expect.Evidence
	if names == nil {
		names = candidates(filepath.Base(path), expect.UpstreamName)
	}
	var files []policy.File
	var missing []policy.Finding
	for _, name := range names {
		file, err := policy.ReadEvidence(filepath.Join(filepath.Dir(path), name))
		switch {
		case err == nil:
			files = append(files, file)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, nil, err
		case expect.Evidence != nil:
			missing = append(missing, policy.Finding{
				Form: name, Status: policy.StatusMissing, Reason: policy.ReasonMissingEvidence,
				Detail: name + " is not beside the artifact",
			})
		}
	}
	return files, missing, nil
}

// candidates are the names that evidence for the file usually has.
func candidates(names ...string) []string {
	var all []string
	for _, name := range names {
		for _, suffix := range evidenceSuffixes() {
			if name != "" && !slices.Contains(all, name+suffix) {
				all = append(all, name+suffix)
			}
		}
		// npm's registry serves attestations by package version, not by file.
		if stem, ok := strings.CutSuffix(name, ".tgz"); ok {
			all = append(all, stem+".attestations.json")
		}
	}
	return all
}
