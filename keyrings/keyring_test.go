package keyrings_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

var today = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// rich is a certificate with some of everything.
func rich(k *pgptest.Key) *pgptest.Cert {
	enc := pgptest.ElGamalKey(day0)
	return pgptest.NewCert(k).
		UserID("Jane <jane@example.org>", pgptest.SigOptions{}, pgptest.SigOptions{Created: day0.AddDate(1, 0, 0), KeyExpires: 10 * 365 * 24 * time.Hour}).
		Certified(john, pgptest.SigOptions{}).
		UserAttribute([]byte("\x05\x01photo"), pgptest.SigOptions{}).
		UserID("Jane <jane@example.com>", pgptest.SigOptions{}).
		RevokeUserID("Jane <jane@example.com>", pgptest.ReasonUserIDInvalid, pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}).
		Subkey(sub, pgptest.Binding{}, pgptest.Binding{Sig: pgptest.SigOptions{Created: day0.AddDate(2, 0, 0)}}).
		Subkey(enc, pgptest.Binding{Sig: pgptest.SigOptions{By: k, Flags: pgptest.FlagEncrypt}})
}

func read(t *testing.T, data []byte) *pgp.Certificate {
	t.Helper()
	certs, problems := pgp.ReadCertificates(data, "test")
	if len(certs) != 1 {
		t.Fatalf("%d certificates, %v", len(certs), problems)
	}
	return certs[0]
}

func material(data []byte, name string) []keyrings.Material {
	return []keyrings.Material{keyrings.NewMaterial(data, name, today)}
}

func options(keys ...*pgptest.Key) keyrings.ImportOptions {
	o := keyrings.ImportOptions{Accepted: "on paper", Now: today, Packages: []string{"app/hello"}}
	for _, k := range keys {
		o.Fingerprints = append(o.Fingerprints, k.HexFingerprint())
	}
	return o
}

func open(t *testing.T, dir string) *keyrings.Keyring {
	t.Helper()
	k, err := keyrings.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func apply(t *testing.T, p *keyrings.Plan, err error) *keyrings.Plan {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(); err != nil {
		t.Fatal(err)
	}
	return p
}

// imported is a keyring with the certificate.
func imported(t *testing.T, data []byte, keys ...*pgptest.Key) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	p, err := open(t, dir).Import(material(data, "jane.asc"), options(keys...))
	apply(t, p, err)
	return dir
}

// contents reads all files of a keyring but its lock.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == ".keyring.lock" {
			return err
		}
		data, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir+"/")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func codes(p *keyrings.Plan) []keyrings.ChangeCode {
	var all []keyrings.ChangeCode
	for _, k := range p.Keys {
		for _, c := range k.Changes {
			all = append(all, c.Code)
		}
	}
	for _, n := range p.Notes {
		all = append(all, n.Code)
	}
	return all
}

func wantCodes(t *testing.T, p *keyrings.Plan, want ...keyrings.ChangeCode) {
	t.Helper()
	if got := codes(p); !slices.Equal(got, want) {
		t.Errorf("changes = %v, want %v", p.Keys, want)
	}
}

