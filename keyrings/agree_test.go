package keyrings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// stripped is a keyring whose record knows a revocation that somebody took out of
// the certificate's file.
func stripped(t *testing.T) string {
	t.Helper()
	return strippedOf(t, pgptest.ReasonCompromised)
}

func strippedOf(t *testing.T, reason pgptest.Reason) string {
	t.Helper()
	dir := imported(t, pgptest.Good(jane).RevokePrimary(reason, pgptest.SigOptions{}).Bytes(), jane)
	file := filepath.Join(dir, jane.HexFingerprint()+".asc")
	if err := os.WriteFile(file, []byte(cert(jane)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A certificate without the revocation that the record beside it knows is not
// used, wherever it is looked for, and neither is one with another primary key.
func TestRecordsSpeakAgainst(t *testing.T) {
	otherPrimary := func(t *testing.T) string {
		dir := imported(t, pgptest.Good(jane).Bytes(), jane)
		editRecords(t, dir, `primary = "sha256:`, `primary = "sha256:`+strings.Repeat("0", 64)+`" #`)
		return dir
	}
	fpr := []string{jane.HexFingerprint()}
	for name, dir := range map[string]string{
		"stripped": stripped(t), "stripped of its retirement": strippedOf(t, pgptest.ReasonSuperseded), "another primary key": otherPrimary(t),
	} {
		file := filepath.Join(dir, jane.HexFingerprint()+".asc")
		elsewhere := tree(t, map[string]string{"jane.asc": cert(jane)})
		for place, r := range map[string]keyrings.Result{
			"folder": find(t, fpr, []string{dir}, nil),
			"file":   find(t, fpr, []string{file}, nil),
			"path":   find(t, fpr, nil, keyrings.Path{dir}),
			"beside": find(t, fpr, []string{elsewhere}, keyrings.Path{dir}),
		} {
			if len(r.Certificates) != 0 || len(r.Missing) != 1 {
				t.Errorf("%s, %s: found %v", name, place, r.Certificates)
			}
			wantProblems(t, r, policy.ReasonUnusableKey)
		}
		for _, path := range []string{dir, file} {
			if r, err := keyrings.ReadFile(path); err != nil || len(r.Certificates)+len(r.Missing) != 0 {
				t.Errorf("%s: read %+v, %v", name, r, err)
			}
		}
		wantFinding(t, open(t, dir).Lint(keyrings.LintOptions{Now: today}), keyrings.CodeRecordDisagrees)
		if files, err := open(t, dir).Export(keyrings.ExportOptions{Layout: keyrings.LayoutKeyring, All: true}); err == nil {
			t.Errorf("%s: exported %d files", name, len(files))
		}
	}
}

// A copy with the revocation mends the file; found together, both are used as one.
func TestRevocationComesBack(t *testing.T) {
	dir := stripped(t)
	revoked := pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{})
	r := find(t, []string{jane.HexFingerprint()}, []string{dir, tree(t, map[string]string{"jane.asc": revoked.Armor()})}, nil)
	if len(r.Certificates) != 1 || len(refusals(t, r.Certificates)) != 1 {
		t.Errorf("found %v, %v", r.Certificates, r.Problems)
	}
	p, err := open(t, dir).Update(material(revoked.Bytes(), "x"), nil, today)
	apply(t, p, err)
	if found := open(t, dir).Lint(keyrings.LintOptions{Now: today}); len(found) != 0 {
		t.Errorf("findings %v", found)
	}
}

// A certificate that is not used does not come back as somebody's revoker either.
func TestRecordSpeaksAgainstRevoker(t *testing.T) {
	dir := stripped(t)
	ward := pgptest.NewCert(john).UserID("John", pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(jane)}})
	if err := os.WriteFile(filepath.Join(dir, john.HexFingerprint()+".asc"), []byte(ward.Armor()), 0o600); err != nil {
		t.Fatal(err)
	}
	r := find(t, []string{john.HexFingerprint(), jane.HexFingerprint()}, []string{dir}, nil)
	if len(r.Certificates) != 1 || len(r.Revokers) != 0 {
		t.Errorf("found %v and the revokers %v", r.Certificates, r.Revokers)
	}
}

// What a record does not forbid is used as ever: another's record, a retired
// certificate, a place without records.
func TestRecordsThatForbidNothing(t *testing.T) {
	fpr := []string{jane.HexFingerprint()}
	retired := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, retired).Retire(fpr[0], "left", today)
	apply(t, p, err)
	others := imported(t, pgptest.Good(john).Bytes(), john)
	for name, content := range map[string]string{jane.HexFingerprint() + ".asc": cert(jane)} {
		if err := os.WriteFile(filepath.Join(others, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, dir := range map[string]string{"retired": retired, "another's": others} {
		if r := find(t, fpr, []string{dir}, nil); len(r.Certificates) != 1 {
			t.Errorf("%s: %v", name, r.Problems)
		}
	}
	file := filepath.Join(others, jane.HexFingerprint()+".asc")
	if r, err := keyrings.Find(fpr, []string{file}, nil, filepath.Join(others, "none"), file); err != nil || len(r.Certificates) != 1 {
		t.Errorf("no folders: %v, %v", r.Problems, err)
	}
}

// editRecords replaces a text in the record file.
func editRecords(t *testing.T, dir, old, fresh string) {
	t.Helper()
	file := filepath.Join(dir, keyrings.RecordFile)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), old, fresh, 1)
	if text == string(data) {
		t.Fatalf("%s lacks %q", file, old)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
