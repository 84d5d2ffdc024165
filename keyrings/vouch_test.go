package keyrings_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// toHeir goes from Jane's certificate in a keyring to her new one.
func toHeir(t *testing.T, dir string, o keyrings.RotateOptions, fresh *pgptest.Cert) error {
	t.Helper()
	o.Old, o.New, o.Now, o.Material = jane.HexFingerprint(), heir.HexFingerprint(), today, material(fresh.Bytes(), "new.asc")
	_, err := open(t, dir).Rotate(t.Context(), o)
	return err
}

func move() *keyrings.SignedFile {
	text := []byte("my new key is " + heir.HexFingerprint() + "\n")
	return &keyrings.SignedFile{Data: text, Signature: jane.Sign(text, moved)}
}

// A certificate that its record speaks against vouches for nothing.
func TestRecordsSpeakAgainstRotation(t *testing.T) {
	for _, reason := range []pgptest.Reason{pgptest.ReasonCompromised, pgptest.ReasonSuperseded} {
		dir := strippedOf(t, reason)
		for name, err := range map[string]error{
			"statement":     toHeir(t, dir, keyrings.RotateOptions{Statement: move()}, heirCert()),
			"certification": toHeir(t, dir, keyrings.RotateOptions{}, heirCert().Certified(jane, moved)),
			"signed key":    toHeir(t, dir, keyrings.RotateOptions{KeySignature: jane.Sign(heirCert().Bytes(), moved)}, heirCert()),
			"reason":        toHeir(t, dir, keyrings.RotateOptions{Reason: "trust me"}, heirCert()),
		} {
			if !errors.Is(err, keyrings.ErrDisagrees) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// It succeeds nobody either: the keyring may know the new certificate's revocation.
func TestRecordsSpeakAgainstSuccessor(t *testing.T) {
	gone := heirCert().RevokePrimary(pgptest.ReasonCompromised, moved)
	for _, lost := range []bool{false, true} {
		dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), gone.Bytes()), jane, heir)
		file := filepath.Join(dir, heir.HexFingerprint()+".asc")
		err := os.WriteFile(file, []byte(heirCert().Armor()), 0o600)
		if lost {
			err = os.Remove(file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := toHeir(t, dir, keyrings.RotateOptions{Statement: move()}, heirCert()); !errors.Is(err, keyrings.ErrDisagrees) {
			t.Errorf("lost %v: %v", lost, err)
		}
		if err := toHeir(t, dir, keyrings.RotateOptions{Statement: move()}, gone); err != nil {
			t.Errorf("lost %v: with its revocation: %v", lost, err)
		}
	}
}

// What was lost comes back as the record knows it, or not at all.
func TestRecordsSpeakAgainstImport(t *testing.T) {
	dir := stripped(t)
	if err := os.Remove(filepath.Join(dir, jane.HexFingerprint()+".asc")); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Import(material(pgptest.Good(jane).Bytes(), "x"), options(jane)); !errors.Is(err, keyrings.ErrDisagrees) {
		t.Errorf("err = %v", err)
	}
	revoked := pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{})
	p, err := open(t, dir).Import(material(revoked.Bytes(), "x"), options(jane))
	apply(t, p, err)
	if found := open(t, dir).Lint(keyrings.LintOptions{Now: today}); len(found) != 0 {
		t.Errorf("findings %v", found)
	}
}

// A copy that lacks what the record knows is no refresh of a file that lacks it too.
func TestUpdateOfStripped(t *testing.T) {
	dir := stripped(t)
	before := contents(t, dir)[keyrings.RecordFile]
	p, err := open(t, dir).Update(material(pgptest.Good(jane).Bytes(), "https://keys.example.org"), nil, today.AddDate(0, 1, 0))
	apply(t, p, err)
	wantCodes(t, p, keyrings.ChangeLacksRevocation)
	if after := contents(t, dir)[keyrings.RecordFile]; after != before {
		t.Errorf("the record became\n%s", after)
	}
}

// A revocation of the old key that comes with the new one counts.
func TestRotationKnowsNewsOfOld(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	o := keyrings.RotateOptions{Old: jane.HexFingerprint(), New: heir.HexFingerprint(), Now: today}
	for _, tt := range []struct {
		old  *pgptest.Cert
		want error
	}{
		{pgptest.Good(jane), nil},
		{pgptest.Good(jane).RevokePrimary(pgptest.ReasonCompromised, moved), keyrings.ErrNoContinuity},
	} {
		o.Material = material(slices.Concat(heirCert().Certified(jane, moved).Bytes(), tt.old.Bytes()), "new.asc")
		if _, err := open(t, dir).Rotate(t.Context(), o); !errors.Is(err, tt.want) {
			t.Errorf("err = %v, want %v", err, tt.want)
		}
	}
}
