package sigstore

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"github.com/upsig/upsig/policy"
)

// steps makes sigstore-go's verification in its parts, so that the part that
// fails names the cause. oldHash is true when the signature holds over SHA-256
// under a P-384 or P-521 key, and by nothing else.
func (r run) steps() (times []policy.Time, oldHash bool, p *problem) {
	if oldHash, p = r.stepSignature(); p != nil {
		return nil, false, p
	}
	inLog, p := r.stepLog()
	if p != nil {
		return nil, false, p
	}
	verified, err := r.verifier.VerifyObserverTimestamps(r.parsed.entity(), inLog)
	if err != nil {
		return nil, false, bad(policy.ReasonTimestampInvalid, "%v", err)
	}
	for _, v := range verified {
		if p := r.validAt(v.Timestamp); p != nil {
			return nil, false, p
		}
	}
	if p := r.stepCertificate(verified); p != nil {
		return nil, false, p
	}
	return provenTimes(verified), oldHash, nil
}

// stepSignature verifies the signature over the bundle's own content.
func (r run) stepSignature() (oldHash bool, p *problem) {
	content, err := r.parsed.bundle.SignatureContent()
	if err != nil {
		return false, unusable(policy.ReasonMalformedEvidence, "%v", err)
	}
	signer, err := r.parsed.bundle.VerificationContent()
	if err != nil {
		return false, unusable(policy.ReasonMalformedEvidence, "%v", err)
	}
	if m := r.parsed.message; m != nil {
		digests := []verify.ArtifactDigest{{Algorithm: m.algorithm.name, Digest: m.digest}}
		err = verify.VerifySignatureWithArtifactDigests(content, signer, r.material, digests)
	} else {
		err = verify.VerifySignature(content, signer, r.material)
	}
	if err == nil {
		return false, nil
	}
	leaf := r.parsed.leaf
	if leaf == nil {
		return false, bad(policy.ReasonBadSignature, "%v", err)
	}
	if p := r.parsed.needsArtifact(leaf.PublicKey); p != nil {
		return false, p
	}
	if r.parsed.holdsOverSHA256(leaf.PublicKey) {
		return true, nil
	}
	if p := r.parsed.otherHash(leaf.PublicKey); p != nil {
		return false, p
	}
	return false, bad(policy.ReasonBadSignature, "%v", err)
}

// otherHash tells a message signature that holds, over a hash that Sigstore's registry
// of algorithms does not pair with the key, from one that does not. sigstore-go verifies
// no such pair.
func (p *parsed) otherHash(key any) *problem {
	if p.message == nil || !p.message.holds(key, p.signature) {
		return nil
	}
	return unusable(policy.ReasonUnsupportedEvidence, "the signature is over %s, which Sigstore does not pair with this kind of key", p.message.algorithm.name)
}

// holds reports whether the signature is one by the key over the message's digest.
func (m *message) holds(key any, sig []byte) bool {
	switch pub := key.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(pub, m.digest, sig)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(pub, m.algorithm.hash, m.digest, sig) == nil
	}
	return false
}

// holdsOverSHA256 checks what clients before sigstore-go's compatibility
// verifier made: SHA-256 under a larger curve.
func (p *parsed) holdsOverSHA256(key any) bool {
	pub, ok := key.(*ecdsa.PublicKey)
	if !ok || pub.Curve != elliptic.P384() && pub.Curve != elliptic.P521() {
		return false
	}
	if p.message != nil {
		return p.message.algorithm.name == "sha256" && p.message.holds(pub, p.signature)
	}
	sum := sha256.Sum256(p.envelope.encoded())
	return ecdsa.VerifyASN1(pub, sum[:], p.signature)
}

// encoded is what a DSSE signature signs (PAE, DSSE v1 protocol).
func (e *envelope) encoded() []byte {
	b := []byte("DSSEv1 " + strconv.Itoa(len(e.payloadType)) + " " + e.payloadType + " " + strconv.Itoa(len(e.payload)) + " ")
	return append(b, e.payload...)
}

// stepLog verifies the log entries: their inclusion, and that they are about
// this signature, certificate and digest.
func (r run) stepLog() ([]verify.TimestampVerificationResult, *problem) {
	for _, e := range r.parsed.entries {
		if p := r.loggedInTime(e); p != nil {
			return nil, p
		}
	}
	times, err := r.verifier.VerifyTransparencyLogInclusion(r.parsed.entity())
	if err != nil {
		return nil, bad(policy.ReasonLogEntryInvalid, "%v", err)
	}
	return times, nil
}

