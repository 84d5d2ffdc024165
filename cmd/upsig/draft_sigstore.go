package main

import (
	"net/url"
	"strings"

	"github.com/upsig/upsig/policy"
)

// What evidence on the Sigstore side says, as far as it decides the kind of signer.
const (
	typePlain      = "plain"
	typeSLSA02     = "https://slsa.dev/provenance/v0.2"
	typeSLSA1      = "https://slsa.dev/provenance/v1"
	typePublish    = "https://docs.pypi.org/attestations/publish/v1"
	typeNPM        = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
	typeSeal01     = "https://in-toto.io/attestation/release/v0.1"
	typeSeal02     = "https://in-toto.io/attestation/release/v0.2"
	sealer         = "https://dotcom.releases.github.com"
	issuerActions  = "https://token.actions.githubusercontent.com"
	issuerGitLab   = "https://gitlab.com"
	issuerAccounts = "https://accounts.google.com"
	serviceAccount = ".gserviceaccount.com"
)

// soundSigstore drafts whoever made sound evidence on the Sigstore side. It reports
// false for attestations that say nothing about where a file comes from.
func (d *draft) soundSigstore(f policy.Finding, statementsToo bool) bool {
	what := typePlain
	if f.Statement != nil {
		what = f.Statement.PredicateType
	}
	var e entry
	switch {
	case f.Key != nil && f.Key.Kind == "npm":
		e = d.npm(f, what)
	case f.Certificate == nil:
		d.leave(f.File, "it names neither an identity nor a key")
		return true
	case f.Certificate.SAN == sealer && f.Certificate.Issuer == "":
		e = d.seal(f, what)
	case !vouches(what) && !statementsToo:
		return false
	default:
		e = d.who(f.File, f.Certificate, what)
	}
	if e.table == "" {
		return true // and was left out
	}
	e.checks = append([]string{"The attestation verified. Confirm through upstream's documentation that this is who releases."}, e.checks...)
	d.addUnder(e, f.File, f.Root)
	return true
}

// addUnder adds a signer whose evidence the root knows.
func (d *draft) addUnder(e entry, about, root string) bool {
	for _, l := range e.lines {
		e.id += l.key + "=" + l.value + "\n"
	}
	if root != policy.PublicGood && root != "" {
		e.pin("root", root)
		if p, ok := d.places.find(root); ok && p.copied != "" {
			e.copies = append(e.copies, p.check())
		}
	}
	e.id += root
	return d.add(e, about)
}

// vouches reports whether a statement of this type says where a file comes from.
func vouches(what string) bool {
	switch what {
	case typePlain, typeSLSA02, typeSLSA1, typePublish, typeNPM, typeSeal01, typeSeal02:
		return true
	}
	return false
}

// claimedIdentity drafts whom a certificate that was not verified names.
func (d *draft) claimedIdentity(f policy.Finding) {
	c := f.Claimed.Certificate
	if c.SAN == sealer {
		d.leave(f.File, because(f))
		d.hint("GitHub's seal on a release needs the trusted root of GitHub's own instance: gh attestation trusted-root > trusted_root.jsonl; then: upsig policy init --trusted-root trusted_root.jsonl")
		return
	}
	what := typePlain
	if strings.HasPrefix(f.Form, "PEP 740") {
		what = typePublish
	}
	e := d.who(f.File, c, what)
	if e.table == "" {
		return
	}
	switch f.Reason {
	case policy.ReasonUnknownCA, policy.ReasonUnknownLog, policy.ReasonUnknownCTLog, policy.ReasonUnknownTSA:
		d.hint("if the evidence is of another Sigstore instance, give its trusted root: upsig policy init --trusted-root FILE")
	default: // another root does not make it hold
	}
	e.checks = append([]string{"This identity was NOT verified: the evidence does not hold, or its Sigstore instance is unknown."}, e.checks...)
	d.addUnder(e, f.File, "")
}

