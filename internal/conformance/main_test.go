package main

import (
	"io"
	"maps"
	"os"
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

// TestCounts: a case under the wrong name is counted, and nothing at all is an error.
func TestCounts(t *testing.T) {
	right, wrong := fstest.MapFS{}, fstest.MapFS{}
	for _, name := range []string{bundleName, "trusted_root.json"} {
		data, err := os.ReadFile(folder + "/happy-path/" + name)
		if err != nil {
			t.Fatal(err)
		}
		right["x/"+name], wrong["x_fail/"+name] = &fstest.MapFile{Data: data}, &fstest.MapFile{Data: data}
	}
	text, err := os.ReadFile(folder + "/a.txt")
	if err != nil {
		t.Fatal(err)
	}
	above := fstest.MapFS{"a.txt": {Data: text}}
	var out strings.Builder
	if n, err := run(t.Context(), &out, suite{right, above}); n != 0 || err != nil || out.String() != "by file: 1 passed, 0 failed\nby digest: 1 passed, 0 failed\n" {
		t.Errorf("%d failed, %v:\n%s", n, err, out.String())
	}
	if n, err := run(t.Context(), io.Discard, suite{wrong, above}); n != 2 || err != nil {
		t.Errorf("%d failed, %v", n, err)
	}
	both := maps.Clone(right)
	maps.Copy(both, wrong)
	if n, _ := run(t.Context(), io.Discard, suite{both, above}); n != 2 {
		t.Errorf("%d failed of both", n)
	}
	if _, err := run(t.Context(), io.Discard, fstest.MapFS{}); err == nil {
		t.Error("no cases, and no error")
	}
	if _, err := run(t.Context(), io.Discard, suite{right, nil}); err == nil {
		t.Error("no artifact, and no error")
	}
}
