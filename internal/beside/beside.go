// Package beside finds the evidence that lies beside an artifact or a checksum
// list, by name.
//
// # Trust model
//
// Whoever can put files into the folder can put evidence there, and that is all:
// what is found declares nobody and counts for nothing until a policy judges it.
// Files are read bounded, and nothing but regular files is opened.
package beside

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/policy"
)

// Found is what lies beside an artifact.
type Found struct {
	Evidence []policy.File
	Lists    []policy.File
	// Looked are the names that evidence was looked for under.
	Looked []string
	// Missing are files that the policy names and that are not there.
	Missing []policy.Finding
}

// suffixes are looked for, in this order.
var suffixes = [...]string{
	".asc", ".sig", ".sign", ".gpg", ".pgp", ".minisig",
	".sigstore", ".sigstore.json", ".sigstore.jsonl",
	".provenance", ".attestation", ".publish.attestation", ".intoto.jsonl", ".attestations.json",
}

// Stem is the name of what evidence of that name is about; false for a name that is
// not one of evidence.
func Stem(name string) (string, bool) {
	stem := name
	for _, suffix := range suffixes {
		if s, ok := strings.CutSuffix(name, suffix); ok && s != "" && len(s) < len(stem) {
			stem = s
		}
	}
	return stem, stem != name
}

// Find reads what the policy names beside the artifact at path, or what carries
// the artifact's name, that of its uncompressed content, or that of the checksum
// list, and that list. An error is one of the file system, other than that a file is not
// there.
func Find(p *policy.Policy, a *policy.Artifact, path string) (Found, error) {
	f, err := Evidence(p, a, path)
	if err != nil {
		return Found{}, err
	}
	list, err := List(p, a, path)
	if err != nil {
		return Found{}, err
	}
	f.Lists, f.Missing = list.Lists, append(f.Missing, list.Missing...)
	return f, nil
}

// Evidence is [Find] without the checksum list.
func Evidence(p *policy.Policy, a *policy.Artifact, path string) (Found, error) {
	expect, names := expected(p, a.Name, a.Version, filepath.Base(path))
	f := Found{Looked: names}
	dir := filepath.Dir(path)
	for _, name := range names {
		if err := f.read(&f.Evidence, filepath.Join(dir, name), expect.Evidence != nil); err != nil {
			return Found{}, err
		}
	}
	return f, nil
}

// List is [Find] for the checksum list alone.
func List(p *policy.Policy, a *policy.Artifact, path string) (Found, error) {
	expect, _ := p.Expect(policy.Subject{Name: a.Name, Version: a.Version})
	var f Found
	if expect.Via != "" {
		if err := f.read(&f.Lists, filepath.Join(filepath.Dir(path), expect.Via), true); err != nil {
			return Found{}, err
		}
	}
	return f, nil
}

// expected lists the names of evidence for the file.
func expected(p *policy.Policy, name, version, base string) (policy.Expectation, []string) {
	expect, _ := p.Expect(policy.Subject{Name: name, Version: version})
	if expect.Evidence != nil {
		return expect, expect.Evidence
	}
	names := Candidates(about(expect, base)...)
	return expect, append(names, p.TimestampNames(names)...)
}

// Artifacts leaves out of the paths those that are evidence or checksum lists of
// others among them. What the policy names as an artifact stays; so does what
// belongs to no other, or only to what is left out: a stray signature, or one over
// a signature, which no verdict would mention, is not to be overlooked.
func Artifacts(p *policy.Policy, version string, paths []string) []string {
	return ArtifactsOf(func(string) *policy.Policy { return p }, version, paths)
}

// ArtifactsOf is [Artifacts] where each path has a policy of its own.
func ArtifactsOf(policyOf func(path string) *policy.Policy, version string, paths []string) []string {
	f := newFamily(policyOf, version, paths)
	f.sort()
	return slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return !f.artifacts[filepath.Clean(path)] })
}

// About reads the evidence that carries the name of a file, which may be a list.
func About(path string) ([]policy.File, error) {
	var f Found
	for _, name := range Candidates(filepath.Base(path)) {
		if err := f.read(&f.Evidence, filepath.Join(filepath.Dir(path), name), false); err != nil {
			return nil, err
		}
	}
	return f.Evidence, nil
}

// about lists the names of what evidence may be about.
func about(expect policy.Expectation, base string) []string {
	names := []string{base, expect.UpstreamName}
	if expect.Covers != policy.CoversFile {
		for _, name := range names[:2] {
			if content, ok := decompress.Strip(name); ok {
				names = append(names, content)
			}
		}
	}
	return append(names, expect.Via)
}

func (f *Found) read(to *[]policy.File, path string, named bool) error {
	file, err := policy.ReadEvidence(path)
	switch {
	case err == nil:
		*to = append(*to, file)
	case !absent(err):
		return err
	case named:
		name := filepath.Base(path)
		f.Missing = append(f.Missing, policy.Finding{
			Form: name, Status: policy.StatusMissing, Reason: policy.ReasonMissingEvidence,
			Detail: name + " is not beside the artifact",
		})
	}
	return nil
}

// absent reports whether the file is not there. One whose name is too long for the
// file system is not, either: an artifact may have the longest name that there is.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENAMETOOLONG)
}

// Candidates are the names that evidence for files of these names usually has.
func Candidates(names ...string) []string {
	var all []string
	add := func(name string) {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	for _, name := range names {
		if name == "" {
			continue
		}
		for _, suffix := range suffixes {
			add(name + suffix)
		}
		// npm's registry serves attestations by package version, not by file.
		if stem, ok := strings.CutSuffix(name, ".tgz"); ok {
			add(stem + ".attestations.json")
		}
	}
	return all
}
