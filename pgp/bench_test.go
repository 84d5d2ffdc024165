package pgp_test

import (
	"bytes"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
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
