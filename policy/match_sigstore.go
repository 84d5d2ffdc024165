package policy

import (
	"slices"
	"strings"
)

// describe names a signer to which the policy gives no name, by what it pins.
func (s *SigstoreSigner) describe() string {
	switch s.Kind {
	case "github", "gitlab":
		return joined(s.Repository, s.Workflow, s.Ref)
	case "pypi":
		return joined("PyPI publisher", s.Repository, s.Workflow, s.Ref, s.Identity)
	case "npm":
		return "npm registry for " + s.Package
	case "github-release":
		return joined("GitHub releases of", s.Repository, s.Ref)
	}
	return s.Identity
}

// joined puts the texts that are not empty in a row.
func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(t string) bool { return t == "" }), " ")
}

// pinned reports whether the policy pins where a CI identity comes from:
// repository, workflow path and ref. A ref of any name is not a pin.
func (s *SigstoreSigner) pinned() bool {
	name := strings.TrimPrefix(strings.TrimPrefix(s.Ref, "refs/heads/"), "refs/tags/")
	return s.Repository != "" && s.Workflow != "" && strings.Trim(name, "*/") != ""
}

// isCI reports whether a workflow's certificate must match.
func (s *SigstoreSigner) isCI() bool { return s.Repository != "" && s.Kind != "github-release" }

func (s *SigstoreSigner) isolated() bool {
	return s.Builder != nil && s.Builder.Isolated && (s.Builder.Ref != "" || s.Builder.Digest != "")
}

func (s *SigstoreSigner) declaredClass() Class {
	switch s.Kind {
	case "github", "gitlab":
		switch {
		case !s.pinned():
			return ClassPublisher
		case s.isolated():
			return ClassCIIsolated
		}
		return ClassCIWorkflow
	case "pypi":
		if s.PublishSuffices || !s.pinned() {
			return ClassPublisher
		}
		return ClassCIWorkflow
	case "google":
		// Its certificate names neither repository nor workflow nor ref.
		return ClassPublisher
	case "npm", "github-release":
		return ClassRegistry
	case "email":
		return ClassAuthorIdentity
	case "custom":
		return s.Class
	}
	return ClassNone
}

// classOf is the declared class, but for what this piece of evidence proves: a
// plain signature by an isolated builder says nothing about the build, nor does a
// publish attestation.
func (s *SigstoreSigner) classOf(f Finding) Class {
	declared := s.declaredClass()
	if s.Kind == "pypi" {
		if f.Statement == nil || !isSLSA(f.Statement.PredicateType) || !s.pinned() {
			return ClassPublisher
		}
		return ClassCIWorkflow
	}
	if declared == ClassCIIsolated && f.Statement == nil {
		return ClassCIWorkflow
	}
	return declared
}

// claims looks at an identity that was not verified, to raise an alarm only.
func (s *SigstoreSigner) claims(f Finding) bool {
	c := f.Claimed.Certificate
	if c == nil {
		// Of keys, only the registry's are on this side.
		return s.Kind == "npm" && len(f.Claimed.Candidates) > 0
	}
	switch {
	case s.Kind == "npm":
		return false
	case s.Kind == "github-release":
		return c.SAN == releaseIdentity && c.Issuer == ""
	case s.Repository != "":
		return c.SourceRepository == s.Repository || strings.HasPrefix(c.SAN, s.Repository+"/")
	}
	return c.SAN == s.Identity && c.Issuer == s.IssuerURL
}

func (s *SigstoreSigner) match(f Finding, t target) mismatch {
	c := &comparison{}
	if s.Kind == "npm" {
		s.matchRegistryKey(c, f, t)
	} else {
		c.want(f.Certificate != nil, ReasonIdentityMismatch, "the evidence has no certificate")
	}
	if !c.differs() {
		s.matchIdentity(c, f, t)
	}
	// Last, so that the right identity under the wrong root is told as that.
	c.must(s.Root, f.Root, ReasonRootNotForSigner, "the trusted root that knows the evidence")
	if c.differs() {
		return c.bad
	}
	bad := checkStatement(f, s.predicates(), s.subjects(t))
	if bad.reason == "" {
		bad = s.matchContent(f, t)
	}
	bad.near += c.bad.near
	return bad
}