// Cleaning keeps what verification may need and drops the rest; the result does
// not depend on the order of packets, on framing or on armor.
func TestClean(t *testing.T) {
	c, dropped, err := keyrings.Clean(read(t, rich(jane).Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if want := (keyrings.Dropped{Certifications: 1, Attributes: 1, EncryptionSubkeys: 1}); dropped != want {
		t.Errorf("dropped %+v, want %+v", dropped, want)
	}
	d := c.Inspect()
	if len(d.Keys) != 2 || len(d.UserIDs) != 2 || len(d.Keys[1].Signatures) != 2 || d.Others != 0 {
		t.Errorf("kept %+v", d)
	}
	for _, u := range d.UserIDs {
		if len(u.Signatures) != 2 {
			t.Errorf("%s has %d signatures, want 2", u.ID, len(u.Signatures))
		}
	}
	again, _, err := keyrings.Clean(c)
	if err != nil || !bytes.Equal(again.Bytes(), c.Bytes()) {
		t.Errorf("cleaning again changes something, %v", err)
	}
}

// What the primary key may have signed is never dropped, understood or not.
func TestCleanKeeps(t *testing.T) {
	old := pgptest.SigOptions{Hash: pgptest.SHA1}
	for name, c := range map[string]*pgptest.Cert{
		"old self-signature":     pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{}, pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}),
		"SHA-1 self-signature":   pgptest.NewCert(jane).UserID("a", old, pgptest.SigOptions{}),
		"MD5 self-signature":     pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{Hash: pgptest.MD5}, pgptest.SigOptions{}),
		"critical subpacket":     pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.Unknown().AsCritical()}}, pgptest.SigOptions{}),
		"direct key signature":   pgptest.Good(jane).DirectKey(pgptest.SigOptions{}),
		"hard revocation":        pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}),
		"soft revocation":        pgptest.Good(jane).RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}),
		"subkey revocation":      pgptest.Good(jane).Subkey(sub, pgptest.Binding{}).RevokeSubkey(sub, pgptest.ReasonAbsent, pgptest.SigOptions{}),
		"bound twice":            pgptest.Good(jane).Subkey(sub, pgptest.Binding{}, pgptest.Binding{Sig: pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}}),
		"binding without back":   pgptest.Good(jane).Subkey(sub, pgptest.Binding{BackIn: pgptest.Absent}),
		"authentication subkey":  pgptest.Good(jane).Subkey(sub, pgptest.Binding{Sig: pgptest.SigOptions{Flags: pgptest.FlagAuthenticate}}),
		"subkey without flags":   pgptest.Good(jane).Subkey(sub, pgptest.Binding{Sig: pgptest.SigOptions{FlagsIn: pgptest.Absent}}),
		"version 6":              pgptest.NewCert(pgptest.Ed25519V6Key("v6", day0)).DirectKey(pgptest.SigOptions{}),
		"revoker's revocation":   pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(john)}}).AfterPrimary(revocationBy(john, jane)),
		"unknown signature type": pgptest.Good(jane).Here(jane.Sign([]byte("x"), pgptest.SigOptions{Type: pgptest.TypeUndefined})),
		"unknown part, signed":   pgptest.Good(jane).AtEnd(pgptest.Packet(pgptest.TagUnknownSkippable, []byte("new")), jane.Sign(nil, pgptest.SigOptions{Type: pgptest.TypeUndefined})),
		"signature of version 5": pgptest.Good(jane).Here(jane.Sign(nil, pgptest.SigOptions{Tamper: func(s *pgptest.Sig) { s.Version = 5 }})),
		"unknown hash":           pgptest.Good(jane).Here(jane.Sign(nil, pgptest.SigOptions{Type: pgptest.TypePositive, Tamper: func(s *pgptest.Sig) { s.Hash = 99 }})),
	} {
		before := read(t, c.Bytes())
		after, dropped, err := keyrings.Clean(before)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if dropped != (keyrings.Dropped{}) || len(after.Bytes()) != len(c.Bytes()) {
			t.Errorf("%s: dropped %+v, %d bytes became %d", name, dropped, len(c.Bytes()), len(after.Bytes()))
		}
	}
}

// revocationBy is a key revocation that another key made.
func revocationBy(by, of *pgptest.Key) []byte {
	body := of.PublicBody()
	message := slices.Concat([]byte{0x99, byte(len(body) >> 8), byte(len(body))}, body)
	return by.Sign(message, pgptest.SigOptions{Type: pgptest.TypeKeyRevocation})
}

