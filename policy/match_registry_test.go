package policy_test

import (
	"testing"

	"github.com/upsig/upsig/policy"
)

const (
	npmPublish = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1"
	release    = "https://in-toto.io/attestation/release/v0.2"
	seal       = "https://dotcom.releases.github.com"
)

func withNPM(p *policy.Policy) {
	p.SigstoreSigners = append(p.SigstoreSigners, policy.SigstoreSigner{Name: "npm", Kind: "npm", Root: policy.PublicGood, Package: "@o/b", Keys: policy.EmbeddedKeys})
}

func withRelease(p *policy.Policy) {
	p.SigstoreSigners = append(p.SigstoreSigners, policy.SigstoreSigner{Name: "release", Kind: "github-release", Root: policy.GitHub, Repository: repo, Ref: "refs/tags/v{version}"})
}

// published is the registry's attestation of @o/b 1.2.
func published(change ...func(*policy.Finding)) policy.Finding {
	f := policy.Finding{File: "b.json", Index: 1, Side: policy.SideSigstore, Over: policy.RoleArtifact, Status: policy.StatusSound, Root: policy.PublicGood,
		Key: &policy.Key{Kind: "npm", Fingerprint: "sha256:00", Certificate: policy.EmbeddedKeys},
		Statement: &policy.Statement{PredicateType: npmPublish, Subjects: 1, Package: &policy.Package{Name: "@o/b", Version: "1.2"},
			Matching: []policy.StatementSubject{{Name: "pkg:npm/%40o/b@1.2", Digest: "sha256:00"}}}}
	for _, c := range change {
		c(&f)
	}
	return f
}

// sealed is GitHub's attestation of the release v1.2.
func sealed(change ...func(*policy.Finding)) policy.Finding {
	f := policy.Finding{File: "b.json", Index: 1, Side: policy.SideSigstore, Over: policy.RoleArtifact, Status: policy.StatusSound, Root: policy.GitHub,
		Certificate: &policy.Certificate{SAN: seal, SANKind: "uri"},
		Statement: &policy.Statement{PredicateType: release, Subjects: 2, URIs: []string{"pkg:github/o/r@v1.2"},
			Matching: []policy.StatementSubject{{Name: "b-1.2.tar.gz", Digest: "sha256:00"}}}}
	for _, c := range change {
		c(&f)
	}
	return f
}

type edit = []func(*policy.Finding)

func edited(f func(*policy.Finding)) edit { return edit{f} }

func TestRegistryIdentity(t *testing.T) {
	type signer = policy.SigstoreSigner
	ok := yes(policy.ClassRegistry)
	runIdentities(t, withNPM, published, []identity{
		{"good", nil, nil, ok},
		{"certificate too", nil, edited(func(f *policy.Finding) { f.Certificate = &policy.Certificate{SAN: "x"} }), no(policy.ReasonIdentityMismatch)},
		{"no key", nil, edited(func(f *policy.Finding) { f.Key = nil }), no(policy.ReasonIdentityMismatch)},
		{"key of another kind", nil, edited(func(f *policy.Finding) { f.Key.Kind = "pem" }), no(policy.ReasonIdentityMismatch)},
		{"other keys", func(s *signer) { s.Keys = "keys.json" }, nil, no(policy.ReasonIdentityMismatch)},
		{"no keys", func(s *signer) { s.Keys = "" }, edited(func(f *policy.Finding) { f.Key.Certificate = "" }), no(policy.ReasonIdentityMismatch)},
		{"root", nil, edited(func(f *policy.Finding) { f.Root = "x.json" }), no(policy.ReasonRootNotForSigner)},
		{"other version", nil, edited(func(f *policy.Finding) { f.Statement.Matching[0].Name = "pkg:npm/%40o/b@1.3" }), no(policy.ReasonSubjectName)},
		{"other scope", nil, edited(func(f *policy.Finding) { f.Statement.Matching[0].Name = "pkg:npm/%40x/b@1.2" }), no(policy.ReasonSubjectName)},
		{"two subjects", nil, edited(func(f *policy.Finding) { f.Statement.Subjects = 2 }), no(policy.ReasonPredicateContent)},
		{"predicate empty", nil, edited(func(f *policy.Finding) { f.Statement.Package = nil }), no(policy.ReasonPredicateContent)},
		{"predicate of another package", nil, edited(func(f *policy.Finding) { f.Statement.Package.Name = "@o/c" }), no(policy.ReasonPredicateContent)},
		{"predicate of another version", nil, edited(func(f *policy.Finding) { f.Statement.Package.Version = "1.3" }), no(policy.ReasonPredicateContent)},
		{"provenance", nil, edited(func(f *policy.Finding) { f.Statement.PredicateType = slsa }), no(policy.ReasonPredicateType)},
		{"plain", nil, edited(func(f *policy.Finding) { f.Statement = nil }), no(policy.ReasonPredicateType)},
	})
	p := base(policy.RequireSigstore, withNPM)
	p.Artifacts[0].Name = "b.tar.gz"
	if r := p.Assess(policy.Subject{Name: "b.tar.gz", Size: 3, Digests: artifact.Digests}, found{published()}, today); r.Verdict.Reason != policy.ReasonVersionUnknown {
		t.Errorf("without version: %+v", r.Verdict)
	}
}

