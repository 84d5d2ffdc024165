package pgptest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/asn1"
	"hash"
)

// Hash is a hash algorithm by its OpenPGP number (RFC 9580 section 9.5). The
// zero value lets the builder choose: SHA-256, or SHA-512 for v6 keys.
type Hash byte

// Hash algorithms.
const (
	MD5         Hash = 1
	SHA1        Hash = 2
	RIPEMD160   Hash = 3
	SHA256      Hash = 8
	SHA384      Hash = 9
	SHA512      Hash = 10
	SHA224      Hash = 11
	SHA3_256    Hash = 12
	SHA3_512    Hash = 14
	UnknownHash Hash = 99 // computed as SHA-256
)

var hashNames = map[Hash]string{
	MD5: "MD5", SHA1: "SHA1", RIPEMD160: "RIPEMD160", SHA256: "SHA256", SHA384: "SHA384",
	SHA512: "SHA512", SHA224: "SHA224", SHA3_256: "SHA3-256", SHA3_512: "SHA3-512",
}

// String returns the name as in the Hash header of a cleartext message.
func (h Hash) String() string {
	if name, ok := hashNames[h]; ok {
		return name
	}
	return "UNKNOWN"
}

// New returns a running hash.
func (h Hash) New() hash.Hash {
	switch h {
	case MD5:
		return md5.New()
	case SHA1:
		return sha1.New()
	case RIPEMD160:
		return newRIPEMD160()
	case SHA384:
		return sha512.New384()
	case SHA512:
		return sha512.New()
	case SHA224:
		return sha256.New224()
	case SHA3_256:
		return sha3.New256()
	case SHA3_512:
		return sha3.New512()
	}
	return sha256.New()
}

// saltSize is the length of a v6 signature's salt (RFC 9580 section 9.5).
func (h Hash) saltSize() int {
	switch h {
	case SHA384:
		return 24
	case SHA512, SHA3_512:
		return 32
	}
	return 16
}

// oid is what a PKCS #1 v1.5 signature names the hash by.
func (h Hash) oid() asn1.ObjectIdentifier {
	nist := func(n int) asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, n} }
	switch h {
	case MD5:
		return asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 5}
	case SHA1:
		return asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	case RIPEMD160:
		return asn1.ObjectIdentifier{1, 3, 36, 3, 2, 1}
	case SHA384:
		return nist(2)
	case SHA512:
		return nist(3)
	case SHA224:
		return nist(4)
	case SHA3_256:
		return nist(8)
	case SHA3_512:
		return nist(10)
	}
	return nist(1)
}
