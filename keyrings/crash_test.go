package keyrings_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// helperDir makes the test program a writer that is to be killed.
const helperDir = "UPSIG_KEYRING_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(helper(dir, os.Getenv("UPSIG_KEYRING_LIMIT") != ""))
	}
	os.Exit(m.Run())
}

// grown are copies of Jane's certificate, each with one self-signature more.
func grown(n int) []byte {
	var o []pgptest.SigOptions
	for i := range n {
		o = append(o, pgptest.SigOptions{Created: day0.AddDate(0, 0, i)})
	}
	return pgptest.NewCert(jane).UserID("Jane", o...).Bytes()
}

// helper updates a keyring for ever; with a limit, once, on a full disk.
func helper(dir string, limit bool) int {
	if limit {
		// Files may not grow beyond this, where the certificate fits and the record
		// does not: writes fail as on a full disk.
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 520, Max: 520}); err != nil {
			return 10
		}
	}
	for i := 2; ; i++ {
		k, err := keyrings.Open(dir)
		if err != nil {
			return 11
		}
		p, err := k.Update([]keyrings.Material{keyrings.NewMaterial(grown(i), "grown", today)}, nil, today.AddDate(0, 0, i))
		if err != nil {
			return 12
		}
		if err := p.Apply(); err != nil {
			return 13
		}
		if limit || i > 400 {
			return 0
		}
	}
}

