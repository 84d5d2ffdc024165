package sigstoretest

import "crypto"

// Key is a managed key: one that its holder keeps, instead of a certificate.
type Key struct {
	// Hint names the key in bundles.
	Hint      string
	Algorithm Algorithm
	key       signer
}

// Key returns the managed key of that label. Its hint is of the form that npm's
// registry uses.
func (in *Instance) Key(label string, a Algorithm) *Key {
	key := newKey(a, in.seed, "managed", label)
	return &Key{Hint: "SHA256:" + b64(key.id()), Algorithm: a, key: key}
}

// DER is the public key as SubjectPublicKeyInfo.
func (k *Key) DER() []byte { return k.key.der() }

// PEM is the public key as a PEM file.
func (k *Key) PEM() []byte { return pemBlock("PUBLIC KEY", k.key.der()) }

// Public is the public key.
func (k *Key) Public() crypto.PublicKey { return k.key.Public() }
