package policy_test

import (
	"crypto"
	"crypto/ed25519"
	"time"

	"github.com/upsig/upsig/policy"
)

// The scenarios share one time, one artifact and a few signers.

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

var (
	today    = day("2026-11-20")
	artifact = policy.Subject{Name: "b-1.2.tar.gz", Size: 3, Digests: []string{"sha256:00"}}
)

const (
	repo     = "https://github.com/o/r"
	workflow = ".github/workflows/release.yml"
	actions  = "https://token.actions.githubusercontent.com"
	slsa     = "https://slsa.dev/provenance/v1"
	mallory  = "99999999999999999999999999999999DEADBEEF"
)

// base is a policy about b-{version}.tar.gz.
func base(require policy.Require, change ...func(*policy.Policy)) *policy.Policy {
	p := &policy.Policy{File: "p", Package: "a/b", Require: require,
		Artifacts: []policy.ArtifactRule{{Name: "b-{version}.tar.gz"}}}
	for _, f := range change {
		f(p)
	}
	return p
}

func withJane(p *policy.Policy) {
	p.OpenPGPSigners = append(p.OpenPGPSigners, policy.OpenPGPSigner{Name: "Jane", Fingerprints: []string{janeKey}, HeldBy: policy.HeldByAuthor})
}

func withRobot(p *policy.Policy) {
	p.OpenPGPSigners = append(p.OpenPGPSigners, policy.OpenPGPSigner{Name: "Robot", Fingerprints: []string{otherKey}, HeldBy: policy.HeldByCI})
}

func withGitHub(p *policy.Policy) {
	p.SigstoreSigners = append(p.SigstoreSigners, policy.SigstoreSigner{Name: "CI", Kind: "github", Root: policy.PublicGood,
		Repository: repo, Workflow: workflow, Ref: "refs/tags/v{version}"})
}

func withEmail(p *policy.Policy) {
	p.SigstoreSigners = append(p.SigstoreSigners, policy.SigstoreSigner{Name: "Joe", Kind: "email", Root: policy.PublicGood,
		Identity: "joe@example.org", IssuerURL: "https://github.com/login/oauth"})
}

// lowest sets the minimum.
func lowest(c policy.Class) func(*policy.Policy) { return func(p *policy.Policy) { p.Minimum = c } }

func threshold(n int) func(*policy.Policy) { return func(p *policy.Policy) { p.Threshold = n } }

// pgpSigner changes the first OpenPGP signer, sigSigner the first Sigstore one.
func pgpSigner(f func(*policy.OpenPGPSigner)) func(*policy.Policy) {
	return func(p *policy.Policy) { f(&p.OpenPGPSigners[0]) }
}

func sigSigner(f func(*policy.SigstoreSigner)) func(*policy.Policy) {
	return func(p *policy.Policy) { f(&p.SigstoreSigners[0]) }
}

func accept(x policy.Exception) func(*policy.Policy) {
	return func(p *policy.Policy) { p.Exceptions = append(p.Exceptions, x) }
}

// signed is a sound OpenPGP signature.
func signed(fingerprint string, change ...func(*policy.Finding)) policy.Finding {
	f := policy.Finding{File: "b.asc", Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound,
		Key:   &policy.Key{Kind: "openpgp", Fingerprint: fingerprint, Signing: fingerprint},
		Times: []policy.Time{{Kind: policy.TimeClaimed, About: policy.RoleArtifact, At: day("2026-05-01"), By: "signer"}}}
	for _, c := range change {
		c(&f)
	}
	return f
}

// by is a signature made with that (sub)key.
func by(f policy.Finding, signing string, public crypto.PublicKey) policy.Finding {
	k := *f.Key
	k.Signing, k.Public = signing, public
	f.Key = &k
	return f
}

// withSSH names Jane's SSH key as a signer of its own.
func withSSH(p *policy.Policy) {
	k, err := policy.ParseSSHKey(sshKey)
	if err != nil {
		panic(err)
	}
	p.KeySigners = append(p.KeySigners, policy.KeySigner{Name: "Jane's SSH key", Kind: "ssh", ID: sshKeyID, SSH: k.Wire, Namespace: "file", HeldBy: policy.HeldByAuthor})
}

