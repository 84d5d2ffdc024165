package keyrings_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/keyrings"
)

// No name that strangers choose, of a person or a file, makes a keyring that cannot
// be opened again.
func TestNamesThatBreakNothing(t *testing.T) {
	for _, name := range []string{
		strings.Repeat("[", 40), strings.Repeat("{", 40), strings.Repeat("a.", 40), `"]`, `"""`, "'''", `\`, "#", " ", "", "\u2800", "\xff", "\u202e \n",
	} {
		dir := filepath.Join(t.TempDir(), "keys")
		for i := range 9 {
			k := pgptest.Ed25519Key(fmt.Sprint("reopen ", i), day0)
			p, err := open(t, dir).Import(material(pgptest.NewCert(k).UserID(name, pgptest.SigOptions{}).Bytes(), name), options(k))
			apply(t, p, err)
		}
		if n := len(open(t, dir).Records()); n != 9 {
			t.Errorf("%q: %d records", name, n)
		}
	}
}

// Should something make it unreadable all the same, nothing is written.
func TestWhatCannotBeReadIsNotWritten(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	o := options(john)
	o.Accepted = strings.Repeat("x", limits.KeyringRecords)
	if _, err := open(t, dir).Import(material(pgptest.Good(john).Bytes(), "x"), o); !errors.Is(err, keyrings.ErrUnreadable) {
		t.Errorf("err = %v", err)
	}
	for _, edit := range []func(*keyrings.ImportOptions){
		func(o *keyrings.ImportOptions) { o.Who = " " },
		func(o *keyrings.ImportOptions) { o.Packages = []string{""} },
		func(o *keyrings.ImportOptions) { o.Packages = []string{"a", " "} },
	} {
		o := options(john)
		edit(&o)
		if _, err := open(t, dir).Import(material(pgptest.Good(john).Bytes(), "x"), o); err == nil || errors.Is(err, keyrings.ErrUnreadable) {
			t.Errorf("%+v: err = %v", o, err)
		}
	}
}

// A keyring has a bounded number of files, which no import goes beyond.
func TestFilesOfAKeyring(t *testing.T) {
	dir := imported(t, pgptest.Good(jane).Bytes(), jane)
	for i := range limits.KeyringCertificates - 1 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%040X.asc", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k := open(t, dir)
	if _, err := k.Import(material(pgptest.Good(john).Bytes(), "x"), options(john)); !errors.Is(err, keyrings.ErrUnreadable) {
		t.Errorf("err = %v", err)
	}
	if _, err := k.Update(material(rich(jane).Bytes(), "x"), nil, today); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, john.HexFingerprint()+".asc"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keyrings.Open(dir); err == nil || !strings.Contains(err.Error(), "16385 certificate files") {
		t.Errorf("err = %v", err)
	}
}
