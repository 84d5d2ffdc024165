package policy_test

import (
	"strings"
	"testing"

	"github.com/upsig/upsig/policy"
)

const registryHead = `schema = "upsig/policy/v1"
package = "a/b"
require = "sigstore"
[[artifact]]
name = "b-{version}.tar.gz"
`

// TestRegistrySigners: what each kind needs, what it may say, and the class that it
// sets as the bar.
func TestRegistrySigners(t *testing.T) {
	const robot = `identity = "x@p.iam.gserviceaccount.com"`
	const publisher = `kind = "pypi"` + "\n" + `repository = "https://github.com/o/r"` + "\n" + `workflow = ".github/workflows/r.yml"` + "\n"
	for _, c := range []struct{ signer, class, want string }{
		{`kind = "google"` + "\n" + robot, "publisher", ""},
		{`kind = "google"`, "", "identity is missing"},
		{`kind = "google"` + "\n" + `identity = "jane@example.org"`, "", "must be a service account's address"},
		{`kind = "google"` + "\n" + `identity = "x@gserviceaccount.com.evil.org"`, "", "must be a service account's address"},
		{`kind = "google"` + "\n" + robot + "\n" + `issuer = "https://evil.example"`, "", "issuer"},
		{`kind = "email"` + "\n" + robot + "\n" + `issuer = "https://accounts.google.com"`, "", `use kind = "google"`},

		{publisher, "publisher", ""},
		{publisher + `ref = "refs/tags/v{version}"`, "ci-workflow", ""},
		{publisher + `ref = "refs/tags/v{version}"` + "\npublish-suffices = true", "publisher", ""},
		{`kind = "pypi"` + "\n" + robot, "publisher", ""},
		{`kind = "pypi"` + "\n" + `repository = "https://gitlab.com/o/g/r"` + "\n" + `workflow = ".gitlab-ci.yml"`, "publisher", ""},
		{`kind = "pypi"`, "", "say who publishes"},
		{`kind = "pypi"` + "\n" + `repository = "https://github.com/o/r"`, "", "workflow is missing"},
		{`kind = "pypi"` + "\n" + `repository = "https://github.com/o/r"` + "\n" + `workflow = "release.yml"`, "", "must be a path such as"},
		{`kind = "pypi"` + "\n" + `repository = "https://example.org/o/r"` + "\n" + `workflow = ".github/workflows/r.yml"`, "", "must begin with https://github.com/"},
		{`kind = "pypi"` + "\n" + robot + "\n" + `repository = "https://github.com/o/r"`, "", "repository"},

		{`kind = "npm"` + "\n" + `package = "@scope/name"`, "registry", ""},
		{`kind = "npm"` + "\n" + `package = "left-pad"` + "\n" + `keys = "keys.json"`, "registry", ""},
		{`kind = "npm"`, "", "package is missing"},
		{`kind = "npm"` + "\n" + `package = "scope/name"`, "", "must be a package's name"},
		{`kind = "npm"` + "\n" + `package = "@scope"`, "", "must be a package's name"},
		{`kind = "npm"` + "\n" + `package = "@scope/name@1"`, "", "must be a package's name"},
		{`kind = "npm"` + "\n" + `package = "name"` + "\n" + `keys = "../keys.json"`, "", "without"},
		{`kind = "npm"` + "\n" + `package = "name"` + "\n" + `keys = "keys"`, "", "must be"},

		{`kind = "github-release"` + "\n" + `repository = "https://github.com/o/r"`, "registry", ""},
		{`kind = "github-release"` + "\n" + `repository = "https://github.com/o/r"` + "\n" + `ref = "refs/tags/v{version}"` + "\n" + `root = "gh.jsonl"`, "registry", ""},
		{`kind = "github-release"`, "", "repository is missing"},
		{`kind = "github-release"` + "\n" + `repository = "https://github.com/o/r"` + "\n" + `root = "public-good"`, "", "GitHub's own instance"},
		{`kind = "github-release"` + "\n" + `repository = "https://github.com/o/r"` + "\n" + `ref = "refs/heads/main"`, "", "must be a tag"},
		{`kind = "pip"`, "", "kind must be one of custom, email, github, github-release, gitlab, google, npm, pypi"},
	} {
		p, err := policy.Load([]byte(registryHead+"[[sigstore.signer]]\n"+c.signer+"\n"), "p.toml")
		switch {
		case c.want != "":
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", c.signer, err, c.want)
			}
		case err != nil:
			t.Errorf("%s: %v", c.signer, err)
		default:
			if got := p.Enforced("1.0", today).Signers[0].Class.String(); got != c.class {
				t.Errorf("%s: class %s, want %s", c.signer, got, c.class)
			}
		}
	}
}

// TestRegistryRoot: releases hang on GitHub's root unless the policy says otherwise.
func TestRegistryRoot(t *testing.T) {
	p, err := policy.Load([]byte(registryHead+"[[sigstore.signer]]\nkind = \"github-release\"\nrepository = \"https://github.com/o/r\"\n"), "p.toml")
	if err != nil || len(p.Roots()) != 1 || p.Roots()[0] != policy.GitHub {
		t.Errorf("roots %v, %v", p.Roots(), err)
	}
}

func TestTimestampTables(t *testing.T) {
	signer := "[[sigstore.signer]]\nkind = \"google\"\nidentity = \"x@p.iam.gserviceaccount.com\"\n"
	for _, c := range []struct{ tables, want string }{
		{"[[timestamp]]\nroot = \"public-good\"\n[[timestamp]]\nroot = \"github\"\n[[timestamp]]\nroot = \"tsa.pem\"\n[[timestamp]]\nroot = \"r.json\"\n", ""},
		{"[[timestamp]]\n", "root is missing"},
		{"[[timestamp]]\nroot = \"tsa.crt\"\n", "root must be"},
		{"[[timestamp]]\nroot = \"../tsa.pem\"\n", "without"},
		{"[[timestamp]]\nroot = \"a.pem\"\n[[timestamp]]\nroot = \"a.pem\"\n", "named twice"},
		{"[[timestamp]]\nroot = \"a.pem\"\nidentity = \"x\"\n", "identity"},
	} {
		p, err := policy.Load([]byte(registryHead+signer+c.tables), "p.toml")
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", c.tables, err, c.want)
		}
		if c.want == "" && (len(p.Roots()) != 4 || !p.MayTimestamp("tsa.pem") || p.MayTimestamp("") || p.MayTimestamp("x.json")) {
			t.Errorf("roots %v", p.Roots())
		}
	}
}
