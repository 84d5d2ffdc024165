package policy

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/upsig/upsig/internal/tomltree"
)

// Signers that are registries, forges and those who publish to them.

func (l *loader) googleSigner(r *tomltree.Reader, s *SigstoreSigner) {
	s.Identity, s.IssuerURL = mandatory(r, "identity", checkServiceAccount), issuerGoogle
}

// pypiSigner is a trusted publisher: a workflow, or a service account.
func (l *loader) pypiSigner(r *tomltree.Reader, s *SigstoreSigner) {
	s.PublishSuffices = r.Bool("publish-suffices")
	if r.Has("identity") {
		l.googleSigner(r, s)
		return
	}
	if !r.Has("repository") {
		r.Problem(r.Position(), "say who publishes: repository and workflow, or identity (a service account)")
	}
	l.ciSigner(r, s, checkForgeRepository, checkWorkflow)
	if !onGitLab(s.Repository) && s.Workflow != "" {
		check(r, "workflow", checkGitHubWorkflow(s.Workflow))
	}
	// Any other workflow of the repository may run other people's code.
	if !r.Has("workflow") {
		r.Problem(r.Position(), "workflow is missing: a publisher is a workflow, not a repository")
	}
}

func (l *loader) npmSigner(r *tomltree.Reader, s *SigstoreSigner) {
	s.Package = mandatory(r, "package", checkNPMPackage)
	s.Keys = cmp.Or(optional(r, "keys", checkKeysFile), EmbeddedKeys)
}

// releaseSigner is GitHub itself. Its certificates name no issuer, so that only
// the root tells them from those of anybody who runs an instance.
func (l *loader) releaseSigner(r *tomltree.Reader, s *SigstoreSigner) {
	s.Repository = mandatory(r, "repository", checkGitHubRepository)
	s.Ref = optional(r, "ref", checkTag)
	if !r.Has("root") {
		s.Root = GitHub
	}
	if s.Root == PublicGood {
		r.Problem(r.At("root"), "releases are sealed by GitHub's own instance: root must be %q or its trusted root's file", GitHub)
	}
}

func onGitLab(repository string) bool { return strings.HasPrefix(repository, issuerGitLab+"/") }

func checkForgeRepository(url string) error {
	if onGitLab(url) {
		return checkGitLabRepository(url)
	}
	return checkGitHubRepository(url)
}

func checkServiceAccount(identity string) error {
	if checkAddress(identity) != nil || !isServiceAccount(identity) {
		return fmt.Errorf("%q must be a service account's address, under %s", identity, serviceDomain)
	}
	return nil
}

// npmLetters may stand in the names of packages and scopes: those that a package
// URL does not escape.
const npmLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~"

func checkNPMPackage(name string) error {
	scope, rest, scoped := strings.Cut(strings.TrimPrefix(name, "@"), "/")
	plain := strings.Trim(scope+rest, npmLetters) == "" && scope != "" && (rest != "" || !scoped)
	if !plain || scoped != strings.HasPrefix(name, "@") {
		return fmt.Errorf("%q must be a package's name such as left-pad or @scope/name", name)
	}
	return nil
}

func checkKeysFile(name string) error {
	if name == EmbeddedKeys {
		return nil
	}
	if !strings.HasSuffix(name, ".json") {
		return fmt.Errorf("keys must be %q or a file of registry keys (.json)", EmbeddedKeys)
	}
	return checkRelativePath(name)
}

func checkTag(ref string) error {
	if !strings.HasPrefix(ref, tagPrefix) {
		return fmt.Errorf("%q must be a tag, under %s", ref, tagPrefix)
	}
	return checkRef(ref)
}
