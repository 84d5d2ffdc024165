package recipe

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
)

var fingerprint = lazyre.New(`^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$`)

// pkgbuild reads the arrays validpgpkeys and source.
func (r *Recipe) pkgbuild(text string) {
	s := newScript(text, map[string]string{"pkgver": "{version}"})
	r.pkgname(s)
	keys, complete := s.array("validpgpkeys")
	for _, w := range keys {
		switch key, ok := s.expand(w); {
		case !ok || !fingerprint.Get().MatchString(key):
			r.skip("validpgpkeys")
		case !slices.Contains(r.Fingerprints, strings.ToUpper(key)):
			r.Fingerprints = append(r.Fingerprints, strings.ToUpper(key))
		}
	}
	if !complete {
		r.skip("validpgpkeys")
	}
	r.pkgsources(s)
}

// pkgname reads the name. A split package has pkgbase, or else the name of its
// first part.
func (r *Recipe) pkgname(s *script) {
	if r.Package, _ = s.value("pkgbase"); r.Package == "" {
		if parts, _ := s.array("pkgname"); len(parts) > 0 {
			r.Package, _ = s.expand(parts[0])
		} else {
			r.Package = r.value(s, "pkgname")
		}
	}
	if r.Package != "" && !plainName.Get().MatchString(r.Package) {
		r.Package = ""
		r.skip("pkgname")
	}
	if r.Package != "" {
		s.known["pkgname"], s.known["pkgbase"] = r.Package, r.Package
	}
}

// versionControl begins sources that are no files.
var versionControl = lazyre.New(`^(?:git|hg|svn|bzr|fossil)(?:\+|://)`)

// pkgsources reads source and source_ARCH: NAME::URL renames.
func (r *Recipe) pkgsources(s *script) {
	words, complete := s.array("source(?:_[a-z0-9_]+)?")
	if !complete {
		r.skip("source")
	}
	var all []source
	for _, w := range words {
		entry := source{url: w}
		for i, p := range w {
			if before, after, found := strings.Cut(p.text, "::"); found {
				entry.name = append(append(word{}, w[:i]...), piece{before, p.quoted, p.single})
				entry.url = append(word{{after, p.quoted, p.single}}, w[i+1:]...)
				break
			}
		}
		if len(entry.url) > 0 && versionControl.Get().MatchString(entry.url[0].text) {
			r.note("a source from version control is no file: makepkg checks its tag or commit")
			continue
		}
		all = append(all, entry)
	}
	r.sources(s, all)
}