// matchIdentity compares who signed, by kind.
func (s *SigstoreSigner) matchIdentity(c *comparison, f Finding, t target) {
	cert := f.Certificate
	switch {
	case s.Kind == "github", s.Kind == "pypi" && s.Repository != "" && !onGitLab(s.Repository):
		s.matchCI(c, cert, f, t, issuerGitHub, "/")
	case s.Kind == "gitlab", s.Kind == "pypi" && onGitLab(s.Repository):
		s.matchCI(c, cert, f, t, issuerGitLab, "//")
	case s.Kind == "email", s.Kind == "google", s.Kind == "pypi":
		s.matchAccount(c, cert)
	case s.Kind == "github-release":
		s.matchRelease(c, cert)
	case s.Kind == "npm":
	case s.Kind == "custom":
		s.matchCustom(c, cert)
	default:
		c.want(false, ReasonIdentityMismatch, "the signer has no kind")
	}
}

func (s *SigstoreSigner) matchAccount(c *comparison, cert *Certificate) {
	c.want(cert.SANKind == "email", ReasonIdentityMismatch, "the identity %s is not an e-mail address", orNone(cert.SAN))
	c.must(s.Identity, cert.SAN, ReasonIdentityMismatch, "the identity")
	c.must(s.IssuerURL, cert.Issuer, ReasonIssuerMismatch, "the identity provider")
	c.want(!cert.isWorkflow(), ReasonIdentityMismatch, "the identity %s is a workflow, not an account", orNone(cert.SAN))
}

// isWorkflow reports whether a certificate is a workflow's: the issuer runs no
// others, or the certificate says what started it or which file it is. GitHub
// Enterprise and GitLab on one's own server have issuers that nobody can list.
// Codefresh writes the address of the run for that of the file, names its pipeline
// in the SAN, and has no pipelines that others can call.
func (c *Certificate) isWorkflow() bool {
	return isPlatform(c.Issuer) || c.BuildTrigger != "" || c.BuildConfigURI != "" && c.BuildConfigURI != c.RunInvocationURI
}

// matchCustom: a class that stands for a person needs what email checks, a workflow
// what the kinds of workflows check, whatever the class.
func (s *SigstoreSigner) matchCustom(c *comparison, cert *Certificate) {
	if s.Class == ClassAuthorIdentity {
		s.matchAccount(c, cert)
		return
	}
	c.must(s.Identity, cert.SAN, ReasonIdentityMismatch, "the identity")
	c.must(s.IssuerURL, cert.Issuer, ReasonIssuerMismatch, "the identity provider")
	if cert.isWorkflow() {
		// Anybody's repository can call a reusable workflow, which then signs.
		c.want(cert.SAN == cert.BuildConfigURI, ReasonBuilderMismatch,
			"signed by %s for the workflow %s", cut(cert.SAN), orNone(cert.BuildConfigURI))
		c.want(s.allowsEvent(cert.BuildTrigger), ReasonEventNotAllowed, "the event that started the workflow is %s", orNone(cert.BuildTrigger))
	}
}

func (s *SigstoreSigner) matchCI(c *comparison, cert *Certificate, f Finding, t target, issuer, slash string) {
	c.must(issuer, cert.Issuer, ReasonIssuerMismatch, "the identity provider")
	c.want(cert.SANKind == "uri" && cert.SAN != "", ReasonIdentityMismatch, "the identity %s is not a workflow", orNone(cert.SAN))
	c.must(s.Repository, cert.SourceRepository, ReasonRepositoryMismatch, "the repository")
	c.equal(s.RepositoryID, cert.SourceRepositoryID, ReasonRepositoryID, "the repository's number")
	s.matchWorkflow(c, cert, slash)
	s.matchBuilder(c, cert, f, t)
	s.matchRef(c, cert, t)
	c.equal(s.Commit, cert.SourceDigest, ReasonCommitMismatch, "the commit")
	c.want(s.allowsEvent(cert.BuildTrigger), ReasonEventNotAllowed, "the event that started the workflow is %s", orNone(cert.BuildTrigger))
	c.equal(s.Runner, cert.RunnerEnvironment, ReasonRunnerMismatch, "the runner")
	c.equal(s.Environment, cert.DeploymentEnvironment, ReasonEnvironmentMismatch, "the environment")
}

