package sigstore

import (
	"crypto/ed25519"

	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/upsig/upsig/policy"
)

// run is one verification of one bundle against one instance.
type run struct {
	material root.TrustedMaterial
	verifier *verify.Verifier
	parsed   *parsed
}

// verifyCertificate verifies a bundle under a certificate. It returns the
// proven times of the signature. Nothing is said about the artifact: the caller
// compares digests.
func (t *trust) verifyCertificate(p *parsed) ([]policy.Time, *problem) {
	if problem := t.precheck(p); problem != nil {
		return nil, problem
	}
	// Identities are the policy's to judge, on the certificate that verified.
	return run{t.material, t.verifier, p}.verify(verify.WithoutIdentitiesUnsafe())
}

// verify asks sigstore-go for its verdict, and checks what that leaves out.
func (r run) verify(who verify.PolicyOption) ([]policy.Time, *problem) {
	if p := r.entries(); p != nil {
		return nil, p
	}
	times, p := r.verified(who)
	if p == nil {
		p = r.logInTime(times)
	}
	if p != nil {
		return nil, p
	}
	return times, nil
}

// verified asks sigstore-go, and on failure looks for the cause.
func (r run) verified(who verify.PolicyOption) ([]policy.Time, *problem) {
	if r.parsed.readable() {
		result, err := r.verifier.Verify(r.parsed.entity(), verify.NewPolicy(r.parsed.artifact(), who))
		if err == nil {
			return provenTimes(result.VerifiedTimestamps), nil
		}
		return r.explain(err)
	}
	times, _, p := r.steps()
	return times, p
}

// entries refuses a bundle whose log entries could not be read or are about
// something else, for the signature's sake if that does not hold either.
func (r run) entries() *problem {
	p := r.parsed.entryProblem
	if p == nil {
		p = r.boundEntries()
	}
	if p == nil {
		return nil
	}
	if _, worse := r.stepSignature(); worse != nil {
		return worse
	}
	return p
}

// explain names the cause of a refusal. It overrules sigstore-go in one case
// only: a signature that holds over SHA-256 under a P-384 or P-521 key, which
// older clients made and for which every other step held.
func (r run) explain(refusal error) ([]policy.Time, *problem) {
	times, oldHash, p := r.steps()
	switch {
	case p != nil:
		return nil, p
	case oldHash:
		return times, nil
	}
	return nil, bad(policy.ReasonBadSignature, "%v", refusal)
}

// readable reports whether sigstore-go can read what is signed. It refuses an
// envelope that holds no statement only after its signature held, and with an
// error like any other; [run.steps] tells the two apart.
func (p *parsed) readable() bool { return p.envelope == nil || p.envelope.statement != nil }

// artifact binds a message signature to the digest that it names itself, and
// an envelope to nothing: both are compared with the artifact's digests by us,
// so that evidence about another file is told from evidence that does not hold.
func (p *parsed) artifact() verify.ArtifactPolicyOption {
	if p.message != nil {
		return verify.WithArtifactDigest(p.message.algorithm.name, p.message.digest)
	}
	return verify.WithoutArtifactUnsafe()
}

// needsArtifact reports whether the signature must be pure Ed25519 over the
// artifact, which no digest can verify: what is signed over a digest is
// Ed25519ph, and that is SHA-512 (RFC 8032 section 5.1).
func (p *parsed) needsArtifact(pub any) *problem {
	if _, ok := pub.(ed25519.PublicKey); !ok || p.message == nil || p.message.algorithm.name == "sha512" {
		return nil
	}
	return unusable(policy.ReasonNeedsArtifact, "a pure Ed25519 signature, not one over a digest")
}

func provenTimes(verified []verify.TimestampVerificationResult) []policy.Time {
	var times []policy.Time
	for _, v := range verified {
		by := v.URI
		if by == "" {
			by = map[string]string{"Tlog": "transparency log"}[v.Type]
		}
		if by == "" {
			by = "timestamp authority"
		}
		times = append(times, policy.Time{Kind: policy.TimeProven, About: policy.RoleArtifact, At: v.Timestamp.UTC(), By: by})
	}
	return times
}
