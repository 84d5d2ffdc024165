package policy_test

import (
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

// identity is one change to good provenance, and to the signer if there is one.
type identity struct {
	name   string
	signer func(*policy.SigstoreSigner)
	change []func(*policy.Finding)
	want   verdict
}

func runIdentities(t *testing.T, with func(*policy.Policy), good func(...func(*policy.Finding)) policy.Finding, all []identity) {
	t.Helper()
	for _, i := range all {
		p := base(policy.RequireSigstore, with)
		if i.signer != nil {
			i.signer(&p.SigstoreSigners[0])
		}
		run(t, []scenario{{i.name, p, found{good(i.change...)}, i.want}})
	}
}

// called rewrites the workflow that the certificate names, as a whole.
func called(uri, ref string) []func(*policy.Finding) {
	return []func(*policy.Finding){certified(func(c *policy.Certificate) {
		c.SAN, c.BuildSignerURI, c.BuildConfigURI, c.SourceRef = uri, uri, uri, ref
	})}
}

func change(f func(*policy.Certificate)) []func(*policy.Finding) {
	return []func(*policy.Finding){certified(f)}
}

func TestWorkflowIdentity(t *testing.T) {
	type cert = policy.Certificate
	type signer = policy.SigstoreSigner
	ok := yes(policy.ClassCIWorkflow)
	runIdentities(t, withGitHub, built, []identity{
		{"good", nil, nil, ok},
		{"root", nil, []func(*policy.Finding){func(f *policy.Finding) { f.Root = "own.json" }}, no(policy.ReasonRootNotForSigner)},
		{"no root", nil, []func(*policy.Finding){func(f *policy.Finding) { f.Root = "" }}, no(policy.ReasonRootNotForSigner)},
		{"no certificate", nil, []func(*policy.Finding){func(f *policy.Finding) { f.Certificate = nil }}, no(policy.ReasonIdentityMismatch)},
		{"empty certificate", func(s *signer) { s.Workflow, s.Ref = "", "" }, change(func(c *cert) {
			*c = cert{Issuer: actions, SANKind: "uri", SourceRepository: repo}
		}), no(policy.ReasonIdentityMismatch)},
		{"issuer", nil, change(func(c *cert) { c.Issuer += "/evil" }), no(policy.ReasonIssuerMismatch)},
		{"kind of name", nil, change(func(c *cert) { c.SANKind = "email" }), no(policy.ReasonIdentityMismatch)},
		{"repository", nil, change(func(c *cert) { c.SourceRepository = "https://github.com/o/x" }), no(policy.ReasonRepositoryMismatch)},
		{"repository suffix", nil, change(func(c *cert) { c.SourceRepository += "-evil" }), no(policy.ReasonRepositoryMismatch)},
		{"repository case", nil, change(func(c *cert) { c.SourceRepository = "https://github.com/O/r" }), no(policy.ReasonRepositoryMismatch)},
		{"repository number", func(s *signer) { s.RepositoryID = "8" }, nil, no(policy.ReasonRepositoryID)},
		{"same repository number", func(s *signer) { s.RepositoryID = "7" }, nil, ok},
		{"other workflow", nil, called(repo+"/.github/workflows/test.yml@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"workflow prefix", nil, called(repo+"/.github/workflows/xrelease.yml@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"workflow suffix", nil, called(repo+"/"+workflow+"x@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"workflow of another repository", nil, called(repo+"-evil/"+workflow+"@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"file called like a ref", nil, called(repo+"/"+workflow+"@refs/heads/x.yml@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"branch called like a tag", nil, called(repo+"/"+workflow+"@refs/heads/x@refs/tags/v1.2", "refs/heads/x@refs/tags/v1.2"), no(policy.ReasonRefMismatch)},
		{"ref differs from workflow's", nil, called(repo+"/"+workflow+"@refs/heads/x", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"tag with an at sign", func(s *signer) { s.Ref = "refs/tags/r@{version}" }, called(repo+"/"+workflow+"@refs/tags/r@1.2", "refs/tags/r@1.2"), ok},
		{"unpinned workflow of another repository", func(s *signer) { s.Workflow = "" }, called("https://github.com/o/x/"+workflow+"@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"ref", nil, called(repo+"/"+workflow+"@refs/heads/main", "refs/heads/main"), no(policy.ReasonRefMismatch)},
		{"other version", nil, called(repo+"/"+workflow+"@refs/tags/v1.20", "refs/tags/v1.20"), no(policy.ReasonRefMismatch)},
		{"underscores", func(s *signer) { s.Ref = "refs/tags/R_{version:_}" }, called(repo+"/"+workflow+"@refs/tags/R_1_2", "refs/tags/R_1_2"), ok},
		{"glob", func(s *signer) { s.Ref = "refs/tags/v*" }, nil, ok},
		{"glob stays in its segment", func(s *signer) { s.Ref = "refs/tags/v*" }, called(repo+"/"+workflow+"@refs/tags/v1/x", "refs/tags/v1/x"), no(policy.ReasonRefMismatch)},
		{"commit", func(s *signer) { s.Commit = "abd" }, nil, no(policy.ReasonCommitMismatch)},
		{"pull request", nil, change(func(c *cert) { c.BuildTrigger = "pull_request_target" }), no(policy.ReasonEventNotAllowed)},
		{"merge request", nil, change(func(c *cert) { c.BuildTrigger = "merge_request_event" }), no(policy.ReasonEventNotAllowed)},
		{"pull request by name", func(s *signer) { s.Events = []string{"pull_request"} }, change(func(c *cert) { c.BuildTrigger = "pull_request" }), ok},
		{"event not listed", func(s *signer) { s.Events = []string{"release"} }, nil, no(policy.ReasonEventNotAllowed)},
		{"event not stated", nil, change(func(c *cert) { c.BuildTrigger = "" }), no(policy.ReasonEventNotAllowed)},
		{"runner", func(s *signer) { s.Runner = "github-hosted" }, change(func(c *cert) { c.RunnerEnvironment = "self-hosted" }), no(policy.ReasonRunnerMismatch)},
		{"environment", func(s *signer) { s.Environment = "production" }, nil, no(policy.ReasonEnvironmentMismatch)},
		{"reusable workflow that nobody named", nil, change(func(c *cert) {
			c.SAN, c.BuildSignerURI = "https://github.com/b/b/.github/workflows/b.yml@refs/tags/v1", c.SAN
		}), no(policy.ReasonBuilderMismatch)},

		{"workflow not pinned", func(s *signer) { s.Workflow = "" }, nil, yes(policy.ClassPublisher)},
		{"ref not pinned", func(s *signer) { s.Ref = "" }, nil, yes(policy.ClassPublisher)},
		{"ref of any name", func(s *signer) { s.Ref = "refs/tags/*" }, nil, yes(policy.ClassPublisher)},
		{"ref of any two segments", func(s *signer) { s.Ref = "refs/tags/*/*" }, called(repo+"/"+workflow+"@refs/tags/a/b", "refs/tags/a/b"), yes(policy.ClassPublisher)},
		{"repository not stated", func(s *signer) { s.Repository = "" }, nil, no(policy.ReasonRepositoryMismatch)},
		{"kind not stated", func(s *signer) { s.Kind = "" }, nil, no(policy.ReasonNoSigner)},
	})
}

func TestBuilder(t *testing.T) {
	type cert = policy.Certificate
	const uri = "https://github.com/b/b/.github/workflows/b.yml@refs/tags/v1"
	signedBy := func(uri string) func(*policy.Finding) {
		return func(f *policy.Finding) {
			c := *f.Certificate
			c.SAN, c.BuildSignerURI, c.BuildSignerDigest = uri, uri, "def"
			f.Certificate = &c
			if f.Statement != nil {
				f.Statement.Provenance.BuilderID = uri
			}
		}
	}
	good := func(more ...func(*policy.Finding)) policy.Finding {
		return built(append([]func(*policy.Finding){signedBy(uri)}, more...)...)
	}
	builder := func(b policy.Builder) func(*policy.SigstoreSigner) {
		return func(s *policy.SigstoreSigner) { s.Builder = &b }
	}
	whole := policy.Builder{Repository: "https://github.com/b/b", Workflow: ".github/workflows/b.yml", Ref: "refs/tags/v1", Digest: "def", Isolated: true}
	loose, shared, other := whole, whole, whole
	loose.Workflow, loose.Digest = "", ""
	byCommit := whole
	byCommit.Ref = ""
	own := policy.Builder{Repository: repo, Workflow: ".github/workflows/build.yml", Ref: "refs/tags/v{version}"}
	shared.Isolated = false
	other.Digest = "abc"
	by := func(uri string) []func(*policy.Finding) { return []func(*policy.Finding){signedBy(uri)} }
	runner := stated(func(s *policy.Statement) { s.Provenance.BuilderID = "https://github.com/actions/runner/github-hosted" })
	p := base(policy.RequireSigstore, withGitHub, sigSigner(builder(whole)))
	if d := p.Assess(artifact, found{good(runner)}, today).Evidence[0].Detail; !strings.Contains(d, "names no builder but https://github.com/actions/runner/github-hosted") || !strings.Contains(d, "without isolated = true") {
		t.Errorf("the detail does not say what to do: %s", d)
	}
	runIdentities(t, withGitHub, good, []identity{
		{"isolated", builder(whole), nil, yes(policy.ClassCIIsolated)},
		{"isolated, any workflow of it", builder(loose), nil, yes(policy.ClassCIIsolated)},
		{"not isolated", builder(shared), nil, yes(policy.ClassCIWorkflow)},
		{"plain signature says nothing about the build", builder(whole), []func(*policy.Finding){plain}, no(policy.ReasonBelowBar)},
		{"other commit", builder(other), nil, no(policy.ReasonBuilderMismatch)},
		{"other repository", builder(whole), by("https://github.com/b/b-evil/.github/workflows/b.yml@refs/tags/v1"), no(policy.ReasonBuilderMismatch)},
		{"other workflow", builder(whole), by("https://github.com/b/b/.github/workflows/c.yml@refs/tags/v1"), no(policy.ReasonBuilderMismatch)},
		{"other ref", builder(loose), by("https://github.com/b/b/.github/workflows/b.yml@refs/tags/v10"), no(policy.ReasonBuilderMismatch)},
		{"branch called like a tag", builder(loose), by("https://github.com/b/b/.github/workflows/b.yml@refs/heads/x@refs/tags/v1"), no(policy.ReasonBuilderMismatch)},
		{"pinned by commit", builder(byCommit), nil, yes(policy.ClassCIIsolated)},
		{"file called like a ref", builder(byCommit), by("https://github.com/b/b/.github/workflows/b.yml@x.yml@refs/heads/x"), no(policy.ReasonBuilderMismatch)},
		{"of the repository itself", builder(own), by(repo + "/.github/workflows/build.yml@refs/tags/v1.2"), yes(policy.ClassCIWorkflow)},
		{"of it, at another version", builder(own), by(repo + "/.github/workflows/build.yml@refs/tags/v1.3"), no(policy.ReasonBuilderMismatch)},
		{"of it, at a branch", builder(own), by(repo + "/.github/workflows/build.yml@refs/heads/v1.2"), no(policy.ReasonBuilderMismatch)},
		{"own workflow", builder(whole), by(repo + "/" + workflow + "@refs/tags/v1"), no(policy.ReasonBuilderMismatch)},
		{"provenance names another builder", builder(whole), []func(*policy.Finding){stated(func(s *policy.Statement) { s.Provenance.BuilderID += "x" })}, no(policy.ReasonBuilderMismatch)},
		{"provenance names the runner alone", builder(whole), []func(*policy.Finding){runner}, no(policy.ReasonBuilderMismatch)},
		{"provenance names nobody", builder(whole), []func(*policy.Finding){stated(func(s *policy.Statement) { s.Provenance.BuilderID = "" })}, no(policy.ReasonBuilderMismatch)},
		{"the runner suffices when not isolated", builder(shared), []func(*policy.Finding){runner}, yes(policy.ClassCIWorkflow)},
		{"signer differs from name", builder(whole), change(func(c *cert) { c.BuildSignerURI = "" }), no(policy.ReasonBuilderMismatch)},
		{"self-hosted", builder(whole), change(func(c *cert) { c.RunnerEnvironment = "self-hosted" }), no(policy.ReasonRunnerMismatch)},
		{"calling workflow is pinned as well", builder(whole), change(func(c *cert) { c.BuildConfigURI = repo + "/.github/workflows/x.yml@refs/tags/v1.2" }), no(policy.ReasonWorkflowMismatch)},
		{"calling repository is pinned as well", builder(whole), change(func(c *cert) { c.SourceRepository += "x" }), no(policy.ReasonRepositoryMismatch)},
	})
}

func TestGitLab(t *testing.T) {
	const project = "https://gitlab.com/g/s/p"
	uri := project + "//.gitlab-ci.yml@refs/tags/v1.2"
	gitlab := func(p *policy.Policy) {
		p.SigstoreSigners = []policy.SigstoreSigner{{Name: "CI", Kind: "gitlab", Root: policy.PublicGood, Repository: project, Workflow: ".gitlab-ci.yml", Ref: "refs/tags/v{version}"}}
	}
	good := func(more ...func(*policy.Finding)) policy.Finding {
		set := certified(func(c *policy.Certificate) {
			c.SAN, c.BuildConfigURI, c.BuildSignerURI, c.Issuer, c.SourceRepository = uri, uri, uri, "https://gitlab.com", project
		})
		return built(append([]func(*policy.Finding){set}, more...)...)
	}
	runIdentities(t, gitlab, good, []identity{
		{"good", nil, nil, yes(policy.ClassCIWorkflow)},
		{"one slash", nil, called(project+"/.gitlab-ci.yml@refs/tags/v1.2", "refs/tags/v1.2"), no(policy.ReasonWorkflowMismatch)},
		{"other issuer", nil, change(func(c *policy.Certificate) { c.Issuer = actions }), no(policy.ReasonIssuerMismatch)},
	})
}

func TestAccounts(t *testing.T) {
	type cert = policy.Certificate
	type signer = policy.SigstoreSigner
	custom := func(c policy.Class) func(*signer) {
		return func(s *signer) { s.Kind, s.Class, s.Predicates = "custom", c, []string{"plain"} }
	}
	person := yes(policy.ClassAuthorIdentity)
	runIdentities(t, withEmail, mailed, []identity{
		{"good", nil, nil, person},
		{"other address", nil, change(func(c *cert) { c.SAN = "joe@example.org.evil" }), no(policy.ReasonIdentityMismatch)},
		{"other provider", nil, change(func(c *cert) { c.Issuer = "https://accounts.google.com" }), no(policy.ReasonIssuerMismatch)},
		{"no provider", nil, change(func(c *cert) { c.Issuer = "" }), no(policy.ReasonIssuerMismatch)},
		{"address as another kind of name", nil, change(func(c *cert) { c.SANKind = "other" }), no(policy.ReasonIdentityMismatch)},
		{"root", nil, []func(*policy.Finding){func(f *policy.Finding) { f.Root = "staging.json" }}, no(policy.ReasonRootNotForSigner)},
		{"attestation", nil, []func(*policy.Finding){func(f *policy.Finding) { f.Statement = built().Statement }}, no(policy.ReasonPredicateType)},
		{"identity not stated", func(s *signer) { s.Identity = "" }, change(func(c *cert) { c.SAN = "" }), no(policy.ReasonIdentityMismatch)},
		{"custom", custom(policy.ClassPublisher), nil, yes(policy.ClassPublisher)},
		{"custom person", custom(policy.ClassAuthorIdentity), nil, person},
		{"custom person, other kind of name", custom(policy.ClassAuthorIdentity), change(func(c *cert) { c.SANKind = "other" }), no(policy.ReasonIdentityMismatch)},
		{"custom, other identity", custom(policy.ClassPublisher), change(func(c *cert) { c.SAN += "x" }), no(policy.ReasonIdentityMismatch)},
		{"custom without class", custom(policy.ClassNone), nil, no(policy.ReasonNoSigner)},
		{"custom attestation", custom(policy.ClassPublisher), []func(*policy.Finding){func(f *policy.Finding) { f.Statement = built().Statement }}, no(policy.ReasonPredicateType)},
	})
	workflowURI := repo + "/" + workflow + "@refs/tags/v1.2"
	platform := func(p *policy.Policy) {
		p.SigstoreSigners = []signer{{Name: "c", Kind: "custom", Root: policy.PublicGood, Identity: workflowURI, IssuerURL: actions, Class: policy.ClassCIWorkflow, Predicates: []string{slsa}}}
	}
	runIdentities(t, platform, built, []identity{
		{"custom workflow", nil, nil, yes(policy.ClassCIWorkflow)},
		{"custom workflow called by anybody", nil, change(func(c *cert) { c.BuildConfigURI = "https://github.com/m/m/x@refs/heads/m" }), no(policy.ReasonBuilderMismatch)},
		{"custom publisher", func(s *signer) { s.Class = policy.ClassPublisher }, nil, yes(policy.ClassPublisher)},
		{"custom publisher called by anybody", func(s *signer) { s.Class = policy.ClassPublisher },
			change(func(c *cert) { c.BuildConfigURI = "https://github.com/m/m/x@refs/heads/m" }), no(policy.ReasonBuilderMismatch)},
		{"custom workflow on a pull request", nil, change(func(c *cert) { c.BuildTrigger = "pull_request_target" }), no(policy.ReasonEventNotAllowed)},
	})
}

// TestCustomWorkflows: whose workflow it is, the certificate says, not the list of
// issuers that are known.
func TestCustomWorkflows(t *testing.T) {
	type cert = policy.Certificate
	const other = "https://github.com/m/m/.github/workflows/x.yml@refs/heads/m"
	workflowURI := repo + "/" + workflow + "@refs/tags/v1.2"
	var signer policy.SigstoreSigner
	custom := func(p *policy.Policy) { p.SigstoreSigners = []policy.SigstoreSigner{signer} }
	for _, issuer := range []string{actions, actions + "/acme", "https://token.actions.acme.ghe.com", "https://git.example.org", "https://ghe.example.org/_services/token"} {
		signer = policy.SigstoreSigner{Name: "c", Kind: "custom", Root: policy.PublicGood, Identity: workflowURI, IssuerURL: issuer, Class: policy.ClassCIWorkflow, Predicates: []string{slsa}}
		known := strings.HasPrefix(issuer, "https://token.")
		by := func(f func(*cert)) []func(*policy.Finding) {
			return change(func(c *cert) { c.Issuer = issuer; f(c) })
		}
		silent := no(policy.ReasonBuilderMismatch)
		if !known {
			silent = yes(policy.ClassCIWorkflow)
		}
		runIdentities(t, custom, built, []identity{
			{issuer, nil, by(func(*cert) {}), yes(policy.ClassCIWorkflow)},
			{issuer + " called by anybody", nil, by(func(c *cert) { c.BuildConfigURI = other }), no(policy.ReasonBuilderMismatch)},
			{issuer + " on a merge request", nil, by(func(c *cert) { c.BuildTrigger = "merge_request_event" }), no(policy.ReasonEventNotAllowed)},
			{issuer + " by a caller without event", nil, by(func(c *cert) { c.BuildConfigURI, c.BuildTrigger = other, "" }), no(policy.ReasonBuilderMismatch)},
			{issuer + " without event", nil, by(func(c *cert) { c.BuildTrigger = "" }), no(policy.ReasonEventNotAllowed)},
			{issuer + " without caller", nil, by(func(c *cert) { c.BuildConfigURI = "" }), no(policy.ReasonBuilderMismatch)},
			{issuer + " that says nothing", nil, by(func(c *cert) { c.BuildConfigURI, c.BuildTrigger = "", "" }), silent},
			{issuer + " that says its run", nil, by(func(c *cert) {
				c.BuildConfigURI, c.RunInvocationURI, c.BuildTrigger = "https://run/1", "https://run/1", ""
			}), silent},
		})
		person := policy.SigstoreSigner{Name: "c", Kind: "custom", Root: policy.PublicGood, Identity: "j@example.org", IssuerURL: issuer, Class: policy.ClassAuthorIdentity, Predicates: []string{"plain"}}
		signer = person
		want := no(policy.ReasonIdentityMismatch)
		if !known {
			want = yes(policy.ClassAuthorIdentity)
		}
		account := change(func(c *cert) { *c = cert{SAN: "j@example.org", SANKind: "email", Issuer: issuer} })
		runIdentities(t, custom, mailed, []identity{
			{issuer + " for a person", nil, account, want},
			{issuer + " for a person's workflow", nil, append(account, change(func(c *cert) { c.BuildTrigger = "push" })...), no(policy.ReasonIdentityMismatch)},
		})
	}
}

func TestStatements(t *testing.T) {
	type st = policy.Statement
	state := func(f func(*st)) []func(*policy.Finding) { return []func(*policy.Finding){stated(f)} }
	named := func(names ...string) []func(*policy.Finding) {
		return state(func(s *st) {
			s.Matching = nil
			for _, n := range names {
				s.Matching = append(s.Matching, policy.StatementSubject{Name: n, Digest: "sha256:00"})
			}
		})
	}
	ok := yes(policy.ClassCIWorkflow)
	runIdentities(t, withGitHub, built, []identity{
		{"SLSA v0.2", nil, state(func(s *st) { s.PredicateType = "https://slsa.dev/provenance/v0.2" }), ok},
		{"SBOM", nil, state(func(s *st) { s.PredicateType = "https://spdx.dev/Document" }), no(policy.ReasonPredicateType)},
		{"publish", nil, state(func(s *st) { s.PredicateType = "https://docs.pypi.org/attestations/publish/v1" }), no(policy.ReasonPredicateType)},
		{"no type", nil, state(func(s *st) { s.PredicateType = "" }), no(policy.ReasonPredicateType)},
		{"type called plain", nil, state(func(s *st) { s.PredicateType = "plain" }), no(policy.ReasonPredicateType)},
		{"empty provenance", nil, state(func(s *st) { s.EmptyPredicate = true }), no(policy.ReasonPredicateContent)},
		{"no provenance", nil, state(func(s *st) { s.Provenance = nil }), no(policy.ReasonPredicateContent)},
		{"no subject", nil, named(), no(policy.ReasonOtherArtifact)},
		{"other name", nil, named("b-1.1.tar.gz"), no(policy.ReasonSubjectName)},
		{"empty name", nil, named(""), no(policy.ReasonSubjectName)},
		{"name in a folder", nil, named("dist/b-1.2.tar.gz"), ok},
		{"name suffix", nil, named("xb-1.2.tar.gz"), no(policy.ReasonSubjectName)},
		{"one of several", nil, named("x", "b-1.2.tar.gz"), ok},
	})
}

func TestSubjectNames(t *testing.T) {
	for _, test := range []struct {
		rule    policy.ArtifactRule
		file    string
		subject string
		want    policy.Reason
	}{
		{policy.ArtifactRule{Name: "name-{version}.tgz"}, "name-1.2.tgz", "pkg:npm/name@1.2", ""},
		{policy.ArtifactRule{Name: "name-{version}.tgz"}, "name-1.2.tgz", "pkg:npm/%40scope/name@1.2", ""},
		{policy.ArtifactRule{Name: "scope-name-{version}.tgz"}, "scope-name-1.2.tgz", "pkg:npm/%40scope/name@1.2", ""},
		{policy.ArtifactRule{Name: "name-{version}.tgz"}, "name-1.2.tgz", "pkg:npm/name@1.1", policy.ReasonSubjectName},
		{policy.ArtifactRule{Name: "name-{version}.tgz"}, "name-1.2.tgz", "pkg:npm/name", policy.ReasonSubjectName},
		{policy.ArtifactRule{Name: "name-{version}.tgz"}, "name-1.2.tgz", "pkg:npm/x/name-1.2.tgz", policy.ReasonSubjectName},
		{policy.ArtifactRule{Name: "n-{version}.tgz", Subject: "pkg:npm/%40scope/name@{version}"}, "n-1.2.tgz", "pkg:npm/%40scope/name@1.2", ""},
		{policy.ArtifactRule{Name: "n-{version}.tgz", Subject: "pkg:npm/%40scope/name@{version}"}, "n-1.2.tgz", "n-1.2.tgz", policy.ReasonSubjectName},
		{policy.ArtifactRule{Name: "n-{version}.tgz", UpstreamName: "Name-{version}.tgz"}, "n-1.2.tgz", "Name-1.2.tgz", ""},
		{policy.ArtifactRule{Name: "n-{version}.tgz", UpstreamName: "Name-{version}.tgz"}, "n-1.2.tgz", "n-1.2.tgz", policy.ReasonSubjectName},
	} {
		p := base(policy.RequireSigstore, withGitHub)
		p.Artifacts = []policy.ArtifactRule{test.rule}
		s := artifact
		s.Name = test.file
		f := built(stated(func(s *policy.Statement) { s.Matching[0].Name = test.subject }))
		if r := p.Assess(s, found{f}, today); r.Verdict.Reason != test.want {
			t.Errorf("%+v, %s called %s: %+v, want %q", test.rule, test.file, test.subject, r.Verdict, test.want)
		}
	}
}
