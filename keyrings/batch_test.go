package keyrings_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// wantIncomplete looks for the alert that says why a plan lacks something.
func wantIncomplete(t *testing.T, p *keyrings.Plan, want keyrings.ChangeCode) {
	t.Helper()
	if !slices.Contains(codes(p), want) || !p.Incomplete() || !p.Alerts() {
		t.Errorf("changes %v, incomplete %v; want %s", p.Keys, p.Incomplete(), want)
	}
}

// nameless is a copy of Jane's certificate with as many user IDs as one may have, of
// which she signed none.
func nameless() []byte {
	c := pgptest.NewCert(jane)
	for i := range limits.CertificateUserIDs {
		c.UserID(fmt.Sprint("fake ", i))
	}
	return c.Bytes()
}

func revokedCopy(k *pgptest.Key) *pgptest.Cert {
	return pgptest.Good(k).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{})
}

// What somebody adds to one copy keeps no revocation out, neither of this key nor of
// others, in whichever order the copies come.
func TestFloodKeepsNoRevocationOut(t *testing.T) {
	flooded := pgptest.Good(jane).FloodForgedSelf(3000).Bytes()
	for name, hostile := range map[string][]byte{"user IDs": nameless(), "forged signatures": flooded} {
		copies := slices.Concat(material(hostile, "hostile.pgp"), material(revokedCopy(jane).Bytes(), "jane.asc"), material(revokedCopy(john).Bytes(), "john.asc"))
		for range 2 {
			dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
			p, err := open(t, dir).Update(copies, nil, today)
			apply(t, p, err)
			for _, k := range []*pgptest.Key{jane, john} {
				if r, _ := open(t, dir).Record(k.HexFingerprint()); r.State != keyrings.StateRevoked {
					t.Errorf("%s: %s is %s; %v", name, k.HexFingerprint(), r.State, p.Keys)
				}
			}
			if p.Incomplete() != (name == "forged signatures") || p.Incomplete() && !strings.Contains(fmt.Sprint(p.Keys), "hostile.pgp") {
				t.Errorf("%s: incomplete %v, %v", name, p.Incomplete(), p.Keys)
			}
			slices.Reverse(copies)
		}
	}
}

// One key whose copies cannot be merged does not keep out what comes for another.
func TestOneKeyFailsAlone(t *testing.T) {
	dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
	primary := func(k *pgptest.Key) string {
		return `primary = "` + keyrings.Digest(k.PublicBody()) + `"`
	}
	editRecords(t, dir, primary(jane), `primary = "sha256:`+strings.Repeat("0", 64)+`"`)
	p, err := open(t, dir).Update(material(slices.Concat(revokedCopy(jane).Bytes(), revokedCopy(john).Bytes()), "both.asc"), nil, today)
	apply(t, p, err)
	wantIncomplete(t, p, keyrings.ChangeUnusableCopy)
	if r, _ := open(t, dir).Record(john.HexFingerprint()); r.State != keyrings.StateRevoked {
		t.Errorf("John is %s", r.State)
	}
	if !strings.Contains(fmt.Sprint(p.Keys), "both.asc: merge "+jane.HexFingerprint()) {
		t.Errorf("changes %v", p.Keys)
	}
}

// An import that is refused says which file cannot be used.
func TestImportNamesTheFlood(t *testing.T) {
	r := refused(t, t.TempDir(), pgptest.Good(jane).FloodForgedSelf(3000).Bytes(), options(jane))
	if len(r.Problems) != 1 || r.Problems[0].Source != "x" || len(r.Missing) != 0 {
		t.Errorf("%+v", r)
	}
	both := slices.Concat(material(nameless(), "a"), material(pgptest.Good(jane).Bytes(), "b"))
	p, err := open(t, t.TempDir()).Import(both, options(jane))
	if err != nil || !slices.Contains(codes(p), keyrings.ChangeCleaned) {
		t.Errorf("%v, %v", p, err)
	}
}

// alone is a revocation as gpg --gen-revoke makes it, in armor.
func alone(by, of *pgptest.Key) string {
	return pgptest.Armor("PGP PUBLIC KEY BLOCK", revocationBy(by, of))
}

