package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

const folder = "../../testdata/conformance"

// TestCases: the cases of our own making come out as their names say, and with a
// reason.
func TestCases(t *testing.T) {
	cases, err := load(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for _, c := range cases {
		for _, byDigest := range []bool{false, true} {
			if err := c.verify(t.Context(), byDigest); (err != nil) != c.mustFail() {
				t.Errorf("%s, by digest %t: %v", c.name, byDigest, err)
			}
		}
		if c.mustFail() {
			bad++
		} else {
			good++
		}
	}
	if good < 5 || bad < 10 {
		t.Errorf("%d good cases, %d bad ones", good, bad)
	}
}

// suiteOf copies a good case under several names.
func suiteOf(t *testing.T, names ...string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	for _, file := range []string{bundleName, rootName} {
		data, err := os.ReadFile(folder + "/happy-path/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			all[name+"/"+file] = &fstest.MapFile{Data: data}
		}
	}
	return all
}

// above is the folder over the cases, with their common artifact.
func above(t *testing.T) fstest.MapFS {
	t.Helper()
	text, err := os.ReadFile(folder + "/a.txt")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"a.txt": {Data: text}}
}

func count(t *testing.T, s suite) (tally, string) {
	t.Helper()
	var out strings.Builder
	got, err := run(t.Context(), &out, s)
	if err != nil {
		t.Fatal(err)
	}
	return got, out.String()
}

// TestCounts: a case under the wrong name is counted, and nothing at all is an error.
func TestCounts(t *testing.T) {
	up := above(t)
	got, out := count(t, suite{suiteOf(t, "x"), up})
	if got != (tally{passed: 2}) || out != "by file: 1 passed, 0 failed, 0 not run\nby digest: 1 passed, 0 failed, 0 not run\n" {
		t.Errorf("%+v:\n%s", got, out)
	}
	if got, out := count(t, suite{suiteOf(t, "x_fail"), up}); got != (tally{failed: 2}) || !strings.Contains(out, "FAIL x_fail by digest: it verified") {
		t.Errorf("%+v:\n%s", got, out)
	}
	if got, _ := count(t, suite{suiteOf(t, "x", "x_fail"), up}); got != (tally{passed: 2, failed: 2}) {
		t.Errorf("both: %+v", got)
	}
	if _, err := run(t.Context(), io.Discard, fstest.MapFS{}); err == nil {
		t.Error("no cases, and no error")
	}
}

// TestOddCases: what cannot be run is told and counted, whatever its name, and does
// not keep the others from running. A verifier's crash is no rejection.
func TestOddCases(t *testing.T) {
	if got, out := count(t, suite{suiteOf(t, "x"), nil}); got != (tally{odd: 2}) || !strings.Contains(out, "ODD x by file: not run: neither an artifact nor a.txt") {
		t.Errorf("no artifact: %+v:\n%s", got, out)
	}
	all := suiteOf(t, "good", "bundle-is-a-folder_fail", "own-artifact_fail", "key-is-rubbish_fail", "key-is-rubbish", "root-is-rubbish_fail", "root-is-rubbish")
	delete(all, "bundle-is-a-folder_fail/"+bundleName)
	all["bundle-is-a-folder_fail/"+bundleName+"/x"] = &fstest.MapFile{}
	all["empty_fail/README"] = &fstest.MapFile{}
	all["own-artifact_fail/artifact"] = &fstest.MapFile{}
	for _, name := range []string{"rubbish_fail", "rubbish"} {
		all["key-is-"+name+"/key.pub"] = &fstest.MapFile{Data: []byte("\x00")}
		all["root-is-"+name+"/"+rootName] = &fstest.MapFile{Data: []byte("{")}
	}
	all[".git/x"] = &fstest.MapFile{}
	got, out := count(t, suite{all, above(t)})
	if got != (tally{passed: 8, failed: 4, odd: 4}) {
		t.Errorf("%+v:\n%s", got, out)
	}
	crash := testCase{name: "x_fail"}
	var n tally
	n.count(io.Discard, crash, "file", errCrash)
	if n != (tally{failed: 1}) {
		t.Errorf("a crash: %+v", n)
	}
}

// TestOpen finds the cases from the suite's repository on.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	cases := filepath.Join(dir, "test", "assets", "bundle-verify")
	if err := os.CopyFS(filepath.Join(cases, "x"), os.DirFS(folder+"/happy-path")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Dir(cases), above(t)); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{dir, filepath.Dir(cases), cases} {
		if got, out := count(t, open(from)); got != (tally{passed: 2}) {
			t.Errorf("%s: %+v:\n%s", from, got, out)
		}
	}
}
