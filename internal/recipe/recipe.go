// Package recipe reads from packaging files (ebuilds, PKGBUILDs, debian/) what
// they say about signatures, for drafts of policies.
//
// # Trust model
//
// Recipes are programs. Nothing of them is evaluated: a value counts only where it
// is spelled out, and one with an expansion, a command or an escape in it is left
// out and named. What comes out is a draft for people to check.
package recipe

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
)

// Recipe is what a packaging file says.
type Recipe struct {
	// Package is the upstream name, as far as the file or its name tells.
	Package string
	// Fingerprints of OpenPGP certificates.
	Fingerprints []string
	// Keyrings are files with certificates or keys, as the recipe names them.
	Keyrings []string
	// Method is how an ebuild verifies: openpgp, signify, minisig or sigstore.
	Method string
	// Identity and Issuer are of a Sigstore certificate.
	Identity, Issuer string
	// Uncompressed: signatures cover the uncompressed file.
	Uncompressed bool
	// Skipped names variables whose values are not literal.
	Skipped []string
}

// Parse reads a recipe; its path tells which kind it is. ok is false for a file of
// no known kind.
func Parse(path string, data []byte) (r Recipe, ok bool) {
	base := filepath.Base(path)
	switch {
	case strings.HasSuffix(base, ".ebuild"):
		r.ebuild(strings.TrimSuffix(base, ".ebuild"), string(data))
	case base == "PKGBUILD":
		r.pkgbuild(string(data))
	case base == "watch":
		r.watch(string(data))
	default:
		return r, false
	}
	return r, true
}

// value finds a variable's literal value. The last assignment at the beginning of
// a line counts, as in a shell that runs them all.
func (r *Recipe) value(text, name string) string {
	m := regexp.MustCompile(`(?m)^[ \t]*(?:export )?`+name+`=(.*)$`).FindAllStringSubmatch(text, -1)
	if len(m) == 0 {
		return ""
	}
	value, literal := unquote(m[len(m)-1][1])
	if !literal {
		r.Skipped = append(r.Skipped, name)
		return ""
	}
	return value
}

// special characters make a value something other than it says.
const special = "$`\\*?[]{}()<>|&;~\"'"

// unquote takes the quotes off one word; a comment may follow.
func unquote(text string) (word string, literal bool) {
	text = strings.TrimSpace(text)
	rest := ""
	if text != "" && (text[0] == '"' || text[0] == '\'') {
		end := strings.IndexByte(text[1:], text[0])
		if end < 0 {
			return "", false
		}
		word, rest = text[1:1+end], strings.TrimSpace(text[end+2:])
	} else {
		word, rest, _ = strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
	}
	if rest != "" && rest[0] != '#' {
		return "", false
	}
	// verify-sig.eclass once wanted the prefix written out.
	word = strings.TrimPrefix(word, "${BROOT}")
	return word, !strings.ContainsAny(word, special)
}

var ebuildName = lazyre.New(`^(.+?)-[0-9]+(?:\.[0-9]+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)[0-9]*)*(?:-r[0-9]+)?$`)

// ebuild reads the variables of verify-sig.eclass.
func (r *Recipe) ebuild(name, text string) {
	r.Package = name
	if m := ebuildName().FindStringSubmatch(name); m != nil {
		r.Package = m[1]
	}
	r.Method = r.value(text, "VERIFY_SIG_METHOD")
	if r.Method == "" {
		r.Method = "openpgp"
	}
	if key := r.value(text, "VERIFY_SIG_OPENPGP_KEY_PATH"); key != "" {
		r.Keyrings = []string{key}
	}
	r.Identity, r.Issuer = r.value(text, "VERIFY_SIG_CERT_IDENTITY"), r.value(text, "VERIFY_SIG_CERT_OIDC_ISSUER")
	r.Uncompressed = strings.Contains(text, "verify-sig_uncompress_verify_unpack")
}

var fingerprint = lazyre.New(`^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$`)

// pkgbuild reads the array validpgpkeys. Anything in it but fingerprints and
// comments is left out.
func (r *Recipe) pkgbuild(text string) {
	r.Package = r.value(text, "pkgname")
	if r.Package == "" {
		r.Package = r.value(text, "pkgbase")
	}
	start := strings.Index("\n"+text, "\nvalidpgpkeys=(")
	if start < 0 {
		return
	}
	for _, line := range strings.Split(text[start+len("validpgpkeys=("):], "\n") {
		line, _, _ = strings.Cut(line, "#")
		line, _, end := strings.Cut(line, ")")
		for _, word := range strings.Fields(line) {
			switch word = strings.Trim(word, `"'`); {
			case !fingerprint().MatchString(word):
				r.skip("validpgpkeys")
			case !slices.Contains(r.Fingerprints, strings.ToUpper(word)):
				r.Fingerprints = append(r.Fingerprints, strings.ToUpper(word))
			}
		}
		if end {
			return
		}
	}
}

func (r *Recipe) skip(name string) {
	if !slices.Contains(r.Skipped, name) {
		r.Skipped = append(r.Skipped, name)
	}
}

var decompressOption = lazyre.New(`(?m)^(?:[^#\n]*opts?=[^\n]*\bdecompress\b|Decompress:[ \t]*yes\b)`)

// watch reads debian/watch: the certificates lie beside it, in upstream/ (Debian
// policy section 4.11).
func (r *Recipe) watch(text string) {
	r.Keyrings = []string{"upstream/signing-key.asc"}
	r.Uncompressed = decompressOption().MatchString(text)
}