// A revocation that stands alone reaches its certificate, whatever else is in the file.
func TestRevocationBesideOthers(t *testing.T) {
	other := pgptest.Ed25519Key("keyrings other", day0)
	garbage := pgptest.Armor("PGP PUBLIC KEY BLOCK", pgptest.Packet(pgptest.TagUserID, []byte("x")))
	for name, beside := range map[string]string{
		"a stranger": cert(other), "another of the keyring": cert(john), "another revocation": alone(john, john),
		"a stranger's revocation": alone(other, other), "garbage": garbage, "nothing": "",
	} {
		for _, data := range []string{alone(jane, jane) + beside, beside + alone(jane, jane)} {
			dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
			p, err := open(t, dir).Update(material([]byte(data), "mix.asc"), nil, today)
			apply(t, p, err)
			if r, _ := open(t, dir).Record(jane.HexFingerprint()); r.State != keyrings.StateRevoked || p.Incomplete() {
				t.Errorf("%s: %s, %v, %v", name, r.State, p.Keys, p.Notes)
			}
		}
	}
}

// One that names a certificate of the keyring and cannot be applied is an alert; one by
// a stranger is nothing to worry about.
func TestRevocationNotApplied(t *testing.T) {
	other := pgptest.Ed25519Key("keyrings other", day0)
	huge := alone(jane, jane) + strings.Repeat("text\n", limits.EvidenceFile/5+1)
	forged := pgptest.Armor("PGP PUBLIC KEY BLOCK", revocationBy(jane, other)) // of another key, by Jane
	for name, data := range map[string]string{"in a huge file": huge, "forged": forged, "forged, beside others": forged + cert(john)} {
		dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
		p, err := open(t, dir).Update(material([]byte(data), "mix.asc"), nil, today)
		if err != nil || !strings.Contains(fmt.Sprint(p.Keys), "mix.asc") {
			t.Errorf("%s: %v, %v", name, p, err)
		}
		wantIncomplete(t, p, keyrings.ChangeUnappliedRevocation)
	}
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, dir).Update(material([]byte(alone(other, other)+cert(jane)), "mix.asc"), nil, today)
	if err != nil || p.Incomplete() || p.Alerts() {
		t.Errorf("a stranger's: %v, %v", p, err)
	}
}

// What a designated revoker signed names the revoker, and is for another certificate.
func TestRevocationByDesignatedRevoker(t *testing.T) {
	ward := pgptest.NewCert(jane).UserID("Jane", pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(john)}})
	dir := imported(t, slices.Concat(ward.Bytes(), pgptest.Good(john).Bytes()), jane, john)
	p, err := open(t, dir).Update(material([]byte(alone(john, jane)), "rev.asc"), nil, today)
	if err != nil || p.Incomplete() || !slices.Contains(codes(p), keyrings.ChangeForeignRevocation) {
		t.Errorf("%v, %v", p.Keys, err)
	}
}

// What lint advises about a flood can be done.
func TestFloodAdvice(t *testing.T) {
	for name, data := range map[string][]byte{
		"certifications": pgptest.Good(jane).FloodCertifications(john, 2001).Bytes(),
		"forgeries":      pgptest.Good(jane).FloodForgedSelf(limits.SelfSignatures + 1).Bytes(),
		"user IDs":       slices.Concat(nameless(), pgptest.UserIDPacket("one more")),
	} {
		i := slices.IndexFunc(keyrings.LintCertificate(read(t, data), keyrings.LintOptions{Now: today}), func(f keyrings.Finding) bool { return f.Code == keyrings.CodeFlooded })
		if i < 0 {
			t.Fatalf("%s: no finding", name)
		}
		f := keyrings.LintCertificate(read(t, data), keyrings.LintOptions{Now: today})[i]
		_, err := open(t, t.TempDir()).Import(material(data, "x"), options(jane))
		if advised := strings.HasPrefix(f.Todo, "import it"); advised != (err == nil) {
			t.Errorf("%s: %q, and import says %v", name, f.Todo, err)
		}
	}
}