// sshSigned is a sound signature under that key.
func sshSigned() policy.Finding {
	return policy.Finding{File: "b.sshsig", Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound,
		Key: &policy.Key{Kind: "ssh", Fingerprint: sshKeyID, Namespace: "file"}}
}

// forged is a signature that claims to be by a key and does not hold.
func forged(fingerprint string) policy.Finding {
	return policy.Finding{File: "b.sig", Index: 1, Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusBad,
		Reason: policy.ReasonBadSignature, Claimed: policy.Claimed{Candidates: []string{fingerprint}}}
}

func weak(w policy.Weakness) func(*policy.Finding) {
	return func(f *policy.Finding) { f.Weaknesses = append(f.Weaknesses, policy.Flaw{Weakness: w}) }
}

// retired is a key that was retired in June, after the signature claims to be made.
func retired(times ...policy.Time) func(*policy.Finding) {
	return func(f *policy.Finding) {
		f.Weaknesses = append(f.Weaknesses, policy.Flaw{Weakness: policy.WeaknessRetiredKey, After: day("2026-06-01")})
		f.Times = append(f.Times, times...)
	}
}

// certified changes the certificate of a finding.
func certified(f func(*policy.Certificate)) func(*policy.Finding) {
	return func(g *policy.Finding) {
		c := *g.Certificate
		f(&c)
		g.Certificate = &c
	}
}

func stated(f func(*policy.Statement)) func(*policy.Finding) {
	return func(g *policy.Finding) { f(g.Statement) }
}

// built is sound SLSA provenance by the release workflow.
func built(change ...func(*policy.Finding)) policy.Finding {
	uri := repo + "/" + workflow + "@refs/tags/v1.2"
	f := policy.Finding{File: "b.sigstore.json", Index: 1, Side: policy.SideSigstore, Over: policy.RoleArtifact,
		Status: policy.StatusSound, Root: policy.PublicGood,
		Certificate: &policy.Certificate{SAN: uri, SANKind: "uri", Issuer: actions, BuildSignerURI: uri, BuildConfigURI: uri,
			SourceRepository: repo, SourceRef: "refs/tags/v1.2", SourceDigest: "abc", BuildTrigger: "push",
			RunnerEnvironment: "github-hosted", SourceRepositoryID: "7", DeploymentEnvironment: "release"},
		Statement: &policy.Statement{PredicateType: slsa, Subjects: 1, Provenance: &policy.Provenance{BuilderID: uri},
			Matching: []policy.StatementSubject{{Name: "b-1.2.tar.gz", Digest: "sha256:00"}}},
		Times: []policy.Time{{Kind: policy.TimeProven, About: policy.RoleArtifact, At: day("2026-05-01"), By: "log"}}}
	for _, c := range change {
		c(&f)
	}
	return f
}

func plain(f *policy.Finding) { f.Statement = nil }

// mailed is a sound plain bundle by a person.
func mailed(change ...func(*policy.Finding)) policy.Finding {
	f := policy.Finding{File: "b.sigstore", Index: 1, Side: policy.SideSigstore, Over: policy.RoleArtifact,
		Status: policy.StatusSound, Root: policy.PublicGood,
		Certificate: &policy.Certificate{SAN: "joe@example.org", SANKind: "email", Issuer: "https://github.com/login/oauth"}}
	for _, c := range change {
		c(&f)
	}
	return f
}

func status(s policy.Status, side policy.Side, r policy.Reason) policy.Finding {
	return policy.Finding{File: "x", Index: 1, Side: side, Over: policy.RoleArtifact, Status: s, Reason: r}
}

// sshPublic is what [sshKey] holds, behind the type and two lengths.
var sshPublic = func() ed25519.PublicKey {
	k, err := policy.ParseSSHKey(sshKey)
	if err != nil {
		panic(err)
	}
	return ed25519.PublicKey(k.Wire[len(k.Wire)-ed25519.PublicKeySize:])
}()
