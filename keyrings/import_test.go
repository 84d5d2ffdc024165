package keyrings_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// What no program could use is told and left out; where what was named is missing,
// it says why.
func TestImportTellsWhatItCannotRead(t *testing.T) {
	old := pgptest.Packet(pgptest.TagPublicKey, append([]byte{9}, jane.PublicBody()[1:]...))
	data := slices.Concat(pgptest.Good(jane).Bytes(), old)
	p, err := open(t, t.TempDir()).Import(material(data, "x"), options(jane))
	if err != nil || !slices.Contains(codes(p), keyrings.ChangeIgnoredProblem) || len(p.Files()) != 2 {
		t.Errorf("%v, %v", p, err)
	}
	keybox := []byte("\x00\x00\x00\x20\x01\x01\x00\x02KBXf\x00\x00\x00\x00rest")
	r := refused(t, t.TempDir(), keybox, options(jane))
	if len(r.Problems) != 1 || r.Problems[0].Reason != policy.ReasonUnsupportedEvidence {
		t.Errorf("a keybox: %v", r)
	}
}

// A new certificate with revoked parts is as loud as an update that revokes them.
func TestImportTellsRevocations(t *testing.T) {
	base := func() *pgptest.Cert { return pgptest.Good(jane).Subkey(sub, pgptest.Binding{}) }
	later := pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}
	for _, tt := range []struct {
		cert *pgptest.Cert
		code keyrings.ChangeCode
		part string
	}{
		{base().RevokeSubkey(sub, pgptest.ReasonCompromised, later), keyrings.ChangeHardRevocation, "subkey " + sub.HexFingerprint()},
		{base().RevokeSubkey(sub, pgptest.ReasonRetired, later), keyrings.ChangeSoftRevocation, "subkey " + sub.HexFingerprint()},
		{base().RevokePrimary(pgptest.ReasonCompromised, later), keyrings.ChangeHardRevocation, "the primary key"},
	} {
		p, err := open(t, t.TempDir()).Import(material(tt.cert.Bytes(), "x"), options(jane))
		if err != nil || !p.Alerts() {
			t.Fatalf("%v, %v", p, err)
		}
		i := slices.IndexFunc(p.Keys[0].Changes, func(c keyrings.Change) bool { return c.Code == tt.code })
		if i < 0 || !strings.HasPrefix(p.Keys[0].Changes[i].Detail, tt.part+", 2021-01-01: ") {
			t.Errorf("%s of %s: %v", tt.code, tt.part, p.Keys)
		}
		if !strings.Contains(fmt.Sprint(p.Keys), " revoked signing key "+sub.HexFingerprint()) {
			t.Errorf("%s looks like a good key: %v", sub.HexFingerprint(), p.Keys)
		}
	}
	p, err := open(t, t.TempDir()).Import(material(base().Bytes(), "x"), options(jane))
	if err != nil || p.Alerts() || strings.Contains(fmt.Sprint(p.Keys), "revoked") {
		t.Errorf("a good one: %v, %v", p, err)
	}
}

// A revocation that stands alone comes with its certificate at the first import.
func TestImportWithRevocation(t *testing.T) {
	both := slices.Concat(material([]byte(alone(jane, jane)), "jane.rev"), material([]byte(cert(jane)), "jane.asc"))
	dir := filepath.Join(t.TempDir(), "keys")
	p, err := open(t, dir).Import(both, options(jane))
	apply(t, p, err)
	if r, _ := open(t, dir).Record(jane.HexFingerprint()); r.State != keyrings.StateRevoked || len(r.Sources) != 2 {
		t.Errorf("record %+v", r)
	}
	_, err = open(t, t.TempDir()).Import(slices.Concat(both, material([]byte(alone(john, john)), "john.rev")), options(jane))
	if !errors.Is(err, keyrings.ErrRefused) || !strings.Contains(err.Error(), "john.rev") {
		t.Errorf("a stranger's revocation: %v", err)
	}
}

// Who names a subkey is told whose it is.
func TestImportNamesSubkey(t *testing.T) {
	r := refused(t, t.TempDir(), pgptest.Good(jane).Subkey(sub, pgptest.Binding{}).Bytes(), options(sub))
	if want := sub.HexFingerprint() + " is a subkey of " + jane.HexFingerprint(); !strings.Contains(r.Error(), want) {
		t.Errorf("%v lacks %q", r, want)
	}
}

// A link that leads nowhere is named with where it should lead.
func TestDanglingLink(t *testing.T) {
	dir := imported(t, []byte(cert(jane)), jane)
	file := filepath.Join(dir, john.HexFingerprint()+".asc")
	if err := os.Symlink("../gone.asc", file); err != nil {
		t.Fatal(err)
	}
	_, err := keyrings.Open(dir)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), file+" is a link to ../gone.asc") {
		t.Errorf("err = %v", err)
	}
}
