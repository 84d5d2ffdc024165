package policy_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
)

const (
	janeKey  = "0123456789ABCDEF0123456789ABCDEF01234567"
	otherKey = "FEDCBA9876543210FEDCBA9876543210FEDCBA98"
	pemKey   = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`
)

// full uses every key that a policy knows.
const full = `
schema  = "upsig/policy/v1"
package = "dev-python/example"
require = "both"                       # pgp | sigstore | both | any
minimum = "ci-workflow"

[[release]]
versions = ["3.14.*"]
require  = "sigstore"

[[release]]
versions = ["0.*"]
minimum  = "publisher"

[[artifact]]
name     = "example-{version}.tar.gz"
evidence = ["example-{version}.tar.gz.asc", "example-{version:_}.sigstore"]
upstream-name = "Example-{version}.tgz"
subject  = "pkg:npm/%40scope/name@{version}"

[[artifact]]
name = "example.txt"

[pgp]
threshold = 2

[[pgp.signer]]
name         = "Jane Doe"
fingerprints = ["` + janeKey + `"]
keyring      = "keys/jane.asc"
held-by      = "author"
versions     = ["1.*", "2.*"]
except-versions = ["1.2.3"]
signed-before = 2027-01-01

[[pgp.signer]]
name         = "Robot"
fingerprints = ["0x` + `fedcba9876543210fedcba9876543210fedcba98"]
held-by      = "ci"

[[pgp.accept]]
weakness = "sha1-binding"
signer   = "Jane Doe"
reason   = "upstream refreshes the certificate in March, their bug 123"
until    = 2027-06-30
versions = ["1.*"]

[[key.signer]]
name = "release key"
kind = "pem"
key  = """
` + pemKey + `"""
held-by = "author"
root = "roots/own.json"

[[sigstore.signer]]
kind       = "github"
repository = "https://github.com/example/example"
workflow   = ".github/workflows/release.yml"
ref        = "refs/tags/v{version}"
events     = ["push", "release"]
runner     = "github-hosted"
root       = "public-good"
repository-id = "123"
commit     = "0123456789abcdef0123456789abcdef01234567"
environment = "release"
builder = { repository = "https://github.com/b/b", workflow = ".github/workflows/b.yml", ref = "refs/tags/v1", isolated = true }

[[sigstore.signer]]
kind       = "gitlab"
repository = "https://gitlab.com/group/sub/project"
workflow   = ".gitlab-ci.yml"
ref        = "refs/heads/main"

[[sigstore.signer]]
kind     = "email"
identity = "jane@example.org"
issuer   = "https://accounts.google.com"
versions = ["2.*"]

[[sigstore.signer]]
kind      = "custom"
identity  = "builder@project.iam.gserviceaccount.com"
issuer    = "https://accounts.google.com"
predicate = "plain"
class     = "publisher"
`

func TestLoadFull(t *testing.T) {
	p, err := policy.Load([]byte(full), "dir/policy.toml")
	if err != nil {
		t.Fatal(err)
	}
	if p.Require != policy.RequireBoth || p.Minimum != policy.ClassCIWorkflow || p.Threshold != 2 || len(p.Releases) != 2 || len(p.Artifacts) != 2 {
		t.Errorf("policy = %+v", p)
	}
	if !slices.Equal(p.Fingerprints(), []string{janeKey, otherKey}) {
		t.Errorf("fingerprints = %v", p.Fingerprints())
	}
	if !slices.Equal(p.Roots(), []string{"public-good", "roots/own.json"}) {
		t.Errorf("roots = %v", p.Roots())
	}
	if k := p.KeySigners[0]; len(k.DER) != 44 || !strings.HasPrefix(k.ID, "sha256:") {
		t.Errorf("key = %+v", k)
	}
	if x := p.Exceptions[0]; !x.Until.Equal(time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("exception = %+v", x)
	}
	if b := p.SigstoreSigners[0].Builder; b == nil || !b.Isolated {
		t.Errorf("builder = %+v", b)
	}
}

// The smallest policies, to put one mistake into.
const (
	head   = "schema = \"upsig/policy/v1\"\npackage = \"a/b\"\nrequire = \"pgp\"\n"
	file   = "[[artifact]]\nname = \"b-{version}.tar.gz\"\n"
	jane   = "[[pgp.signer]]\nname = \"Jane\"\nheld-by = \"author\"\nfingerprints = [\"" + janeKey + "\"]\n"
	github = "[[sigstore.signer]]\nkind = \"github\"\nrepository = \"https://github.com/o/r\"\n"
)

func TestLoadSmall(t *testing.T) {
	for _, data := range []string{head + file + jane, strings.Replace(head, "pgp", "sigstore", 1) + file + github} {
		if _, err := policy.Load([]byte(data), "p"); err != nil {
			t.Errorf("%s\n%v", data, err)
		}
	}
}

// refusals are policies with one mistake each; the error stands at the line of the
// first "!" mark, which is taken out.
func refusals() []struct{ data, want string } {
	ok := head + file + jane
	robot := strings.NewReplacer("Jane", "Robot", janeKey, otherKey, "author", "ci").Replace(jane)
	signer := func(lines string) string { return ok + github + lines }
	email := func(lines string) string { return ok + "[[sigstore.signer]]\nkind = 'email'\n" + lines }
	custom := func(lines string) string {
		return ok + "[[sigstore.signer]]\nkind = 'custom'\npredicate = 'plain'\n" + lines
	}
	key := func(lines string) string { return ok + "[[key.signer]]\nkind = 'pem'\nheld-by = 'ci'\n" + lines }
	pem := "key = '''\n" + pemKey + "'''\n"
	return []struct{ data, want string }{
		{"!", "policy is empty"},
		{"! \n ", "policy is empty"},
		{"!" + strings.Repeat("[", 1<<20), "larger than"},
		{"!" + strings.Repeat("[", 64<<10), "nest deeper"},
		{"!a = '\x00'", "U+0000"},
		{"!a = '\xff'", "UTF-8"},
		{"!a = \"\\u202e\"\n" + ok, "unknown key"},
		{"!Schema = 'upsig/policy/v1'\n" + ok, `unknown key "Schema"; did you mean "schema"`},
		{strings.Replace(ok, "schema =", "!schema =\"upsig/policy/v2\"#", 1), "schema must be"},
		{"!" + strings.Replace(ok, "schema", "#", 1), "schema must be"},
		{"!" + strings.Replace(ok, "package", "#", 1), "package is missing"},
		{strings.Replace(ok, `package = "a/b"`, "!package = \"a\\u0007b\"", 1), "control or invisible"},
		{strings.Replace(ok, `"pgp"`, `!""`, 1), "must not be empty"},
		{strings.Replace(ok, `"pgp"`, `!"none"`, 1), "require must be one of"},
		{strings.Replace(ok, `"pgp"`, `!["pgp"]`, 1), "must be a string"},
		{"!" + strings.Replace(ok, "require", "#", 1), "require must be one of"},
		{"require = 'any'\n" + strings.Replace(ok, "require", "!require", 1), "duplicate key"},
		{"!minimum = 'best'\n" + ok, "is not a class"},
		{"!minimum = 'none'\n" + ok, "is not a class"},
		{"!artifact = []\n" + head + jane, "[[artifact]]"},
		{"!" + head + jane, "no [[artifact]]"},
		{strings.Replace(ok, `"pgp"`, `!"both"`, 1), "no [[sigstore.signer]] is declared"},
		{strings.Replace(head, `"pgp"`, `!"any"`, 1) + file, "no signer is declared"},
		{head + "!unknown.key = 1\n" + file + jane, `unknown key "unknown"`},

		// artifacts
		{strings.Replace(ok, "b-{version}", "!b-{version}{version}", 1), "only once"},
		{strings.Replace(ok, "b-{version}", "!b-{version:_}", 1), "binds the version with {version}"},
		{strings.Replace(ok, "b-{version}", "!b-*", 1), "is exact"},
		{strings.Replace(ok, "b-{version}", "!b-{Version}", 1), "only placeholders"},
		{strings.Replace(ok, "b-{version}", "!../b", 1), "plain file name"},
		{head + "!" + file[:13] + jane, "name is missing"},
		{head + file + "!evidence = []\n" + jane, "must not be empty"},
		{head + file + "evidence = [!'../x.asc']\n" + jane, "plain file name"},
		{head + file + "upstream-name = !'a/b'\n" + jane, "plain file name"},
		{head + file + "subject = !'pkg:npm/*'\n" + jane, "must be exact"},
		{head + file + jane + "[[artifact]]\n!name = \"b-{version}.tar.gz\"", "two [[artifact]] entries"},

		// releases
		{ok + "![[release]]\nrequire = 'pgp'", "needs versions"},
		{ok + "[[release]]\nversions = !['*']", "leave the key out"},
		{ok + "[[release]]\nversions = !['v1.*']", "must be a version or a glob"},
		{ok + "[[release]]\nversions = !['1.?']", "must be a version or a glob"},
		{ok + "[[release]]\nversions = !['^1']", "must be a version or a glob"},
		{ok + "[[release]]\nversions = ['1.*']\n[[release]]\nversions = !['1.5']", "can match the same version"},
		{ok + "[[release]]\nversions = ['1.*']\n[[release]]\nversions = ['2', !'*.5']", "can match the same version"},
		{ok + "[[release]]\nversions = ['1.*']\nrequire = !'sigstore'", "no [[sigstore.signer]]"},
		{ok + "[[release]]\nversions = ['1.*']\nrequire = !''", "must not be empty"},

		// the OpenPGP side
		{strings.Replace(ok, janeKey, "!"+janeKey[24:], 1), "is a key ID"},
		{strings.Replace(ok, janeKey, "!0123 "+janeKey[4:], 1), "without spaces"},
		{strings.Replace(ok, janeKey, "!"+janeKey[1:], 1), "39 digits"},
		{strings.Replace(ok, janeKey, janeKey+`", !"`+janeKey, 1), "twice"},
		{strings.Replace(ok, janeKey, janeKey+`", !"`+strings.ToLower(janeKey), 1), "named twice"},
		{ok + strings.Replace(strings.Replace(jane, "Jane", "Joe", 1), "finger", "!finger", 1), "named twice"},
		{ok + "!" + strings.Replace(jane, janeKey, otherKey, 1), "several signers are called"},
		{strings.Replace(ok, "fingerprints = [\""+janeKey, "!fingerprints = [\"", 1), "must not be empty"},
		{head + file + strings.Replace(strings.Replace(jane, "finger", "#", 1), "[[pgp", "![[pgp", 1), "fingerprints is missing"},
		{head + file + strings.Replace(strings.Replace(jane, "name", "#", 1), "[[pgp", "![[pgp", 1), "name is missing"},
		{head + file + strings.Replace(strings.Replace(jane, "held-by", "#", 1), "[[pgp", "![[pgp", 1), "held-by must say"},
		{strings.Replace(ok, "author", "!nobody", 1), "held-by must say"},
		{ok + "keyring = !'../jane.asc'", "without \"..\""},
		{ok + "keyring = !'/usr/jane.asc'", "without \"..\""},
		{ok + "versions = ['1.*']\nexcept-versions = !['1.*', '2']", "leaves none"},
		{ok + "versions = ['1.2', '1.3']\nexcept-versions = !['1.*']", "leaves none"},
		{ok + "signed-before = !'2027-01-01'", "must be a date"},
		{ok + "signed-before = !2027-02-31", ""},
		{ok + "signed-before = !0001-01-01", "the first day of all"},
		{ok + "[[pgp.accept]]\nweakness = 'dsa'\nsigner = 'Jane'\nreason = 'x'\nuntil = !0001-01-01", "the first day of all"},
		{ok + "[pgp]\nthreshold = !2", "can never be met"},
		{ok + "[pgp]\nthreshold = !0", "at least 1"},
		{ok + robot + "[pgp]\nthreshold = !2", "can never be met: class author-key"},
		{ok + robot + "[[release]]\nversions = ['1.*']\nminimum = 'ci-key'\n[pgp]\nthreshold = !2", "can never be met: class author-key"},
		{"minimum = 'ci-key'\n" + ok + robot + "[[release]]\nversions = ['1.*']\nminimum = !'author-key'\n[pgp]\nthreshold = 2", "can never be met: class author-key"},
		{ok + "[pgp]\nsigner.name = !'x'", ""},
		{ok + "[[pgp.accept]]\nweakness = !'md5'\nsigner = 'Jane'\nreason = 'x'\nuntil = 2027-01-01", "weakness must be one of"},
		{ok + "[[pgp.accept]]\nweakness = 'dsa'\nsigner = !'June'\nreason = 'x'\nuntil = 2027-01-01", `no [[pgp.signer]] is called "June"`},
		{ok + "![[pgp.accept]]\nweakness = 'dsa'\nsigner = 'Jane'\nreason = 'x'", "until is missing"},
		{ok + "![[pgp.accept]]\nweakness = 'dsa'\nsigner = 'Jane'\nuntil = 2027-01-01", "reason is missing"},
		{ok + "![[pgp.accept]]\nweakness = 'dsa'\nreason = 'x'\nuntil = 2027-01-01", "signer is missing"},

		// other keys
		{key("key = !'RWQabc'\n"), "must be a PEM"},
		{key("key = !'''\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'''"), "no public key"},
		{key("!" + strings.Replace(pem, pemKey, pemKey+pemKey, 1)), "one PEM block"},
		{key("!" + strings.Replace(pem, pemKey, "x\n"+pemKey, 1)), "one PEM block"},
		{key(pem) + "[[key.signer]]\nkind = 'pem'\nheld-by = 'ci'\nname = 'x'\n!" + pem, "named twice"},
		{strings.Replace(key(""), "[[key", "![[key", 1), "key is missing"},
		{strings.Replace(key(pem), "pem", "!gpg", 1), `kind must be "pem"`},
		{strings.Replace(key("!"+pem), "pem", "ssh", 1), "SSH public key in one line"},
		{strings.Replace(key("key = '"+sshKey+"'\n!signed-before = 2026-01-01\n"), "pem", "ssh", 1), "signed-before can match nothing"},
		{strings.Replace(key("key = '"+sshKey+"'\n!root = 'r.json'\n"), "pem", "ssh", 1), "unknown key"},
		{key(pem + "root = 'none'\n!signed-before = 2026-01-01\n"), "signed-before can match nothing"},
		{key(pem + "!root = 'None'\n"), "root must be"},
		{strings.Replace(key("key = '"+sshKey+"'\nnamespace = !''\n"), "pem", "ssh", 1), "must not be empty"},
		{strings.Replace(key("key = '"+sshKey+"'\nnamespace = !'"+strings.Repeat("x", 256)+"'\n"), "pem", "ssh", 1), "more than 255 bytes"},
		{strings.Replace(key("key = '"+rawKey+"'\n!namespace = 'file'\n"), "pem", "signify", 1), "unknown key"},
		{strings.Replace(key("!"+pem), "pem", "minisign", 1), "minisign or signify public key"},
		{key("!key = '" + rawKey + "'"), "must be a PEM"},
		{strings.Replace(key("key = '"+rawKey+"'\n!signed-before = 2026-01-01\n"), "pem", "signify", 1), "signed-before can match nothing"},
		{strings.Replace(key("key = '"+rawKey+"'\n!root = 'r.json'\n"), "pem", "signify", 1), "unknown key"},
		{ok + strings.Replace(file, "name", "via = !'a/b'\nname", 1), "plain file name"},
		{ok + strings.Replace(file, "name", "covers = !'tar'\nname", 1), "must be one of auto"},

		// the Sigstore side
		{strings.Replace(signer(""), `"github"`, `!"gitea"`, 1), "kind must be one of"},
		{strings.Replace(signer(""), "[[sigstore", "![[sigstore", 1)[:len(ok)+20], "kind must be one of"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"https://github.com/o/r/"`, 1), "without trailing slash"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"https://github.com/o"`, 1), "must be a repository"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"https://github.com/o/*"`, 1), "must be a repository"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"https://github.com/o/.."`, 1), "must be a repository"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"https://github.com/o/r.git"`, 1), "without .git"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, "!\"https://github.com/\u043e/r\"", 1), "must be a repository"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"https://github.com.evil/o/r"`, 1), "must begin with"},
		{strings.Replace(signer(""), `"https://github.com/o/r"`, `!"http://github.com/o/r"`, 1), "must begin with"},
		{signer("workflow = !'release.yml'"), "such as .github/workflows"},
		{signer("workflow = !'.github/workflows/../x.yml'"), "must be the path"},
		{signer("workflow = !'.github/workflows/r.yml@refs/heads/main'"), "without @ref"},
		{signer("workflow = !'.github/workflows/*.yml'"), "must be the path"},
		{signer("ref = !'main'"), "full ref"},
		{signer("ref = !'refs/*/v1'"), "full ref"},
		{signer("ref = !'refs/tags/**'"), "** is not a pattern"},
		{signer("ref = !'refs/tags/v[0-9]'"), "knows only *"},
		{signer("ref = !'refs/tags/v.?'"), "knows only *"},
		{signer("ref = !'refs/tags/*{version}'"), "let another version pass"},
		{signer("ref = !'refs/tags/v{version:_}*'"), "let another version pass"},
		{signer("ref = !'refs/tags/v{version}.*'"), "let another version pass"},
		{signer("ref = !'refs/tags/v{version}-final*'"), "let another version pass"},
		{signer("ref = !'refs/tags/v*.{version}'"), "let another version pass"},
		{signer("ref = !'refs/tags/v*_1_{version:_}'"), "let another version pass"},
		{signer("ref = !'refs/tags/{v}'"), "only placeholders"},
		{signer("commit = !'abc123'"), "full commit"},
		{signer("events = !['Push']"), "exactly as the platform names it"},
		{signer("runner = !'hosted'"), "must be one of"},
		{signer("repository-id = !'12a'"), "must be a number"},
		{signer("root = !'../root.json'"), "without \"..\""},
		{signer("root = !'staging'"), "root must be"},
		{signer("!identity = 'x@example.org'"), "unknown key"},
		{signer("builder = !{ repository = 'https://github.com/b/b', isolated = true }"), "needs ref or digest"},
		{signer("builder = { repository = 'https://github.com/b/b', ref = !'refs/tags/v*' }"), "must be exact"},
		{signer("builder = { repository = 'https://github.com/b/b', ref = !'refs/tags/v{version}' }"), "only a builder in the signer's own repository"},
		{signer("builder = { repository = 'https://github.com/o/r', ref = !'refs/tags/v{version}*' }"), "must be exact"},
		{signer("builder = { repository = 'https://github.com/o/r', ref = 'refs/tags/v{version}', isolated = !true }"), "is not isolated from it"},
		{signer("builder = { repository = !'https://github.com/b/b/', ref = 'refs/tags/v1' }"), "trailing slash"},
		{signer("builder = { !Isolated = true, repository = 'https://github.com/b/b', ref = 'refs/tags/v1' }"), "unknown key"},
		{signer("!" + github), "several signers are called"},
		{email("identity = !'jane'\nissuer = 'https://accounts.google.com'"), "one e-mail address"},
		{email("identity = !'*@example.org'\nissuer = 'https://accounts.google.com'"), "one e-mail address"},
		{email("identity = !'Jane <jane@example.org>'\nissuer = 'https://accounts.google.com'"), "one e-mail address"},
		{email("identity = !'x@p.iam.gserviceaccount.com'\nissuer = 'https://accounts.google.com'"), "service account"},
		{email("identity = !'x@p.iam.GSERVICEACCOUNT.com'\nissuer = 'https://accounts.google.com'"), "service account"},
		{email("identity = 'jane@example.org'\nissuer = !'https://token.actions.githubusercontent.com'"), "provider of persons"},
		{strings.Replace(email("identity = 'jane@example.org'"), "[[sig", "![[sig", 1), "issuer is missing"},
		{custom("identity = 'x'\nissuer = 'https://i'\nclass = !'author-key'"), "cannot reach"},
		{custom("identity = 'x'\nissuer = 'https://i'\nclass = !'ci-isolated'"), "cannot reach"},
		{custom("identity = !'x'\nissuer = 'https://i'\nclass = 'author-identity'"), "one e-mail address"},
		{custom("identity = 'j@e.org'\nissuer = !'https://gitlab.com'\nclass = 'author-identity'"), "not for persons"},
		{custom("identity = 'j@e.org'\nissuer = !'https://token.actions.githubusercontent.com/acme'\nclass = 'author-identity'"), "not for persons"},
		{custom("identity = 'j@e.org'\nissuer = !'https://token.actions.acme.ghe.com'\nclass = 'author-identity'"), "not for persons"},
		{custom("identity = !'x*'\nissuer = 'https://i'\nclass = 'publisher'"), "must be exact"},
		{custom("identity = 'x'\nissuer = !'https://*'\nclass = 'publisher'"), "https URL"},
		{strings.Replace(custom("identity = 'x'\nissuer = 'https://i'"), "[[sig", "![[sig", 1), "class is missing"},
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, test := range refusals() {
		at := strings.Index(test.data, "!")
		line := 1 + strings.Count(test.data[:at], "\n")
		data := strings.Replace(test.data, "!", "", -1)
		checkRefused(t, data, line, test.want)
	}
}

func checkRefused(t *testing.T, data string, line int, want string) {
	t.Helper()
	shown := data[:min(len(data), 500)]
	p, err := policy.Load([]byte(data), "p.toml")
	var load *policy.LoadError
	if p != nil || !errors.As(err, &load) {
		t.Errorf("%s\nloaded, want %q (%v)", shown, want, err)
		return
	}
	for _, text := range strings.Split(err.Error(), "\n") {
		if strings.HasPrefix(text, fmt.Sprintf("p.toml:%d:", line)) && strings.Contains(text, want) {
			return
		}
	}
	t.Errorf("%s\nerror %v\nwant line %d, %q", shown, err, line, want)
}

func TestLoadMinimumOutOfReach(t *testing.T) {
	data := strings.Replace(head, "pgp", "sigstore", 1) + "minimum = 'author-key'\n" + file + jane + github
	checkRefused(t, data, 4, "can be reached by no signer on a required side")
	data = strings.Replace(head, "pgp", "sigstore", 1) + file + jane + github + "[[release]]\nversions = ['1']\nminimum = 'ci-workflow'"
	checkRefused(t, data, 15, "can be reached by no signer")
}

func TestLoadNamesSeveralProblems(t *testing.T) {
	data := strings.Replace(head, "pgp", "all", 1) + strings.Replace(file, "b-", "../b-", 1) + strings.Replace(jane, "author", "me", 1) + "x = 1\n"
	_, err := policy.Load([]byte(data), "p.toml")
	var lines []string
	if err != nil {
		lines = strings.Split(err.Error(), "\n")
	}
	if len(lines) != 4 {
		t.Fatalf("%d problems, want 4:\n%v", len(lines), err)
	}
	for i, want := range []string{"p.toml:3:1: ", "p.toml:5:1: ", "p.toml:8:1: ", "p.toml:10:1: "} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("problem %d is %q, want %s", i, lines[i], want)
		}
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.toml")
	if _, err := policy.LoadFile(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if _, err := policy.LoadFile(dir); err == nil {
		t.Error("a folder loads")
	}
	os.WriteFile(path, []byte(head+file+jane), 0o600)
	if p, err := policy.LoadFile(path); err != nil || p.File != path {
		t.Errorf("load: %v", err)
	}
	os.WriteFile(path, []byte(head+file+jane+strings.Repeat("#", 64<<10)), 0o600)
	if _, err := policy.LoadFile(path); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("large file: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	vectors, err := testvec.Load(os.DirFS(".."), "testdata/vectors")
	if err != nil || len(vectors) == 0 {
		f.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, v := range vectors {
		if strings.HasPrefix(v.Name, "policy-") {
			f.Add(v.Files["policy.toml"])
		}
	}
	f.Add([]byte(full))
	f.Add([]byte(head + file + jane))
	f.Add([]byte(strings.Replace(head, "pgp", "any", 1) + file + github + "[[release]]\nversions = ['1.*']\nrequire = 'sigstore'"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := policy.Load(data, "p")
		if (p == nil) == (err == nil) {
			t.Fatal("neither a policy nor an error")
		}
		if p == nil {
			return
		}
		requires := []policy.Require{p.Require}
		for _, r := range p.Releases {
			requires = append(requires, r.Require)
		}
		keys, identities := len(p.OpenPGPSigners)+len(p.KeySigners), len(p.SigstoreSigners)
		for _, r := range requires {
			if (r == policy.RequirePGP || r == policy.RequireBoth) && keys == 0 ||
				(r == policy.RequireSigstore || r == policy.RequireBoth) && identities == 0 || keys+identities == 0 {
				t.Fatalf("require %q with %d keys and %d identities", r, keys, identities)
			}
		}
	})
}
