package pgptest

import (
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"
)

// dsaNumbers is a DSA private key. Signing is done here, because the standard
// library's nonces are random.
type dsaNumbers struct{ P, Q, G, X, Y *big.Int }

// sign follows FIPS 186-4 section 4.6 with a nonce derived from key and digest.
func (d *dsaNumbers) sign(_ Hash, digest []byte) []byte {
	if n := d.Q.BitLen() / 8; len(digest) > n {
		digest = digest[:n]
	}
	seed := sha512.Sum512(join([]byte("nonce"), d.X.Bytes(), digest))
	k := new(big.Int).SetBytes(seed[:])
	k.Mod(k, new(big.Int).Sub(d.Q, big.NewInt(1))).Add(k, big.NewInt(1))

	r := new(big.Int).Exp(d.G, k, d.P)
	r.Mod(r, d.Q)
	s := new(big.Int).Mul(d.X, r)
	s.Add(s, new(big.Int).SetBytes(digest)).Mul(s, k.ModInverse(k, d.Q)).Mod(s, d.Q)
	return join(MPI(r), MPI(s))
}

// DSAKey is a fixed version 4 key of 1024 (q of 160), 2048 or 3072 (q of 256) bits.
func DSAKey(size int, created time.Time) *Key {
	text, ok := dsaTestKeys[size]
	if !ok {
		panic(fmt.Sprintf("pgptest: no DSA test key of %d bits", size))
	}
	d := parseDSA(text)
	return &Key{
		Version: 4, Created: created, Algo: AlgoDSA,
		Material: join(MPI(d.P), MPI(d.Q), MPI(d.G), MPI(d.Y)),
		Secret:   MPI(d.X),
		signer:   d,
	}
}

// parseDSA reads PKCS #8.
func parseDSA(text string) *dsaNumbers {
	var outer struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	unmarshalPEM(text, &outer)
	var params struct{ P, Q, G *big.Int }
	_, err := asn1.Unmarshal(outer.Algorithm.Parameters.FullBytes, &params)
	must(err)
	x := new(big.Int)
	_, err = asn1.Unmarshal(outer.Key, &x)
	must(err)
	return &dsaNumbers{P: params.P, Q: params.Q, G: params.G, X: x, Y: new(big.Int).Exp(params.G, x, params.P)}
}