// What anybody can attach is left out.
func TestCleanDrops(t *testing.T) {
	good := len(pgptest.Good(jane).Bytes())
	for name, c := range map[string]*pgptest.Cert{
		"unsigned user ID":      pgptest.Good(jane).UserID("b"),
		"unbound subkey":        pgptest.Good(jane).Subkey(sub),
		"forged binding":        pgptest.Good(jane).Subkey(sub, pgptest.Binding{Sig: pgptest.SigOptions{By: john}}),
		"forged revocation":     pgptest.Good(jane).RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{By: john}),
		"stranger's revocation": pgptest.Good(jane).AfterPrimary(revocationBy(john, jane)),
		"trust packet":          pgptest.Good(jane).Here(pgptest.Packet(pgptest.TagTrust, []byte{1})),
		"comment":               pgptest.Good(jane).Here(pgptest.Packet(pgptest.TagOldComment, []byte("hi"))),
		"unknown part":          pgptest.Good(jane).AtEnd(pgptest.Packet(pgptest.TagUnknown, []byte("x"))),
		"huge user ID":          pgptest.Good(jane).UserID(strings.Repeat("x", 5000), pgptest.SigOptions{}),
		"floods":                pgptest.Good(jane).FloodCertifications(john, 5000),
	} {
		after, _, err := keyrings.Clean(read(t, c.Bytes()))
		if err != nil || len(after.Bytes()) != good {
			t.Errorf("%s: %d bytes, want %d; %v", name, len(after.Bytes()), good, err)
		}
	}
}

