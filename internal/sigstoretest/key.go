package sigstoretest

import "crypto"

// Key is a managed key: one that its holder keeps, instead of a certificate.
type Key struct {
	// Hint names the key in bundles.
	Hint      string
	Algorithm Algorithm
	key       signer
}

// Key returns the managed key of that label. Its hint is the key's SHA-256 in
// base64, as sigstore-go and cosign write it.
func (in *Instance) Key(label string, a Algorithm) *Key {
	key := newKey(a, in.seed, "managed", label)
	return &Key{Hint: b64(key.id()), Algorithm: a, key: key}
}

// NPMKey returns a registry's key: its hint is the registry's key ID.
func (in *Instance) NPMKey(label string) *Key {
	k := in.Key("npm "+label, P256)
	k.Hint = "SHA256:" + k.Hint
	return k
}

// NPMKeysJSON writes the registry's keys.json, valid from the instance's start.
func (in *Instance) NPMKeysJSON(keys ...*Key) []byte {
	all := []object{}
	for _, k := range keys {
		for _, usage := range []string{"npm:signatures", "npm:attestations"} {
			all = append(all, object{
				"keyId": k.Hint, "keyUsage": usage,
				"publicKey": object{
					"rawBytes": b64(k.DER()), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": in.validFor(),
				},
			})
		}
	}
	return indent(object{"keys": all})
}

// DER is the public key as SubjectPublicKeyInfo.
func (k *Key) DER() []byte { return k.key.der() }

// PEM is the public key as a PEM file.
func (k *Key) PEM() []byte { return pemBlock("PUBLIC KEY", k.key.der()) }

// Public is the public key.
func (k *Key) Public() crypto.PublicKey { return k.key.Public() }
