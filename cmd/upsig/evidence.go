package main

import (
	"path/filepath"
	"slices"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// evidence reads the evidence that is named, or looked for. A file that the
// caller names and that is missing is an error; one that the policy names and
// that is missing is a finding.
func (f *verifyFlags) evidence(p *policy.Policy, a *policy.Artifact, args []string) (beside.Found, error) {
	var found beside.Found
	named := slices.Concat(f.signatures, f.bundles, args[1:])
	if len(named) > limits.EvidenceFiles {
		return found, usagef("verify: more than %d evidence files", limits.EvidenceFiles)
	}
	nowhere := a.DigestOnly() || args[0] == "-"
	switch {
	case len(named) > 0:
		files, err := f.readNamed(named)
		if err != nil {
			return found, err
		}
		found.Evidence = files
	case nowhere && !f.via.set:
		return found, withHint(usagef("verify: %s has no place where evidence could lie beside it", args[0]), "name the evidence: --bundle FILE or --signature FILE")
	}
	if !nowhere {
		if err := addBeside(&found, p, a, args[0], len(named) == 0, !f.via.set); err != nil {
			return found, err
		}
	}
	return found, f.addList(&found, len(named) == 0)
}

// addBeside looks beside the artifact for what was not named: evidence, and the
// checksum list that the policy names. What was named makes the rest of no account, be
// it a file that cannot be read.
func addBeside(found *beside.Found, p *policy.Policy, a *policy.Artifact, path string, evidence, list bool) error {
	if evidence {
		here, err := beside.Evidence(p, a, path)
		if err != nil {
			return besideUnread(err)
		}
		*found = here
	}
	if !list {
		return nil
	}
	here, err := beside.List(p, a, path)
	if err != nil {
		return besideUnread(err)
	}
	found.Lists = here.Lists
	if evidence {
		found.Missing = append(found.Missing, here.Missing...)
	}
	return nil
}

// addList reads the checksum list that is named, and evidence beside it unless
// that was named.
func (f *verifyFlags) addList(found *beside.Found, evidence bool) error {
	if !f.via.set {
		return nil
	}
	list, err := policy.ReadEvidence(f.via.value)
	if err != nil {
		return unread(err, "check the name given with --via: it is the checksum list itself, not the signature over it")
	}
	found.Lists = []policy.File{list}
	if !evidence {
		return nil
	}
	found.Looked = append(found.Looked, beside.Candidates(filepath.Base(f.via.value))...)
	files, err := beside.About(f.via.value)
	if err != nil {
		return besideUnread(err)
	}
	for _, file := range files {
		if !slices.ContainsFunc(found.Evidence, func(e policy.File) bool { return e.Path == file.Path }) {
			found.Evidence = append(found.Evidence, file)
		}
	}
	return nil
}

func (f *verifyFlags) readNamed(named []string) ([]policy.File, error) {
	files := make([]policy.File, len(named))
	for i, path := range named {
		file, err := policy.ReadEvidence(path)
		if err != nil {
			return nil, unread(err, "check the name; evidence that lies beside the artifact need not be named")
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