// npm drafts the registry, which vouches for what it published.
func (d *draft) npm(f policy.Finding, what string) (e entry) {
	if what != typeNPM || f.Statement.Package == nil || f.Statement.Package.Name == "" {
		d.leave(f.File, "it is by npm's registry and says nothing that a policy could demand")
		return e
	}
	e.table = "sigstore.signer"
	e.pin("kind", "npm")
	e.pin("package", f.Statement.Package.Name)
	if d.version == "" {
		e.check("The file's name does not tell the version, which npm's attestation is about: give verify --version.")
	}
	return e
}

// seal drafts GitHub, which seals the releases of a repository.
func (d *draft) seal(f policy.Finding, what string) (e entry) {
	if what != typeSeal01 && what != typeSeal02 || len(f.Statement.URIs) != 1 || f.Root == policy.PublicGood {
		d.leave(f.File, "it is by GitHub and seals no release")
		return e
	}
	name, tag, ok := strings.Cut(strings.TrimPrefix(f.Statement.URIs[0], "pkg:github/"), "@")
	tag, err := url.PathUnescape(tag)
	if !ok || err != nil {
		d.leave(f.File, "it seals something that is no release on GitHub")
		return e
	}
	e.table = "sigstore.signer"
	e.check("GitHub seals whatever is put into a release: it does not say who built or uploaded it.")
	e.pin("kind", "github-release")
	e.pin("repository", "https://github.com/"+name)
	e.pin("ref", withVersion("refs/tags/"+tag, d.version))
	return e
}

// who drafts the identity in a certificate, by what it vouched with.
func (d *draft) who(about string, c *policy.Certificate, what string) entry {
	ours := what == typePlain || what == typeSLSA02 || what == typeSLSA1
	forge := forgeOf(c)
	address := (c.SANKind == "email" || c.SANKind == "") && strings.Contains(c.SAN, "@") && !strings.Contains(c.SAN, "://")
	robot := address && c.Issuer == issuerAccounts && strings.HasSuffix(c.SAN, serviceAccount)
	e := entry{table: "sigstore.signer"}
	switch {
	case forge != "" && ours:
		return d.workflow(about, c, forge)
	case forge != "" && what == typePublish:
		return d.publisherOf(about, c)
	case robot && ours:
		e.pin("kind", "google")
		e.pin("identity", c.SAN)
	case robot && what == typePublish:
		e.check("A publish attestation says who uploaded the file to PyPI, and nothing about how it was built.")
		e.pin("kind", "pypi")
		e.pin("identity", c.SAN)
		e.lines = append(e.lines, line{"publish-suffices", "true"})
	case address && what == typePlain && !robot && personal(c.SAN, c.Issuer):
		e.pin("kind", "email")
		e.pin("identity", c.SAN)
		e.pin("issuer", c.Issuer)
	default:
		return d.custom(about, c, what)
	}
	return e
}

// personal reports whether a policy can take the identity for a person's.
func personal(identity, issuer string) bool {
	p, err := policy.AdHoc(policy.Flags{Identity: identity, Issuer: issuer})
	return err == nil && len(p.SigstoreSigners) == 1 && p.SigstoreSigners[0].Kind == "email"
}

// forgeOf names the kind of a workflow's certificate; empty for others.
func forgeOf(c *policy.Certificate) string {
	switch {
	case c.SANKind == "email" || c.SANKind == "other" || c.SourceRepository == "" || c.BuildConfigURI == "":
	case c.Issuer == issuerActions && strings.HasPrefix(c.SourceRepository, "https://github.com/"):
		return "github"
	case c.Issuer == issuerGitLab && strings.HasPrefix(c.SourceRepository, issuerGitLab+"/"):
		return "gitlab"
	}
	return ""
}

// workflow drafts a workflow that built the file, and the reusable one that signed.
func (d *draft) workflow(about string, c *policy.Certificate, kind string) entry {
	e := d.pins(about, c, kind, kind)
	if e.table == "" || c.SAN == c.BuildConfigURI {
		return e
	}
	b, ok := d.builder(c)
	if kind != "github" || !ok {
		d.leave(about, "it is signed by another workflow than the one that was started, and in a way that no policy can name: "+c.SAN)
		return entry{}
	}
	if !ownBuilder(c) {
		e.check("A reusable workflow signed. Is it isolated from the workflows that call it? Then say isolated = true.")
	}
	e.lines = append(e.lines, line{"builder", b})
	return e
}

