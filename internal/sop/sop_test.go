package sop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/policy"
)

var now = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// call runs the interface in a world of its own.
func call(t *testing.T, at time.Time, in io.Reader, args ...string) (code int, out, talk string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = Run(context.Background(), args, World{
		Name: "sopv", In: in, Out: &stdout, Err: &stderr,
		Now: func() time.Time { return at }, Env: os.LookupEnv,
	})
	if code != 0 && stdout.Len() > 0 {
		t.Errorf("%v: exit code %d after writing %q", args, code, &stdout)
	}
	if code != 0 && stderr.Len() == 0 {
		t.Errorf("%v: exit code %d without a word", args, code)
	}
	return code, stdout.String(), stderr.String()
}

// write makes files for a test and returns their paths.
func write(t *testing.T, contents ...[]byte) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, content := range contents {
		path := filepath.Join(dir, fmt.Sprintf("file%d", i))
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// acceptable says what the interface must make of a catalogued finding.
func acceptable(w vectors.Want) bool {
	for _, weakness := range w.Weaknesses {
		if weakness != policy.WeaknessTextMode {
			return false
		}
	}
	return w.Status == policy.StatusSound && len(w.Refusals) == 0
}

// pinned are cases that hang on which certificates a policy names. Here all of
// CERTS count alike: one more may vouch for a subkey, or crowd out the rightful one.
func pinned(name string) bool {
	return name == "subkey-shared-with-unnamed" || name == "flood-adopted-subkey"
}

// TestVectors runs the catalogue of signatures and certificates: as many lines as
// there are signatures without a flaw.
func TestVectors(t *testing.T) {
	accepted := 0
	for _, v := range vectors.All() {
		if pinned(v.Name) {
			continue
		}
		want := 0
		for _, w := range v.Want {
			if acceptable(w) {
				want++
			}
		}
		files := write(t, append([][]byte{v.Sig}, v.Certs...)...)
		code, out, talk := call(t, v.Now, bytes.NewReader(v.Data), append([]string{"verify"}, files...)...)
		if got := strings.Count(out, "\n"); got != want && !unusableRing(code) {
			t.Errorf("%s: %d lines, want %d: %s", v.Name, got, want, talk)
		}
		if (code == 0) != (out != "") {
			t.Errorf("%s: exit code %d, %q", v.Name, code, out)
		}
		if code == 0 {
			accepted++
		}
	}
	if accepted < 10 {
		t.Errorf("only %d vectors are accepted", accepted)
	}
}

// unusableRing: a keyring without a certificate, or with a secret key, ends the
// program before it looks at signatures.
func unusableRing(code int) bool { return code == exitBadData }

// TestMessageVectors runs the catalogue of messages.
func TestMessageVectors(t *testing.T) {
	accepted := 0
	for _, v := range vectors.Messages() {
		code, out, talk := call(t, v.Now, bytes.NewReader(v.Message), append([]string{"inline-verify"}, write(t, v.Certs...)...)...)
		want := v.Accept && len(v.Weaknesses) == 0
		if (code == 0) != want || want && out != string(v.Covered) {
			t.Errorf("%s: exit code %d, %q: %s", v.Name, code, out, talk)
		}
		if code == 0 {
			accepted++
		}
	}
	if accepted < 5 {
		t.Errorf("only %d messages are accepted", accepted)
	}
}

// TestValid holds that nothing but a sound finding without a flaw is valid.
func TestValid(t *testing.T) {
	sound := policy.Finding{Status: policy.StatusSound, Key: &policy.Key{}}
	if mode, why := valid(sound); mode != "binary" || why != "" {
		t.Errorf("sound: %q, %q", mode, why)
	}
	if _, why := valid(policy.Finding{}); why == "" {
		t.Error("the zero finding is valid")
	}
	if _, why := valid(policy.Finding{Status: policy.StatusSound}); why == "" {
		t.Error("a finding without key is valid")
	}
	for _, s := range []policy.Status{policy.StatusUnusable, policy.StatusMissing, policy.StatusBad, policy.StatusOther} {
		f := sound
		f.Status = s
		if _, why := valid(f); why == "" {
			t.Errorf("%v is valid", s)
		}
	}
	for _, w := range policy.Weaknesses() {
		f := sound
		f.Weaknesses = []policy.Flaw{{Weakness: policy.WeaknessTextMode}, {Weakness: w}}
		if mode, why := valid(f); (why == "") != (w == policy.WeaknessTextMode) || mode == "binary" {
			t.Errorf("%s: %q, %q", w, mode, why)
		}
	}
	for _, r := range policy.Reasons() {
		f := sound
		f.Refusals = []policy.Refusal{{Reason: r}}
		if _, why := valid(f); why == "" {
			t.Errorf("refused for %s and valid", r)
		}
	}
	if line, _ := verification(sound, &certs{}, window{}, false); line != "" {
		t.Errorf("a signature without a date is valid: %q", line)
	}
}

// TestExitCode holds that no error ends in success.
func TestExitCode(t *testing.T) {
	for _, err := range []error{errors.New("x"), &failure{0, errors.New("x")}, failf(exitNoSignature, "x"), fmt.Errorf("y: %w", failf(exitBadData, "x"))} {
		if exitCode(err) == exitOK {
			t.Errorf("%v ends in success", err)
		}
	}
	if got := exitCode(fmt.Errorf("y: %w", failf(exitBadData, "x"))); got != exitBadData {
		t.Errorf("wrapped: %d", got)
	}
}

// TestEachBound: a bound that cannot be read is not an open one, whichever it is.
func TestEachBound(t *testing.T) {
	for _, name := range []string{notBefore, notAfter} {
		if w, err := (options{values: map[string]string{name: "yesterday"}}).window(now); exitCode(err) != exitUnsupportedOption {
			t.Errorf("%s: %+v, %v", name, w, err)
		}
	}
}

// broken fails after some data, as a pipe does whose writer dies.
type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("the disk is gone") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// TestBrokenStreams shows that neither half-read data nor half-written results
// count as success.
func TestBrokenStreams(t *testing.T) {
	k := pgptest.Ed25519Key("k", now.AddDate(-1, 0, 0))
	data := []byte("data")
	files := write(t, k.Sign(data, pgptest.SigOptions{}), pgptest.Good(k).Bytes())
	in := io.MultiReader(bytes.NewReader(data), broken{})
	if code, _, _ := call(t, now, in, "verify", files[0], files[1]); code != exitUnspecified {
		t.Errorf("reading: exit code %d", code)
	}
	message := k.Inline(data, pgptest.SigOptions{}).Bytes()
	for _, args := range [][]string{{"verify", files[0], files[1]}, {"inline-verify", files[1]}, {"version"}} {
		var in io.Reader = bytes.NewReader(data)
		if args[0] == "inline-verify" {
			in = bytes.NewReader(message)
		}
		w := World{Name: "sopv", In: in, Out: broken{}, Err: io.Discard, Now: func() time.Time { return now }}
		if code := Run(context.Background(), args, w); code != exitUnspecified {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	w := World{Name: "sopv", In: bytes.NewReader(data), Out: io.Discard, Err: io.Discard, Now: func() time.Time { return now }}
	if code := Run(ended, []string{"verify", files[0], files[1]}, w); code == exitOK {
		t.Error("success after the context ended")
	}
}

// zeros is data without end, but for its size.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestConstantMemory verifies more data than the memory that it takes.
func TestConstantMemory(t *testing.T) {
	const size = 256 << 20
	k := pgptest.Ed25519Key("k", now.AddDate(-1, 0, 0))
	files := write(t, k.Sign([]byte("other"), pgptest.SigOptions{}), pgptest.Good(k).Bytes())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	code, _, _ := call(t, now, io.LimitReader(zeros{}, size), "verify", files[0], files[1])
	runtime.ReadMemStats(&after)
	if code != exitNoSignature {
		t.Errorf("exit code %d", code)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > size/16 {
		t.Errorf("%d bytes were allocated", used)
	}
}

// TestTooLarge refuses inputs beyond the limits without reading them whole.
func TestTooLarge(t *testing.T) {
	k := pgptest.Ed25519Key("k", now.AddDate(-1, 0, 0))
	files := write(t, pgptest.Good(k).Bytes())
	for _, args := range [][]string{
		{"verify", "/dev/zero", files[0]}, {"verify", files[0], "/dev/zero"}, {"inline-verify", files[0]},
	} {
		if code, _, _ := call(t, now, zeros{}, args...); code != exitBadData {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}

// TestNamesAreSafe shows that a file's name cannot add lines or control
// characters to the VERIFICATIONS.
func TestNamesAreSafe(t *testing.T) {
	k := pgptest.Ed25519Key("k", now.AddDate(-1, 0, 0))
	files := write(t, k.Sign([]byte("data"), pgptest.SigOptions{}))
	odd := filepath.Join(t.TempDir(), "a\n2024\x1b[2J\u202e\"")
	if err := os.WriteFile(odd, pgptest.Good(k).Bytes(), 0o600); err != nil {
		t.Skip("such a name is not possible here:", err)
	}
	code, out, _ := call(t, now, strings.NewReader("data"), "verify", files[0], odd)
	if code != 0 || strings.Count(out, "\n") != 1 || strings.ContainsAny(out, "\x1b\u202e") {
		t.Errorf("exit code %d, %q", code, out)
	}
}

// TestOutputIsNew shows that a file that appears while the program works is not
// overwritten.
func TestOutputIsNew(t *testing.T) {
	files := write(t, []byte("mine"))
	err := (&program{}).output(files[0], []byte("lines"))
	if exitCode(err) != exitOutputExists {
		t.Errorf("%v", err)
	}
	if got, err := os.ReadFile(files[0]); string(got) != "mine" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestSigners names those CERTS that have both the certificate and the key: not a
// stale copy without the subkey, nor another's certificate with the same subkey.
func TestSigners(t *testing.T) {
	made := now.AddDate(-1, 0, 0)
	jane, other, sub := pgptest.Ed25519Key("jane", made), pgptest.Ed25519Key("other", made), pgptest.Ed25519Key("sub", made)
	files := write(t,
		sub.Sign([]byte("data"), pgptest.SigOptions{}),
		pgptest.Good(jane).Bytes(),
		pgptest.Good(jane).Subkey(sub, pgptest.Binding{}).Bytes(),
		pgptest.Good(other).Subkey(sub, pgptest.Binding{BackIn: pgptest.Absent}).Bytes())
	code, out, talk := call(t, now, strings.NewReader("data"), append([]string{"verify"}, files...)...)
	want := fmt.Sprintf("%s %s mode:binary {\"signers\":[%q]}\n", sub.HexFingerprint(), jane.HexFingerprint(), files[2])
	if code != 0 || !strings.HasSuffix(out, want) {
		t.Errorf("exit code %d, %q, want %q: %s", code, out, want, talk)
	}
}

// What completion offers exists, and each option is one of its subcommand.
func TestSubcommandsExist(t *testing.T) {
	for _, s := range Subcommands() {
		if code, _, talk := call(t, now, strings.NewReader(""), s.Name, "--nonsense"); code != exitUnsupportedOption {
			t.Errorf("%s: exit code %d, %s", s.Name, code, talk)
		}
		for _, o := range s.Options {
			args := []string{Debug, s.Name, o.Name}
			if o.Value != "" {
				args = append(args, "-")
			}
			if code, _, talk := call(t, now, strings.NewReader(""), args...); code == exitUnsupportedOption {
				t.Errorf("%v: %s", args, talk)
			}
		}
	}
}

// evil is what strangers write to have a line that looks like the program's.
const evil = "x\nEVIL\r\nEVIL\u2028EVIL\x1b[1mEVIL"

// TestStrangersBeginNoLine shows that names, and texts in keys, stay on the line
// that quotes them.
func TestStrangersBeginNoLine(t *testing.T) {
	k := pgptest.Ed25519Key("k", now.AddDate(-1, 0, 0))
	why := pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.RevocationReason(pgptest.ReasonCompromised, evil)}}
	files := write(t, k.Sign([]byte("data"), pgptest.SigOptions{}), pgptest.Good(k).RevokePrimary(pgptest.ReasonAbsent, why).Bytes(),
		k.Inline([]byte("data"), pgptest.SigOptions{}).Bytes())
	message, err := os.Open(files[2])
	if err != nil {
		t.Fatal(err)
	}
	defer message.Close()
	odd := filepath.Join(t.TempDir(), evil)
	for i, args := range [][]string{
		{"verify", files[0], files[1]}, {"--debug", "verify", files[0], files[1]}, {"inline-verify", files[1]},
		{"verify", files[0], odd}, {"verify", odd, files[1]}, {"verify", evil, files[1]}, {"verify", files[0], "@" + evil}, {"verify", "@FD:" + evil, files[1]},
		{"verify", files[0], "@ENV:" + evil}, {"inline-verify", "--verifications-out=" + filepath.Join(odd, evil), files[1]},
		{"verify", "--not-before=" + evil, files[0], files[1]}, {"--" + evil}, {evil}, {"verify", "--" + evil, files[0], files[1]},
	} {
		var in io.Reader = strings.NewReader("data")
		if args[0] == "inline-verify" {
			in = message
		}
		code, out, talk := call(t, now, in, args...)
		if code == exitOK || out != "" {
			t.Errorf("%q: exit code %d, %q", args, code, out)
		}
		if i < 3 && !strings.Contains(talk, "EVIL") {
			t.Errorf("%q: the reason is not told: %q", args, talk)
		}
		for line := range strings.Lines(talk) {
			if !strings.HasPrefix(line, "sopv: ") || strings.HasPrefix(line, "sopv: EVIL") || strings.ContainsAny(line, "\r\u2028\x1b") {
				t.Errorf("%q: %q", args, line)
			}
		}
	}
}

// TestSeveralErrors shows that each of several has a line.
func TestSeveralErrors(t *testing.T) {
	var talk bytes.Buffer
	p := &program{World: World{Name: "sopv", Err: &talk}}
	p.complain(errors.Join(errors.New("one\nEVIL"), errors.New("two")))
	if got, want := talk.String(), "sopv: one\\nEVIL\nsopv: two\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
