package policy

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
)

// bareKey is a signer's key, by its ID and without what its form adds.
type bareKey struct {
	id     string
	public crypto.PublicKey
}

// same reports whether two keys are one, in whatever form. Signatures do not cover
// the key ID of minisign and signify, nor does the application of a security key make
// another key: one key under two names must not count twice.
func (k bareKey) same(o bareKey) bool {
	public, ok := k.public.(interface{ Equal(crypto.PublicKey) bool })
	return o.id == k.id || ok && public.Equal(o.public)
}

// public returns the key without what its form adds; nil for what cannot be read.
func (s *KeySigner) public() crypto.PublicKey {
	switch s.Kind {
	case kindMinisign, kindSignify:
		if raw, err := base64.StdEncoding.DecodeString(s.ID); err == nil && len(raw) == rawKeySize {
			return ed25519.PublicKey(raw[rawKeySize-ed25519.PublicKeySize:])
		}
	case kindSSH:
		return sshPublic(s.SSH)
	case kindPEM:
		if public, err := x509.ParsePKIXPublicKey(s.DER); err == nil {
			return public
		}
	}
	return nil
}

// sshPublic reads the key out of its wire form, which [ReadSSHKey] has accepted.
func sshPublic(wire []byte) crypto.PublicKey {
	r := sshReader{rest: wire}
	switch string(r.field()) {
	case "ssh-ed25519", "sk-ssh-ed25519@openssh.com":
		return ed25519.PublicKey(r.field())
	case "ssh-rsa":
		exponent, modulus := r.integer(), r.integer()
		return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}
	}
	curve, known := map[string]elliptic.Curve{"nistp256": elliptic.P256(), "nistp384": elliptic.P384(), "nistp521": elliptic.P521()}[string(r.field())]
	if !known {
		return nil
	}
	if public, err := ecdsa.ParseUncompressedPublicKey(curve, r.field()); err == nil {
		return public
	}
	return nil
}
