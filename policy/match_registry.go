package policy

import (
	"encoding/hex"
	"slices"
	"strings"
)

// releaseIdentity is the name in the certificates under which GitHub seals
// releases. It is the only pin there is, beside the root.
const releaseIdentity = "https://dotcom.releases.github.com"

// subjects says by what name the signer must call the artifact.
func (s *SigstoreSigner) subjects(t target) subjects {
	switch s.Kind {
	case "npm":
		// The file's name is the registry's; the purl says more.
		want := npmPurl(s.Package, t.version)
		return subjects{want, func(sub StatementSubject) bool { return sub.Name == want && (t.subject == "" || t.subject == want) }}
	case "pypi":
		return t.subjects(t.isDistribution)
	case "github-release":
		return t.subjects(func(sub StatementSubject) bool { return sub.Name == t.name })
	}
	return t.subjects(t.isFile)
}

// npmPurl is the package URL of a version, as npm's registry writes it: of all
// that a name may hold it escapes the at sign.
func npmPurl(name, version string) string {
	return "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + version
}

// matchRegistryKey wants evidence under a key of the registry, not under a
// certificate, whoever it names.
func (s *SigstoreSigner) matchRegistryKey(c *comparison, f Finding, t target) {
	c.want(f.Certificate == nil && f.Key != nil && f.Key.Kind == "npm", ReasonIdentityMismatch, "it is not under a key of the registry")
	if !c.differs() {
		c.must(s.Keys, f.Key.Certificate, ReasonIdentityMismatch, "the file of registry keys")
	}
	c.want(t.version != "", ReasonVersionUnknown, "the package %s cannot be compared", s.Package)
}

// matchRelease wants GitHub's seal, which names no identity provider: a
// certificate that does was issued to somebody else.
func (s *SigstoreSigner) matchRelease(c *comparison, cert *Certificate) {
	c.want(cert.SANKind == "uri", ReasonIdentityMismatch, "the identity %s is not GitHub's", orNone(cert.SAN))
	c.must(releaseIdentity, cert.SAN, ReasonIdentityMismatch, "the identity")
	c.want(cert.Issuer == "", ReasonIssuerMismatch, "the identity was confirmed by %s; GitHub's seal names nobody", cert.Issuer)
	c.want(s.Root != PublicGood, ReasonRootNotForSigner, "anybody can get certificates of %s", s.Root)
}

// matchContent checks what an attestation of the kind must say besides.
func (s *SigstoreSigner) matchContent(f Finding, t target) mismatch {
	c := &comparison{}
	st := f.Statement
	switch s.Kind {
	case "pypi":
		c.want(st.Subjects == 1, ReasonPredicateContent, "%d subjects instead of one", st.Subjects)
		c.want(st.PredicateType != predicatePyPI || st.EmptyPredicate, ReasonPredicateContent, "a publish attestation must have an empty predicate")
	case "npm":
		c.want(st.Subjects == 1, ReasonPredicateContent, "%d subjects instead of one", st.Subjects)
		p := st.Package
		c.want(p != nil && p.Name == s.Package && p.Version == t.version, ReasonPredicateContent, "the registry does not say that it published %s %s", s.Package, t.version)
	case "github-release":
		s.matchTag(c, st, t)
	}
	return c.bad
}

// matchTag compares the release that the subjects name: the one package URL
// pkg:github/OWNER/NAME@TAG.
func (s *SigstoreSigner) matchTag(c *comparison, st *Statement, t target) {
	c.want(len(st.URIs) == 1, ReasonPredicateContent, "the attestation names %d releases instead of one", len(st.URIs))
	if c.differs() {
		return
	}
	repository, tag, ok := githubPurl(st.URIs[0])
	c.want(ok, ReasonPredicateContent, "%s is not a release on GitHub", cut(st.URIs[0]))
	// Package URLs may have owner and name in lower case (purl specification, type github).
	c.want(repository == s.Repository || repository == strings.ToLower(s.Repository), ReasonRepositoryMismatch,
		"the release is of %s, not of %s", cut(repository), orNone(s.Repository))
	if s.Ref == "" || c.differs() {
		return
	}
	c.want(t.version != "" || !namesVersion(s.Ref), ReasonVersionUnknown, "the tag %s cannot be compared", s.Ref)
	want := expand(s.Ref, t.version)
	c.want(matchGlob(want, tagPrefix+tag), ReasonRefMismatch, "the release is of the tag %s, not %s", orNone(tag), strings.TrimPrefix(want, tagPrefix))
}

// githubPurl takes a package URL apart. A repository's name holds no at sign, so
// that the first one begins the tag, which is percent-encoded.
func githubPurl(purl string) (repository, tag string, ok bool) {
	rest, ok := strings.CutPrefix(purl, "pkg:github/")
	name, escaped, versioned := strings.Cut(rest, "@")
	tag, unescaped := unescape(escaped)
	plain := strings.Count(name, "/") == 1 && strings.Trim(name, repositoryLetters) == "" && !strings.ContainsAny(escaped, "?#")
	if !ok || !versioned || !unescaped || !plain || tag == "" {
		return "", "", false
	}
	return "https://github.com/" + name, tag, true
}

// unescape resolves percent-encoding (RFC 3986 section 2.1).
func unescape(text string) (string, bool) {
	before, rest, found := strings.Cut(text, "%")
	for out := before; ; out += before {
		if !found {
			return out, true
		}
		if len(rest) < 2 {
			return "", false
		}
		octet, err := hex.DecodeString(rest[:2])
		if err != nil {
			return "", false
		}
		out += string(octet)
		before, rest, found = strings.Cut(rest[2:], "%")
	}
}

// isDistribution compares distribution names as PyPI does.
func (t target) isDistribution(s StatementSubject) bool {
	ours, ok := parseDistribution(t.name)
	theirs, also := parseDistribution(s.Name)
	return ok && also && ours.equal(theirs)
}

func (d distribution) equal(o distribution) bool {
	return d.form == o.form && d.name == o.name && d.version == o.version && d.build == o.build && slices.Equal(d.tags, o.tags)
}
