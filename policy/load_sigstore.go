package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/tomltree"
)

func (l *loader) sigstoreSigner(r *tomltree.Reader) SigstoreSigner {
	s := SigstoreSigner{Kind: r.String("kind"), Root: l.rootName(r), Scope: l.scope(r)}
	read, known := l.kinds()[s.Kind]
	if !known {
		// Which keys there are depends on the kind, so none is called unknown.
		r.Problem(r.At("kind"), "kind must be one of %s", strings.Join(slices.Sorted(maps.Keys(l.kinds())), ", "))
		return s
	}
	read(r, &s)
	s.Name = l.signerName(r, s.describe())
	r.Done()
	return s
}

// kinds are the readers of what each kind of signer pins.
func (l *loader) kinds() map[string]func(*tomltree.Reader, *SigstoreSigner) {
	return map[string]func(*tomltree.Reader, *SigstoreSigner){
		"github": l.githubSigner, "gitlab": l.gitlabSigner, "google": l.googleSigner, "email": l.emailSigner,
		"pypi": l.pypiSigner, "npm": l.npmSigner, "github-release": l.releaseSigner, "custom": l.customSigner,
	}
}

func (l *loader) githubSigner(r *tomltree.Reader, s *SigstoreSigner) {
	l.ciSigner(r, s, checkGitHubRepository, checkGitHubWorkflow)
	s.Builder = l.builder(r, s.Repository)
}

func (l *loader) gitlabSigner(r *tomltree.Reader, s *SigstoreSigner) {
	l.ciSigner(r, s, checkGitLabRepository, checkWorkflow)
}

func (l *loader) emailSigner(r *tomltree.Reader, s *SigstoreSigner) {
	s.Identity = mandatory(r, "identity", checkPerson)
	s.IssuerURL = mandatory(r, "issuer", checkHumanIssuer)
}

func (l *loader) ciSigner(r *tomltree.Reader, s *SigstoreSigner, repository, workflow func(string) error) {
	s.Repository = mandatory(r, "repository", repository)
	s.RepositoryID = optional(r, "repository-id", checkDigits)
	s.Workflow = optional(r, "workflow", workflow)
	s.Ref = optional(r, "ref", checkRef)
	s.Commit = optional(r, "commit", checkCommit)
	s.Events = r.Strings("events")
	for _, e := range s.Events {
		check(r, "events", checkEvent(e))
	}
	s.Runner = optional(r, "runner", checkRunner)
	s.Environment = r.String("environment")
}

func (l *loader) builder(r *tomltree.Reader, source string) *Builder {
	if !r.Has("builder") {
		return nil
	}
	t := r.Table("builder")
	if t == nil {
		return nil
	}
	b := &Builder{
		Repository: mandatory(t, "repository", checkGitHubRepository),
		Workflow:   optional(t, "workflow", checkGitHubWorkflow),
		Digest:     optional(t, "digest", checkCommit),
		Isolated:   t.Bool("isolated"),
	}
	b.Ref = optional(t, "ref", func(ref string) error { return checkBuilderRef(ref, b.Repository == source) })
	if b.Ref == "" && b.Digest == "" {
		t.Problem(t.Position(), "a builder needs ref or digest")
	}
	if b.Isolated && namesVersion(b.Ref) {
		t.Problem(t.At("isolated"), "what every release of the repository may change is not isolated from it")
	}
	t.Done()
	return b
}

// checkBuilderRef wants an exact ref: a builder's version is not the package's, but
// for one in the package's own repository, which is called at the ref of the release.
func checkBuilderRef(ref string, own bool) error {
	switch {
	case strings.Contains(ref, "*"):
		return fmt.Errorf("%q must be exact", ref)
	case namesVersion(ref) && !own:
		return fmt.Errorf("%q must be exact: only a builder in the signer's own repository has the package's versions", ref)
	}
	return checkRef(ref)
}

func checkDigits(text string) error {
	if strings.Trim(text, "0123456789") != "" {
		return fmt.Errorf("%q must be a number, in quotes", text)
	}
	return nil
}

func (l *loader) customSigner(r *tomltree.Reader, s *SigstoreSigner) {
	s.Identity = mandatory(r, "identity", checkExact)
	s.IssuerURL = mandatory(r, "issuer", checkIssuer)
	s.Predicates = []string{mandatory(r, "predicate", anything)}
	s.Class = l.class(r, "class")
	if s.Class == ClassNone && !r.Has("class") {
		r.Problem(r.Position(), "class is missing: say what this identity vouches for")
	}
	if s.Class == ClassAuthorKey || s.Class == ClassCIKey || s.Class == ClassCIIsolated {
		r.Problem(r.At("class"), "a custom identity cannot reach class %s", s.Class)
	}
	if s.Class == ClassAuthorIdentity && s.Identity != "" {
		check(r, "identity", checkPerson(s.Identity))
	}
	if s.Class == ClassAuthorIdentity && isPlatform(s.IssuerURL) {
		r.Problem(r.At("issuer"), "%q vouches for programs, not for persons", s.IssuerURL)
	}
}

func checkExact(text string) error {
	if strings.Contains(text, "*") || namesVersion(text) {
		return fmt.Errorf("%q must be exact, as the certificate spells it", text)
	}
	return nil
}
