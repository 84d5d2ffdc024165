package keyrings_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// withSubkey is Jane's certificate with a signing subkey, revoked for these reasons.
func withSubkey(reasons ...pgptest.Reason) *pgptest.Cert {
	c := pgptest.Good(jane).Subkey(sub, pgptest.Binding{})
	for _, r := range reasons {
		c.RevokeSubkey(sub, r, pgptest.SigOptions{})
	}
	return c
}

// A record remembers which subkeys the owner revoked, and how: a copy that has one
// without it is not used. One that lacks the subkey altogether is.
func TestRecordsRememberSubkeys(t *testing.T) {
	gone, leaked := pgptest.ReasonSuperseded, pgptest.ReasonCompromised
	fpr := jane.HexFingerprint()
	for name, c := range map[string]struct {
		imported, file *pgptest.Cert
		used           bool
	}{
		"revoked":           {withSubkey(leaked), withSubkey(leaked), true},
		"retired":           {withSubkey(gone), withSubkey(gone), true},
		"both":              {withSubkey(gone, leaked), withSubkey(gone, leaked), true},
		"retired, worse":    {withSubkey(gone), withSubkey(leaked), true},
		"without subkey":    {withSubkey(leaked), pgptest.Good(jane), true},
		"revoked, stripped": {withSubkey(leaked), withSubkey(), false},
		"retired, stripped": {withSubkey(gone), withSubkey(), false},
		"both, half":        {withSubkey(gone, leaked), withSubkey(gone), false},
	} {
		dir := imported(t, c.imported.Bytes(), jane)
		if err := os.WriteFile(filepath.Join(dir, fpr+".asc"), []byte(c.file.Armor()), 0o600); err != nil {
			t.Fatal(err)
		}
		r := find(t, []string{fpr}, []string{dir}, nil)
		if (len(r.Certificates) == 1) != c.used {
			t.Errorf("%s: found %v, %v", name, r.Certificates, r.Problems)
		}
		found := open(t, dir).Lint(keyrings.LintOptions{Now: today})
		if c.used {
			continue
		}
		wantProblems(t, r, policy.ReasonUnusableKey)
		wantFinding(t, found, keyrings.CodeRecordDisagrees)
		p, err := open(t, dir).Update(material(c.imported.Bytes(), "x"), nil, today)
		apply(t, p, err)
		if r := find(t, []string{fpr}, []string{dir}, nil); len(r.Certificates) != 1 {
			t.Errorf("%s, mended: %v", name, r.Problems)
		}
	}
}

// What was retired and then revoked is remembered as revoked. An update brings it to
// records of earlier versions, which are told of until then.
func TestRecordsLearnSubkeys(t *testing.T) {
	fpr, subFPR := jane.HexFingerprint(), sub.HexFingerprint()
	want := func(dir string, revoked, retired []string) {
		t.Helper()
		if r, _ := open(t, dir).Record(fpr); !slices.Equal(r.RevokedSubkeys, revoked) || !slices.Equal(r.RetiredSubkeys, retired) || r.RetiredBy != "" {
			t.Errorf("record %+v, want %v and %v", r, revoked, retired)
		}
	}
	gone := withSubkey(pgptest.ReasonSuperseded)
	dir := imported(t, gone.Bytes(), jane)
	want(dir, nil, []string{subFPR})
	editRecords(t, dir, "retired-subkeys = [\""+subFPR+"\"]\n", "")
	want(dir, nil, nil)
	found := open(t, dir).Lint(keyrings.LintOptions{Now: today})
	if len(found) != 1 || found[0].Code != keyrings.CodeRecordDisagrees || found[0].Severity != keyrings.SeverityWarning {
		t.Errorf("findings %v", found)
	}
	p, err := open(t, dir).Update(material(gone.Bytes(), "x"), nil, today)
	apply(t, p, err)
	wantCodes(t, p, keyrings.ChangeRecord)
	want(dir, nil, []string{subFPR})

	p, err = open(t, dir).Update(material(withSubkey(pgptest.ReasonCompromised).Bytes(), "x"), nil, today)
	apply(t, p, err)
	want(dir, []string{subFPR}, nil)
	if found := open(t, dir).Lint(keyrings.LintOptions{Now: today}); len(found) != 0 {
		t.Errorf("findings %v", found)
	}
}

// Looking at a keyring does not change what it says of its records.
func TestLintKeepsSubkeys(t *testing.T) {
	dir := imported(t, withSubkey(pgptest.ReasonSuperseded).Bytes(), jane)
	worse := withSubkey(pgptest.ReasonCompromised)
	if err := os.WriteFile(filepath.Join(dir, jane.HexFingerprint()+".asc"), []byte(worse.Armor()), 0o600); err != nil {
		t.Fatal(err)
	}
	k := open(t, dir)
	wantFinding(t, k.Lint(keyrings.LintOptions{Now: today}), keyrings.CodeRecordDisagrees)
	if r, _ := k.Record(jane.HexFingerprint()); !slices.Equal(r.RetiredSubkeys, []string{sub.HexFingerprint()}) {
		t.Errorf("record %+v", r)
	}
}
