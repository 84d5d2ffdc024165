package keyrings_test

import (
	"crypto/sha1" // #nosec: version 4 fingerprints are SHA-1
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
)

// lookalikes are two keys whose fingerprints end in the same 8 digits, as anybody
// can make them in seconds: the creation time is part of the fingerprint.
func lookalikes(t *testing.T) (a, b *pgptest.Key) {
	t.Helper()
	body := slices.Clone(pgptest.Ed25519Key("keyrings lookalike", day0).PublicBody())
	seen := map[[4]byte]time.Time{}
	for i := range 1 << 20 {
		at := day0.Add(time.Duration(i) * time.Second)
		binary.BigEndian.PutUint32(body[1:], uint32(at.Unix()))
		sum := sha1.Sum(append([]byte{0x99, byte(len(body) >> 8), byte(len(body))}, body...))
		id := [4]byte(sum[16:])
		if first, known := seen[id]; known {
			return pgptest.Ed25519Key("keyrings lookalike", first), pgptest.Ed25519Key("keyrings lookalike", at)
		}
		seen[id] = at
	}
	t.Fatal("no two fingerprints end alike")
	return nil, nil
}

// A shortened fingerprint that could be either of two is an error that names both,
// and neither takes the place of the other.
func TestLookalikes(t *testing.T) {
	a, b := lookalikes(t)
	short := a.HexFingerprint()[32:]
	if a.HexFingerprint() == b.HexFingerprint() || !strings.HasSuffix(b.HexFingerprint(), short) {
		t.Fatal(a.HexFingerprint(), b.HexFingerprint())
	}
	dir := imported(t, slices.Concat(pgptest.Good(a).Bytes(), pgptest.Good(b).Bytes()), a, b)
	k := open(t, dir)
	if _, err := k.Select(short); err == nil || !strings.Contains(err.Error(), a.HexFingerprint()) || !strings.Contains(err.Error(), b.HexFingerprint()) {
		t.Errorf("Select(%q): %v", short, err)
	}
	for _, key := range []*pgptest.Key{a, b} {
		if got, err := k.Select(key.HexFingerprint()); err != nil || got != key.HexFingerprint() {
			t.Errorf("Select: %s, %v", got, err)
		}
	}
	p, err := open(t, imported(t, pgptest.Good(a).Bytes(), a)).Update(material(pgptest.Good(b).Bytes(), "x"), nil, today)
	if err != nil || !p.Empty() {
		t.Errorf("the other's copy changes %v, %v", p, err)
	}
	if r := refused(t, t.TempDir(), pgptest.Good(b).Bytes(), options(a)); len(r.Unnamed) != 1 || len(r.Missing) != 1 {
		t.Errorf("refusal %v", r)
	}
}
