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
	var err error
	switch {
	case len(named) > 0:
		found.Evidence, err = f.readNamed(named)
	case !nowhere:
		found, err = beside.Evidence(p, a, args[0])
		err = besideUnread(err)
	case !f.via.set:
		err = withHint(usagef("verify: %s has no place where evidence could lie beside it", args[0]), "name the evidence: --bundle FILE or --signature FILE")
	}
	if err != nil {
		return found, err
	}
	list := beside.Found{}
	switch {
	case f.via.set:
		list, err = f.namedList()
	case !nowhere:
		list, err = beside.List(p, a, args[0])
		err = besideUnread(err)
	}
	found.Lists = list.Lists
	if err != nil || len(named) > 0 {
		// What was named makes the rest of no account, be it a file that cannot be read.
		return found, err
	}
	found.Missing = append(found.Missing, list.Missing...)
	return found, f.addBesideList(&found)
}

// namedList reads the checksum list that is named.
func (f *verifyFlags) namedList() (beside.Found, error) {
	list, err := policy.ReadEvidence(f.via.value)
	if err != nil {
		return beside.Found{}, unread(err, "check the name given with --via: it is the checksum list itself, not the signature over it")
	}
	return beside.Found{Lists: []policy.File{list}}, nil
}

// addBesideList reads the evidence that lies beside a checksum list that is named.
func (f *verifyFlags) addBesideList(found *beside.Found) error {
	if !f.via.set {
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
