package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/upsig/upsig/internal/pgptest"
)

var update = flag.Bool("update", false, "rewrite golden output in scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sopv": main})
}

// TestScripts runs the program as its callers do, one script per theme.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup:               setup,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCodeIs},
	})
}

type opt = pgptest.SigOptions

// setup gives every script the same keys, signatures and messages. They are made
// at fixed times, so that output can be compared.
func setup(env *testscript.Env) error {
	made := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	jane, mallory := pgptest.Ed25519Key("jane", made), pgptest.Ed25519Key("mallory", made)
	data, text := []byte("a release\nof two lines\n"), "first line\n- dashed\nlast line\n"
	good, bad := jane.Sign(data, opt{}), jane.Sign(data, opt{By: mallory})
	clear := jane.ClearSign(text, opt{}).String()
	files := map[string]string{
		"data":               string(data),
		"jane.asc":           pgptest.Good(jane).Armor(),
		"jane.pgp":           string(pgptest.Good(jane).Bytes()),
		"mallory.asc":        pgptest.Good(mallory).Armor(),
		"revoked.asc":        pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, opt{}).Armor(),
		"secret.pgp":         string(jane.SecretPacket()) + string(pgptest.Good(mallory).Bytes()),
		"data.sig":           string(good),
		"data.asc":           pgptest.ArmorSignature(good),
		"bad.sig":            string(bad),
		"bad-then-good.sig":  string(bad) + string(good),
		"both.sig":           string(mallory.Sign(data, opt{})) + string(good),
		"text.sig":           string(jane.Sign(data, opt{Type: pgptest.TypeText})),
		"sha1.sig":           string(jane.Sign(data, opt{Hash: pgptest.SHA1})),
		"expired.sig":        string(jane.Sign(data, opt{Expires: time.Hour})),
		"future.sig":         string(jane.Sign(data, opt{Created: time.Date(2096, 1, 1, 0, 0, 0, 0, time.UTC)})),
		"message.asc":        clear,
		"message-bad.asc":    jane.ClearSign(text, opt{By: mallory}).String(),
		"message-sha1.asc":   jane.ClearSign(text, opt{Hash: pgptest.SHA1}).String(),
		"message-two.asc":    clear + clear,
		"message-after.asc":  clear + "\nand then that\n",
		"message.pgp":        string(jane.Inline(data, opt{}).Bytes()),
		"message-text.pgp":   string(jane.Inline([]byte("a\r\nb\r\n"), opt{Type: pgptest.TypeText}).Bytes()),
		"message-packed.pgp": string(pgptest.Compressed(jane.Inline(data, opt{}).Bytes())),
		"unsigned.pgp":       string(pgptest.LiteralPacket(data)),
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	env.Setenv("JANE", jane.HexFingerprint())
	env.Setenv("JANE_CERT", files["jane.asc"])
	env.Setenv("DATA_ASC", files["data.asc"])
	return nil
}

// exitCodeIs runs "exitcode N COMMAND ARGS...", where the draft has a code for
// each cause of failure.
func exitCodeIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
