package keyrings

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
)

// A limit on files must not cut off the one that is named after the certificate.
func TestListPutsNamedFilesFirst(t *testing.T) {
	dir := t.TempDir()
	fpr := strings.Repeat("F", 40)
	for i := range limits.KeyringFiles {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.asc", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, fpr+".asc"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	files, left, err := list(dir, []string{fpr}, []string{".asc"})
	if err != nil || len(files) != limits.KeyringFiles || left != 1 || filepath.Base(files[0]) != fpr+".asc" {
		t.Errorf("%d files, %d left, first %s, %v", len(files), left, files[0], err)
	}

	c := newCollection([]string{fpr})
	c.search(dir)
	if n := len(c.problems); n == 0 || !strings.Contains(c.problems[0].Detail, "1 more keyring files") {
		t.Errorf("problems %v do not say that a file was left out", c.problems)
	}
}

// One certificate out of a large keyring must not keep all of it in memory.
func TestCompactKeepsNothingElse(t *testing.T) {
	created := time.Unix(1_600_000_000, 0)
	wanted := pgptest.Good(pgptest.Ed25519Key("wanted", created)).Bytes()
	ring := bytes.Clone(wanted)
	for i := range 3 {
		ring = append(ring, pgptest.Good(pgptest.Ed25519Key(fmt.Sprint("other", i), created)).Bytes()...)
	}
	certs, problems := parse(ring, "ring.gpg")
	if len(certs) != 4 || len(problems) != 0 {
		t.Fatalf("%d certificates, %v", len(certs), problems)
	}
	cert := compact(certs[0], len(ring))
	clear(ring)
	if !bytes.Equal(cert.Bytes(), wanted) || cert.Source() != "ring.gpg" || cert.Fingerprint() != certs[0].Fingerprint() {
		t.Error("the copy is not the certificate, or still lies in the keyring's memory")
	}
}

// Two keys with one 64-bit key ID cannot be made in a test, so their fingerprints
// are invented.
func TestCollidingKeyIDs(t *testing.T) {
	const id = "89ABCDEF01234567"
	a, b, c := strings.Repeat("A", 24)+id, strings.Repeat("B", 24)+id, strings.Repeat("C", 40)
	six, seven := id+strings.Repeat("6", 48), id+strings.Repeat("7", 48)
	for _, tt := range []struct {
		name          string
		first, second []string
		want          int
	}{
		{"primary keys", []string{a}, []string{b}, 1},
		{"a subkey", []string{a}, []string{c, b}, 1},
		{"in one certificate", []string{a, b}, []string{c}, 1},
		{"version 6", []string{six}, []string{seven}, 1},
		{"across versions", []string{a}, []string{six}, 1},
		{"different", []string{a}, []string{c}, 0},
		{"the same key twice", []string{a}, []string{c, a}, 0},
	} {
		o := owners{}
		found := append(o.take(tt.first[0], tt.first), o.take(tt.second[0], tt.second)...)
		if len(found) != tt.want || tt.want > 0 && (found[0].Code != CodeKeyIDCollision || found[0].Severity != SeverityWarning) {
			t.Errorf("%s: %v", tt.name, found)
		}
	}
}

// What is known to be revoked stays so, whatever milder a copy says.
func TestStateOf(t *testing.T) {
	k := pgptest.Ed25519Key("state", time.Unix(1_600_000_000, 0))
	cert := func(c *pgptest.Cert) *pgp.Certificate {
		all, _ := parse(c.Bytes(), "x")
		return all[0]
	}
	plain := cert(pgptest.Good(k))
	soft := cert(pgptest.Good(k).RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}))
	hard := cert(pgptest.Good(k).RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{}))
	both := cert(pgptest.Good(k).RevokePrimary(pgptest.ReasonRetired, pgptest.SigOptions{}).RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{}))
	for _, tt := range []struct {
		cert     *pgp.Certificate
		was, now State
	}{
		{plain, StateActive, StateActive}, {plain, StateRetired, StateRetired}, {plain, StateRevoked, StateRevoked},
		{soft, StateActive, StateRetired}, {soft, StateRetired, StateRetired}, {soft, StateRevoked, StateRevoked},
		{hard, StateActive, StateRevoked}, {hard, StateRetired, StateRevoked}, {both, StateActive, StateRevoked},
	} {
		if got := stateOf(tt.cert.Inspect(), tt.was); got != tt.now {
			t.Errorf("%s becomes %s, want %s", tt.was, got, tt.now)
		}
	}
}
