package pgp

import "testing"

// TestDigestBits: how short a hash may be depends on the kind of key, and for ECDSA on
// its curve.
func TestDigestBits(t *testing.T) {
	curve := func(oid ...byte) []byte { return append([]byte{byte(len(oid))}, oid...) }
	const sha224, sha256, sha384, sha512, sha3256 = 11, 8, 9, 10, 12
	for _, tt := range []struct {
		name     string
		algo     byte
		material []byte
		// shortest is the shortest of the hashes that will do.
		shortest byte
	}{
		{"RSA", algoRSA, nil, sha224}, {"DSA", algoDSA, nil, sha224}, {"EdDSA", algoEdDSA, nil, sha256}, {"Ed25519", algoEd25519, nil, sha256},
		{"Ed448", algoEd448, nil, sha512}, {"ML-DSA-65", algoMLDSA65, nil, sha256}, {"ML-DSA-87", algoMLDSA87, nil, sha256},
		{"SLH-DSA-128s", algoSLHDSA128s, nil, sha256}, {"SLH-DSA-128f", algoSLHDSA128f, nil, sha256}, {"SLH-DSA-256s", algoSLHDSA256s, nil, sha256},
		{"P-256", algoECDSA, curve(0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7), sha256}, {"P-384", algoECDSA, curve(0x2b, 0x81, 4, 0, 0x22), sha384},
		{"P-521", algoECDSA, curve(0x2b, 0x81, 4, 0, 0x23), sha512}, {"secp256k1", algoECDSA, curve(0x2b, 0x81, 4, 0, 10), sha256},
		{"brainpoolP256r1", algoECDSA, curve(0x2b, 0x24, 3, 3, 2, 8, 1, 1, 7), sha256}, {"brainpoolP384r1", algoECDSA, curve(0x2b, 0x24, 3, 3, 2, 8, 1, 1, 11), sha384},
		{"brainpoolP512r1", algoECDSA, curve(0x2b, 0x24, 3, 3, 2, 8, 1, 1, 13), sha512},
	} {
		k := &key{version: 4, algo: tt.algo, body: append(make([]byte, 6), tt.material...)}
		for _, h := range []byte{sha224, sha256, sha3256, sha384, sha512} {
			if got, want := k.tooShort(h), hashByID(h).Size() < hashByID(tt.shortest).Size(); got != want {
				t.Errorf("%s over %s: %t", tt.name, hashName(h), got)
			}
		}
		if k.tooShort(hashSHA1) || k.tooShort(99) {
			t.Errorf("%s: SHA-1 and unknown hashes have their own causes", tt.name)
		}
	}
}
