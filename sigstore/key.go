package sigstore

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/options"

	"github.com/upsig/upsig/policy"
)

// managedKey is a public key under which bundles are made without certificate.
type managedKey struct {
	id     string // "sha256:HEX" of der
	der    []byte
	public crypto.PublicKey
	root   string
	side   policy.Side
	kind   string
	source string // the registry's keys that it is one of
	// hints are names by which bundles call the key.
	hints []string
	// from and to bound the times at which it may sign; zero is unbounded.
	from, to time.Time
}

// newManagedKey reads a DER SubjectPublicKeyInfo.
func newManagedKey(der []byte) (managedKey, error) {
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return managedKey{}, fmt.Errorf("parse public key: %w", err)
	}
	if _, err := signature.GetDefaultPublicKeyDetails(public); err != nil {
		return managedKey{}, fmt.Errorf("use public key: %w", err)
	}
	sum := sha256.Sum256(der)
	return managedKey{
		id:     "sha256:" + hex.EncodeToString(sum[:]),
		der:    der,
		public: public,
		hints: []string{
			base64.StdEncoding.EncodeToString(sum[:]), hex.EncodeToString(sum[:]),
			"SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:]),
		},
	}, nil
}

// pemKeys are the keys of the policy's [[key.signer]] entries of kind pem. A key
// that cannot be used is left out, and the evidence under it is of an unknown key.
func pemKeys(p *policy.Policy) []managedKey {
	if p == nil {
		return nil
	}
	var keys []managedKey
	for _, s := range p.KeySigners {
		if s.Kind != "pem" {
			continue
		}
		k, err := newManagedKey(s.DER)
		if err != nil {
			continue
		}
		k.root, k.side, k.kind = s.Root, policy.SideKey, "pem"
		if s.ID != "" {
			k.id = s.ID
		}
		keys = append(keys, k)
	}
	return keys
}

// claims reports whether a bundle says that it is by this key: by its hint, or
// by the key in one of its log entries.
func (k managedKey) claims(p *parsed) bool {
	if p.hint != "" && slices.Contains(k.hints, p.hint) {
		return true
	}
	for _, e := range p.entries {
		if pub, ok := e.PublicKey().(interface{ Equal(crypto.PublicKey) bool }); ok && pub.Equal(k.public) {
			return true
		}
	}
	return false
}

// holds returns the verifier under which the bundle's signature holds, if any.
func (k managedKey) holds(p *parsed) signature.Verifier {
	for _, v := range k.verifiers(p) {
		if p.holdsUnder(v) {
			return v
		}
	}
	return nil
}

func (p *parsed) holdsUnder(v signature.Verifier) bool {
	sig := bytes.NewReader(p.signature)
	if p.message != nil {
		return v.VerifySignature(sig, bytes.NewReader(nil), options.WithDigest(p.message.digest)) == nil
	}
	return v.VerifySignature(sig, bytes.NewReader(p.envelope.encoded())) == nil
}

// verifiers lists the ways in which the key may have signed: over the digest
// that the bundle names, or, for an envelope, the hash that belongs to the key
// and SHA-256, which older clients used with every key.
func (k managedKey) verifiers(p *parsed) []signature.Verifier {
	if pub, ok := k.public.(ed25519.PublicKey); ok {
		return ed25519Verifiers(pub, p)
	}
	hashes := []crypto.Hash{crypto.SHA256}
	if p.message != nil {
		hashes = []crypto.Hash{p.message.algorithm.hash}
	} else if details, err := signature.GetDefaultAlgorithmDetails(k.public); err == nil {
		hashes = append(hashes, details.GetHashType())
	}
	var all []signature.Verifier
	for _, h := range hashes {
		if v, err := signature.LoadVerifier(k.public, h); err == nil {
			all = append(all, v)
		}
	}
	return all
}

// ed25519Verifiers: an envelope is signed as it is, or by cosign 3 as Ed25519ph; over a
// digest there is only the latter.
func ed25519Verifiers(pub ed25519.PublicKey, p *parsed) []signature.Verifier {
	var all []signature.Verifier
	if p.message == nil {
		if v, err := signature.LoadED25519Verifier(pub); err == nil {
			all = append(all, v)
		}
	} else if p.message.algorithm.hash != crypto.SHA512 {
		return nil
	}
	if v, err := signature.LoadED25519phVerifier(pub); err == nil {
		all = append(all, v)
	}
	return all
}

// algorithm names the key's kind for people.
func (k managedKey) algorithm() string {
	switch pub := k.public.(type) {
	case *ecdsa.PublicKey:
		return "ECDSA " + pub.Curve.Params().Name
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", pub.N.BitLen())
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return ""
}

// keyMaterial is an instance's logs and timestamp authorities with one key.
// Whatever hint a bundle gives, the key is the one whose signature held.
type keyMaterial struct {
	root.TrustedMaterial
	key *root.ExpiringKey
}

// PublicKeyVerifier returns the key, by any name.
func (m keyMaterial) PublicKeyVerifier(string) (root.TimeConstrainedVerifier, error) {
	return m.key, nil
}

// verifyKey verifies a bundle whose signature holds under v, against the logs
// and timestamp authorities of t. A nil t asks for neither: then nothing proves
// a time.
func (k managedKey) verifyKey(t *trust, p *parsed, v signature.Verifier) ([]policy.Time, *problem) {
	material := keyMaterial{&root.BaseTrustedMaterial{}, root.NewExpiringKey(v, k.from, k.to)}
	options := []verify.VerifierOption{verify.WithNoObserverTimestamps()}
	if t != nil {
		if problem := t.precheck(p); problem != nil {
			return nil, problem
		}
		material.TrustedMaterial = t.material
		options = verifierOptions(t.material, false)
	}
	verifier, err := verify.NewVerifier(material, options...)
	if err != nil {
		return nil, unusable(policy.ReasonUnsupportedEvidence, "%v", err)
	}
	return run{material, verifier, p}.verify(verify.WithKey())
}