// loggedInTime tells a certificate or key that had expired from a bad entry. Only a
// time under a valid signed entry timestamp counts.
func (r run) loggedInTime(e *tlog.Entry) *problem {
	if !e.HasInclusionPromise() || tlog.VerifySET(e, r.material.RekorLogs()) != nil {
		return nil
	}
	return r.validAt(e.IntegratedTime())
}

// logInTime wants an entry of a log whose key was valid at a proven time. sigstore-go
// asks that only of signed entry timestamps: whoever finds the key of a log that has
// ended could leave them out.
func (r run) logInTime(times []policy.Time) *problem {
	known := r.material.RekorLogs()
	if len(known) == 0 {
		return nil
	}
	for _, e := range r.parsed.entries {
		log := known[hex.EncodeToString([]byte(e.LogKeyID()))]
		if log == nil || e.HasInclusionPromise() && tlog.VerifySET(e, known) != nil {
			continue // which sigstore-go does not count either
		}
		if e.HasInclusionPromise() || slices.ContainsFunc(times, func(t policy.Time) bool { return servedAt(log, t.At) }) {
			return nil
		}
	}
	return bad(policy.ReasonLogEntryInvalid, "the key of the log was not valid when the entry was made")
}

func servedAt(log *root.TransparencyLog, at time.Time) bool {
	return !at.Before(log.ValidityPeriodStart) && (log.ValidityPeriodEnd.IsZero() || !at.After(log.ValidityPeriodEnd))
}

// validAt holds a proven time against the validity of the certificate, or of
// the managed key (CVE-2026-54787).
func (r run) validAt(at time.Time) *problem {
	leaf := r.parsed.leaf
	if leaf == nil {
		if k, ok := r.material.(keyMaterial); !ok || !k.key.ValidAtTime(at) {
			return bad(policy.ReasonCertificateInvalid, "the key was not valid when it signed, %s", at.UTC().Format(time.RFC3339))
		}
		return nil
	}
	if at.Before(leaf.NotBefore) || at.After(leaf.NotAfter) {
		return bad(policy.ReasonCertificateInvalid, "valid from %s to %s, signed %s",
			leaf.NotBefore.UTC().Format(time.RFC3339), leaf.NotAfter.UTC().Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	}
	return nil
}

// stepCertificate verifies the certificate's path at every proven time, and its
// proof of publication.
func (r run) stepCertificate(verified []verify.TimestampVerificationResult) *problem {
	if r.parsed.leaf == nil {
		return nil
	}
	content, err := r.parsed.bundle.VerificationContent()
	if err != nil {
		return unusable(policy.ReasonMalformedEvidence, "%v", err)
	}
	leaf := content.Certificate()
	ignoreOtherName(leaf)
	var chains [][]*x509.Certificate
	for _, v := range verified {
		if chains, err = verify.VerifyLeafCertificate(v.Timestamp, leaf, r.material); err != nil {
			return r.pathProblem(leaf, err)
		}
	}
	if len(r.material.CTLogs()) == 0 {
		return nil
	}
	if err := verify.VerifySignedCertificateTimestamp(chains, 1, r.material); err != nil {
		return bad(policy.ReasonSCTInvalid, "%v", err)
	}
	return nil
}

// ignoreOtherName clears the critical subject alternative name that Go leaves
// unhandled when it is an otherName, as sigstore-go does; [identity] reads it.
func ignoreOtherName(leaf *x509.Certificate) {
	kept := leaf.UnhandledCriticalExtensions[:0:0]
	for _, oid := range leaf.UnhandledCriticalExtensions {
		if !oid.Equal(cryptoutils.SANOID) {
			kept = append(kept, oid)
		}
	}
	leaf.UnhandledCriticalExtensions = kept
}

// pathProblem tells a forged certificate from one that is not acceptable.
func (r run) pathProblem(leaf *x509.Certificate, err error) *problem {
	for _, ca := range issuers(r.material, leaf) {
		if leaf.CheckSignatureFrom(ca) == nil {
			return bad(policy.ReasonCertificateInvalid, "%v", err)
		}
	}
	return bad(policy.ReasonBadSignature, "the certificate is forged: its issuer did not sign it")
}
