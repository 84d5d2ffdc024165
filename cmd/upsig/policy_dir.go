package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// policyFolder is what --policy-dir leads to.
type policyFolder struct {
	dir string
	// problems are policies that cannot be used, in the order of their names.
	problems []result
	// byPrefix finds policies by what stands before {version} in the names of
	// their artifacts, so that thousands of files and policies need no search
	// of all against all.
	byPrefix map[string][]*folderPolicy
	// foreign judges files that no policy knows: it knows none either.
	foreign *folderPolicy
}

func unusablePolicy(file string, err error) result { return result{file: file, err: err, policy: true} }

// loaded is what became of one policy.
type loaded struct {
	name   string
	policy *policy.Policy
	err    error
}

// openPolicyFolder loads every policy below the folder, so many at a time. What is
// wrong with one of them is kept for the report; an error means that there is
// nothing to go by.
func openPolicyFolder(ctx context.Context, dir string, workers int) (*policyFolder, error) {
	names, problems, err := policyNames(dir)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 && len(problems) == 0 {
		return nil, withHint(usagef("verify: no policy (*.toml) below %s", dir), "upsig policy init writes one")
	}
	f := &policyFolder{dir: dir, problems: problems, byPrefix: map[string][]*folderPolicy{}}
	if err := inOrder(ctx, workers, names, loadListed, f.take); err != nil {
		return nil, err
	}
	slices.SortStableFunc(f.problems, func(a, b result) int { return strings.Compare(a.file, b.file) })
	f.foreign = &folderPolicy{policy: &policy.Policy{File: dir, Require: policy.RequireBoth}}
	return f, nil
}

// policyNames walks the folder, in the order of the names. Hidden folders, such
// as those of version control, hold no policies, and the record of a keyring is
// none. Links to folders are not followed: they could lead in a circle, or out of
// the tree.
func policyNames(dir string) (names []string, problems []result, err error) {
	if _, err := os.ReadDir(dir); err != nil {
		return nil, nil, withHint(fmt.Errorf("read --policy-dir: %w", err), "name the folder that holds the policies of packages, at whatever depth; --policy names a single one")
	}
	// The folder that was named may be a link, which a walk would not follow.
	root := dir + string(filepath.Separator)
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			problems = append(problems, unusablePolicy(path, naming(path, err)))
			return nil
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() && depth(dir, path) > limits.PolicyDepth:
			problems = append(problems, unusablePolicy(path, usagef("verify: %s is more than %d folders below %s: nothing in it was read", path, limits.PolicyDepth, dir)))
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(entry.Name()) != ".toml" || entry.Name() == keyrings.RecordFile:
			return nil
		case len(names) >= limits.Policies:
			return usagef("verify: more than %d policies below %s", limits.Policies, dir)
		}
		names = append(names, path)
		return nil
	})
	return names, problems, err
}

func depth(dir, path string) int {
	relative, err := filepath.Rel(dir, path)
	if err != nil || relative == "." {
		return 0
	}
	return 1 + strings.Count(relative, string(filepath.Separator))
}

// loadListed loads a policy that was found, not named: it must be a regular file.
func loadListed(_ context.Context, name string) loaded {
	data, err := readfile.Regular(name, limits.PolicyFile)
	if err != nil {
		return loaded{name: name, err: usageError{fmt.Errorf("read policy: %w", err)}}
	}
	p, err := policy.Load(data, name)
	if err != nil {
		return loaded{name: name, err: usageError{err}}
	}
	return loaded{name: name, policy: p}
}

func (f *policyFolder) take(l loaded) error {
	if l.err != nil {
		f.problems = append(f.problems, unusablePolicy(l.name, l.err))
	} else {
		f.add(&folderPolicy{policy: l.policy})
	}
	return nil
}

func (f *policyFolder) add(p *folderPolicy) {
	for _, a := range p.policy.Artifacts {
		prefix, _, _ := strings.Cut(a.Name, "{version}")
		if !slices.Contains(f.byPrefix[prefix], p) {
			f.byPrefix[prefix] = append(f.byPrefix[prefix], p)
		}
	}
}

// find looks for the policy that knows the file. None is no error: what no policy
// knows is rejected. Two are one too many, for which one counts would depend on
// the order. The version asked for decides between them, as it does between the
// entries of one policy.
func (f *policyFolder) find(path, version string) (*folderPolicy, error) {
	name := filepath.Base(path)
	var found, otherVersion []*folderPolicy
	for i := range len(name) + 1 {
		for _, p := range f.byPrefix[name[:i]] {
			_, reason := p.policy.Expect(policy.Subject{Name: name, Version: version})
			switch {
			case reason == policy.ReasonUnknownArtifact || slices.Contains(found, p) || slices.Contains(otherVersion, p):
			case reason == policy.ReasonVersionMismatch:
				otherVersion = append(otherVersion, p)
			default:
				found = append(found, p)
			}
		}
	}
	if len(found) == 0 {
		found = otherVersion
	}
	switch len(found) {
	case 0:
		return f.foreign, nil
	case 1:
		return found[0], nil
	}
	var files []string
	for _, p := range found {
		files = append(files, p.policy.File)
	}
	slices.Sort(files)
	return found[0], usageError{errors.New("verify: more than one policy knows this name: " + strings.Join(files, ", "))}
}
