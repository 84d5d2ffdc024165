package keyrings_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

var (
	heir  = pgptest.Ed25519Key("keyrings heir", day0.AddDate(5, 0, 0))
	moved = pgptest.SigOptions{Created: day0.AddDate(5, 1, 0)}
)

func heirCert() *pgptest.Cert { return pgptest.NewCert(heir).UserID("Jane", pgptest.SigOptions{}) }

// rotate tries to go from the old certificate to the new one.
func rotate(t *testing.T, old, fresh *pgptest.Cert, o keyrings.RotateOptions) (*keyrings.Plan, error) {
	t.Helper()
	dir := imported(t, old.Bytes(), jane)
	o.Old, o.New, o.Now = jane.HexFingerprint(), heir.HexFingerprint(), today
	o.Material = material(fresh.Bytes(), "new.asc")
	return open(t, dir).Rotate(t.Context(), o)
}

// A certification by the old key is evidence, unless something is wrong with it.
func TestCertificationAsEvidence(t *testing.T) {
	plain := func() *pgptest.Cert { return pgptest.NewCert(jane).UserID("Jane", pgptest.SigOptions{}) }
	weak := moved
	weak.Hash = pgptest.SHA1
	critical := moved
	critical.Hashed = []pgptest.Subpacket{pgptest.Unknown().AsCritical()}
	ended := moved
	ended.Expires = time.Hour
	taken := pgptest.SigOptions{Created: moved.Created.AddDate(0, 1, 0), Type: pgptest.TypeUserIDRevoked}
	early := pgptest.SigOptions{Created: moved.Created.AddDate(0, -1, 0), Type: pgptest.TypeUserIDRevoked}
	for _, tt := range []struct {
		name string
		old  *pgptest.Cert
		new  *pgptest.Cert
		want bool
	}{
		{"good", plain(), heirCert().Certified(jane, moved), true},
		{"revoked before", plain(), heirCert().Certified(jane, early).Certified(jane, moved), true},
		{"old key retired after", plain().RevokePrimary(pgptest.ReasonSuperseded, pgptest.SigOptions{Created: moved.Created.AddDate(0, 1, 0)}), heirCert().Certified(jane, moved), true},
		{"none", plain(), heirCert(), false},
		{"by somebody else", plain(), heirCert().Certified(john, moved), false},
		{"forged", plain(), heirCert().Certified(jane, pgptest.SigOptions{By: john, Created: moved.Created}), false},
		{"over SHA-1", plain(), heirCert().Certified(jane, weak), false},
		{"critical subpacket", plain(), heirCert().Certified(jane, critical), false},
		{"expired", plain(), heirCert().Certified(jane, ended), false},
		{"from the future", plain(), heirCert().Certified(jane, pgptest.SigOptions{Created: today.AddDate(1, 0, 0)}), false},
		{"older than the new key", plain(), heirCert().Certified(jane, pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}), false},
		{"taken back", plain(), heirCert().Certified(jane, moved).Certified(jane, taken), false},
		{"taken back, misplaced", plain(), heirCert().Certified(jane, moved).UserID("b", pgptest.SigOptions{}).Here(certified(t, taken)), false},
		{"taken back, before all", plain(), heirCert().Certified(jane, moved).AfterPrimary(certified(t, taken)), false},
		{"too many to try", plain(), certifiedOften(limits.Candidates + 1), false},
		{"not too many", plain(), certifiedOften(limits.Candidates), true},
		{"old key compromised", plain().RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{Created: today.AddDate(0, -1, 0)}), heirCert().Certified(jane, moved), false},
		{"old key retired before", plain().RevokePrimary(pgptest.ReasonSuperseded, pgptest.SigOptions{Created: day0.AddDate(4, 0, 0)}), heirCert().Certified(jane, moved), false},
		{"old key expired", pgptest.NewCert(jane).UserID("Jane", pgptest.SigOptions{KeyExpires: 365 * 24 * time.Hour}), heirCert().Certified(jane, moved), false},
		{"old key may not certify", pgptest.NewCert(jane).UserID("Jane", pgptest.SigOptions{Flags: pgptest.FlagSign}), heirCert().Certified(jane, moved), false},
		{"of another user ID", plain(), pgptest.NewCert(heir).UserID("Jane", pgptest.SigOptions{}).UserID("b", pgptest.SigOptions{}).Here(otherCertification(t)), false},
	} {
		plan, err := rotate(t, tt.old, tt.new, keyrings.RotateOptions{})
		switch {
		case tt.want && err != nil, !tt.want && !errors.Is(err, keyrings.ErrNoContinuity):
			t.Errorf("%s: err = %v", tt.name, err)
		case tt.want && !slices.ContainsFunc(codes(plan), func(c keyrings.ChangeCode) bool {
			return c == keyrings.ChangeContinuity || c == keyrings.ChangeContinuityWeak
		}):
			t.Errorf("%s: %v", tt.name, codes(plan))
		}
	}
}

