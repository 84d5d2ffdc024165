package sigstoretest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"strings"
)

// Algorithm is the algorithm of a signing key.
type Algorithm int

const (
	// P256 signs with ECDSA P-256 and SHA-256, as nearly all clients do.
	P256 Algorithm = iota
	// P384 signs with ECDSA P-384 and SHA-384, or with SHA-256 as old clients did.
	P384
	// Ed25519 signs messages as Ed25519ph (RFC 8032) with SHA-512, and envelopes
	// as pure Ed25519.
	Ed25519
	// RSA2048 signs with RSASSA-PKCS1-v1_5, 2048 bits and SHA-256.
	RSA2048
)

// hash is the one that Sigstore's algorithm registry ties to the algorithm.
func (a Algorithm) hash() crypto.Hash {
	switch a {
	case P384:
		return crypto.SHA384
	case Ed25519:
		return crypto.SHA512
	default:
		return crypto.SHA256
	}
}

// details is the name of the algorithm in Sigstore's PublicKeyDetails enumeration.
func (a Algorithm) details(message bool) string {
	switch {
	case a == P384:
		return "PKIX_ECDSA_P384_SHA_384"
	case a == Ed25519 && message:
		return "PKIX_ED25519_PH"
	case a == Ed25519:
		return "PKIX_ED25519"
	case a == RSA2048:
		return "PKIX_RSA_PKCS1V15_2048_SHA256"
	default:
		return "PKIX_ECDSA_P256_SHA_256"
	}
}

// signer makes the same signature over the same bytes every time: it withholds
// the random reader, which has [ecdsa.PrivateKey.Sign] follow RFC 6979.
type signer struct{ crypto.Signer }

func (s signer) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return s.Signer.Sign(nil, digest, opts)
}

// newKey derives a key from the seed's parts; equal parts give equal keys.
func newKey(a Algorithm, seed ...string) signer {
	label := strings.Join(seed, "\x00")
	switch a {
	case P384:
		d := sha512.Sum384([]byte(label))
		return signer{must(ecdsa.ParseRawPrivateKey(elliptic.P384(), d[:]))}
	case Ed25519:
		d := sha256.Sum256([]byte(label))
		return signer{ed25519.NewKeyFromSeed(d[:])}
	case RSA2048:
		return signer{newRSAKey(label)}
	default:
		d := sha256.Sum256([]byte(label))
		return signer{must(ecdsa.ParseRawPrivateKey(elliptic.P256(), d[:]))}
	}
}

// der is the public key as SubjectPublicKeyInfo.
func (s signer) der() []byte { return must(x509.MarshalPKIXPublicKey(s.Public())) }

// id is the key's SHA-256, which names logs (RFC 6962 section 3.2).
func (s signer) id() []byte { return sum(s.der()) }

// message signs the bytes themselves.
func (s signer) message(data []byte, h crypto.Hash) []byte {
	if _, pure := s.Signer.(ed25519.PrivateKey); pure {
		return must(s.Sign(nil, data, crypto.Hash(0)))
	}
	return s.digest(digest(h, data), h)
}

// digest signs a digest; Ed25519 keys do it as Ed25519ph.
func (s signer) digest(d []byte, h crypto.Hash) []byte {
	if _, ed := s.Signer.(ed25519.PrivateKey); ed {
		return must(s.Sign(nil, d, &ed25519.Options{Hash: h}))
	}
	return must(s.Sign(nil, d, h))
}

func digest(h crypto.Hash, data []byte) []byte {
	state := h.New()
	state.Write(data)
	return state.Sum(nil)
}

func sum(parts ...[]byte) []byte {
	state := sha256.New()
	for _, p := range parts {
		state.Write(p)
	}
	return state.Sum(nil)
}

func pemBlock(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// must turns the errors of encoders that are fed by this package alone into
// panics: they are mistakes in a test, not conditions.
func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Errorf("make test data: %w", err))
	}
	return v
}
