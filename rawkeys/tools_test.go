package rawkeys_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

var now = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// run runs a real tool, or skips where it is not installed.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	c := exec.Command(path, args...)
	c.Dir = dir
	c.Stdin = strings.NewReader("\n\n")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// load makes a policy for the one key in the file.
func load(t *testing.T, kind, public string, lines ...string) *policy.Policy {
	t.Helper()
	text := fmt.Sprintf("schema = \"upsig/policy/v1\"\npackage = \"p\"\nrequire = \"pgp\"\n[[artifact]]\nname = \"a\"\n%s\n[[key.signer]]\nkind = %q\nheld-by = \"author\"\nkey = '''\n%s'''\n",
		strings.Join(lines, "\n"), kind, public)
	p, err := policy.Load([]byte(text), "p.toml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func verify(t *testing.T, p *policy.Policy, dir string, evidence string, lists ...string) *policy.Report {
	t.Helper()
	a, err := policy.OpenArtifact(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r := policy.Request{Artifact: a, Now: now}
	if evidence != "" {
		r.Evidence = []policy.File{{Path: evidence, Data: []byte(read(t, filepath.Join(dir, evidence)))}}
	}
	for _, l := range lists {
		r.Lists = append(r.Lists, policy.File{Path: l, Data: []byte(read(t, filepath.Join(dir, l)))})
	}
	report, err := policy.Verify(t.Context(), p, r, rawkeys.Collector{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestMinisign verifies what minisign itself makes, prehashed and legacy.
func TestMinisign(t *testing.T) {
	for _, mode := range [][]string{nil, {"-l"}} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "a"), strings.Repeat("release\n", 300_000))
		run(t, dir, "minisign", "-G", "-W", "-p", "k.pub", "-s", "k.sec")
		run(t, dir, "minisign", append([]string{"-S", "-s", "k.sec", "-m", "a", "-t", "version 1.2"}, mode...)...)
		p := load(t, "minisign", read(t, filepath.Join(dir, "k.pub")))
		r := verify(t, p, dir, "a.minisig")
		if !r.Verdict.Accepted || r.Verdict.Class != policy.ClassAuthorKey || r.Evidence[0].Comment != "version 1.2" {
			t.Errorf("%v: %+v", mode, r)
		}
		write(t, filepath.Join(dir, "a"), "changed")
		if r := verify(t, p, dir, "a.minisig"); r.Verdict.Accepted || !r.Verdict.Alarm {
			t.Errorf("%v, changed: %+v", mode, r.Verdict)
		}
	}
}

// TestSignify verifies what signify itself makes: detached, and a checksum list.
func TestSignify(t *testing.T) {
	dir := t.TempDir()
	data := strings.Repeat("release\n", 300_000)
	write(t, filepath.Join(dir, "a"), data)
	run(t, dir, "signify-openbsd", "-G", "-n", "-p", "k.pub", "-s", "k.sec")
	run(t, dir, "signify-openbsd", "-S", "-s", "k.sec", "-m", "a", "-x", "a.sig")
	write(t, filepath.Join(dir, "SHA256"), fmt.Sprintf("SHA256 (a) = %x\n", sha256.Sum256([]byte(data))))
	run(t, dir, "signify-openbsd", "-S", "-e", "-s", "k.sec", "-m", "SHA256", "-x", "SHA256.sig")
	public := read(t, filepath.Join(dir, "k.pub"))
	if r := verify(t, load(t, "signify", public), dir, "a.sig"); !r.Verdict.Accepted {
		t.Errorf("detached: %+v", r)
	}
	listed := load(t, "signify", public, `via = "SHA256.sig"`)
	if r := verify(t, listed, dir, "", "SHA256.sig"); !r.Verdict.Accepted || r.Evidence[0].Over != policy.RoleList {
		t.Errorf("list: %+v", r)
	}
	write(t, filepath.Join(dir, "a"), "changed")
	if r := verify(t, listed, dir, "", "SHA256.sig"); r.Verdict.Reason != policy.ReasonListMismatch || !r.Verdict.Alarm {
		t.Errorf("list of another file: %+v", r.Verdict)
	}
}

// TestSSHKeygen verifies what ssh-keygen itself makes, with each kind of key that
// needs no hardware, detached and over a checksum list.
func TestSSHKeygen(t *testing.T) {
	for _, key := range [][]string{{"ed25519"}, {"ecdsa", "-b", "256"}, {"ecdsa", "-b", "384"}, {"ecdsa", "-b", "521"}, {"rsa", "-b", "2048"}} {
		dir := t.TempDir()
		data := strings.Repeat("release\n", 300_000)
		write(t, filepath.Join(dir, "a"), data)
		write(t, filepath.Join(dir, "SHA256SUMS"), fmt.Sprintf("%x  a\n", sha256.Sum256([]byte(data))))
		run(t, dir, "ssh-keygen", append([]string{"-q", "-N", "", "-C", "jane@example.org", "-f", "k", "-t"}, key...)...)
		run(t, dir, "ssh-keygen", "-Y", "sign", "-f", "k", "-n", "file", "a")
		run(t, dir, "ssh-keygen", "-Y", "sign", "-f", "k", "-n", "release@example.org", "-O", "hashalg=sha256", "SHA256SUMS")
		public := read(t, filepath.Join(dir, "k.pub"))
		p := load(t, "ssh", public)
		if r := verify(t, p, dir, "a.sig"); !r.Verdict.Accepted || r.Verdict.Class != policy.ClassAuthorKey {
			t.Errorf("%v: %+v", key, r.Evidence)
		}
		listed := load(t, "ssh", public, `via = "SHA256SUMS"`)
		if r := verify(t, listed, dir, "SHA256SUMS.sig", "SHA256SUMS"); r.Verdict.Reason != policy.ReasonNamespaceMismatch {
			t.Errorf("%v, another namespace: %+v", key, r.Verdict)
		}
		listed.KeySigners[0].Namespace = "release@example.org"
		if r := verify(t, listed, dir, "SHA256SUMS.sig", "SHA256SUMS"); !r.Verdict.Accepted || r.Evidence[0].Over != policy.RoleList {
			t.Errorf("%v, list: %+v", key, r.Evidence)
		}
		write(t, filepath.Join(dir, "a"), "changed")
		if r := verify(t, p, dir, "a.sig"); r.Verdict.Accepted || !r.Verdict.Alarm {
			t.Errorf("%v, changed: %+v", key, r.Verdict)
		}
	}
}

// TestStrangeKey: a key ID chooses keys, it does not make them.
func TestStrangeKey(t *testing.T) {
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil || len(public) != 32 {
		t.Fatal(err)
	}
	for _, text := range []string{"", "RWQ", strings.Repeat("A", 56), "RW" + strings.Repeat("A", 54) + "\nRW" + strings.Repeat("A", 54)} {
		if id, err := policy.ParseRawKey(text); err == nil {
			t.Errorf("%q is key %q", text, id)
		}
	}
}
