package policy_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
)

// A library user gets no report on a file that changed since it was opened.
func TestChangedArtifactHasNoReport(t *testing.T) {
	p, err := policy.AdHoc(policy.Flags{Fingerprints: []string{"0123456789ABCDEF0123456789ABCDEF01234567"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(string) error{
		"not at all": func(string) error { return nil },
		"grown":      func(file string) error { return os.WriteFile(file, []byte("abcd"), 0o600) },
		"touched":    func(file string) error { return os.Chtimes(file, time.Unix(1, 0), time.Unix(1, 0)) },
		"replaced":   func(file string) error { return os.Rename(file+".new", file) },
	} {
		file := filepath.Join(t.TempDir(), "a")
		for _, f := range []string{file, file + ".new"} {
			if err := os.WriteFile(f, []byte("abc"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		a, err := policy.OpenArtifact(file)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if err := change(file); err != nil {
			t.Fatal(err)
		}
		report, err := policy.Verify(t.Context(), p, policy.Request{Artifact: a, Now: time.Unix(1800000000, 0)})
		if changed := name != "not at all"; (report == nil) != changed || (err != nil) != changed {
			t.Errorf("%s: %v, %v", name, report, err)
		}
	}
}
