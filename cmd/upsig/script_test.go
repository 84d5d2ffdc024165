package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite golden output in scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"upsig": main, "sopv": sopvMain, "upsig-offline": offlineMain, "dial-offline": dialMain, "upsig-contained": containedMain, "upsig-net": networkMain})
}

// TestScripts runs the command as a user does, one script per theme.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup:               setup,
		Condition:           func(name string) (bool, error) { return name == "corpus" && corpus() != "", nil },
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCodeIs, "flip": flip, "garbage": garbage, "fingerprint": fingerprint, "keyjson": jsonOf(keySchema), "trustjson": jsonOf(trustSchema)},
	})
}

// setup gives a script its own copy of the quickstart and the place of the corpus.
func setup(env *testscript.Env) error {
	env.Setenv("NO_COLOR", "1")
	env.Setenv("CORPUS", corpus())
	if err := keyFiles(env); err != nil {
		return err
	}
	return os.CopyFS(filepath.Join(env.WorkDir, "quickstart"), os.DirFS("../../testdata/quickstart"))
}

// corpus is the folder with real releases; empty if it is not at hand.
func corpus() string {
	folder := os.Getenv("UPSIG_CORPUS")
	if folder == "" {
		folder = "../../../shared/corpus"
	}
	abs, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	if _, err := os.Stat(filepath.Join(abs, "README.md")); err != nil {
		return ""
	}
	return abs
}

// flip changes one byte in the middle of a file.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	file := ts.MkAbs(args[0])
	data, err := os.ReadFile(file)
	ts.Check(err)
	data[len(data)/2] ^= 1
	ts.Check(os.Chmod(file, 0o644))
	ts.Check(os.WriteFile(file, data, 0o644))
}

// garbage makes a file of that many megabytes, sparse where the system can.
func garbage(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = f.WriteString("garbage")
	ts.Check(err)
	ts.Check(f.Truncate(100 << 20))
	ts.Check(f.Close())
}