func start(t *testing.T, dir string, more ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(append(os.Environ(), helperDir+"="+dir), more...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

func recordTime(t *testing.T, dir string) time.Time {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, "keyring.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime()
}

// However often a writer is killed, the keyring is whole: each file is an old or
// a new one, nothing that was there is lost, and the next writer goes on.
func TestKilledWriter(t *testing.T) {
	dir := imported(t, grown(1), jane)
	size := 0
	for i := range 15 {
		before := recordTime(t, dir)
		c := start(t, dir)
		// Before its first write, or at any time behind that, however slow the machine is.
		for wait := 0; i%2 == 1 && wait < 3000 && recordTime(t, dir).Equal(before); wait++ {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(7*i) * time.Millisecond)
		_ = c.Process.Kill()
		_ = c.Wait()
		k := open(t, dir)
		cert := k.Certificate(jane.HexFingerprint())
		if cert == nil || len(cert.Bytes()) < size {
			t.Fatalf("round %d: the certificate shrank or is gone", i)
		}
		size = len(cert.Bytes())
		for _, f := range k.Lint(keyrings.LintOptions{Now: today}) {
			if f.Code != keyrings.CodeStale {
				t.Fatalf("round %d: %s", i, f)
			}
		}
	}
	if size <= len(grown(1)) {
		t.Fatal("no writer ever came to writing")
	}
	p, err := open(t, dir).Update(material(grown(500), "x"), nil, today.AddDate(3, 0, 0))
	apply(t, p, err)
	for name := range contents(t, dir) {
		if strings.HasPrefix(name, ".") {
			t.Errorf("%s was left behind", name)
		}
	}
}

// A full disk: the write fails, and everything is as before.
func TestFullDisk(t *testing.T) {
	dir := imported(t, grown(1), jane)
	before := contents(t, dir)
	c := start(t, dir, "UPSIG_KEYRING_LIMIT=1")
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != 13 {
		t.Fatalf("the writer ended with %d, want a failed write", code)
	}
	if after := contents(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the keyring changed: %v", after)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*[0-9]")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Two processes that write at once: the later one sees that it is late.
func TestConflict(t *testing.T) {
	dir := imported(t, grown(1), jane)
	first, err := open(t, dir).Update(material(grown(2), "x"), nil, today.AddDate(0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	second, err := open(t, dir).Update(material(rich(jane).Bytes(), "y"), nil, today.AddDate(0, 0, 2))
	if err != nil {
		t.Fatal(err)
	}
	apply(t, first, nil)
	before := contents(t, dir)
	if err := second.Apply(); !errors.Is(err, keyrings.ErrChanged) {
		t.Errorf("err = %v", err)
	}
	if fmt.Sprint(contents(t, dir)) != fmt.Sprint(before) {
		t.Error("the late writer wrote")
	}
}

// Many writers, each of which begins anew when it is late: nothing is lost.
func TestManyWriters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	var wg sync.WaitGroup
	keys := make([]*pgptest.Key, 8)
	for i := range keys {
		keys[i] = pgptest.Ed25519Key(fmt.Sprint("writer ", i), day0)
		wg.Go(func() {
			for {
				k, err := keyrings.Open(dir)
				if err != nil {
					t.Error(err)
					return
				}
				p, err := k.Import(material(pgptest.Good(keys[i]).Bytes(), "x"), options(keys[i]))
				if err != nil {
					t.Error(err)
					return
				}
				if err = p.Apply(); err == nil {
					return
				}
				if !errors.Is(err, keyrings.ErrChanged) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	k := open(t, dir)
	if len(k.Records()) != len(keys) || len(k.Lint(keyrings.LintOptions{Now: today})) != 0 {
		t.Errorf("%d records, %v", len(k.Records()), k.Lint(keyrings.LintOptions{Now: today}))
	}
}

// Files that disagree with the records are findings, and cost nothing else.
func TestDisagreements(t *testing.T) {
	fpr, other := jane.HexFingerprint()+".asc", john.HexFingerprint()+".asc"
	for _, tt := range []struct {
		name   string
		change func(dir string) error
		want   keyrings.Code
	}{
		{"no record", func(d string) error { return os.WriteFile(filepath.Join(d, other), []byte(cert(john)), 0o600) }, keyrings.CodeNoRecord},
		{"no file", func(d string) error { return os.Remove(filepath.Join(d, fpr)) }, keyrings.CodeNoFile},
		{"another's name", func(d string) error { return os.WriteFile(filepath.Join(d, other), []byte(cert(jane)), 0o600) }, keyrings.CodeWrongName},
		{"another's content", func(d string) error { return os.WriteFile(filepath.Join(d, fpr), []byte(cert(john)), 0o600) }, keyrings.CodeWrongName},
		{"a stray name", func(d string) error { return os.WriteFile(filepath.Join(d, "jane.asc"), []byte(cert(jane)), 0o600) }, keyrings.CodeWrongName},
		{"one more", func(d string) error { return os.WriteFile(filepath.Join(d, fpr), []byte(cert(jane)+cert(john)), 0o600) }, keyrings.CodeExtraCertificate},
		{"a secret key", func(d string) error {
			return os.WriteFile(filepath.Join(d, fpr), pgptest.Good(jane).WithHead(jane.SecretPacket()).Bytes(), 0o600)
		}, keyrings.CodeSecretKey},
		{"cut off", func(d string) error { return os.WriteFile(filepath.Join(d, fpr), []byte(cert(jane)[:200]), 0o600) }, keyrings.CodeBroken},
		{"by hand", func(d string) error { return os.WriteFile(filepath.Join(d, fpr), []byte("x\n"+cert(jane)), 0o600) }, keyrings.CodeNotCanonical},
		{"revoked", func(d string) error {
			return os.WriteFile(filepath.Join(d, fpr), []byte(pgptest.Good(jane).RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{}).Armor()), 0o600)
		}, keyrings.CodeRecordDisagrees},
	} {
		dir := imported(t, []byte(cert(jane)), jane)
		if err := tt.change(dir); err != nil {
			t.Fatal(err)
		}
		found := open(t, dir).Lint(keyrings.LintOptions{Now: today})
		if !slices.ContainsFunc(found, func(f keyrings.Finding) bool {
			return f.Code == tt.want && (f.Severity == keyrings.SeverityError || f.Code != keyrings.CodeRecordDisagrees)
		}) {
			t.Errorf("%s: %v lacks %s", tt.name, found, tt.want)
		}
	}
}

// A record file is read strictly, with the place of each mistake.
func TestMalformedRecords(t *testing.T) {
	good := contents(t, imported(t, []byte(cert(jane)), jane))[keyrings.RecordFile]
	for name, edit := range map[string]func(string) string{
		"unknown key":   func(s string) string { return strings.Replace(s, "who =", "whom =", 1) },
		"one key more":  func(s string) string { return strings.Replace(s, "state =", "more = 1\nstate =", 1) },
		"state":         func(s string) string { return strings.Replace(s, `"active"`, `"Active"`, 1) },
		"fingerprint":   func(s string) string { return strings.ToLower(s) },
		"digest":        func(s string) string { return strings.Replace(s, "sha256:", "sha1:", 1) },
		"schema":        func(s string) string { return strings.Replace(s, "/v1", "/v2", 1) },
		"cut off":       func(s string) string { return s[:len(s)-40] },
		"twice":         func(s string) string { return s + s[strings.Index(s, "[[key]]"):] },
		"without state": func(s string) string { return strings.Replace(s, "state = \"active\"\n", "", 1) },
		"evidence elsewhere": func(s string) string {
			return s + "[[key.continuity]]\nfrom = \"" + nobody + "\"\nkind = \"reason\"\ndetail = \"x\"\nfiles = [\"sha256:" + strings.Repeat("0", 64) + " ../../etc/passwd\"]\n"
		},
	} {
		_, err := keyrings.Open(tree(t, map[string]string{keyrings.RecordFile: edit(good)}))
		var malformed *keyrings.RecordError
		if !errors.As(err, &malformed) {
			t.Errorf("%s: err = %v", name, err)
		}
	}
	if _, err := keyrings.Open(tree(t, map[string]string{keyrings.RecordFile: good})); err != nil {
		t.Errorf("as written: %v", err)
	}
}

// A hostile user ID reaches the record as one harmless line, which reads back.
func TestHostileNames(t *testing.T) {
	for _, id := range []string{"", "\x1b[2J", "a\nstate = \"revoked\"", `quote " and \ slash`, "\u202e", "'''", strings.Repeat("é", 2000)} {
		dir := imported(t, pgptest.NewCert(jane).UserID(id, pgptest.SigOptions{}).Bytes(), jane)
		r, ok := open(t, dir).Record(jane.HexFingerprint())
		if !ok || r.Who == "" || strings.ContainsAny(r.Who, "\n\x1b\u202e") || r.State != keyrings.StateActive {
			t.Errorf("%q became %q", id, r.Who)
		}
	}
}