// matchWorkflow compares the calling workflow: BuildConfigURI is
// REPOSITORY/PATH@REF (GitLab: REPOSITORY//PATH@REF). It must lie in the source
// repository. A path and a ref may both hold an "@", so the URI is not split: the
// certificate states the ref on its own as well.
func (s *SigstoreSigner) matchWorkflow(c *comparison, cert *Certificate, slash string) {
	path := strings.TrimSuffix(cert.BuildConfigURI, "@"+cert.SourceRef)
	if cert.SourceRef == "" || path == cert.BuildConfigURI {
		path = strings.TrimSuffix(cert.BuildConfigURI, "@"+cert.BuildConfigDigest)
	}
	want := s.Repository + slash + s.Workflow
	c.want(path == want || (s.Workflow == "" && strings.HasPrefix(path, want)), ReasonWorkflowMismatch,
		"the workflow is %s, not %s", orNone(cert.BuildConfigURI), want)
}

// matchBuilder compares the signing workflow: the SAN is the calling workflow
// unless the policy names a builder.
func (s *SigstoreSigner) matchBuilder(c *comparison, cert *Certificate, f Finding, t target) {
	if s.Builder == nil {
		c.want(cert.SAN == cert.BuildConfigURI, ReasonBuilderMismatch,
			"signed by %s for the workflow %s; the policy names no builder", cut(cert.SAN), orNone(cert.BuildConfigURI))
		return
	}
	b := s.Builder
	c.want(cert.BuildSignerURI == cert.SAN, ReasonBuilderMismatch, "the builder %s is not the signer %s", orNone(cert.BuildSignerURI), cut(cert.SAN))
	// Without a second "@" in it, the rest can be split in one way only.
	rest, ok := strings.CutPrefix(cert.SAN, b.Repository+"/")
	c.want(b.Repository != "" && ok && strings.Count(rest, "@") == 1, ReasonBuilderMismatch, "the builder is %s, not of %s", cut(cert.SAN), b.Repository)
	workflow, ref, _ := strings.Cut(rest, "@")
	c.equal(b.Workflow, workflow, ReasonBuilderMismatch, "the builder's workflow")
	c.want(t.version != "" || !namesVersion(b.Ref), ReasonVersionUnknown, "the builder's ref %s cannot be compared", b.Ref)
	c.equal(expand(b.Ref, t.version), ref, ReasonBuilderMismatch, "the builder's ref")
	c.equal(b.Digest, cert.BuildSignerDigest, ReasonBuilderMismatch, "the builder's commit")
	if b.Isolated {
		c.equal("github-hosted", cert.RunnerEnvironment, ReasonRunnerMismatch, "the runner")
		s.matchBuilderID(c, cert, f)
	}
}

func (s *SigstoreSigner) matchBuilderID(c *comparison, cert *Certificate, f Finding) {
	if f.Statement == nil {
		return
	}
	claimed := ""
	if p := f.Statement.Provenance; p != nil {
		claimed = p.BuilderID
	}
	if claimed == "" || strings.HasPrefix(claimed, runnerBuilder) {
		c.want(false, ReasonBuilderMismatch, "the provenance names no builder but %s, so it does not show that %s isolated the build;"+
			" it can be accepted as ci-workflow, with this builder declared without isolated = true", orNone(claimed), cut(cert.SAN))
	}
	c.equal(cert.SAN, claimed, ReasonBuilderMismatch, "the builder in the provenance")
}

// runnerBuilder begins what npm, and GitHub's attest actions of 2024, write as the
// builder: the program that runs every workflow, isolated or not.
const runnerBuilder = "https://github.com/actions/runner"

func (s *SigstoreSigner) matchRef(c *comparison, cert *Certificate, t target) {
	if s.Ref == "" || c.differs() {
		return
	}
	if namesVersion(s.Ref) && t.version == "" {
		c.want(false, ReasonVersionUnknown, "the ref %s cannot be compared", s.Ref)
		return
	}
	want := expand(s.Ref, t.version)
	c.want(matchGlob(want, cert.SourceRef), ReasonRefMismatch, "the ref is %s, not %s", orNone(cert.SourceRef), want)
}

// allowsEvent: pull requests (GitLab: merge requests) run other people's code, so
// they are allowed only by name, and so is an event that is not stated.
func (s *SigstoreSigner) allowsEvent(event string) bool {
	if len(s.Events) > 0 {
		return event != "" && slices.Contains(s.Events, event)
	}
	return event != "" && !strings.Contains(event, "pull_request") && !strings.Contains(event, "merge_request")
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
