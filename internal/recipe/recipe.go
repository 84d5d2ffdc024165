// Package recipe reads from packaging files (ebuilds, PKGBUILDs, spec files, debian/) what
// they say about signatures, for drafts of policies.
//
// # Trust model
//
// Recipes are programs. Nothing of them is run: a value counts only where it is
// spelled out, or refers by plain names to values that are. One with a command, a
// substitution or an escape in it is left out and named, and so is one that is
// assigned twice. What comes out is a draft for people to check.
package recipe

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
)

// Recipe is what a packaging file says.
type Recipe struct {
	// Package is the upstream name, as far as the file or its name tells.
	Package string
	// Artifacts are the files that have signatures beside them.
	Artifacts []Artifact
	// Fingerprints of OpenPGP certificates.
	Fingerprints []string
	// Keyrings are files with certificates or keys, as the recipe names them.
	Keyrings []string
	// Method is how an ebuild verifies: openpgp, signify, minisig or sigstore.
	Method string
	// Identity and Issuer are of a Sigstore certificate.
	Identity, Issuer string
	// Publisher is the repository, or the service account behind "gcp:", that
	// publishes to PyPI.
	Publisher string
	// Uncompressed: signatures cover the uncompressed file.
	Uncompressed bool
	// Skipped names variables whose values are not spelled out.
	Skipped []string
	// Notes say what else was left out. They hold no text of the recipe.
	Notes []string
}

// Artifact is a file with a signature. Names have {version} in place of the
// package's version.
type Artifact struct {
	Name string
	// Upstream is the name that the file has upstream, if it is another one.
	Upstream string
	// Evidence is the signature's name, where the file's own does not give it.
	Evidence string
}

// Parse reads a recipe; its path tells which kind it is. ok is false for a file of
// no known kind.
func Parse(path string, data []byte) (r Recipe, ok bool) {
	base, text := filepath.Base(path), strings.ReplaceAll(string(data), "\r\n", "\n")
	switch {
	case strings.HasSuffix(base, ".ebuild"):
		r.ebuild(strings.TrimSuffix(base, ".ebuild"), text)
	case base == "PKGBUILD":
		r.pkgbuild(text)
	case strings.HasSuffix(base, ".spec"):
		r.spec(text)
	case base == "watch":
		r.watch(text)
	default:
		return r, false
	}
	return r, true
}

// value reads a variable, and names it where it is not spelled out.
func (r *Recipe) value(s *script, name string) string {
	value, ok := s.value(name)
	if !ok {
		r.skip(name)
		return ""
	}
	return value
}

func (r *Recipe) skip(name string) {
	if !slices.Contains(r.Skipped, name) {
		r.Skipped = append(r.Skipped, name)
	}
}

func (r *Recipe) note(text string) {
	if !slices.Contains(r.Notes, text) {
		r.Notes = append(r.Notes, text)
	}
}

// plainName is what can stand as a package's name.
var plainName = lazyre.New(`^[A-Za-z0-9][A-Za-z0-9+._@-]*$`)