// A signature in the wrong place, as old keyservers left them, comes home.
func TestCleanPutsSignaturesInPlace(t *testing.T) {
	a := pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{}).UserID("b", pgptest.SigOptions{})
	parts, err := read(t, a.Bytes()).Parts()
	if err != nil {
		t.Fatal(err)
	}
	p := func(i int) []byte { return pgptest.Packet(pgptest.TagSignature, parts[i].Signatures[0].Body) }
	swapped := pgptest.NewCert(jane).UserID("a").Here(p(2)).UserID("b").Here(p(1))
	x, _, err := keyrings.Clean(read(t, a.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	y, _, err := keyrings.Clean(read(t, swapped.Bytes()))
	if err != nil || !bytes.Equal(x.Bytes(), y.Bytes()) {
		t.Errorf("swapped signatures were lost, %v", err)
	}
}

// pieces are what copies of one certificate are made of.
func pieces() [][]byte {
	other := pgptest.Ed25519Key("keyrings other", day0)
	in := func(n int) pgptest.SigOptions { return pgptest.SigOptions{Created: day0.AddDate(n, 0, 0)} }
	var all [][]byte
	for n := range 3 {
		all = append(all,
			pgptest.NewCert(jane).UserID("a", in(n)).Bytes(),
			pgptest.NewCert(jane).UserID("b", in(n)).Certified(john, in(n)).Bytes(),
			pgptest.NewCert(jane).Subkey(sub, pgptest.Binding{Sig: in(n)}).Bytes(),
			pgptest.NewCert(jane).DirectKey(in(n)).Bytes())
	}
	return append(all,
		pgptest.NewCert(jane).RevokePrimary(pgptest.ReasonSuperseded, in(3)).Bytes(),
		pgptest.NewCert(jane).RevokePrimary(pgptest.ReasonCompromised, in(1)).Bytes(),
		pgptest.NewCert(jane).Subkey(sub).RevokeSubkey(sub, pgptest.ReasonRetired, in(2)).Bytes(),
		pgptest.NewCert(jane).Subkey(other, pgptest.Binding{}).Bytes(),
		pgptest.NewCert(jane).UserAttribute([]byte("x"), in(0)).Bytes())
}

func merge(t *testing.T, a, b *pgp.Certificate) *pgp.Certificate {
	t.Helper()
	m, err := keyrings.Merge(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Merging is idempotent, commutative, associative and append-only, for copies
// that have any subset of what there is, in any order.
func TestMergeIsAUnion(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := pieces()
	some := func() *pgp.Certificate {
		var data []byte
		for _, i := range r.Perm(len(all)) {
			if p := all[i]; r.IntN(2) == 0 {
				data = append(data, p...)
			}
		}
		return read(t, append(data, pgptest.NewCert(jane).Bytes()...))
	}
	for range 60 {
		a, b, c := some(), some(), some()
		ab := merge(t, a, b)
		for name, other := range map[string]*pgp.Certificate{
			"commutative": merge(t, b, a), "idempotent": merge(t, ab, b), "clean": merge(t, ab, ab),
		} {
			if !bytes.Equal(ab.Bytes(), other.Bytes()) {
				t.Fatalf("merging is not %s", name)
			}
		}
		if !bytes.Equal(merge(t, ab, c).Bytes(), merge(t, a, merge(t, b, c)).Bytes()) {
			t.Fatal("merging is not associative")
		}
		for _, old := range []*pgp.Certificate{a, b} {
			lost, err := keyrings.Lacks(old, ab)
			if err != nil || len(lost) > 0 {
				t.Fatalf("merging lost %v, %v", lost, err)
			}
		}
	}
}

func TestMergeRefusesOtherCertificates(t *testing.T) {
	if _, err := keyrings.Merge(read(t, pgptest.Good(jane).Bytes()), read(t, pgptest.Good(john).Bytes())); err == nil {
		t.Error("two people's certificates were merged")
	}
}

// Whatever bytes come, cleaning and merging hold what they promise.
func FuzzMerge(f *testing.F) {
	f.Add(rich(jane).Bytes(), pgptest.Good(jane).Bytes())
	for _, p := range pieces() {
		f.Add(rich(jane).Bytes(), p)
	}
	f.Fuzz(func(t *testing.T, x, y []byte) {
		a, _ := pgp.ReadCertificates(x, "a")
		b, _ := pgp.ReadCertificates(y, "b")
		if len(a) == 0 || len(b) == 0 || a[0].Fingerprint() != b[0].Fingerprint() {
			return
		}
		ab, err := keyrings.Merge(a[0], b[0])
		ba, err2 := keyrings.Merge(b[0], a[0])
		if (err == nil) != (err2 == nil) {
			t.Fatalf("the order decides: %v, %v", err, err2)
		}
		if err != nil {
			return
		}
		if !bytes.Equal(ab.Bytes(), ba.Bytes()) {
			t.Fatal("merging is not commutative")
		}
		again, err := keyrings.Merge(ab, b[0])
		if err != nil || !bytes.Equal(again.Bytes(), ab.Bytes()) {
			t.Fatalf("merging is not idempotent: %v", err)
		}
		if lost, err := keyrings.Lacks(a[0], ab); err != nil || len(lost) > 0 {
			t.Fatalf("lost %v, %v", lost, err)
		}
	})
}

// The same certificates give the same folder, whatever form they came in.
func TestImportIsCanonical(t *testing.T) {
	binary := rich(jane).Bytes()
	want := contents(t, imported(t, binary, jane))
	for name, data := range map[string][]byte{
		"armored":      []byte(rich(jane).Armor()),
		"text around":  []byte("hello\n" + rich(jane).Armor() + "bye\n"),
		"two copies":   []byte(rich(jane).Armor() + "\n" + pgptest.Good(jane).WithHead(jane.PublicPacket()).Armor() + rich(jane).Armor()),
		"old framing":  append(pgptest.OldPacket(pgptest.TagPublicKey, jane.PublicBody()), binary[len(jane.PublicPacket()):]...),
		"after a fork": slices.Concat(rich(jane).Bytes(), rich(jane).Bytes()),
	} {
		got := contents(t, imported(t, data, jane))
		name2 := jane.HexFingerprint() + ".asc"
		if name == "two copies" {
			continue // holds one user ID more
		}
		if got[name2] != want[name2] {
			t.Errorf("%s: the certificate's file differs", name)
		}
	}
}

func refused(t *testing.T, dir string, data []byte, o keyrings.ImportOptions) *keyrings.RefusedError {
	t.Helper()
	_, err := open(t, dir).Import(material(data, "x"), o)
	var r *keyrings.RefusedError
	if !errors.As(err, &r) || !errors.Is(err, keyrings.ErrRefused) {
		t.Fatalf("err = %v, want a refusal", err)
	}
	return r
}

// A first import takes what was named and nothing else, and nothing broken.
func TestImportRefuses(t *testing.T) {
	dir := t.TempDir()
	both := []byte(cert(jane) + cert(john))
	if r := refused(t, dir, both, options(jane)); len(r.Unnamed) != 1 || r.Unnamed[0].Fingerprint() != john.HexFingerprint() {
		t.Errorf("unnamed = %v", r.Unnamed)
	}
	if r := refused(t, dir, []byte(cert(jane)), options(jane, john)); !slices.Equal(r.Missing, []string{john.HexFingerprint()}) {
		t.Errorf("missing = %v", r.Missing)
	}
	if r := refused(t, dir, []byte(cert(jane)), options()); len(r.Unnamed) != 1 {
		t.Errorf("without a fingerprint: %v", r)
	}
	secret := pgptest.Good(jane).WithHead(jane.SecretPacket()).Bytes()
	if r := refused(t, dir, secret, options(jane)); len(r.Problems) != 1 || r.Problems[0].Reason != policy.ReasonSecretKey {
		t.Errorf("secret key: %v", r.Problems)
	}
	for cut := 1; cut < 100; cut += 7 {
		data := pgptest.Good(jane).Bytes()
		refused(t, dir, data[:len(data)-cut], options(jane))
	}
	if r := refused(t, dir, slices.Concat(pgptest.Good(jane).Bytes(), secret), options(jane)); len(r.Problems) != 1 {
		t.Errorf("secret key behind: %v", r.Problems)
	}
	if _, err := open(t, dir).Import(material([]byte(cert(jane)), "x"), keyrings.ImportOptions{Fingerprints: []string{jane.HexFingerprint()}, Now: today}); err == nil || !strings.Contains(err.Error(), "say why") {
		t.Errorf("without a reason: %v", err)
	}
	if len(contents(t, dir)) != 0 {
		t.Error("something was written")
	}
}

// Every kind of news is told, with its level.
func TestUpdateTells(t *testing.T) {
	base := func() *pgptest.Cert {
		return pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{KeyExpires: 20 * 365 * 24 * time.Hour})
	}
	later := day0.AddDate(1, 0, 0)
	for _, tt := range []struct {
		name  string
		copy  *pgptest.Cert
		want  []keyrings.ChangeCode
		alert bool
	}{
		{"nothing", base(), nil, false},
		{"hard revocation", base().RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{}), []keyrings.ChangeCode{keyrings.ChangeHardRevocation, keyrings.ChangeState}, true},
		{"soft revocation", base().RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}), []keyrings.ChangeCode{keyrings.ChangeSoftRevocation, keyrings.ChangeState}, true},
		{"signing subkey", base().Subkey(sub, pgptest.Binding{}), []keyrings.ChangeCode{keyrings.ChangeSelfSignatures, keyrings.ChangeNewSigningSubkey}, true},
		{"signing subkey without flags", base().Subkey(sub, pgptest.Binding{ForceBack: true, Sig: pgptest.SigOptions{FlagsIn: pgptest.Absent}}), []keyrings.ChangeCode{keyrings.ChangeSelfSignatures, keyrings.ChangeNewSigningSubkey}, true},
		{"adopted subkey", base().Subkey(sub, pgptest.Binding{Back: pgptest.SigOptions{By: john}}), []keyrings.ChangeCode{keyrings.ChangeNewSubkey, keyrings.ChangeSelfSignatures}, false},
		{"user ID", base().UserID("b", pgptest.SigOptions{KeyExpires: 20 * 365 * 24 * time.Hour}), []keyrings.ChangeCode{keyrings.ChangeNewUserID, keyrings.ChangeSelfSignatures}, false},
		{"extension", pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{KeyExpires: 20 * 365 * 24 * time.Hour}, pgptest.SigOptions{Created: later, KeyExpires: 30 * 365 * 24 * time.Hour}),
			[]keyrings.ChangeCode{keyrings.ChangeSelfSignatures, keyrings.ChangeExpiryExtended}, false},
		{"shorter life", pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{KeyExpires: 20 * 365 * 24 * time.Hour}, pgptest.SigOptions{Created: later, KeyExpires: 365 * 24 * time.Hour}),
			[]keyrings.ChangeCode{keyrings.ChangeSelfSignatures, keyrings.ChangeExpiryShortened}, false},
		{"revoker", base().DirectKey(pgptest.SigOptions{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(john)}}),
			[]keyrings.ChangeCode{keyrings.ChangeSelfSignatures, keyrings.ChangeNewRevoker}, true},
		{"replaced self-signature", pgptest.NewCert(jane).UserID("a", pgptest.SigOptions{Created: later, KeyExpires: 20 * 365 * 24 * time.Hour}),
			[]keyrings.ChangeCode{keyrings.ChangeSelfSignatures, keyrings.ChangeLacksSelfSignatures}, false},
	} {
		dir := imported(t, base().Bytes(), jane)
		p, err := open(t, dir).Update(material(tt.copy.Bytes(), "new"), nil, today)
		apply(t, p, err)
		if got := codes(p); !slices.Equal(got, tt.want) || p.Alerts() != tt.alert {
			t.Errorf("%s: %v, alerts %v; want %v, %v", tt.name, got, p.Alerts(), tt.want, tt.alert)
		}
	}
}

