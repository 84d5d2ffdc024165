package pgptest_test

import (
	"bytes"
	"crypto"
	"fmt"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"

	"github.com/upsig/upsig/internal/pgptest"
)

var (
	day0 = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	now  = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	data = []byte("a release\nof two lines\n")
)

func keys() map[string]*pgptest.Key {
	return map[string]*pgptest.Key{
		"ed25519-legacy": pgptest.Ed25519Key("author", day0),
		"ed25519-v4":     pgptest.NewEd25519Key("author", day0),
		"ed25519-v6":     pgptest.Ed25519V6Key("author", day0),
		"ed448-v6":       pgptest.Ed448V6Key("author", day0),
		"ecdsa":          pgptest.ECDSAKey("author", day0),
		"rsa1024":        pgptest.RSAKey(1024, day0),
		"rsa2048":        pgptest.RSAKey(2048, day0),
		"rsa4096":        pgptest.RSAKey(4096, day0),
		"rsa2048-v6":     pgptest.RSAKey(2048, day0).V6(),
		"dsa1024":        pgptest.DSAKey(1024, day0),
		"dsa2048":        pgptest.DSAKey(2048, day0),
		"mldsa":          pgptest.MLDSAKey("author", day0),
	}
}

// lenient lets go-crypto judge what its defaults refuse.
func lenient() *packet.Config {
	return &packet.Config{
		Time:                        func() time.Time { return now },
		RejectPublicKeyAlgorithms:   map[packet.PublicKeyAlgorithm]bool{},
		RejectMessageHashAlgorithms: map[crypto.Hash]bool{},
		MinRSABits:                  1024,
	}
}

// verify says what go-crypto thinks of a detached signature.
func verify(cert, sig []byte) error {
	ring, err := openpgp.ReadKeyRing(bytes.NewReader(cert))
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	_, _, err = openpgp.VerifyDetachedSignature(ring, bytes.NewReader(data), bytes.NewReader(sig), lenient())
	return err
}

func good(k *pgptest.Key) *pgptest.Cert {
	c := pgptest.NewCert(k)
	if k.Version == 6 {
		c.DirectKey(pgptest.SigOptions{})
	}
	return c.UserID("Jane Doe <jane@example.org>", pgptest.SigOptions{})
}

func TestEveryKindOfKeyVerifies(t *testing.T) {
	for name, k := range keys() {
		t.Run(name, func(t *testing.T) {
			if err := verify(good(k).Bytes(), k.Sign(data, pgptest.SigOptions{})); err != nil {
				t.Error(err)
			}
			forged := k.Sign(data, pgptest.SigOptions{Tamper: pgptest.CorruptValue})
			if verify(good(k).Bytes(), forged) == nil {
				t.Error("accepted a corrupt signature")
			}
		})
	}
}

func TestEveryKindOfSubkeyVerifies(t *testing.T) {
	for name, sub := range keys() {
		t.Run(name, func(t *testing.T) {
			primary := pgptest.Ed25519Key("primary", day0)
			if sub.Version == 6 {
				primary = pgptest.Ed25519V6Key("primary", day0)
			}
			cert := good(primary).Subkey(sub, pgptest.Binding{}).Bytes()
			if err := verify(cert, sub.Sign(data, pgptest.SigOptions{})); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTextAndHashes(t *testing.T) {
	k := pgptest.RSAKey(2048, day0)
	for _, h := range []pgptest.Hash{pgptest.SHA1, pgptest.SHA256, pgptest.SHA384, pgptest.SHA512, pgptest.SHA224, pgptest.SHA3_256, pgptest.SHA3_512} {
		sig := k.Sign(data, pgptest.SigOptions{Hash: h, Type: pgptest.TypeText})
		if err := verify(good(k).Bytes(), sig); err != nil {
			t.Errorf("%v: %v", h, err)
		}
	}
}

func TestSecretKeyIsTheSameKey(t *testing.T) {
	for name, k := range keys() {
		p, err := packet.Read(bytes.NewReader(k.SecretPacket()))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := p.(*packet.PrivateKey).Fingerprint; !bytes.Equal(got, k.Fingerprint()) {
			t.Errorf("%s: fingerprint %X, want %s", name, got, k.HexFingerprint())
		}
	}
}

func TestDeterministic(t *testing.T) {
	for name, k := range keys() {
		again := keys()[name]
		if !bytes.Equal(good(k).Bytes(), good(again).Bytes()) || !bytes.Equal(k.Sign(data, pgptest.SigOptions{}), again.Sign(data, pgptest.SigOptions{})) {
			t.Errorf("%s: differs from run to run", name)
		}
	}
}