// publisherOf drafts the workflow that uploaded the file to PyPI.
func (d *draft) publisherOf(about string, c *policy.Certificate) entry {
	e := d.pins(about, c, forgeOf(c), "pypi")
	if e.table == "" {
		return e
	}
	if c.SAN != c.BuildConfigURI {
		d.leave(about, "it is signed by another workflow than the one that was started, which no publisher to PyPI is: "+c.SAN)
		return entry{}
	}
	e.check("A publish attestation says which workflow uploaded the file to PyPI, and nothing about how it was built.")
	e.lines = append(e.lines, line{"publish-suffices", "true"})
	return e
}

// pins are repository, workflow and ref, for a signer of that kind.
func (d *draft) pins(about string, c *policy.Certificate, forge, kind string) entry {
	path := c.BuildConfigURI
	for _, version := range []string{c.SourceRef, c.BuildConfigDigest} {
		if rest, ok := strings.CutSuffix(path, "@"+version); ok && version != "" {
			path = rest
			break
		}
	}
	separator := "/"
	if forge == "gitlab" {
		separator = "//"
	}
	workflow, ok := strings.CutPrefix(path, c.SourceRepository+separator)
	switch {
	case !ok:
		d.leave(about, "its workflow is not of the repository that was built: "+c.BuildConfigURI)
		return entry{}
	case c.BuildTrigger == "" && c.SANKind != "":
		d.leave(about, "its certificate does not say what started the workflow, so that no policy can allow it")
		return entry{}
	}
	e := entry{table: "sigstore.signer"}
	if strangers(c.BuildTrigger) {
		e.check("The workflow was started by %s, which runs other people's code. Verify rejects it unless events names it.", c.BuildTrigger)
	}
	e.pin("kind", kind)
	e.pin("repository", c.SourceRepository)
	e.pin("workflow", workflow)
	e.pin("ref", withVersion(c.SourceRef, d.version))
	return e
}

// strangers reports whether an event lets other people's code run.
func strangers(event string) bool {
	return strings.Contains(event, "pull_request") || strings.Contains(event, "merge_request")
}

// ownBuilder reports whether a reusable workflow of the repository itself signed, which
// is called at the ref of the release.
func ownBuilder(c *policy.Certificate) bool {
	return strings.HasPrefix(c.SAN, c.SourceRepository+"/") && strings.HasSuffix(c.SAN, "@"+c.SourceRef)
}

// builder names the reusable workflow that signed, by its ref or by its commit.
func (d *draft) builder(c *policy.Certificate) (string, bool) {
	uri, ref, ok := strings.Cut(c.SAN, "@")
	repository, path, found := strings.Cut(uri, "/.github/workflows/")
	if !ok || !found || strings.Contains(ref, "@") || c.BuildSignerURI != c.SAN {
		return "", false
	}
	pin := "digest = " + quote(c.BuildSignerDigest)
	if strings.HasPrefix(ref, "refs/") {
		if ownBuilder(c) {
			ref = withVersion(ref, d.version)
		}
		pin = "ref = " + quote(ref)
	}
	return "{ repository = " + quote(repository) + ", workflow = " + quote(".github/workflows/"+path) + ", " + pin + " }", true
}

// custom drafts an identity that is of no other kind, or vouches with something else.
func (d *draft) custom(about string, c *policy.Certificate, what string) entry {
	switch {
	case c.Issuer == "":
		d.leave(about, "its certificate does not say who confirmed the identity "+c.SAN)
		return entry{}
	case (c.Issuer == issuerActions || c.Issuer == issuerGitLab) && (c.SAN != c.BuildConfigURI || c.BuildTrigger == "" || strangers(c.BuildTrigger)):
		d.leave(about, "no policy can allow its workflow, "+c.SAN)
		return entry{}
	}
	e := entry{table: "sigstore.signer"}
	e.check("No kind of signer fits this evidence. Say with class what this identity vouches for; the identity is exact, and may hold for this version alone.")
	e.pin("kind", "custom")
	e.pin("identity", c.SAN)
	e.pin("issuer", c.Issuer)
	e.pin("predicate", what)
	e.pin("class", policy.ClassPublisher.String())
	return e
}
