package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
)

func TestTarget(t *testing.T) {
	named := func(names ...string) *policy.Policy {
		p := base(policy.RequirePGP, withJane)
		p.Artifacts = nil
		for _, n := range names {
			p.Artifacts = append(p.Artifacts, policy.ArtifactRule{Name: n})
		}
		return p
	}
	one := named("b-{version}.tar.gz")
	two := named("b-{version}.tar.gz", "b-{version}-docs.tar.gz")
	fixed := named("b.tar.gz")
	bound := named("b.tar.gz")
	bound.OpenPGPSigners[0].Versions = []string{"1.*"}
	released := named("b.tar.gz")
	released.Releases = []policy.Release{{Versions: []string{"1.*"}}}
	twice := named("b-{version}.tar.gz")
	twice.Releases = []policy.Release{{Versions: []string{"1.*"}}, {Versions: []string{"1.2"}}}
	overlap := named("ab{version}b")
	adHoc := named()
	adHoc.File = ""
	for _, test := range []struct {
		policy        *policy.Policy
		name, version string
		want          policy.Reason
		bound         string
	}{
		{one, "b-1.2.tar.gz", "", "", "1.2"},
		{one, "b-1.2.tar.gz", "1.2", "", "1.2"},
		{one, "b-1.2.tar.gz", "1.3", policy.ReasonVersionMismatch, "1.3"},
		{one, "b-1.2.tar.gz", "../1", policy.ReasonVersionMismatch, "../1"},
		{one, "b-x.tar.gz", "", policy.ReasonUnknownArtifact, ""},
		{one, "b-.tar.gz", "", policy.ReasonUnknownArtifact, ""},
		{one, "c-1.2.tar.gz", "", policy.ReasonUnknownArtifact, ""},
		{one, "b-1.2.tar.gz.x", "", policy.ReasonUnknownArtifact, ""},
		{one, "B-1.2.tar.gz", "", policy.ReasonUnknownArtifact, ""},
		{one, "", "1.2", policy.ReasonUnknownArtifact, "1.2"},
		{two, "b-1.2.tar.gz", "", "", "1.2"},
		{two, "b-1.2-docs.tar.gz", "", policy.ReasonAmbiguousArtifact, ""},
		{two, "b-1.2-docs.tar.gz", "1.2", "", "1.2"},
		{two, "b-1.2-docs.tar.gz", "1.2-docs", "", "1.2-docs"},
		{two, "b-1.2-docs.tar.gz", "1.3", policy.ReasonVersionMismatch, "1.3"},
		{fixed, "b.tar.gz", "", "", ""},
		{fixed, "b.tar.gz", "1.2", "", "1.2"},
		{bound, "b.tar.gz", "", policy.ReasonVersionUnknown, ""},
		{bound, "b.tar.gz", "1.2", "", "1.2"},
		{released, "b.tar.gz", "", policy.ReasonVersionUnknown, ""},
		{released, "b.tar.gz", "2", "", "2"},
		{twice, "b-1.2.tar.gz", "", policy.ReasonAmbiguousRelease, "1.2"},
		{twice, "b-1.3.tar.gz", "", "", "1.3"},
		{overlap, "ab", "", policy.ReasonUnknownArtifact, ""},
		{overlap, "ab1b", "", "", "1"},
		{named(), "b-1.2.tar.gz", "", policy.ReasonUnknownArtifact, ""},
		{adHoc, "anything", "", "", ""},
	} {
		s := artifact
		s.Name, s.Version = test.name, test.version
		r := test.policy.Assess(s, found{signed(janeKey)}, today)
		if r.Verdict.Reason != test.want || r.Verdict.Accepted != (test.want == "") || r.Artifact.Version != test.bound {
			t.Errorf("%s, version %q: %+v, bound to %q; want %q, %q", test.name, test.version, r.Verdict, r.Artifact.Version, test.want, test.bound)
		}
		if _, reason := test.policy.Expect(s); reason != test.want {
			t.Errorf("%s, version %q: Expect says %q, want %q", test.name, test.version, reason, test.want)
		}
	}
}

// A signer who is bound to versions must not drop out of the bar because nobody
// says which version this is.
func TestUnknownVersionDoesNotLowerTheBar(t *testing.T) {
	p := base(policy.RequirePGP, withJane, withRobot, pgpSigner(func(s *policy.OpenPGPSigner) { s.Versions = []string{"*.*"} }))
	p.Artifacts = []policy.ArtifactRule{{Name: "b.tar.gz"}}
	s := artifact
	s.Name = "b.tar.gz"
	if v := p.Assess(s, found{signed(otherKey)}, today).Verdict; v.Reason != policy.ReasonVersionUnknown {
		t.Errorf("verdict %+v", v)
	}
}

