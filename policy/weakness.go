package policy

import "slices"

// Weakness is a named flaw in otherwise sound evidence. A weakness rejects
// unless the policy accepts it by name, for a named signer, until a date.
type Weakness string

const (
	// WeaknessSHA1Signature: the data signature is over SHA-1. Ask upstream to
	// sign with SHA-256 or better.
	WeaknessSHA1Signature Weakness = "sha1-signature"
	// WeaknessSHA1Binding: only a self-signature, subkey binding or
	// back-signature over SHA-1 supports the signing key. Ask upstream to renew
	// the certificate.
	WeaknessSHA1Binding Weakness = "sha1-binding"
	// WeaknessDSA: a DSA or ElGamal key. Ask upstream for a modern key.
	WeaknessDSA Weakness = "dsa"
	// WeaknessShortKey: an RSA key under 2048 bits.
	WeaknessShortKey Weakness = "short-key"
	// WeaknessV3Signature: a version 3 signature packet, which signs no
	// metadata but type and time.
	WeaknessV3Signature Weakness = "v3-signature"
	// WeaknessExpiredAtSigning: the certificate at hand had expired when the
	// signature claims to be made; most often the copy at hand is stale.
	WeaknessExpiredAtSigning Weakness = "expired-at-signing"
	// WeaknessRetiredKey: the key was retired or superseded after the signature
	// claims to be made. The claim is the signer's own.
	WeaknessRetiredKey Weakness = "retired-key"
	// WeaknessTextMode: a text signature over an artifact; line endings are not
	// covered.
	WeaknessTextMode Weakness = "text-mode"
	// WeaknessNoKeyFlags: the certificate does not say what the key is for.
	WeaknessNoKeyFlags Weakness = "no-key-flags"
)

var weaknesses = []Weakness{
	WeaknessSHA1Signature, WeaknessSHA1Binding, WeaknessDSA, WeaknessShortKey,
	WeaknessV3Signature, WeaknessExpiredAtSigning, WeaknessRetiredKey,
	WeaknessTextMode, WeaknessNoKeyFlags,
}

// Weaknesses lists every weakness.
func Weaknesses() []Weakness { return slices.Clone(weaknesses) }

// Valid reports whether w is one of the enumeration.
func (w Weakness) Valid() bool { return slices.Contains(weaknesses, w) }

// Explain says what the weakness means, in one sentence without a full stop.
func (w Weakness) Explain() string {
	switch w {
	case WeaknessSHA1Signature:
		return "the signature is over SHA-1, which can be collided"
	case WeaknessSHA1Binding:
		return "only SHA-1 ties the signing key to its certificate"
	case WeaknessDSA:
		return "the key is DSA or ElGamal, which nobody should sign with any more"
	case WeaknessShortKey:
		return "the RSA key has fewer than 2048 bits"
	case WeaknessV3Signature:
		return "the signature packet is version 3, which carries no signed metadata"
	case WeaknessExpiredAtSigning:
		return "the certificate at hand had expired when the signature claims to be made; most often the copy is stale"
	case WeaknessRetiredKey:
		return "the key was retired after the signature claims to be made, and only the signer says when that was"
	case WeaknessTextMode:
		return "a text signature does not cover line endings"
	case WeaknessNoKeyFlags:
		return "the certificate does not say what the key is for"
	}
	return "unknown weakness"
}
