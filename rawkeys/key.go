package rawkeys

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"

	"filippo.io/edwards25519"

	"github.com/upsig/upsig/policy"
)

// key is one of the policy's keys.
type key struct {
	kind string
	// id is the whole public key as policies and findings name it.
	id     string
	keyID  [keyIDSize]byte
	public ed25519.PublicKey
}

// keysOf reads the policy's keys of these kinds. One that cannot be read is left
// out, and signatures under it are of an unknown key.
func keysOf(p *policy.Policy) []key {
	if p == nil {
		return nil
	}
	var all []key
	for _, s := range p.KeySigners {
		if s.Kind != kindMinisign && s.Kind != kindSignify {
			continue
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(s.ID)
		if err != nil || len(raw) != 2+keyIDSize+publicSize || string(raw[:2]) != "Ed" {
			continue
		}
		all = append(all, key{s.Kind, s.ID, [keyIDSize]byte(raw[2:]), raw[2+keyIDSize:]})
	}
	return all
}

// tap is the hash over the artifact that the signature under this key needs.
// Plain Ed25519 hashes the signature's R, the key and the message (RFC 8032
// section 5.1.7), so that the message need not be held in memory.
func (k key) tap(s *signature) policy.Tap {
	if s.prehashed {
		return policy.Tap{Hash: crypto.BLAKE2b_512}
	}
	return policy.Tap{Hash: crypto.SHA512, Prefix: string(s.bytes[:32]) + string(k.public)}
}

// holds reports whether the signature holds, given the sum of what the tap asked
// for.
func (k key) holds(s *signature, sum []byte) bool {
	if s.prehashed {
		return ed25519.Verify(k.public, sum, s.bytes[:])
	}
	return verifyHashed(k.public, s.bytes[:], sum)
}

// verifyHashed verifies plain Ed25519 as crypto/ed25519 does, from the hash of R,
// key and message: S must be canonical, and [S]B - [k]A must be R, byte for byte.
func verifyHashed(public ed25519.PublicKey, sig, hash []byte) bool {
	a, err := new(edwards25519.Point).SetBytes(public)
	if err != nil || len(sig) != signatureSize {
		return false
	}
	k, err := edwards25519.NewScalar().SetUniformBytes(hash)
	if err != nil {
		return false
	}
	s, err := edwards25519.NewScalar().SetCanonicalBytes(sig[32:])
	if err != nil {
		return false
	}
	minusA := new(edwards25519.Point).Negate(a)
	r := new(edwards25519.Point).VarTimeDoubleScalarBaseMult(k, minusA, s)
	return bytes.Equal(sig[:32], r.Bytes())
}

// holdsComment reports whether the trusted comment belongs to the signature.
func (k key) holdsComment(s *signature) bool {
	return ed25519.Verify(k.public, append(s.bytes[:len(s.bytes):len(s.bytes)], s.trusted...), s.global[:])
}
