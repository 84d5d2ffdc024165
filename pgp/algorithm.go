package pgp

import (
	"crypto/dsa" //lint:ignore SA1019 only to tell the size of old keys; nothing is signed
	"crypto/rsa"
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/ProtonMail/go-crypto/openpgp/ed25519"
	"github.com/ProtonMail/go-crypto/openpgp/ed448"
	"github.com/ProtonMail/go-crypto/openpgp/eddsa"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/smallorder"
	"github.com/upsig/upsig/policy"
)

// Public-key algorithm IDs (RFC 9580 section 9.1, RFC 9980).
const (
	algoRSA        = 1
	algoRSAEncrypt = 2
	algoRSASign    = 3
	algoElGamal    = 16
	algoDSA        = 17
	algoECDH       = 18
	algoECDSA      = 19
	algoElGamalOld = 20
	algoEdDSA      = 22
	algoX25519     = 25
	algoX448       = 26
	algoEd25519    = 27
	algoEd448      = 28
	algoMLDSA65    = 30
	algoMLDSA87    = 31
	algoSLHDSA128s = 32
	algoSLHDSA128f = 33
	algoSLHDSA256s = 34
	algoMLKEM768   = 35
	algoMLKEM1024  = 36
)

const (
	// minRSABits is what crypto/rsa verifies at all; such keys are factored.
	minRSABits = 1024
	// goodRSABits is where RSA stops to be weak.
	goodRSABits = 2048
)

func isRSA(algo byte) bool {
	return algo == algoRSA || algo == algoRSAEncrypt || algo == algoRSASign
}

// supportedAlgorithm reports whether signatures of the algorithm can be verified.
func supportedAlgorithm(algo byte) bool {
	switch algo {
	case algoRSA, algoRSASign, algoDSA, algoECDSA, algoEdDSA, algoEd25519, algoEd448,
		algoMLDSA65, algoMLDSA87, algoSLHDSA128s, algoSLHDSA128f, algoSLHDSA256s:
		return true
	}
	return false
}

// sameAlgorithm reports whether a signature of one ID may be by a key of the other.
func sameAlgorithm(a, b byte) bool { return a == b || isRSA(a) && isRSA(b) }

// forbiddenKey refuses keys whose size or value is never acceptable, or too costly.
func forbiddenKey(k *key, pk *packet.PublicKey) *fault {
	switch p := pk.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := p.N.BitLen(); n < minRSABits || n > limits.RSABits {
			return faultf(policy.ReasonForbiddenAlgo, "key %s is RSA with %d bits", k.fpr, n)
		}
	case *dsa.PublicKey:
		if n := p.P.BitLen(); n > limits.DSABits || p.Q.BitLen() > limits.DSAOrderBits || p.Q.Sign() == 0 {
			return faultf(policy.ReasonForbiddenAlgo, "key %s is DSA with %d bits", k.fpr, n)
		}
	}
	if smallOrder(pk) {
		return faultf(policy.ReasonForbiddenAlgo, "key %s is a point of small order, under which anybody can sign", k.fpr)
	}
	return nil
}

// smallOrder reports whether one signature, made without a secret, holds for whatever is
// signed.
func smallOrder(pk *packet.PublicKey) bool {
	switch p := pk.PublicKey.(type) {
	case *ed25519.PublicKey:
		return smallorder.Ed25519(p.Point)
	case *ed448.PublicKey:
		return smallorder.Ed448(p.Point)
	case *eddsa.PublicKey:
		return smallorder.Ed25519(p.X) || smallorder.Ed448(p.X)
	}
	return false
}

// weakness returns what is weak about the kind of key, if anything.
func (k *key) weakness() (policy.Weakness, bool) {
	switch k.algo {
	case algoDSA, algoElGamal, algoElGamalOld:
		return policy.WeaknessDSA, true
	}
	pk, f := k.public()
	if f != nil {
		return "", false
	}
	if p, ok := pk.PublicKey.(*rsa.PublicKey); ok && p.N.BitLen() < goodRSABits {
		return policy.WeaknessShortKey, true
	}
	return "", false
}

// algorithm names the key's algorithm and size for people.
func (k *key) algorithm() string {
	name := algorithmName(k.algo)
	switch k.algo {
	case algoRSA, algoRSAEncrypt, algoRSASign, algoDSA, algoElGamal, algoElGamalOld:
		return fmt.Sprintf("%s %d", name, k.firstMPIBits())
	case algoECDSA, algoECDH:
		return name + " " + k.curve()
	case algoEdDSA:
		return k.curve()
	}
	return name
}

func algorithmName(algo byte) string {
	switch algo {
	case algoRSA, algoRSAEncrypt, algoRSASign:
		return "RSA"
	case algoElGamal, algoElGamalOld:
		return "ElGamal"
	case algoDSA:
		return "DSA"
	case algoECDH:
		return "ECDH"
	case algoECDSA:
		return "ECDSA"
	case algoEdDSA:
		return "EdDSA"
	case algoX25519:
		return "X25519"
	case algoX448:
		return "X448"
	case algoEd25519:
		return "Ed25519"
	case algoEd448:
		return "Ed448"
	}
	return postQuantumName(algo)
}

func postQuantumName(algo byte) string {
	switch algo {
	case algoMLDSA65:
		return "ML-DSA-65+Ed25519"
	case algoMLDSA87:
		return "ML-DSA-87+Ed448"
	case algoSLHDSA128s:
		return "SLH-DSA-SHAKE-128s"
	case algoSLHDSA128f:
		return "SLH-DSA-SHAKE-128f"
	case algoSLHDSA256s:
		return "SLH-DSA-SHAKE-256s"
	case algoMLKEM768:
		return "ML-KEM-768+X25519"
	case algoMLKEM1024:
		return "ML-KEM-1024+X448"
	}
	return fmt.Sprintf("algorithm %d", algo)
}

// firstMPIBits returns the size of the key's first number; not the bit count in
// front of it, which may lie about leading zeros.
func (k *key) firstMPIBits() int {
	b := k.material()
	if len(b) < 2 {
		return 0
	}
	n := (int(binary.BigEndian.Uint16(b)) + 7) / 8
	return new(big.Int).SetBytes(b[2:min(len(b), 2+n)]).BitLen()
}

// material is the part of the packet after the algorithm ID.
func (k *key) material() []byte {
	if k.version == 6 {
		return k.body[10:]
	}
	return k.body[6:]
}

// curve names the curve by its object identifier (RFC 9580 section 9.2).
func (k *key) curve() string {
	b := k.material()
	if len(b) < 1 || len(b) < 1+int(b[0]) {
		return "unknown curve"
	}
	switch oid := upperHex(b[1 : 1+int(b[0])]); oid {
	case "2A8648CE3D030107":
		return "P-256"
	case "2B81040022":
		return "P-384"
	case "2B81040023":
		return "P-521"
	case "2B8104000A":
		return "secp256k1"
	case "2B2403030208010107":
		return "brainpoolP256r1"
	case "2B240303020801010B":
		return "brainpoolP384r1"
	case "2B240303020801010D":
		return "brainpoolP512r1"
	case "2B06010401DA470F01":
		return "Ed25519"
	case "2B060104019755010501":
		return "Curve25519"
	case "2B6571":
		return "Ed448"
	default:
		return "curve " + oid
	}
}
