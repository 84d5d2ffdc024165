package policy

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

// weaknessDoc says what a weakness means and what to do next.
type weaknessDoc struct {
	Weakness    Weakness
	Means, Next string
}

func weaknessDocs() []weaknessDoc {
	return []weaknessDoc{
		{WeaknessSHA1Signature, "the signature is over SHA-1, which can be collided", "ask upstream to sign with SHA-256 or better"},
		{WeaknessSHA1Binding, "only SHA-1 ties the signing key to its certificate", "look for a newer copy of the certificate; else ask upstream to renew it"},
		{WeaknessDSA, "the key is DSA or ElGamal, which nobody should sign with any more", "ask upstream for a modern key"},
		{WeaknessShortKey, "the RSA key has fewer than 2048 bits", "ask upstream for a modern key"},
		{WeaknessV3Signature, "the signature packet is version 3, which carries no signed metadata", "ask upstream to sign with a current program, without old compatibility options"},
		{WeaknessExpiredAtSigning, "the certificate at hand had expired when the signature claims to be made; most often the copy is stale", "fetch the certificate again; if it is expired there as well, ask upstream to extend it"},
		{WeaknessRetiredKey, "the key was retired after the signature claims to be made, and only the signer says when that was", "ask upstream to sign again with the new key, or for a timestamp over the signature"},
		{WeaknessTextMode, "a text signature does not cover line endings", "ask upstream for a binary signature"},
		{WeaknessNoKeyFlags, "the certificate does not say what the key is for", "ask upstream to renew the certificate with key flags"},
	}
}

// Weaknesses lists every weakness.
func Weaknesses() []Weakness {
	var all []Weakness
	for _, d := range weaknessDocs() {
		all = append(all, d.Weakness)
	}
	return all
}

func (w Weakness) doc() (weaknessDoc, bool) {
	for _, d := range weaknessDocs() {
		if d.Weakness == w {
			return d, true
		}
	}
	return weaknessDoc{}, false
}

// Valid reports whether w is one of the enumeration.
func (w Weakness) Valid() bool { _, ok := w.doc(); return ok }

// Explain says what the weakness means: a clause without a full stop.
func (w Weakness) Explain() string {
	if d, ok := w.doc(); ok {
		return d.Means
	}
	return "unknown weakness"
}

// Next says what a packager should do: a clause without a full stop.
func (w Weakness) Next() string {
	d, _ := w.doc()
	return d.Next
}
