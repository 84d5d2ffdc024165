package pgptest

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// rsaNumbers is an RSA private key as PKCS #1 lists it. Signing is done here,
// because the standard library refuses the short keys that tests need.
type rsaNumbers struct {
	Version            int
	N                  *big.Int
	E                  int
	D, P, Q, Dp, Dq, U *big.Int
}

// sign pads as EMSA-PKCS1-v1_5 (RFC 8017 section 9.2).
func (r *rsaNumbers) sign(h Hash, digest []byte) []byte {
	info, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}{pkix.AlgorithmIdentifier{Algorithm: h.oid(), Parameters: asn1.NullRawValue}, digest})
	must(err)
	size := (r.N.BitLen() + 7) / 8
	padding := bytes.Repeat([]byte{0xff}, size-3-len(info))
	padded := join([]byte{0, 1}, padding, []byte{0}, info)
	return MPI(new(big.Int).Exp(new(big.Int).SetBytes(padded), r.D, r.N))
}

// RSAKey is a fixed version 4 key of 768, 1024, 2048 or 4096 bits. Keys of one
// size differ by their creation time alone.
func RSAKey(size int, created time.Time) *Key {
	text, ok := rsaTestKeys[size]
	if !ok {
		panic(fmt.Sprintf("pgptest: no RSA test key of %d bits", size))
	}
	r := new(rsaNumbers)
	unmarshalPEM(text, r)
	return &Key{
		Version: 4, Created: created, Algo: AlgoRSA,
		Material: join(MPI(r.N), MPI(big.NewInt(int64(r.E)))),
		Secret:   join(MPI(r.D), MPI(r.Q), MPI(r.P), MPI(r.U)),
		signer:   r,
	}
}

// WithExponent returns an RSA key with another public exponent, under which what it
// signs does not hold.
func (k *Key) WithExponent(e int64) *Key {
	other := *k
	n := 2 + (int(k.Material[0])<<8+int(k.Material[1])+7)/8
	other.Material = join(k.Material[:n], MPI(big.NewInt(e)))
	return &other
}

// As returns the same key under another algorithm ID.
func (k *Key) As(algo byte) *Key {
	other := *k
	other.Algo = algo
	return &other
}

func unmarshalPEM(text string, into any) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		panic("pgptest: no PEM block")
	}
	_, err := asn1.Unmarshal(block.Bytes, into)
	must(err)
}
