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

// p256OID names NIST P-256 (RFC 9580 section 9.2).
var p256OID = []byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}

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
	sum := sha512.Sum512([]byte(seed))
	sum[0] &= 0x7f // below the group's order
	priv, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), sum[:32])
	must(err)
	point, err := priv.PublicKey.Bytes()
	must(err)
	return &Key{
		Version: 4, Created: created, Algo: AlgoECDSA,
		Material: join([]byte{byte(len(p256OID))}, p256OID, MPIBytes(point)),
		Secret:   MPIBytes(sum[:32]),
		signer:   ecdsaSigner{priv},
	}
}
