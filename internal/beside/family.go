package beside

import (
	"path/filepath"
	"slices"

	"github.com/upsig/upsig/policy"
)

// family tells which of several paths, all cleaned, belong to which others.
type family struct {
	paths []string
	// named are those that a policy names as artifacts.
	named map[string]bool
	// about lists, of each path, the other ones that would be its evidence or its
	// list; owners counts the reverse.
	about  map[string][]string
	owners map[string]int
	// lists are the checksum lists among them.
	lists map[string]bool
	// artifacts are those that belong to no artifact, once sorted.
	artifacts map[string]bool
}

func newFamily(policyOf func(path string) *policy.Policy, version string, paths []string) *family {
	f := &family{named: map[string]bool{}, about: map[string][]string{}, owners: map[string]int{}, lists: map[string]bool{}, artifacts: map[string]bool{}}
	given := map[string]bool{}
	for _, path := range paths {
		given[filepath.Clean(path)] = true
	}
	for _, path := range paths {
		clean := filepath.Clean(path)
		if _, known := f.named[clean]; known {
			continue
		}
		f.paths = append(f.paths, clean)
		p, base := policyOf(path), filepath.Base(path)
		_, reason := p.Expect(policy.Subject{Name: base, Version: version})
		f.named[clean] = reason == "" && p.File != ""
		expect, names := expected(p, base, version, base)
		for _, name := range append(slices.Clone(names), expect.Via) {
			other := filepath.Join(filepath.Dir(clean), name)
			if name != "" && name == expect.Via && given[other] {
				f.lists[other] = true
			}
			if name == "" || name == base || !given[other] || slices.Contains(f.about[clean], other) {
				continue
			}
			f.about[clean] = append(f.about[clean], other)
			f.owners[other]++
		}
	}
	return f
}

// sort finds the artifacts, whatever the order of the paths: those that the policy
// names and those that nothing owns, and from there on what only evidence owns. Of
// files that own each other in a circle, lists and what is about them are none; what
// hangs on those is not overlooked.
func (f *family) sort() {
	settled := map[string]bool{}
	var queue []string
	settle := func(path string, artifact bool) {
		if !settled[path] {
			settled[path], f.artifacts[path] = true, artifact
			queue = append(queue, path)
		}
	}
	for _, path := range f.paths {
		if f.named[path] || f.owners[path] == 0 {
			settle(path, true)
		}
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		for _, other := range f.about[path] {
			f.owners[other]--
			switch {
			case f.artifacts[path]:
				settle(other, false)
			case f.owners[other] == 0:
				settle(other, true)
			}
		}
	}
	for _, path := range f.paths {
		if !f.lists[path] || settled[path] {
			continue
		}
		settle(path, false)
		for _, other := range f.about[path] {
			settle(other, false)
		}
	}
	for _, path := range f.paths {
		settle(path, true)
	}
}
