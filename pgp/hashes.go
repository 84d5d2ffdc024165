package pgp

import (
	"crypto"
	_ "crypto/md5"    // only to honour old revocations
	_ "crypto/sha1"   // registers the hash
	_ "crypto/sha256" // registers the hash
	_ "crypto/sha3"   // registers the hash
	_ "crypto/sha512" // registers the hash
	"fmt"

	//lint:ignore SA1019 only to honour old revocations
	_ "golang.org/x/crypto/ripemd160"
)

// Hash algorithm IDs (RFC 9580 section 9.5).
const (
	hashMD5       = 1
	hashSHA1      = 2
	hashRIPEMD160 = 3
)

// hashByID returns the hash function of an OpenPGP hash ID; zero when this
// package has none. It has the broken ones as well: only revocations count over
// these (see [brokenHash]).
func hashByID(id byte) crypto.Hash {
	switch id {
	case hashMD5:
		return crypto.MD5
	case hashSHA1:
		return crypto.SHA1
	case hashRIPEMD160:
		return crypto.RIPEMD160
	case 8:
		return crypto.SHA256
	case 9:
		return crypto.SHA384
	case 10:
		return crypto.SHA512
	case 11:
		return crypto.SHA224
	case 12:
		return crypto.SHA3_256
	case 14:
		return crypto.SHA3_512
	}
	return 0
}

// hashName names a hash ID for people.
func hashName(id byte) string {
	switch id {
	case 0, 4, 5, 6, 7, 13:
		return fmt.Sprintf("reserved hash %d", id)
	}
	if h := hashByID(id); h != 0 {
		return h.String()
	}
	return fmt.Sprintf("hash %d", id)
}

// brokenHash reports whether nothing may rest on the hash at all. Revocations are
// believed nevertheless: whoever could forge one can do no more than refuse.
func brokenHash(id byte) bool { return id == hashMD5 || id == hashRIPEMD160 }

// forbiddenHash reports the same for signatures of a version: those of version 6 have no
// salt for SHA-1 (RFC 9580 section 9.5).
func forbiddenHash(id byte, version int) bool {
	return brokenHash(id) || version == 6 && id == hashSHA1
}

// digestBits is how long a hash under signatures of the key must be: RFC 9580 sections
// 5.2.3.2 (ECDSA, by its curve) to 5.2.3.5 and RFC 9980 section 5.2 demand it, and for
// all but ECDSA that verifiers reject shorter ones. Zero is any.
func (k *key) digestBits() int {
	switch k.algo {
	case algoEd448:
		return 512
	case algoEdDSA, algoEd25519, algoMLDSA65, algoMLDSA87, algoSLHDSA128s, algoSLHDSA128f, algoSLHDSA256s:
		return 256
	case algoECDSA:
		return k.curveDigestBits()
	}
	return 0
}

func (k *key) curveDigestBits() int {
	switch k.curve() {
	case "P-384", "brainpoolP384r1":
		return 384
	case "P-521", "brainpoolP512r1":
		return 512
	}
	return 256
}

// tooShort reports whether the key must not sign over the hash for its length. SHA-1
// and broken hashes are causes of their own, with every key.
func (k *key) tooShort(hash byte) bool {
	id := hashByID(hash)
	return id != 0 && hash != hashSHA1 && !brokenHash(hash) && 8*id.Size() < k.digestBits()
}

// saltSize is the salt's length in a version 6 signature over that hash (RFC
// 9580 section 9.5, table 23); zero when the hash may not be used there.
func saltSize(id byte) int {
	switch id {
	case 8, 11, 12:
		return 16
	case 9:
		return 24
	case 10, 14:
		return 32
	}
	return 0
}
