package policy

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"slices"
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
	if o.id == k.id {
		return true
	}
	a, isRSA := k.public.(*rsa.PublicKey)
	if b, too := o.public.(*rsa.PublicKey); isRSA && too {
		return a.N.Cmp(b.N) == 0 // who knows one private exponent can find every other
	}
	public, ok := k.public.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(o.public)
}

// bareKey is the key that made the evidence.
func (j judged) bareKey() bareKey {
	if s, ok := j.signer.(*KeySigner); ok {
		return bareKey{s.ID, s.public()}
	}
	if j.Key == nil { // an identity, which is the signer
		return bareKey{id: j.signer.name()}
	}
	return bareKey{cmp.Or(j.Key.Signing, j.Key.Fingerprint), j.Key.Public}
}

// distinctKeys gives each signer a key of its own, as far as there are enough.
type distinctKeys struct {
	all []bareKey
	// of lists what each signer signed with, taken who has a key now.
	of    map[string][]int
	taken map[int]string
}

func (d *distinctKeys) add(signer string, k bareKey) {
	i := slices.IndexFunc(d.all, k.same)
	if i < 0 {
		i = len(d.all)
		d.all = append(d.all, k)
	}
	if !slices.Contains(d.of[signer], i) {
		d.of[signer] = append(d.of[signer], i)
	}
}

// give finds a key for the signer. Who has it already may take another instead, so that
// the order of signers does not matter to how many have one.
func (d *distinctKeys) give(signer string, tried map[int]bool) bool {
	for _, i := range d.of[signer] {
		if tried[i] {
			continue
		}
		tried[i] = true
		if owner, taken := d.taken[i]; !taken || d.give(owner, tried) {
			d.taken[i] = signer
			return true
		}
	}
	return false
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
