package pgp_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// FuzzCertificates looks for a panic, and wants each certificate that was read to
// read again as itself, alone and from any copy.
func FuzzCertificates(f *testing.F) {
	for _, v := range vectors.All() {
		for _, ring := range v.Certs {
			f.Add(ring)
			f.Add([]byte(pgptest.Armor("PGP PUBLIC KEY BLOCK", ring)))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		kept := slices.Clone(data)
		certs, _ := pgp.ReadCertificates(data, "fuzz")
		if !bytes.Equal(kept, data) {
			t.Fatal("the input was changed")
		}
		for _, c := range certs {
			again, problems := pgp.ReadCertificates(c.Bytes(), "again")
			if len(again) != 1 || again[0].Fingerprint() != c.Fingerprint() || !slices.Equal(again[0].Keys(), c.Keys()) {
				t.Fatalf("%s reads again as %d certificates, %v", c.Fingerprint(), len(again), problems)
			}
			c.Inspect()
			if _, err := c.Parts(); err != nil {
				continue
			}
		}
		pgp.Inspect(data, "fuzz")
	})
}

// fuzzRings are the catalogue's certificates, of which hostile signatures may
// claim to be.
func fuzzRings(f *testing.F) *pgp.Collector {
	seen := map[string]bool{}
	var rings [][]byte
	for _, v := range vectors.All() {
		for _, c := range v.Certs {
			if len(c) < 16<<10 && !seen[string(c)] {
				seen[string(c)], rings = true, append(rings, c)
			}
		}
	}
	if len(rings) < 10 {
		f.Fatal("no keyrings")
	}
	return hostileCollector(rings)
}

// FuzzSignatures looks for a panic, and for a signature that holds for what
// nobody signed. Armor must make no difference.
func FuzzSignatures(f *testing.F) {
	// The tests of the catalogue judge them all; to mutate from, some of each kind do.
	for i, v := range vectors.All() {
		if i%4 == 0 && len(v.Sig) < 16<<10 {
			f.Add(v.Sig)
		}
	}
	c, now := fuzzRings(f), vectors.All()[0].Now
	judge := func(t *testing.T, sig []byte) []policy.Finding {
		check, err := c.Prepare(context.Background(), policy.Job{Evidence: []policy.File{{Path: "f.sig", Data: sig}}, Policy: &policy.Policy{}, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		digests, err := artifact.Read(context.Background(), bytes.NewReader([]byte("nobody signed this\n")), check.Taps())
		if err != nil {
			t.Fatal(err)
		}
		return check.Findings(context.Background(), digests)
	}
	f.Fuzz(func(t *testing.T, sig []byte) {
		kept := slices.Clone(sig)
		binary := judge(t, sig)
		if !bytes.Equal(kept, sig) {
			t.Fatal("the input was changed")
		}
		if len(binary) == 0 {
			t.Fatal("a file without findings")
		}
		for _, found := range binary {
			if found.Status == policy.StatusSound || found.Status == policy.StatusOther || found.Key != nil {
				t.Fatalf("%+v", found)
			}
		}
		if len(sig) == 0 || sig[0] < 0x80 {
			return // no packets
		}
		armored := judge(t, []byte(pgptest.ArmorSignature(sig)))
		if len(binary) != len(armored) {
			t.Fatalf("%d findings, armored %d", len(binary), len(armored))
		}
		for i := range binary {
			if binary[i].Status != armored[i].Status || binary[i].Reason != armored[i].Reason {
				t.Fatalf("%v %s, armored %v %s", binary[i].Status, binary[i].Reason, armored[i].Status, armored[i].Reason)
			}
		}
	})
}
