package pgp

import (
	"bytes"
	"crypto"
	stdecdsa "crypto/ecdsa"
	stded25519 "crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"

	"github.com/ProtonMail/go-crypto/openpgp/ecdsa"
	"github.com/ProtonMail/go-crypto/openpgp/ed25519"
	"github.com/ProtonMail/go-crypto/openpgp/eddsa"
)

// bare returns the key as the standard library has it, so that one key in several
// certificates, or in SSH's form as well, is seen to be one; a kind of key that OpenPGP
// alone has is [opaque]. It is nil for a key that cannot verify anything.
func (k *key) bare() crypto.PublicKey {
	pk, f := k.public()
	if f != nil {
		return nil
	}
	switch p := pk.PublicKey.(type) {
	case *rsa.PublicKey:
		return p
	case *ed25519.PublicKey:
		return stded25519.PublicKey(p.Point)
	case *eddsa.PublicKey:
		switch k.curve() {
		case "Ed25519":
			return stded25519.PublicKey(p.X)
		case "Ed448": // as the algorithm of its own has it
			return opaque(append([]byte{algoEd448}, p.X...))
		}
	case *ecdsa.PublicKey:
		curves := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}
		if curve := curves[k.curve()]; curve != nil {
			if public, err := stdecdsa.ParseUncompressedPublicKey(curve, p.MarshalPoint()); err == nil {
				return public
			}
		}
	}
	return opaque(append([]byte{k.algo}, k.material()...))
}

// opaque is the algorithm ID and the material of a key.
type opaque []byte

// Equal reports whether both are the same key.
func (o opaque) Equal(other crypto.PublicKey) bool {
	p, ok := other.(opaque)
	return ok && bytes.Equal(o, p)
}