func TestReleaseIdentity(t *testing.T) {
	type signer = policy.SigstoreSigner
	ok := yes(policy.ClassRegistry)
	runIdentities(t, withRelease, sealed, []identity{
		{"good", nil, nil, ok},
		{"kind of name", nil, edited(func(f *policy.Finding) { f.Certificate.SANKind = "other" }), no(policy.ReasonIdentityMismatch)},
		{"name", nil, edited(func(f *policy.Finding) { f.Certificate.SAN += "/" }), no(policy.ReasonIdentityMismatch)},
		{"issuer", nil, edited(func(f *policy.Finding) { f.Certificate.Issuer = actions }), no(policy.ReasonIssuerMismatch)},
		{"root", nil, edited(func(f *policy.Finding) { f.Root = policy.PublicGood }), no(policy.ReasonRootNotForSigner)},
		{"public root", func(s *signer) { s.Root = policy.PublicGood }, edited(func(f *policy.Finding) { f.Root = policy.PublicGood }), no(policy.ReasonRootNotForSigner)},
		{"no release", nil, edited(func(f *policy.Finding) { f.Statement.URIs = nil }), no(policy.ReasonPredicateContent)},
		{"no purl", nil, edited(func(f *policy.Finding) { f.Statement.URIs[0] = "https://github.com/o/r@v1.2" }), no(policy.ReasonPredicateContent)},
		{"repository", nil, edited(func(f *policy.Finding) { f.Statement.URIs[0] = "pkg:github/o/r-evil@v1.2" }), no(policy.ReasonRepositoryMismatch)},
		{"tag", nil, edited(func(f *policy.Finding) { f.Statement.URIs[0] = "pkg:github/o/r@v1.20" }), no(policy.ReasonRefMismatch)},
		{"folder", nil, edited(func(f *policy.Finding) { f.Statement.Matching[0].Name = "x/b-1.2.tar.gz" }), no(policy.ReasonSubjectName)},
	})
	p := base(policy.RequireSigstore, withRelease)
	p.Artifacts[0].Name = "b.tar.gz"
	f := sealed(func(f *policy.Finding) { f.Statement.Matching[0].Name = "b.tar.gz" })
	if r := p.Assess(policy.Subject{Name: "b.tar.gz", Size: 3, Digests: artifact.Digests}, found{f}, today); r.Verdict.Reason != policy.ReasonVersionUnknown {
		t.Errorf("without version: %+v", r.Verdict)
	}
}

// TestTimesStayOnTheirSide: a timestamp adds to evidence under a key alone.
func TestTimesStayOnTheirSide(t *testing.T) {
	p := base(policy.RequireSigstore, withNPM, func(p *policy.Policy) { p.Timestamps = []policy.Timestamp{{Root: "tsa.pem"}} })
	r := p.Assess(artifact, found{published(func(f *policy.Finding) { f.File = "b.asc" }), stamp()}, today)
	if len(r.Evidence[0].Times) != 0 {
		t.Errorf("%+v", r.Evidence[0].Times)
	}
}