// A copy without a revocation that the keyring has changes nothing, and is told.
func TestRollback(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).Bytes(), jane)
	before := contents(t, dir)
	r, _ := open(t, dir).Record(jane.HexFingerprint())
	if r.State != keyrings.StateRevoked {
		t.Fatalf("state %s", r.State)
	}
	p, err := open(t, dir).Update(material(pgptest.Good(jane).Bytes(), "https://keys.example.org"), nil, today.AddDate(0, 1, 0))
	apply(t, p, err)
	wantCodes(t, p, keyrings.ChangeLacksRevocation)
	if name := jane.HexFingerprint() + ".asc"; contents(t, dir)[name] != before[name] {
		t.Error("the certificate changed")
	}
	if again, _ := open(t, dir).Record(jane.HexFingerprint()); !again.Refreshed.Equal(r.Refreshed) {
		t.Error("a copy that was rolled back counts as a refresh")
	}
}

// A revocation certificate as gpg --gen-revoke makes it reaches its certificate.
func TestUpdateByRevocationAlone(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	body := jane.PublicBody()
	message := slices.Concat([]byte{0x99, byte(len(body) >> 8), byte(len(body))}, body)
	alone := jane.Sign(message, pgptest.SigOptions{Type: pgptest.TypeKeyRevocation})
	p, err := open(t, dir).Update(material([]byte(pgptest.Armor("PGP PUBLIC KEY BLOCK", alone)), "rev.asc"), nil, today)
	apply(t, p, err)
	if !slices.Contains(codes(p), keyrings.ChangeHardRevocation) {
		t.Errorf("changes %v", p.Keys)
	}
}

