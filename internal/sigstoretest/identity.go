package sigstoretest

import (
	"cmp"
	"maps"
	"path"
	"strings"
)

// Identity is whom a certificate names.
type Identity interface{ Claims() Claims }

// Claims is what a Fulcio certificate says about its holder.
type Claims struct {
	// URI, Email and OtherName are subject alternative names; genuine
	// certificates have exactly one.
	URI, Email, OtherName string
	// Directory is the common name in a directory name beside these.
	Directory string
	// Extensions are Fulcio's, by the last arc of 1.3.6.1.4.1.57264.1.N. Those up
	// to 6 hold plain bytes, the others a DER string.
	Extensions map[int]string
}

// Claims makes a Claims an [Identity] of its own, for edited ones.
func (c Claims) Claims() Claims { return c }

// With returns the claims with one extension changed.
func (c Claims) With(extension int, value string) Claims {
	c.Extensions = maps.Clone(c.Extensions)
	c.Extensions[extension] = value
	return c
}

// Without returns the claims without these extensions.
func (c Claims) Without(extensions ...int) Claims {
	c.Extensions = maps.Clone(c.Extensions)
	for _, n := range extensions {
		delete(c.Extensions, n)
	}
	return c
}

// Email is a person's account.
type Email struct {
	Address string
	// Issuer is the identity provider; empty means https://accounts.google.com.
	Issuer string
}

// Claims implements [Identity].
func (e Email) Claims() Claims {
	issuer := cmp.Or(e.Issuer, "https://accounts.google.com")
	return Claims{Email: e.Address, Extensions: map[int]string{1: issuer, 8: issuer}}
}

// GitHubWorkflow is a run of GitHub Actions. Empty fields take plausible values.
type GitHubWorkflow struct {
	Repository   string // "owner/name"
	RepositoryID string
	OwnerID      string
	Workflow     string // ".github/workflows/release.yml"
	Ref          string // "refs/tags/v1.0.0"
	Commit       string
	Trigger      string // "push"
	Runner       string // "github-hosted"
	Run          string // "1234567890/attempts/1"
	Visibility   string // "public"
	Environment  string // deployment environment, absent when empty
	// Builder is the reusable workflow that signs for this one.
	Builder *GitHubBuilder
}

// GitHubBuilder is a reusable workflow.
type GitHubBuilder struct {
	Repository string // "owner/name"
	Workflow   string
	Ref        string
	Commit     string
}

// GitHubIssuer is the identity provider of GitHub Actions.
const GitHubIssuer = "https://token.actions.githubusercontent.com"

func (w GitHubWorkflow) filled() GitHubWorkflow {
	w.Repository = cmp.Or(w.Repository, "example/example")
	w.RepositoryID = cmp.Or(w.RepositoryID, "4711")
	w.OwnerID = cmp.Or(w.OwnerID, "815")
	w.Workflow = cmp.Or(w.Workflow, ".github/workflows/release.yml")
	w.Ref = cmp.Or(w.Ref, "refs/tags/v1.0.0")
	w.Commit = cmp.Or(w.Commit, strings.Repeat("c0ffee01", 5))
	w.Trigger = cmp.Or(w.Trigger, "push")
	w.Runner = cmp.Or(w.Runner, "github-hosted")
	w.Run = cmp.Or(w.Run, "1234567890/attempts/1")
	w.Visibility = cmp.Or(w.Visibility, "public")
	if w.Builder == nil {
		w.Builder = &GitHubBuilder{w.Repository, w.Workflow, w.Ref, w.Commit}
	}
	return w
}

// ConfigURI is the workflow that was started.
func (w GitHubWorkflow) ConfigURI() string {
	w = w.filled()
	return workflowURI(w.Repository, w.Workflow, w.Ref)
}

// SignerURI is the workflow that signs: the certificate's name.
func (w GitHubWorkflow) SignerURI() string {
	b := w.filled().Builder
	return workflowURI(b.Repository, b.Workflow, b.Ref)
}

func workflowURI(repository, workflow, ref string) string {
	return "https://github.com/" + repository + "/" + workflow + "@" + ref
}

// Claims implements [Identity].
func (w GitHubWorkflow) Claims() Claims {
	w = w.filled()
	repository := "https://github.com/" + w.Repository
	ext := map[int]string{
		1: GitHubIssuer, 2: w.Trigger, 3: w.Commit, 4: "Release", 5: w.Repository, 6: w.Ref,
		8: GitHubIssuer, 9: w.SignerURI(), 10: w.Builder.Commit, 11: w.Runner,
		12: repository, 13: w.Commit, 14: w.Ref, 15: w.RepositoryID,
		16: path.Dir(w.Repository), 17: w.OwnerID,
		18: w.ConfigURI(), 19: w.Commit, 20: w.Trigger,
		21: repository + "/actions/runs/" + w.Run, 22: w.Visibility,
	}
	ext[16] = "https://github.com/" + ext[16]
	if w.Environment != "" {
		ext[23] = w.Environment
	}
	return Claims{URI: w.SignerURI(), Extensions: ext}
}

// GitLabPipeline is a run of GitLab CI. Empty fields take plausible values.
type GitLabPipeline struct {
	Project string // "group/name"
	Config  string // ".gitlab-ci.yml"
	Ref     string // "refs/tags/v1.0.0"
	Commit  string
	Trigger string // "push"
	Runner  string // "gitlab-hosted"
}

// Claims implements [Identity].
func (p GitLabPipeline) Claims() Claims {
	project := "https://gitlab.com/" + cmp.Or(p.Project, "example/example")
	ref := cmp.Or(p.Ref, "refs/tags/v1.0.0")
	commit := cmp.Or(p.Commit, strings.Repeat("c0ffee01", 5))
	config := project + "//" + cmp.Or(p.Config, ".gitlab-ci.yml") + "@" + ref
	owner := project[:strings.LastIndexByte(project, '/')]
	return Claims{URI: config, Extensions: map[int]string{
		1: "https://gitlab.com", 8: "https://gitlab.com", 9: config, 10: commit,
		11: cmp.Or(p.Runner, "gitlab-hosted"), 12: project, 13: commit, 14: ref, 15: "4711",
		16: owner, 17: "815", 18: config, 19: commit, 20: cmp.Or(p.Trigger, "push"),
		21: project + "/-/jobs/1234567890", 22: "public",
	}}
}

// GitHubRelease is the identity under which GitHub seals releases: it has no
// issuer extension.
func GitHubRelease() Claims {
	return Claims{URI: "https://dotcom.releases.github.com", Extensions: map[int]string{}}
}
