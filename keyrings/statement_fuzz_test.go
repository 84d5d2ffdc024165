package keyrings

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
)

// FuzzStatement: no text makes one key the successor of another that never signed
// a statement which names it, in whatever form the text comes; and a fingerprint is
// found in a text just where a search by hand finds it.
func FuzzStatement(f *testing.F) {
	made := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	old, fresh, other := pgptest.Ed25519Key("old", made), pgptest.Ed25519Key("new", made), pgptest.Ed25519Key("other", made)
	fpr, wrong := fresh.HexFingerprint(), other.HexFingerprint()
	o := pgptest.SigOptions{Created: made.AddDate(1, 0, 0)}
	for _, text := range []string{"my new key is " + wrong + "\n", fpr[:39] + "\n", fpr[24:] + "\n", "-- \n\t- x \n" + wrong + "\r\n\n"} {
		f.Add([]byte(old.ClearSign(text, o).String()), []byte(nil))
		f.Add([]byte(text), old.Sign([]byte(text), o))
	}
	text := "my new key is\n " + strings.ToLower(fpr[:20]) + "  " + fpr[20:] + "\n"
	f.Add([]byte(other.ClearSign(text, o).String()), []byte(nil))
	f.Add([]byte(fresh.ClearSign(text, o).String()), []byte(nil))
	f.Add([]byte(text), other.Sign([]byte(text), o))
	m := old.ClearSign("I move to a new key\n", o)
	m.Headers, m.Before, m.After, m.Signature.Headers = append(m.Headers, "Comment: "+fpr), fpr+"\n", fpr+"\n", []string{"Comment: " + fpr}
	f.Add([]byte(m.String()), []byte(nil))
	certs, problems := pgp.ReadCertificates(pgptest.Good(old).Bytes(), "old")
	if len(certs) != 1 {
		f.Fatal(problems)
	}
	r := &rotation{RotateOptions: RotateOptions{Old: old.HexFingerprint(), New: fpr, Now: made.AddDate(2, 0, 0)}, old: certs[0]}
	f.Fuzz(func(t *testing.T, data, signature []byte) {
		if namesFingerprint(data, fpr) != namedByHand(string(data), fpr) {
			t.Fatalf("%q and %s", data, fpr)
		}
		for _, s := range [][]byte{nil, signature} {
			if _, err := r.statement(t.Context(), SignedFile{data, s}); !errors.Is(err, ErrEvidence) {
				t.Fatalf("%q with signature %x: %v", data, s, err)
			}
		}
	})
}

// namedByHand looks for the fingerprint's digits, with blanks between them or not,
// and no digit right before or behind.
func namedByHand(text, fpr string) bool {
	const digits = "0123456789ABCDEF"
	text = "|" + strings.ToUpper(text) + "|"
	for start := range text {
		i, found := start, 0
		for ; i < len(text) && found < len(fpr); i++ {
			switch {
			case text[i] == fpr[found]:
				found++
			case found == 0 || !strings.ContainsRune("\t\n\f\r ", rune(text[i])):
				i = len(text)
			}
		}
		if found == len(fpr) && i < len(text) && !strings.ContainsRune(digits, rune(text[i])) && !strings.ContainsRune(digits, rune(text[start-1])) {
			return true
		}
	}
	return false
}