// Strangers in the material stay out, and are told.
func TestUpdateIgnoresStrangers(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, dir).Update(material(slices.Concat(pgptest.Good(john).Bytes(), pgptest.Good(jane).Bytes()), "x"), nil, today)
	apply(t, p, err)
	wantCodes(t, p, keyrings.ChangeIgnoredCertificate)
	if len(contents(t, dir)) != 2 {
		t.Errorf("files %v", contents(t, dir))
	}
	p, err = open(t, dir).Update(material(rich(jane).Bytes(), "x"), []string{john.HexFingerprint()}, today)
	apply(t, p, err)
	wantCodes(t, p, keyrings.ChangeIgnoredCertificate)
}

// A flood of forgeries leaves the keyring as it is.
func TestUpdateRefusesFloods(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, dir).Update(material(pgptest.Good(jane).FloodForgedSelf(3000).Bytes(), "x"), nil, today)
	if err != nil || !p.Empty() {
		t.Errorf("plan %+v, err = %v", p, err)
	}
	wantIncomplete(t, p, keyrings.ChangeUnusableCopy)
}

// Another primary key under a record's fingerprint is refused, whatever SHA-1
// says.
func TestOtherPrimary(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	file := filepath.Join(dir, keyrings.RecordFile)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	i := strings.Index(text, `primary = "sha256:`) + len(`primary = "sha256:`)
	text = text[:i] + strings.Repeat("0", 64) + text[i+64:]
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	k := open(t, dir)
	p, err := k.Update(material(pgptest.Good(jane).Bytes(), "x"), nil, today)
	if err != nil || !p.Empty() {
		t.Errorf("update: %+v, %v", p, err)
	}
	wantIncomplete(t, p, keyrings.ChangeUnusableCopy)
	if _, err := k.Import(material(pgptest.Good(jane).Bytes(), "x"), options(jane)); !errors.Is(err, keyrings.ErrOtherPrimary) {
		t.Errorf("import: %v", err)
	}
	if _, err := k.Export(keyrings.ExportOptions{Layout: keyrings.LayoutKeyring}); !errors.Is(err, keyrings.ErrOtherPrimary) {
		t.Errorf("export: %v", err)
	}
	wantFinding(t, k.Lint(keyrings.LintOptions{Now: today}), keyrings.CodeRecordDisagrees)
}