// certifiedOften has so many certifications that must be checked.
func certifiedOften(n int) *pgptest.Cert {
	c := heirCert()
	for i := range n {
		c.Certified(jane, pgptest.SigOptions{Created: moved.Created.Add(time.Duration(i) * time.Second)})
	}
	return c
}

// otherCertification is a certification of the first user ID, to be put elsewhere.
func otherCertification(t *testing.T) []byte { return certified(t, moved) }

// certified is jane's signature on the first user ID.
func certified(t *testing.T, o pgptest.SigOptions) []byte {
	t.Helper()
	c := read(t, heirCert().Certified(jane, o).Bytes())
	parts, err := c.Parts()
	if err != nil {
		t.Fatal(err)
	}
	sigs := parts[1].Signatures
	return pgptest.Packet(pgptest.TagSignature, sigs[len(sigs)-1].Body)
}

// A signed statement is evidence, unless something is wrong with it.
func TestStatementAsEvidence(t *testing.T) {
	text := []byte("my new key is " + heir.HexFingerprint() + "\n")
	sign := func(o pgptest.SigOptions) []byte { return jane.Sign(text, o) }
	o := func(edit func(*pgptest.SigOptions)) pgptest.SigOptions { x := moved; edit(&x); return x }
	plain := pgptest.NewCert(jane).UserID("Jane", pgptest.SigOptions{})
	for _, tt := range []struct {
		name string
		old  *pgptest.Cert
		file keyrings.SignedFile
		want bool
	}{
		{"good", plain, keyrings.SignedFile{text, sign(moved)}, true},
		{"as text", plain, keyrings.SignedFile{text, sign(o(func(x *pgptest.SigOptions) { x.Type = pgptest.TypeText }))}, true},
		{"and another's", plain, keyrings.SignedFile{text, slices.Concat(john.Sign(text, moved), sign(moved))}, true},
		{"and a forged one", plain, keyrings.SignedFile{text, slices.Concat(sign(moved), sign(o(func(x *pgptest.SigOptions) { x.By = john })))}, false},
		{"forged", plain, keyrings.SignedFile{text, sign(o(func(x *pgptest.SigOptions) { x.By = john }))}, false},
		{"by another", plain, keyrings.SignedFile{text, john.Sign(text, moved)}, false},
		{"by the new key", plain, keyrings.SignedFile{text, heir.Sign(text, moved)}, false},
		{"changed", plain, keyrings.SignedFile{append([]byte("not "), text...), sign(moved)}, false},
		{"names nobody", plain, keyrings.SignedFile{[]byte("x"), jane.Sign([]byte("x"), moved)}, false},
		{"over SHA-1", plain, keyrings.SignedFile{text, sign(o(func(x *pgptest.SigOptions) { x.Hash = pgptest.SHA1 }))}, false},
		{"from the future", plain, keyrings.SignedFile{text, sign(pgptest.SigOptions{Created: today.AddDate(1, 0, 0)})}, false},
		{"empty", plain, keyrings.SignedFile{text, nil}, false},
		{"after the end", pgptest.NewCert(jane).UserID("Jane", pgptest.SigOptions{KeyExpires: time.Hour}), keyrings.SignedFile{text, sign(moved)}, false},
		{"compromised", pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{Created: today}), keyrings.SignedFile{text, sign(moved)}, false},
	} {
		_, err := rotate(t, tt.old, heirCert(), keyrings.RotateOptions{Statement: &tt.file, Reason: "trust me"})
		if tt.want != (err == nil) || !tt.want && !errors.Is(err, keyrings.ErrEvidence) {
			t.Errorf("%s: err = %v", tt.name, err)
		}
	}
}

// A weak old key may hand over, but not silently.
func TestWeakContinuity(t *testing.T) {
	rsa := pgptest.RSAKey(1024, day0)
	dir := imported(t, pgptest.Good(rsa).Bytes(), rsa)
	text := []byte(heir.HexFingerprint())
	plan, err := open(t, dir).Rotate(t.Context(), keyrings.RotateOptions{
		Old: rsa.HexFingerprint(), New: heir.HexFingerprint(), Material: material(heirCert().Bytes(), "x"), Now: today,
		Statement: &keyrings.SignedFile{Data: text, Signature: rsa.Sign(text, moved)},
	})
	if err != nil || !slices.Contains(codes(plan), keyrings.ChangeContinuityWeak) || !plan.Alerts() {
		t.Errorf("%v, %v", plan, err)
	}
}

