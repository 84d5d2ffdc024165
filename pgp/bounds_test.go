package pgp_test

import (
	"bytes"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// TestHugeKeys refuses keys whose signatures take long to check.
func TestHugeKeys(t *testing.T) {
	number := func(bits int) []byte { return pgptest.MPIBytes(bytes.Repeat([]byte{0xff}, bits/8)) }
	small := pgptest.MPIBytes([]byte{1, 0, 1})
	key := func(algo byte, numbers ...[]byte) *pgptest.Key {
		return &pgptest.Key{Version: 4, Created: day0, Algo: algo, Material: bytes.Join(numbers, nil)}
	}
	for name, k := range map[string]*pgptest.Key{
		"RSA":       key(pgptest.AlgoRSA, number(16392), small),
		"DSA":       key(pgptest.AlgoDSA, number(4104), number(256), small, small),
		"DSA order": key(pgptest.AlgoDSA, number(2048), number(520), small, small),
	} {
		certs, problems := pgp.ReadCertificates(pgptest.NewCert(k).UserID("x").Bytes(), "ring")
		f := one(t, pgp.New(certs, problems), author.Sign(data, opt{Claims: k}))
		if f.Reason != policy.ReasonForbiddenAlgo {
			t.Errorf("%s: %s: %s", name, f.Reason, f.Detail)
		}
	}
	most := key(pgptest.AlgoRSA, number(16384), small)
	certs, problems := pgp.ReadCertificates(pgptest.NewCert(most).UserID("x").Bytes(), "ring")
	sig := pgptest.RSAKey(2048, day0).Sign(data, opt{Claims: most})
	if f := one(t, pgp.New(certs, problems), sig); f.Status != policy.StatusBad {
		t.Errorf("RSA of 16384 bits is not tried: %s: %s", f.Reason, f.Detail)
	}
}

// TestExpiredRefresh: a later self-signature that has expired supports nothing.
func TestExpiredRefresh(t *testing.T) {
	cert := pgptest.NewCert(author).UserID("a", opt{Created: day0.Add(2 * year), Expires: hour})
	checkOutcome(t, one(t, collect(t, cert.Bytes()), author.Sign(data, opt{})), refused(policy.ReasonNoBinding))
}

// TestSelfSignatureVersion: version 6 keys and version 6 signatures go together,
// even where the mathematics holds.
func TestSelfSignatureVersion(t *testing.T) {
	v6 := pgptest.Ed25519V6Key("six", day0)
	for name, tt := range map[string]struct {
		key *pgptest.Key
		o   opt
	}{
		"version 4 by version 6 key": {v6, opt{Version: 4}},
		"version 3 by version 6 key": {v6, opt{Version: 3}},
		"version 6 by version 4 key": {author, opt{Version: 6, Hash: pgptest.SHA512}},
	} {
		cert := pgptest.NewCert(tt.key).UserID("a", tt.o)
		f := one(t, collect(t, cert.Bytes()), tt.key.Sign(data, opt{}))
		t.Log(name)
		checkOutcome(t, f, refused(policy.ReasonNoBinding))
	}
}

// TestBehindUnknownComponent: a signature behind a packet that is not understood is
// about that one, whatever it would fit.
func TestBehindUnknownComponent(t *testing.T) {
	signed := pgptest.Good(author).Bytes()
	bare := pgptest.NewCert(author).UserID("Jane Doe <jane@example.org>").Bytes()
	self := signed[len(bare):]
	cert := bytes.Join([][]byte{bare, pgptest.Packet(pgptest.TagUnknown, []byte("?")), self}, nil)
	certs, _ := pgp.ReadCertificates(cert, "ring")
	checkOutcome(t, one(t, pgp.New(certs, nil), author.Sign(data, opt{})), refused(policy.ReasonNoBinding))
}
