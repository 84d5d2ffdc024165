package pgptest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha512"
	"encoding/asn1"
	"math/big"
	"time"
)

// p256OID and p384OID name NIST's curves (RFC 9580 section 9.2).
var (
	p256OID = []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}
	p384OID = []byte{0x2b, 0x81, 0x04, 0x00, 0x22}
)

type ecdsaSigner struct{ key *ecdsa.PrivateKey }

// sign is deterministic (RFC 6979), because no source of randomness is given.
func (s ecdsaSigner) sign(h Hash, digest []byte) []byte {
	algorithm := map[Hash]crypto.Hash{SHA1: crypto.SHA1, SHA224: crypto.SHA224, SHA384: crypto.SHA384, SHA512: crypto.SHA512}[h]
	if algorithm == 0 {
		algorithm = crypto.SHA256
	}
	der, err := s.key.Sign(nil, digest, algorithm)
	must(err)
	var sig struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(der, &sig)
	must(err)
	return join(MPI(sig.R), MPI(sig.S))
}

// ECDSAKey is a version 4 key on NIST P-256, determined by the seed. It signs
// over the SHA-2 family and SHA-1 only.
func ECDSAKey(seed string, created time.Time) *Key {
	return ecdsaKey(elliptic.P256(), p256OID, 32, seed, created)
}

// ECDSA384Key is the same on NIST P-384.
func ECDSA384Key(seed string, created time.Time) *Key {
	return ecdsaKey(elliptic.P384(), p384OID, 48, seed, created)
}

func ecdsaKey(curve elliptic.Curve, oid []byte, size int, seed string, created time.Time) *Key {
	sum := sha512.Sum512([]byte(seed))
	sum[0] &= 0x7f // below the group's order
	priv, err := ecdsa.ParseRawPrivateKey(curve, sum[:size])
	must(err)
	point, err := priv.PublicKey.Bytes()
	must(err)
	return &Key{
		Version: 4, Created: created, Algo: AlgoECDSA,
		Material: join([]byte{byte(len(oid))}, oid, MPIBytes(point)),
		Secret:   MPIBytes(sum[:size]),
		signer:   ecdsaSigner{priv},
	}
}
