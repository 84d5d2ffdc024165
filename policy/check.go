package policy

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
)

// The issuers of identities that upsig knows by kind.
const (
	issuerGitHub = "https://token.actions.githubusercontent.com"
	issuerGitLab = "https://gitlab.com"
	issuerGoogle = "https://accounts.google.com" // persons and service accounts alike
)

// isPlatform reports whether an issuer's identities are programs. Enterprises have
// issuers of their own at GitHub: a path below the common one, or token.actions of
// their own domain at ghe.com.
func isPlatform(issuer string) bool {
	return issuer == issuerGitLab || issuer == issuerGitHub || strings.HasPrefix(issuer, issuerGitHub+"/") ||
		strings.HasPrefix(issuer, "https://token.actions.") && strings.HasSuffix(issuer, ".ghe.com")
}

// humanIssuers are identity providers through which persons log in to Sigstore's
// public-good instance. A CI platform's issuer must never stand here: its
// identities are programs.
func humanIssuers() []string {
	return []string{
		issuerGoogle,
		"https://github.com/login/oauth",
		"https://login.microsoftonline.com",
	}
}

// serviceDomain is where the e-mail addresses of Google's service accounts end:
// those are programs.
const serviceDomain = "gserviceaccount.com"

func isServiceAccount(address string) bool {
	_, domain, _ := cutLast(strings.ToLower(address), "@")
	return domain == serviceDomain || strings.HasSuffix(domain, "."+serviceDomain)
}

// ParseFingerprint returns an OpenPGP fingerprint as policies and findings spell
// it: 40 (version 4) or 64 (version 6) upper-case hexadecimal digits.
func ParseFingerprint(text string) (string, error) {
	upper := strings.ToUpper(strings.TrimPrefix(text, "0x"))
	if strings.Trim(upper, "0123456789ABCDEF") != "" {
		return "", fmt.Errorf("%q is not a fingerprint: only hexadecimal digits, without spaces", text)
	}
	switch len(upper) {
	case 40, 64:
		return upper, nil
	case 8, 16:
		return "", fmt.Errorf("%q is a key ID, which can be forged; give the full fingerprint", text)
	}
	return "", fmt.Errorf("%q is not a fingerprint: %d digits, want 40 or 64", text, len(upper))
}

// repositoryLetters may stand in the path of a repository. Others could look
// like one of these.
const repositoryLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/"

