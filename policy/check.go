package policy

import (
	"errors"
	"fmt"
	"net/mail"
	"path"
	"slices"
	"strings"
)

// The issuers of identities that upsig knows by kind.
const (
	issuerGitHub = "https://token.actions.githubusercontent.com"
	issuerGitLab = "https://gitlab.com"
)

// humanIssuers are identity providers through which persons log in to Sigstore's
// public-good instance. A CI platform's issuer must never stand here: its
// identities are programs.
func humanIssuers() []string {
	return []string{
		"https://accounts.google.com",
		"https://github.com/login/oauth",
		"https://login.microsoftonline.com",
	}
}

// serviceSuffix ends the e-mail addresses of Google's service accounts, which
// are programs (sigstore.md of every CI that runs at Google).
const serviceSuffix = ".gserviceaccount.com"

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
	plain := !strings.ContainsAny(rest, "*?#@:{} ") && !slices.Contains(segments, "") && !slices.Contains(segments, "..")
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

// checkRef wants a full ref, so that a branch cannot pass for a tag.
func checkRef(ref string) error {
	if !strings.HasPrefix(ref, "refs/tags/") && !strings.HasPrefix(ref, "refs/heads/") {
		return fmt.Errorf("%q must be a full ref: refs/tags/... or refs/heads/...", ref)
	}
	if strings.HasPrefix(ref, "refs/*") {
		return fmt.Errorf("%q is unanchored", ref)
	}
	return checkPattern(ref)
}

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
	if strings.ContainsAny(glob, "{}/ ") {
		return fmt.Errorf("%q must be a version or a glob such as 3.14.*", glob)
	}
	return checkPattern(glob)
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

// checkPerson wants a person's e-mail address.
func checkPerson(identity string) error {
	address, err := mail.ParseAddress(identity)
	if err != nil || address.Address != identity || strings.Contains(identity, "*") {
		return fmt.Errorf("%q must be one e-mail address", identity)
	}
	if strings.HasSuffix(identity, serviceSuffix) {
		return fmt.Errorf("%q is a service account, not a person; use kind = \"custom\" with a CI class", identity)
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
