package policy

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/smallorder"
	"github.com/upsig/upsig/internal/tomltree"
)

// signerName reads the name and makes sure that it is the only one: exceptions
// and thresholds go by names.
func (l *loader) signerName(r *tomltree.Reader, fallback string) string {
	name := r.String("name")
	if name == "" {
		name = fallback
	}
	if name != "" && slices.Contains(l.names, name) {
		r.Problem(r.Position(), "several signers are called %q; give each a name", name)
	}
	l.names = append(l.names, name)
	return name
}

func (l *loader) scope(r *tomltree.Reader) Scope {
	s := Scope{
		Versions:       l.globs(r, "versions"),
		ExceptVersions: l.globs(r, "except-versions"),
		SignedBefore:   r.Date("signed-before"),
	}
	// A glob that matches another glob's text matches all that the other does.
	excepted := func(g string) bool { return matchAny(s.ExceptVersions, g) }
	if len(s.Versions) > 0 && !slices.ContainsFunc(s.Versions, func(g string) bool { return !excepted(g) }) {
		r.Problem(r.At("except-versions"), "except-versions leaves none of the versions: the signer can match nothing")
	}
	return s
}

func (l *loader) heldBy(r *tomltree.Reader) HeldBy {
	h := HeldBy(r.String("held-by"))
	if h != HeldByAuthor && h != HeldByCI {
		r.Problem(r.At("held-by"), `held-by must say who holds the key: "author" or "ci"`)
	}
	return h
}

func (l *loader) openPGPSigner(r *tomltree.Reader) OpenPGPSigner {
	s := OpenPGPSigner{Keyring: optional(r, "keyring", checkRelativePath), HeldBy: l.heldBy(r), Scope: l.scope(r)}
	for _, text := range r.Strings("fingerprints") {
		f, err := ParseFingerprint(text)
		if text == "" || err != nil {
			check(r, "fingerprints", err)
			continue
		}
		if slices.Contains(s.Fingerprints, f) || slices.Contains(l.policy.Fingerprints(), f) {
			r.Problem(r.At("fingerprints"), "fingerprint %s is named twice", f)
		}
		s.Fingerprints = append(s.Fingerprints, f)
	}
	if !r.Has("fingerprints") {
		r.Problem(r.Position(), "fingerprints is missing: a signer without certificates can match nothing")
	}
	if !r.Has("name") {
		r.Problem(r.Position(), "name is missing: say whose certificates these are")
	}
	s.Name = l.signerName(r, "")
	r.Done()
	return s
}

func (l *loader) exception(r *tomltree.Reader) Exception {
	x := Exception{
		Weakness: Weakness(mandatory(r, "weakness", checkWeakness)),
		Signer:   mandatory(r, "signer", anything),
		Reason:   mandatory(r, "reason", anything),
		Until:    r.Date("until"),
		Versions: l.globs(r, "versions"),
	}
	if !r.Has("until") {
		r.Problem(r.Position(), "until is missing: an exception needs an end date, such as until = 2027-06-30")
	}
	// The signers stand in the same file, perhaps further down, and are read first.
	if x.Signer != "" && !slices.ContainsFunc(l.policy.OpenPGPSigners, func(s OpenPGPSigner) bool { return s.Name == x.Signer }) {
		r.Problem(r.At("signer"), "no [[pgp.signer]] is called %q", x.Signer)
	}
	r.Done()
	return x
}

func checkWeakness(text string) error {
	if Weakness(text).Valid() {
		return nil
	}
	return errors.New("weakness must be one of " + safetext.Alternatives(Weaknesses()))
}

// keyID names a public key by its DER form, as findings do.
func keyID(der []byte) string {
	sum := sha256.Sum256(der)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// PEMKeyID names a PEM public key as policies and findings do: "sha256:HEX" of
// its DER form.
func PEMKeyID(pem []byte) (string, error) {
	der, err := parsePEMKey(string(pem))
	if err != nil {
		return "", err
	}
	return keyID(der), nil
}

// errNoPEMKey says that a text is no PEM of a SubjectPublicKeyInfo (RFC 7468 section 13).
var errNoPEMKey = errors.New(`key must be a PEM "PUBLIC KEY"`)

// parsePEMKey returns the DER SubjectPublicKeyInfo in a PEM text of exactly one
// block, of a kind that bundles are made with.
func parsePEMKey(text string) ([]byte, error) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || block.Type != "PUBLIC KEY" {
		return nil, errNoPEMKey
	}
	if !strings.HasPrefix(strings.TrimSpace(text), "-----BEGIN PUBLIC KEY-----") || strings.TrimSpace(string(rest)) != "" {
		return nil, errors.New("key must hold one PEM block and nothing else")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		// The cause is of use to nobody: it describes Go's own types.
		return nil, errors.New("key is PEM, but no public key of a known form is in it")
	}
	return block.Bytes, checkPublicKey(key)
}

// checkEd25519 refuses a key under which anybody can sign.
func checkEd25519(key []byte) error {
	switch {
	case len(key) != ed25519.PublicKeySize:
		return errors.New("key is no Ed25519 key")
	case smallorder.Ed25519(key):
		return errors.New("key is a point of small order, under which anybody can sign; no tool makes such keys")
	}
	return nil
}

// checkPublicKey refuses keys that no bundle can be verified with.
func checkPublicKey(key crypto.PublicKey) error {
	switch key := key.(type) {
	case ed25519.PublicKey:
		return checkEd25519(key)
	case *ecdsa.PublicKey:
		if slices.Contains([]elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()}, key.Curve) {
			return nil
		}
		return fmt.Errorf("key is on the curve %s; ECDSA keys must be on P-256, P-384 or P-521", key.Curve.Params().Name)
	case *rsa.PublicKey:
		return checkRSABits(key.N.BitLen(), limits.CertificateRSABits)
	}
	return errors.New("key signs no bundles; ECDSA, RSA and Ed25519 keys do")
}

// rootName reads which trusted root serves the signer.
func (l *loader) rootName(r *tomltree.Reader) string {
	return cmp.Or(optional(r, "root", checkRoot), PublicGood)
}

func checkRoot(name string) error {
	if name == PublicGood || name == GitHub {
		return nil
	}
	if !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".jsonl") {
		return errors.New(`root must be "` + PublicGood + `", "` + GitHub + `" or a trusted root's file (.json, .jsonl)`)
	}
	return checkRelativePath(name)
}