func checkFileName(name string) error {
	if name == "." || name == ".." || path.Base(name) != name || strings.Contains(name, `\`) {
		return fmt.Errorf("%q must be a plain file name", name)
	}
	return nil
}

func checkRelativePath(name string) error {
	if path.IsAbs(name) || slices.Contains(strings.Split(name, "/"), "..") || strings.Contains(name, `\`) {
		return fmt.Errorf("%q must be a path below the policy's folder, without \"..\"", name)
	}
	return nil
}

// checkRepository wants https://HOST/OWNER/NAME, as certificates spell it.
func checkRepository(url, host string, minSegments, maxSegments int) error {
	rest, ok := strings.CutPrefix(url, "https://"+host+"/")
	if !ok {
		return fmt.Errorf("%q must begin with https://%s/", url, host)
	}
	segments := strings.Split(rest, "/")
	plain := strings.Trim(rest, repositoryLetters) == "" && !strings.Contains("/"+rest+"/", "//") && !slices.Contains(segments, "..")
	if !plain || len(segments) < minSegments || len(segments) > maxSegments {
		return fmt.Errorf("%q must be a repository such as https://%s/owner/name, without trailing slash", url, host)
	}
	if strings.HasSuffix(rest, ".git") {
		return fmt.Errorf("%q must be written without .git, as certificates spell it", url)
	}
	return nil
}

func checkGitHubRepository(url string) error { return checkRepository(url, "github.com", 2, 2) }

func checkGitLabRepository(url string) error { return checkRepository(url, "gitlab.com", 2, 20) }

func checkWorkflow(workflow string) error {
	if strings.HasPrefix(workflow, "/") || strings.ContainsAny(workflow, "@*?{} ") || path.Clean(workflow) != workflow {
		return fmt.Errorf("%q must be the path of the workflow file in its repository, without @ref", workflow)
	}
	return nil
}

func checkGitHubWorkflow(workflow string) error {
	if !strings.HasPrefix(workflow, ".github/workflows/") {
		return fmt.Errorf("%q must be a path such as .github/workflows/release.yml", workflow)
	}
	return checkWorkflow(workflow)
}

const tagPrefix = "refs/tags/"

// checkRef wants a full ref, so that a branch cannot pass for a tag.
func checkRef(ref string) error {
	if !strings.HasPrefix(ref, tagPrefix) && !strings.HasPrefix(ref, "refs/heads/") {
		return fmt.Errorf("%q must be a full ref, under refs/tags/ or refs/heads/", ref)
	}
	for segment := range strings.SplitSeq(ref, "/") {
		if widensVersion.Get().MatchString(strings.ReplaceAll(segment, placeholderUnderscore, placeholder)) {
			return fmt.Errorf("%q: * beside %s would let another version pass", ref, placeholder)
		}
	}
	return checkPattern(ref)
}

// widensVersion finds a * that could be a part of the version: whatever comes behind
// the placeholder, and before it what is parted from it as a version's parts are.
var widensVersion = lazyre.New(`\{version\}.*\*|\*[0-9.+~_]*\{version\}`)

// checkPattern wants a pattern of literals, * and version placeholders.
func checkPattern(pattern string) error {
	if strings.ContainsAny(pattern, "?[]\\") {
		return fmt.Errorf("%q: a pattern knows only *, which stays within one path segment", pattern)
	}
	if strings.Contains(pattern, "**") {
		return fmt.Errorf("%q: ** is not a pattern; * stays within one path segment", pattern)
	}
	return checkPlaceholders(pattern)
}

func checkVersionGlob(glob string) error {
	if strings.Trim(glob, "*") == "" {
		return errors.New(`"*" matches every version; leave the key out instead`)
	}
	if strings.Contains(glob, "**") || !ValidVersion(strings.ReplaceAll(glob, "*", "0")) {
		return fmt.Errorf("%q must be a version or a glob such as 3.14.*", glob)
	}
	return nil
}

func checkRunner(runner string) error {
	known := []string{"github-hosted", "gitlab-hosted", "self-hosted"}
	if !slices.Contains(known, runner) {
		return fmt.Errorf("%q must be one of %s", runner, strings.Join(known, ", "))
	}
	return nil
}

func checkEvent(event string) error {
	if strings.Trim(event, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return fmt.Errorf("%q must be an event exactly as the platform names it, such as push", event)
	}
	return nil
}

func checkCommit(commit string) error {
	if (len(commit) != 40 && len(commit) != 64) || strings.Trim(commit, "0123456789abcdef") != "" {
		return fmt.Errorf("%q must be a full commit: 40 or 64 lower-case hexadecimal digits", commit)
	}
	return nil
}

func checkIssuer(url string) error {
	if !strings.HasPrefix(url, "https://") || strings.ContainsAny(url, "*? ") {
		return fmt.Errorf("%q must be an https URL, exactly as the certificate spells it", url)
	}
	return nil
}

// addressLetters may stand in an e-mail address, as identity providers give them.
const addressLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-@"

func checkAddress(identity string) error {
	local, domain, ok := strings.Cut(identity, "@")
	if !ok || local == "" || strings.Trim(identity, addressLetters) != "" || strings.ContainsAny(domain, "@_+") || strings.Trim(domain, ".") == "" {
		return fmt.Errorf("%q must be one e-mail address", identity)
	}
	return nil
}

// checkPerson wants a person's e-mail address.
func checkPerson(identity string) error {
	if err := checkAddress(identity); err != nil {
		return err
	}
	if isServiceAccount(identity) {
		return fmt.Errorf("%q is a service account, not a person; use kind = \"google\"", identity)
	}
	return nil
}

func checkHumanIssuer(url string) error {
	if !slices.Contains(humanIssuers(), url) {
		return fmt.Errorf("%q is not known as an identity provider of persons (known: %s); for another one use kind = \"custom\"",
			url, strings.Join(humanIssuers(), ", "))
	}
	return nil
}
