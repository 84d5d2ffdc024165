package recipe

import (
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

var ebuildName = lazyre.New(`^(.+?)-([0-9]+(?:\.[0-9]+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)[0-9]*)*)(?:-r[0-9]+)?$`)

// ebuild reads the variables of verify-sig.eclass and pypi.eclass. Key paths lie
// below BROOT, which verify-sig.eclass once wanted written out.
func (r *Recipe) ebuild(name, text string) {
	version := "{version}"
	r.Package = name
	if m := ebuildName.Get().FindStringSubmatch(name); m != nil {
		r.Package, version = m[1], m[2]
	}
	known := map[string]string{"PV": "{version}", "BROOT": "", "EPREFIX": ""}
	if plainName.Get().MatchString(r.Package) {
		known["PN"], known["P"] = r.Package, r.Package+"-{version}"
	} else {
		r.Package = ""
	}
	s := newScript(text, known)
	if r.Method = r.value(s, "VERIFY_SIG_METHOD"); r.Method == "" {
		r.Method = "openpgp"
	}
	if key := r.value(s, "VERIFY_SIG_OPENPGP_KEY_PATH"); key != "" {
		r.Keyrings = []string{strings.ReplaceAll(key, "{version}", version)}
	}
	r.Identity, r.Issuer = r.value(s, "VERIFY_SIG_CERT_IDENTITY"), r.value(s, "VERIFY_SIG_CERT_OIDC_ISSUER")
	r.Uncompressed = strings.Contains(text, "verify-sig_uncompress_verify_unpack")
	if strings.Contains(text, "verify-sig_verify_signed_checksums") {
		r.note(`a signed checksum list covers the files: name it with via in [[artifact]]`)
	}
	r.pypi(s)
	r.sources(s, uris(text))
	for i, a := range r.Artifacts {
		// The name of this version alone would be asked of every later one.
		if !strings.Contains(a.Upstream, "{version}") && strings.Count(a.Upstream, version) == 1 {
			r.Artifacts[i].Upstream = strings.Replace(a.Upstream, version, "{version}", 1)
		}
	}
}

// pypi reads what pypi.eclass verifies: publish attestations of the default sdist.
func (r *Recipe) pypi(s *script) {
	if r.Publisher = r.value(s, "PYPI_VERIFY_REPO"); r.Publisher == "" {
		return
	}
	project := r.value(s, "PYPI_PN")
	if project == "" {
		project = r.Package
	}
	if _, plain, _ := s.assignment("PYPI_NO_NORMALIZE"); !plain {
		project = strings.ToLower(separators.Get().ReplaceAllString(project, "_"))
	}
	if a := (Artifact{Name: project + "-{version}.tar.gz"}); plainFile(a.Name) {
		r.Artifacts = append(r.Artifacts, a)
	} else {
		r.skip("PYPI_PN")
	}
	r.note("pypi.eclass takes any workflow and any tag: pin workflow and ref")
}

// separators of a project's name are all one (PEP 503).
var separators = lazyre.New(`[-_.]+`)

var sourceURI = lazyre.New(`(?m)^[ \t]*SRC_URI\+?=`)

// uris reads the words of SRC_URI: conditionals are passed over, arrows rename.
func uris(text string) []source {
	var all []source
	text = strings.ReplaceAll(text, "\\\n", " ")
	for _, m := range sourceURI.Get().FindAllStringIndex(text, -1) {
		w, _, ok := readWord(text[m[1]:])
		if !ok || len(w) != 1 || w[0].single {
			continue
		}
		fields := strings.Fields(w[0].text)
		for i := 0; i < len(fields) && len(all) < limits.RecipeWords; i++ {
			url := word{{text: fields[i], quoted: true}}
			switch {
			case strings.HasSuffix(fields[i], "?"), fields[i] == "(", fields[i] == ")":
			case i+2 < len(fields) && fields[i+1] == "->":
				all = append(all, source{url: url, name: word{{text: fields[i+2], quoted: true}}})
				i += 2
			default:
				all = append(all, source{url: url})
			}
		}
	}
	return all
}