func TestRotateWritesBothRecords(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	p, err := open(t, dir).Rotate(t.Context(), keyrings.RotateOptions{
		Old: jane.HexFingerprint(), New: heir.HexFingerprint(), Material: material(heirCert().Bytes(), "x"), Now: today, Reason: "met her",
	})
	apply(t, p, err)
	k := open(t, dir)
	old, _ := k.Record(jane.HexFingerprint())
	fresh, _ := k.Record(heir.HexFingerprint())
	if old.State != keyrings.StateRetired || old.ReplacedBy != heir.HexFingerprint() || fresh.State != keyrings.StateActive ||
		fresh.Who != old.Who || !slices.Equal(fresh.Packages, old.Packages) || len(fresh.Continuity) != 1 || fresh.Continuity[0].Kind != keyrings.EvidenceReason {
		t.Errorf("old %+v, new %+v", old, fresh)
	}
}

const policyText = `schema = "upsig/policy/v1"
package = "app/hello"
require = "pgp" # the only way

[[artifact]]
name = "hello-{version}.tar.gz"
[[pgp.signer]] # Jane
name = "Jane"
  fingerprints = ["OLD"]
held-by = "author"
# KEYS

# about John
[[pgp.signer]]
name = "John"
fingerprints = ["0123456789ABCDEF0123456789ABCDEF01234567"]
held-by = "author"`

// A policy gets bounds for the old key and a signer for the new one; every other
// line stays.
func TestRotatePolicy(t *testing.T) {
	old, fresh := jane.HexFingerprint(), heir.HexFingerprint()
	text := strings.Replace(policyText, "OLD", old, 1)
	for _, eol := range []string{"\n", "\r\n"} {
		in := strings.ReplaceAll(text, "\n", eol)
		out, err := keyrings.RotatePolicy([]byte(in), "p.toml", keyrings.PolicyRotation{Old: old, New: fresh, SignedBefore: today})
		if err != nil {
			t.Fatal(err)
		}
		rest := string(out)
		for _, line := range strings.SplitAfter(in, eol) {
			i := strings.Index(rest, line)
			if i < 0 {
				t.Fatalf("%q is gone or moved", line)
			}
			rest = rest[i+len(line):]
		}
		p, err := policy.Load(out, "p.toml")
		if err != nil || len(p.OpenPGPSigners) != 3 || p.OpenPGPSigners[1].Fingerprints[0] != fresh {
			t.Fatalf("%v:\n%s", err, out)
		}
		if !p.OpenPGPSigners[0].SignedBefore.Equal(today.Truncate(24*time.Hour)) || !p.OpenPGPSigners[1].SignedBefore.IsZero() {
			t.Errorf("bounds: %+v", p.OpenPGPSigners)
		}
		again, err := keyrings.RotatePolicy(out, "p.toml", keyrings.PolicyRotation{Old: old, New: fresh, SignedBefore: today})
		if err != nil || string(again) != string(out) {
			t.Errorf("the edit is not idempotent: %v", err)
		}
	}
}

// What the edit cannot do safely is left to people.
func TestRotatePolicyRefuses(t *testing.T) {
	old, fresh := jane.HexFingerprint(), heir.HexFingerprint()
	text := strings.Replace(policyText, "OLD", old, 1)
	byDate := keyrings.PolicyRotation{Old: old, New: fresh, SignedBefore: today}
	byVersion := keyrings.PolicyRotation{Old: old, New: fresh, OldVersions: []string{"1.*"}}
	for name, tt := range map[string]struct {
		text string
		o    keyrings.PolicyRotation
	}{
		"several certificates": {strings.Replace(text, `["`+old, `["ABCDEF0123456789ABCDEF0123456789ABCDEF01", "`+old, 1), byDate},
		"threshold":            {strings.Replace(text, "[[pgp.signer]] # Jane", "[pgp]\nthreshold = 2\n[[pgp.signer]] # Jane", 1), byDate},
		"dated":                {strings.Replace(text, `held-by = "author"`, "held-by = \"author\"\nsigned-before = 2020-01-01", 1), byDate},
		"versioned":            {strings.Replace(text, `held-by = "author"`, "held-by = \"author\"\nversions = [\"0.*\"]", 1), byVersion},
		"no bound":             {text, keyrings.PolicyRotation{Old: old, New: fresh}},
		"bad glob":             {text, keyrings.PolicyRotation{Old: old, New: fresh, OldVersions: []string{"*"}}},
		"no policy":            {"x = 1", byDate},
	} {
		if out, err := keyrings.RotatePolicy([]byte(tt.text), "p.toml", tt.o); err == nil {
			t.Errorf("%s: edited:\n%s", name, out)
		}
	}
	out, err := keyrings.RotatePolicy([]byte(policyText), "p.toml", byDate)
	if err == nil || out != nil {
		t.Error("a malformed policy was edited")
	}
}
