package pgptest

import "time"

type constantSigner []byte

func (s constantSigner) sign(Hash, []byte) []byte { return s }

// UnknownKey is a key of an algorithm that nobody has assigned, with signatures
// that nobody can check.
func UnknownKey(created time.Time) *Key {
	return &Key{
		Version: 4, Created: created, Algo: AlgoUnknown,
		Material: []byte("unknown material"), signer: constantSigner("unknown value"),
	}
}

// ElGamalKey is an encryption key of 2048 bits of no meaning: it serves as the
// subkey that old DSA certificates have.
func ElGamalKey(created time.Time) *Key {
	n := make([]byte, 256)
	for i := range n {
		n[i] = byte(i)
	}
	n[0] = 0x80
	return &Key{
		Version: 4, Created: created, Algo: AlgoElGamal,
		Material: join(MPIBytes(n), MPIBytes([]byte{5}), MPIBytes(n[:255])),
		signer:   constantSigner(nil),
	}
}