func wantFinding(t *testing.T, all []keyrings.Finding, want keyrings.Code) {
	t.Helper()
	if !slices.ContainsFunc(all, func(f keyrings.Finding) bool { return f.Code == want }) {
		t.Errorf("findings %v lack %s", all, want)
	}
}

// A file that holds a second certificate is not rewritten, which would delete it. What
// comes for others is.
func TestExtraCertificateStays(t *testing.T) {
	fpr := jane.HexFingerprint()
	other := pgptest.Ed25519Key("keyrings other", day0)
	dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
	both := cert(jane) + cert(other)
	if err := os.WriteFile(filepath.Join(dir, fpr+".asc"), []byte(both), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := open(t, dir).Update(material(slices.Concat(revokedCopy(jane).Bytes(), revokedCopy(john).Bytes()), "x"), nil, today)
	apply(t, p, err)
	wantIncomplete(t, p, keyrings.ChangeHoldsMore)
	if text := fmt.Sprint(p.Keys); !strings.Contains(text, filepath.Join(dir, fpr+".asc")) || !strings.Contains(text, other.HexFingerprint()) {
		t.Errorf("changes %v", p.Keys)
	}
	if contents(t, dir)[fpr+".asc"] != both {
		t.Error("the file was rewritten")
	}
	if r, _ := open(t, dir).Record(john.HexFingerprint()); r.State != keyrings.StateRevoked {
		t.Errorf("John is %s", r.State)
	}
	for _, with := range []string{"with", "without"} { // a record
		if _, err := open(t, dir).Import(material(pgptest.Good(jane).Bytes(), "x"), options(jane)); !errors.Is(err, keyrings.ErrHoldsMore) {
			t.Errorf("import %s a record: %v", with, err)
		}
		if err := os.RemoveAll(filepath.Join(dir, keyrings.RecordFile)); err != nil {
			t.Fatal(err)
		}
	}
}

// Retiring keeps file and revocations, and exports leave the certificate out.
func TestRetire(t *testing.T) {
	dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
	before := contents(t, dir)
	p, err := open(t, dir).Retire(jane.HexFingerprint(), "left", today)
	apply(t, p, err)
	k := open(t, dir)
	if r, _ := k.Record(jane.HexFingerprint()); r.State != keyrings.StateRetired || r.Because != "left" {
		t.Errorf("record %+v", r)
	}
	if name := jane.HexFingerprint() + ".asc"; contents(t, dir)[name] != before[name] {
		t.Error("the file changed")
	}
	files, err := k.Export(keyrings.ExportOptions{Layout: keyrings.LayoutKeysPGP})
	if err != nil || len(files) != 1 || files[0].Name != john.HexFingerprint()+".asc" {
		t.Errorf("export %v, %v", files, err)
	}
	if _, err := k.Retire(nobody, "x", today); err == nil {
		t.Error("retired what is not there")
	}
	if _, err := k.Retire(john.HexFingerprint(), " ", today); err == nil {
		t.Error("retired without a reason")
	}
}

// Import, export, import gives the same bytes, in every layout.
func TestRoundTrips(t *testing.T) {
	dir := imported(t, slices.Concat(rich(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
	want := contents(t, dir)
	for _, layout := range keyrings.Layouts() {
		o := keyrings.ExportOptions{Layout: layout, VOA: keyrings.VOA{OS: "arch", Purpose: "source", Context: "default"}}
		files, err := open(t, dir).Export(o)
		if err != nil {
			t.Fatal(err)
		}
		place := filepath.Join(t.TempDir(), "out.asc")
		if err := keyrings.WriteFiles(place, files); err != nil {
			t.Fatal(err)
		}
		m, err := keyrings.ReadMaterial(place, today)
		if err != nil {
			t.Fatal(err)
		}
		again := filepath.Join(t.TempDir(), "again")
		p, err := open(t, again).Import(m, options(jane, john))
		apply(t, p, err)
		for _, k := range []*pgptest.Key{jane, john} {
			if name := k.HexFingerprint() + ".asc"; contents(t, again)[name] != want[name] {
				t.Errorf("%s: %s is not the same again", layout, name)
			}
		}
		twice, err := open(t, again).Export(o)
		if err != nil || fmt.Sprint(twice) != fmt.Sprint(files) {
			t.Errorf("%s: exporting again gives other bytes, %v", layout, err)
		}
	}
}

func TestVOANames(t *testing.T) {
	dir := tree(t, map[string]string{"arch/source/default/openpgp/" + strings.ToLower(john.HexFingerprint()) + ".openpgp": cert(jane)})
	if _, err := keyrings.ReadMaterial(dir, today); !errors.Is(err, keyrings.ErrMisnamed) {
		t.Errorf("err = %v", err)
	}
	for _, v := range []keyrings.VOA{{"..", "a", "b"}, {"a", "../x", "b"}, {"a", "b", ""}, {"A", "b", "c"}} {
		_, err := open(t, imported(t, []byte(cert(jane)), jane)).Export(keyrings.ExportOptions{Layout: keyrings.LayoutVOA, VOA: v})
		if err == nil {
			t.Errorf("%+v was accepted", v)
		}
	}
}

func TestSelect(t *testing.T) {
	k := open(t, imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john))
	fpr := jane.HexFingerprint()
	for _, text := range []string{fpr, strings.ToLower(fpr), "0x" + fpr, fpr[:8], fpr[24:], fpr[:4] + " " + fpr[4:]} {
		if got, err := k.Select(text); err != nil || got != fpr {
			t.Errorf("Select(%q) = %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", fpr[:7], nobody, "jane"} {
		if got, err := k.Select(text); err == nil {
			t.Errorf("Select(%q) = %s", text, got)
		}
	}
}
