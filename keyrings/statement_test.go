package keyrings_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// grouped writes a fingerprint as people do: in groups of four, over two lines.
func grouped(fpr string) string {
	var out strings.Builder
	for i := 0; i < len(fpr); i += 4 {
		out.WriteString(fpr[i:i+4] + " ")
		if i == len(fpr)/2 {
			out.WriteString("\n   ")
		}
	}
	return out.String()
}

// A clearsigned statement is evidence when the old key signed a text that names
// the new fingerprint in full, and nothing else in the file is believed.
func TestCleartextStatement(t *testing.T) {
	fpr := heir.HexFingerprint()
	text := "I move to a new key:\n\n   " + grouped(fpr) + "\n- Jane\n"
	sign := func(text string) *pgptest.Cleartext { return jane.ClearSign(text, moved) }
	edited := func(edit func(*pgptest.Cleartext)) string {
		m := sign(text)
		edit(m)
		return m.String()
	}
	silent := func(edit func(*pgptest.Cleartext)) string {
		m := sign("I move to a new key\n")
		edit(m)
		return m.String()
	}
	both := func(second *pgptest.Sig) string {
		return edited(func(m *pgptest.Cleartext) {
			m.Signature = pgptest.NewArmor("PGP SIGNATURE", slices.Concat(jane.ClearSignature(text, moved).Packet(), second.Packet()))
		})
	}
	sha1 := moved
	sha1.Hash = pgptest.SHA1
	for _, tt := range []struct {
		name, message string
		want          bool
	}{
		{"good", sign(text).String(), true},
		{"in one piece", sign("0x" + strings.ToLower(fpr) + "\n").String(), true},
		{"by both keys", both(heir.ClearSignature(text, moved)), true},
		{"and a forged one", both(jane.ClearSignature("another", moved)), false},
		{"changed", edited(func(m *pgptest.Cleartext) { m.Body += "!" }), false},
		{"by the new key alone", heir.ClearSign(text, moved).String(), false},
		{"by somebody else", john.ClearSign(text, moved).String(), false},
		{"over SHA-1", jane.ClearSign(text, sha1).String(), false},
		{"from the future", jane.ClearSign(text, pgptest.SigOptions{Created: today.AddDate(1, 0, 0)}).String(), false},
		{"text before", edited(func(m *pgptest.Cleartext) { m.Before = "hello\n" }), false},
		{"text after", edited(func(m *pgptest.Cleartext) { m.After = "hello\n" }), false},
		{"two messages", sign(text).String() + sign(text).String(), false},
		{"without signature", strings.SplitAfter(sign(text).String(), "Jane\n")[0], false},
		{"named in the header", silent(func(m *pgptest.Cleartext) { m.Headers = append(m.Headers, "Comment: "+fpr) }), false},
		{"named before", silent(func(m *pgptest.Cleartext) { m.Before = fpr + "\n" }), false},
		{"named behind", silent(func(m *pgptest.Cleartext) { m.After = fpr + "\n" }), false},
		{"named in the armor", silent(func(m *pgptest.Cleartext) { m.Signature.Headers = []string{"Comment: " + fpr} }), false},
		{"a key ID", sign(fpr[24:] + "\n").String(), false},
		{"a piece of a longer number", sign("0" + fpr + "\n").String(), false},
		{"the head of a longer number", sign(fpr + "ab12\n").String(), false},
		{"an inline message", jane.Inline([]byte(text), moved).Armor(), false},
		{"empty", "", false},
	} {
		_, err := rotate(t, pgptest.Good(jane), heirCert(), keyrings.RotateOptions{
			Statement: &keyrings.SignedFile{Data: []byte(tt.message)}, Reason: "trust me",
		})
		if tt.want != (err == nil) || !tt.want && !errors.Is(err, keyrings.ErrEvidence) {
			t.Errorf("%s: err = %v", tt.name, err)
		}
	}
}

// Two old keys may hand over to one, each with a statement: both stay.
func TestEvidenceStays(t *testing.T) {
	dir := imported(t, slices.Concat(pgptest.Good(jane).Bytes(), pgptest.Good(john).Bytes()), jane, john)
	o := keyrings.RotateOptions{New: heir.HexFingerprint(), Material: material(heirCert().Bytes(), "x"), Now: today}
	for range 2 {
		for _, old := range []*pgptest.Key{jane, john} {
			o.Old = old.HexFingerprint()
			o.Statement = &keyrings.SignedFile{Data: []byte(old.ClearSign(o.New+"\n", moved).String())}
			p, err := open(t, dir).Rotate(t.Context(), o)
			apply(t, p, err)
		}
	}
	k := open(t, dir)
	if r, _ := k.Record(o.New); len(r.Continuity) != 2 {
		t.Errorf("continuity %+v, want two entries", r.Continuity)
	}
	if found := k.Lint(keyrings.LintOptions{Now: today}); len(found) != 0 {
		t.Errorf("findings %v", found)
	}
}

// What a killed writer left beside the evidence is swept by the next one.
func TestSweepsEvidence(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	folder := filepath.Join(dir, "continuity", heir.HexFingerprint())
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	left, mine := filepath.Join(folder, ".statement123"), filepath.Join(folder, ".notes")
	for _, f := range []string{left, mine} {
		if err := os.WriteFile(f, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := open(t, dir).Rotate(t.Context(), keyrings.RotateOptions{
		Old: jane.HexFingerprint(), New: heir.HexFingerprint(), Material: material(heirCert().Bytes(), "x"), Now: today,
		Statement: &keyrings.SignedFile{Data: []byte(jane.ClearSign(heir.HexFingerprint(), moved).String())},
	})
	apply(t, p, err)
	if _, err := os.Stat(left); err == nil {
		t.Error("the temporary file is still there")
	}
	if _, err := os.Stat(mine); err != nil {
		t.Errorf("a file of somebody else's: %v", err)
	}
}

// A signature by the old key over the new key's file is evidence, byte by byte, and
// only for a file that holds the new key.
func TestSignedKeyAsEvidence(t *testing.T) {
	fresh, old := heirCert().Bytes(), pgptest.Good(jane).Bytes()
	for _, tt := range []struct {
		name      string
		files     [][]byte
		signature []byte
		want      bool
	}{
		{"good", [][]byte{fresh}, jane.Sign(fresh, moved), true},
		{"another file", [][]byte{[]byte(heirCert().Armor())}, jane.Sign(fresh, moved), false},
		{"by the new key", [][]byte{fresh}, heir.Sign(fresh, moved), false},
		{"as text", [][]byte{fresh}, jane.Sign(fresh, pgptest.SigOptions{Type: pgptest.TypeText, Created: moved.Created}), false},
		{"over the old key's file", [][]byte{old, fresh}, jane.Sign(old, moved), false},
		{"empty", [][]byte{fresh}, []byte{}, false},
	} {
		var all []keyrings.Material
		for _, f := range tt.files {
			all = append(all, material(f, "x")...)
		}
		_, err := open(t, imported(t, old, jane)).Rotate(t.Context(), keyrings.RotateOptions{
			Old: jane.HexFingerprint(), New: heir.HexFingerprint(), Material: all, KeySignature: tt.signature, Reason: "trust me", Now: today,
		})
		if tt.want != (err == nil) || !tt.want && !errors.Is(err, keyrings.ErrEvidence) {
			t.Errorf("%s: err = %v", tt.name, err)
		}
	}
}
