package policy_test

import (
	"testing"

	"github.com/upsig/upsig/policy"
)

// stamp is a sound timestamp over the file b.asc, a day before the retirement.
func stamp(change ...func(*policy.Finding)) policy.Finding {
	f := policy.Finding{File: "b.asc.tsr", Index: 1, Side: policy.SideKey, Over: policy.RoleSignature, Of: "b.asc", Status: policy.StatusSound, Root: "tsa.pem",
		Times: []policy.Time{{Kind: policy.TimeProven, About: policy.RoleSignature, At: day("2026-01-01"), By: "tsa"}}}
	for _, c := range change {
		c(&f)
	}
	return f
}

// TestTimestamps: what clears a retired key is a proven time over the very
// signature file, by whom the policy names, before the retirement. Each of these
// conditions counts.
func TestTimestamps(t *testing.T) {
	retired := signed(janeKey, func(f *policy.Finding) {
		f.Weaknesses = []policy.Flaw{{Weakness: policy.WeaknessRetiredKey, After: day("2026-01-02")}}
	})
	time := func(change func(*policy.Time)) func(*policy.Finding) {
		return func(f *policy.Finding) { change(&f.Times[0]) }
	}
	for name, c := range map[string]struct {
		stamp policy.Finding
		want  bool
	}{
		"good":                {stamp(), true},
		"bad":                 {stamp(func(f *policy.Finding) { f.Status = policy.StatusBad }), false},
		"unusable":            {stamp(func(f *policy.Finding) { f.Status = policy.StatusUnusable }), false},
		"sound with a reason": {stamp(func(f *policy.Finding) { f.Reason = policy.ReasonUnknownTSA }), false},
		"another file":        {stamp(func(f *policy.Finding) { f.Of = "b.sig" }), false},
		"no file":             {stamp(func(f *policy.Finding) { f.Of = "" }), false},
		"over the artifact":   {stamp(func(f *policy.Finding) { f.Over = policy.RoleArtifact }), false},
		"another root":        {stamp(func(f *policy.Finding) { f.Root = policy.PublicGood }), false},
		"no root":             {stamp(func(f *policy.Finding) { f.Root = "" }), false},
		"claimed":             {stamp(time(func(t *policy.Time) { t.Kind = policy.TimeClaimed })), false},
		"about the artifact":  {stamp(time(func(t *policy.Time) { t.About = policy.RoleArtifact })), false},
		"at the retirement":   {stamp(time(func(t *policy.Time) { t.At = day("2026-01-02") })), false},
		"no time":             {stamp(time(func(t *policy.Time) { *t = policy.Time{Kind: policy.TimeProven, About: policy.RoleSignature} })), false},
	} {
		p := base(policy.RequirePGP, withJane, func(p *policy.Policy) { p.Timestamps = []policy.Timestamp{{Root: "tsa.pem"}} })
		for _, order := range [][]policy.Finding{{retired, c.stamp}, {c.stamp, retired}} {
			r := p.Assess(artifact, order, today)
			if r.Verdict.Accepted != c.want {
				t.Errorf("%s: %+v", name, r.Verdict)
			}
			if r.Verdict.Alarm {
				t.Errorf("%s: a timestamp raised an alarm", name)
			}
		}
		p.Timestamps = nil
		if r := p.Assess(artifact, []policy.Finding{retired, c.stamp}, today); r.Verdict.Accepted {
			t.Errorf("%s: accepted where nobody may timestamp", name)
		}
	}
}

// TestTimestampIsNoEvidence: by itself it satisfies nothing.
func TestTimestampIsNoEvidence(t *testing.T) {
	for _, require := range policy.Requires() {
		p := base(require, withJane, withGitHub, func(p *policy.Policy) { p.Timestamps = []policy.Timestamp{{Root: "tsa.pem"}} })
		for _, side := range []policy.Side{"", policy.SideKey, policy.SideSigstore} {
			f := stamp(func(f *policy.Finding) { f.Side = side; f.Key = &policy.Key{Kind: "openpgp", Fingerprint: janeKey} })
			if r := p.Assess(artifact, []policy.Finding{f}, today); r.Verdict.Accepted || r.Evidence[0].Outcome == policy.OutcomeVerified {
				t.Errorf("%s, side %q: %+v", require, side, r.Verdict)
			}
		}
	}
}
