package pgp_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// BenchmarkLargeRing reads a keyring as large as that of Debian's developers,
// most of it certifications by others, and indexes its keys.
func BenchmarkLargeRing(b *testing.B) {
	var ring bytes.Buffer
	for i := range 1000 {
		k := pgptest.Ed25519Key("k", day0.AddDate(0, 0, -i))
		ring.Write(pgptest.Good(k).FloodCertifications(mallory, 240).Bytes())
	}
	ring.Write(pgptest.Good(author).Bytes())
	b.SetBytes(int64(ring.Len()))
	b.ReportAllocs()
	for b.Loop() {
		certs, problems := pgp.ReadCertificates(ring.Bytes(), "ring")
		if len(certs) != 1001 || len(problems) > 0 {
			b.Fatal(len(certs), problems)
		}
		pgp.New(certs, nil)
	}
}

// BenchmarkVerify verifies so many signatures of one artifact, by as many keys:
// what comes on top of the one read.
func BenchmarkVerify(b *testing.B) {
	for _, n := range []int{1, 20, 128} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var ring, signatures []byte
			for i := range n {
				k := pgptest.Ed25519Key(fmt.Sprint("k", i), day0)
				ring = append(ring, pgptest.Good(k).Bytes()...)
				signatures = append(signatures, k.Sign(data, opt{Hash: pgptest.SHA512})...)
			}
			file := policy.File{Path: "many.sig", Data: signatures}
			for b.Loop() {
				// Certificates remember which of their self-signatures hold.
				certs, problems := pgp.ReadCertificates(ring, "ring")
				check, err := pgp.New(certs, problems).Prepare(b.Context(), policy.Job{Evidence: []policy.File{file}, Now: now})
				if err != nil {
					b.Fatal(err)
				}
				d, err := artifact.Read(b.Context(), bytes.NewReader(data), check.Taps())
				if err != nil {
					b.Fatal(err)
				}
				findings := check.Findings(b.Context(), d)
				if len(findings) != n || findings[n-1].Status != policy.StatusSound {
					b.Fatalf("%d findings, the last %+v", len(findings), findings[len(findings)-1])
				}
			}
		})
	}
}
