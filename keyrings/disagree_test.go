package keyrings_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// A record counts wherever the certificate comes from: its own file may be gone or
// broken, and an older copy lie elsewhere.
func TestRecordsCountElsewhere(t *testing.T) {
	fpr := jane.HexFingerprint()
	for _, reason := range []pgptest.Reason{pgptest.ReasonCompromised, pgptest.ReasonSuperseded} {
		gone, broken := strippedOf(t, reason), strippedOf(t, reason)
		if err := os.Remove(filepath.Join(gone, fpr+".asc")); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(broken, fpr+".asc"), 100); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(tree(t, map[string]string{"jane.asc": cert(jane)}), "jane.asc")
		for name, keys := range map[string]string{"gone": gone, "broken": broken} {
			recordCounts(t, name, file, keys)
		}
		if r := find(t, []string{fpr}, []string{file}, nil); len(r.Certificates) != 1 {
			t.Errorf("by a record that nobody pointed to: %v", r.Problems)
		}
	}
}

// recordCounts looks for Jane in a file, with a keyring that was pointed to as well.
func recordCounts(t *testing.T, name, file, keys string) {
	t.Helper()
	fpr := []string{jane.HexFingerprint()}
	beside := filepath.Join(keys, "other.asc")
	if err := os.WriteFile(beside, []byte(cert(john)), 0o600); err != nil {
		t.Fatal(err)
	}
	for place, look := range map[string]func() (keyrings.Result, error){
		"search path": func() (keyrings.Result, error) {
			return keyrings.Find(fpr, nil, keyrings.Path{filepath.Dir(file), keys})
		},
		"records":         func() (keyrings.Result, error) { return keyrings.Find(fpr, []string{file}, nil, "", keys) },
		"explicit folder": func() (keyrings.Result, error) { return keyrings.Find(fpr, []string{file, keys}, nil) },
		"beside a file":   func() (keyrings.Result, error) { return keyrings.Find(fpr, []string{file, beside}, nil) },
	} {
		r, err := look()
		if err != nil || len(r.Certificates) != 0 || len(r.Missing) != 1 {
			t.Errorf("%s, %s: %+v, %v", name, place, r, err)
		}
	}
}

// A record file that cannot be read may speak against every certificate.
func TestUnreadableRecordsForbid(t *testing.T) {
	fpr := []string{jane.HexFingerprint()}
	malformed := tree(t, map[string]string{"jane.asc": cert(jane), keyrings.RecordFile: "x = 1\n"})
	folder := tree(t, map[string]string{"jane.asc": cert(jane), keyrings.RecordFile + "/x": ""})
	elsewhere := tree(t, map[string]string{"jane.asc": cert(jane)})
	for name, dir := range map[string]string{"malformed": malformed, "a folder": folder} {
		for place, r := range map[string]keyrings.Result{
			"folder": find(t, fpr, []string{dir}, nil), "file": find(t, fpr, []string{filepath.Join(dir, "jane.asc")}, nil),
			"path": find(t, fpr, nil, keyrings.Path{dir}), "beside": find(t, fpr, nil, keyrings.Path{elsewhere, dir}),
		} {
			if len(r.Certificates) != 0 || len(r.Missing) != 1 {
				t.Errorf("%s, %s: found %v", name, place, r.Certificates)
			}
			wantProblems(t, r, policy.ReasonUnusableKey)
		}
		if r, err := keyrings.ReadFile(dir); err != nil || len(r.Certificates) != 0 {
			t.Errorf("%s: read %+v, %v", name, r, err)
		}
	}
}

// The record says that the owner revoked a certificate, also one that was retired
// before. Records of earlier versions do not, until they are written again.
func TestRetiredByOwner(t *testing.T) {
	fpr := jane.HexFingerprint()
	revoked := pgptest.Good(jane).RevokePrimary(pgptest.ReasonSuperseded, pgptest.SigOptions{})
	want := func(dir, by string) {
		t.Helper()
		if r, _ := open(t, dir).Record(fpr); r.State != keyrings.StateRetired || r.RetiredBy != by {
			t.Errorf("record %+v, want %q", r, by)
		}
	}
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, dir).Retire(fpr, "left", today)
	apply(t, p, err)
	want(dir, "")
	p, err = open(t, dir).Update(material(revoked.Bytes(), "x"), nil, today)
	apply(t, p, err)
	want(dir, keyrings.ByOwner)
	wantCodes(t, p, keyrings.ChangeSoftRevocation, keyrings.ChangeRecord)

	earlier := imported(t, revoked.Bytes(), jane)
	want(earlier, keyrings.ByOwner)
	editRecords(t, earlier, "retired-by = \"owner\"\n", "")
	want(earlier, "")
	found := open(t, earlier).Lint(keyrings.LintOptions{Now: today})
	if len(found) != 1 || found[0].Code != keyrings.CodeRecordDisagrees || found[0].Severity != keyrings.SeverityWarning {
		t.Errorf("findings %v", found)
	}
	if r := find(t, []string{fpr}, []string{earlier}, nil); len(r.Certificates) != 1 {
		t.Errorf("problems %v", r.Problems)
	}
	p, err = open(t, earlier).Update(material(revoked.Bytes(), "x"), nil, today)
	apply(t, p, err)
	want(earlier, keyrings.ByOwner)
	if found := open(t, earlier).Lint(keyrings.LintOptions{Now: today}); len(found) != 0 {
		t.Errorf("findings %v", found)
	}
}
