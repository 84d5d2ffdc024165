package policy_test

import (
	"testing"

	"github.com/upsig/upsig/policy"
)

// The tests here stand where removing a check went unnoticed by all others.

func TestBuilderOfAnotherRepository(t *testing.T) {
	const evil = "https://github.com/m/m/.github/workflows/b.yml@refs/tags/v1"
	f := built(func(f *policy.Finding) {
		c := *f.Certificate
		c.SAN, c.BuildSignerURI = evil, evil
		f.Certificate = &c
		f.Statement.Provenance.BuilderID = evil
	})
	p := base(policy.RequireSigstore, withGitHub)
	p.SigstoreSigners[0].Builder = &policy.Builder{Repository: "https://github.com/b/b", Ref: "refs/tags/v1"}
	run(t, []scenario{{"any workflow of a builder", p, found{f}, no(policy.ReasonBuilderMismatch)}})
}

func TestPublishersProveNoWorkflow(t *testing.T) {
	pypi := base(policy.RequireSigstore, withGitHub)
	pypi.SigstoreSigners[0].Kind = "pypi"
	const publish = "https://docs.pypi.org/attestations/publish/v1"
	published := built(stated(func(s *policy.Statement) { s.PredicateType, s.Provenance, s.EmptyPredicate = publish, nil, true }))
	suffices := base(policy.RequireSigstore, withGitHub)
	suffices.SigstoreSigners[0].Kind, suffices.SigstoreSigners[0].PublishSuffices = "pypi", true
	run(t, []scenario{
		{"publish attestation", pypi, found{published}, no(policy.ReasonBelowBar)},
		{"publish attestation suffices", suffices, found{published}, yes(policy.ClassPublisher)},
		{"plain signature", suffices, found{built(plain)}, no(policy.ReasonPredicateType)},
	})
}

// A claim is no proof, even one about the signature's bytes.
func TestClaimedTimeClearsNoRetirement(t *testing.T) {
	claim := policy.Time{Kind: policy.TimeClaimed, About: policy.RoleSignature, At: day("2026-05-31"), By: "signer"}
	run(t, []scenario{{"claimed", base(policy.RequirePGP, withJane), found{signed(janeKey, retired(claim))}, no(policy.ReasonWeakness)}})
}

func TestNameWithoutVersion(t *testing.T) {
	p := base(policy.RequirePGP, withJane)
	p.Artifacts = []policy.ArtifactRule{{Name: "a.tar.gz"}}
	for name, want := range map[string]policy.Reason{"a.tar.gz": "", "b.tar.gz": policy.ReasonUnknownArtifact} {
		s := artifact
		s.Name = name
		if r := p.Assess(s, found{signed(janeKey)}, today); r.Verdict.Reason != want {
			t.Errorf("%s: %+v, want %q", name, r.Verdict, want)
		}
	}
}

func TestRefWithUnknownVersion(t *testing.T) {
	p := base(policy.RequireSigstore, withGitHub)
	p.Artifacts = []policy.ArtifactRule{{Name: "a.tar.gz"}}
	s := artifact
	s.Name, s.Version = "a.tar.gz", ""
	f := built(certified(func(c *policy.Certificate) {
		uri := repo + "/" + workflow + "@refs/tags/v"
		c.SAN, c.BuildSignerURI, c.BuildConfigURI, c.SourceRef = uri, uri, uri, "refs/tags/v"
	}), stated(func(s *policy.Statement) { s.Matching[0].Name = "a.tar.gz" }))
	if r := p.Assess(s, found{f}, today); r.Verdict.Reason != policy.ReasonVersionUnknown {
		t.Errorf("%+v", r.Verdict)
	}
}

// A timestamp clears a retirement for the very file that it is about, by those whom
// the policy lets vouch for times.
func TestTimestampsOfOtherFilesAndRoots(t *testing.T) {
	p := base(policy.RequirePGP, withJane)
	p.Timestamps = []policy.Timestamp{{Root: policy.PublicGood}}
	signature := signed(janeKey, retired())
	signature.File = "a.sig"
	stamp := func(of, root string) policy.Finding {
		return policy.Finding{
			File: of + ".tsr", Over: policy.RoleSignature, Of: of, Status: policy.StatusSound, Root: root,
			Times: []policy.Time{{Kind: policy.TimeProven, About: policy.RoleSignature, At: day("2026-05-31"), By: "TSA"}},
		}
	}
	run(t, []scenario{
		{"of this file", p, found{signature, stamp("a.sig", policy.PublicGood)}, yes(policy.ClassAuthorKey)},
		{"of another file", p, found{signature, stamp("b.sig", policy.PublicGood)}, no(policy.ReasonWeakness)},
		{"under another root", p, found{signature, stamp("a.sig", "own.json")}, no(policy.ReasonWeakness)},
	})
}

// Evidence over a list or over content counts for the very bytes that lead to the
// artifact, and over a list that the policy names.
func TestChainsOverOtherBytes(t *testing.T) {
	p := base(policy.RequirePGP, withJane)
	p.Artifacts[0].Via = "SHA256SUMS"
	over := func(role policy.Role, digest string) found {
		return found{signed(janeKey, func(f *policy.Finding) { f.Over, f.List, f.Bytes = role, "SHA256SUMS", digest })}
	}
	link := policy.Link{List: "SHA256SUMS", Via: "SHA256SUMS", Bytes: "sha256:aa", Gives: artifact.Digests, Holds: true}
	undeclared := link
	undeclared.Via = "OTHERSUMS"
	content := policy.Content{Form: "gz", Digests: []string{"sha256:aa"}}
	for name, test := range map[string]struct {
		link     policy.Link
		findings found
		want     policy.Reason
	}{
		"list":            {link, over(policy.RoleList, "sha256:aa"), ""},
		"other list":      {link, over(policy.RoleList, "sha256:bb"), policy.ReasonOtherArtifact},
		"no bytes":        {link, over(policy.RoleList, ""), policy.ReasonOtherArtifact},
		"undeclared list": {undeclared, over(policy.RoleList, "sha256:aa"), policy.ReasonListUndeclared},
		"content":         {link, over(policy.RoleContent, "sha256:aa"), ""},
		"other content":   {link, over(policy.RoleContent, "sha256:bb"), policy.ReasonOtherArtifact},
	} {
		s := artifact
		s.Links, s.Content = []policy.Link{test.link}, &content
		if r := p.Assess(s, test.findings, today); r.Verdict.Reason != test.want {
			t.Errorf("%s: %+v, want %q", name, r.Verdict, test.want)
		}
	}
}