func TestReleases(t *testing.T) {
	p := base(policy.RequireBoth, withJane, withGitHub)
	p.Releases = []policy.Release{{Versions: []string{"1.*"}, Require: policy.RequireAny, Minimum: policy.ClassCIWorkflow}}
	run(t, []scenario{{"overridden", p, found{built()}, yes(policy.ClassCIWorkflow)}})
	p.Releases[0].Versions = []string{"2.*"}
	run(t, []scenario{{"not overridden", p, found{built()}, no(policy.ReasonMissingEvidence)}})
}

func TestExpect(t *testing.T) {
	p := base(policy.RequirePGP, withJane)
	p.Artifacts[0].Evidence = []string{"b-{version:_}.asc"}
	p.Artifacts[0].UpstreamName = "B-{version}.tgz"
	e, reason := p.Expect(artifact)
	if reason != "" || e.Version != "1.2" || e.UpstreamName != "B-1.2.tgz" || !slices.Equal(e.Evidence, []string{"b-1_2.asc"}) {
		t.Errorf("expectation %+v, %q", e, reason)
	}
}

// The zero value of everything that could say yes says no.
func TestZeroValuesFail(t *testing.T) {
	good := found{signed(janeKey), built(), mailed()}
	for name, p := range map[string]*policy.Policy{
		"policy":          {},
		"policy of file":  {File: "p"},
		"require alone":   {Require: policy.RequireAny},
		"unknown require": base("all", withJane, withGitHub),
		"no require":      base("", withJane, withGitHub),
		"OpenPGP signer":  {Require: policy.RequireAny, OpenPGPSigners: []policy.OpenPGPSigner{{}}},
		"key signer":      {Require: policy.RequireAny, KeySigners: []policy.KeySigner{{}}},
		"Sigstore signer": {Require: policy.RequireAny, SigstoreSigners: []policy.SigstoreSigner{{}}},
		"kind alone":      {Require: policy.RequireAny, SigstoreSigners: []policy.SigstoreSigner{{Kind: "github"}, {Kind: "gitlab"}, {Kind: "email"}, {Kind: "custom", Class: policy.ClassPublisher}}},
		"held by alone":   {Require: policy.RequireAny, OpenPGPSigners: []policy.OpenPGPSigner{{HeldBy: policy.HeldByAuthor}}, KeySigners: []policy.KeySigner{{HeldBy: policy.HeldByAuthor}}},
		"empty names": {Require: policy.RequireAny, KeySigners: []policy.KeySigner{{HeldBy: policy.HeldByAuthor}},
			OpenPGPSigners: []policy.OpenPGPSigner{{HeldBy: policy.HeldByAuthor, Fingerprints: []string{""}}}},
	} {
		blank := found{
			{Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound, Key: &policy.Key{Kind: "openpgp"}},
			{Side: policy.SideKey, Over: policy.RoleArtifact, Status: policy.StatusSound, Key: &policy.Key{}},
			{Side: policy.SideSigstore, Over: policy.RoleArtifact, Status: policy.StatusSound, Certificate: &policy.Certificate{}},
		}
		for _, f := range []found{nil, good, blank} {
			if v := p.Assess(artifact, f, today).Verdict; v.Accepted || v.Reason == "" {
				t.Errorf("%s: %+v", name, v)
			}
		}
	}
	p := base(policy.RequireAny, withJane, withGitHub)
	for name, r := range map[string]*policy.Report{
		"finding":    p.Assess(artifact, found{{}}, today),
		"no finding": p.Assess(artifact, nil, today),
		"status":     p.Assess(artifact, found{signed(janeKey, func(f *policy.Finding) { f.Status = 0 })}, today),
		"odd status": p.Assess(artifact, found{signed(janeKey, func(f *policy.Finding) { f.Status = 99 })}, today),
		"subject":    p.Assess(policy.Subject{}, good, today),
		"no digest":  p.Assess(policy.Subject{Name: artifact.Name}, good, today),
		"no time":    p.Assess(artifact, good, time.Time{}),
		"report":     {},
	} {
		if r.Verdict.Accepted || (r.Verdict.Reason == "" && name != "report") || r.Verdict.Class != policy.ClassNone {
			t.Errorf("%s: %+v", name, r.Verdict)
		}
	}
	var (
		verdict  policy.Verdict
		evidence policy.EvidenceReport
		demand   policy.RequirementReport
		class    policy.Class
		status   policy.Status
	)
	if verdict.Accepted || evidence.Outcome == policy.OutcomeVerified || demand.Met || class != policy.ClassNone || status != policy.StatusUnusable {
		t.Error("a zero value says yes")
	}
}
