package sigstoretest

import (
	"crypto/rsa"
	"fmt"
	"math/big"
)

// newRSAKey derives a 2048-bit key from a label. The standard library makes no
// RSA key from a seed, on purpose; this one serves nothing but test data.
func newRSAKey(label string) *rsa.PrivateKey {
	e := big.NewInt(65537)
	for try := 0; ; try++ {
		p := prime(fmt.Sprintf("%s p %d", label, try))
		q := prime(fmt.Sprintf("%s q %d", label, try))
		one := big.NewInt(1)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil || p.Cmp(q) == 0 {
			continue
		}
		key := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: int(e.Int64())},
			D:         d, Primes: []*big.Int{p, q},
		}
		key.Precompute()
		if key.Validate() == nil {
			return key
		}
	}
}

// prime returns the first prime at or after a 1024-bit number made of the label.
func prime(label string) *big.Int {
	var raw []byte
	for i := range 4 {
		raw = append(raw, sum([]byte(label), []byte{byte(i)})...)
	}
	n := new(big.Int).SetBytes(raw)
	n.SetBit(n, 1023, 1).SetBit(n, 1022, 1).SetBit(n, 0, 1)
	for two := big.NewInt(2); !n.ProbablyPrime(20); n.Add(n, two) {
	}
	return n
}
