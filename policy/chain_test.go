package policy_test

import (
	"testing"

	"github.com/upsig/upsig/policy"
)

// TestLists: evidence over a list counts only by a list that the policy names,
// that is the very one which the evidence covers, and that holds.
func TestLists(t *testing.T) {
	over := signed(janeKey, func(f *policy.Finding) { f.Over, f.List, f.Bytes = policy.RoleList, "SUMS", "sha256:11" })
	good := policy.Link{List: "SUMS", Via: "SUMS", Bytes: "sha256:11", Names: artifact.Name, Gives: artifact.Digests, Holds: true}
	for _, c := range []struct {
		name   string
		via    string
		change func(*policy.Link)
		want   policy.Reason // empty: accepted
	}{
		{"named, the one covered, holds", "SUMS", func(*policy.Link) {}, ""},
		{"the policy names no list", "", func(*policy.Link) {}, policy.ReasonListUndeclared},
		{"the policy names another list", "OTHER", func(*policy.Link) {}, policy.ReasonListUndeclared},
		{"other bytes than the evidence covers", "SUMS", func(l *policy.Link) { l.Bytes = "sha256:22" }, policy.ReasonOtherArtifact},
		{"another file", "SUMS", func(l *policy.Link) { l.List = "elsewhere" }, policy.ReasonOtherArtifact},
		{"gives no digest", "SUMS", func(l *policy.Link) { l.Gives = nil }, policy.ReasonMalformedList},
		{"does not hold", "SUMS", func(l *policy.Link) { l.Holds = false }, policy.ReasonMalformedList},
		{"gives another digest", "SUMS", func(l *policy.Link) { l.Holds, l.Reason = false, policy.ReasonListMismatch }, policy.ReasonListMismatch},
		{"does not name the artifact", "SUMS", func(l *policy.Link) { l.Holds, l.Reason = false, policy.ReasonNotListed }, policy.ReasonNotListed},
	} {
		t.Run(c.name, func(t *testing.T) {
			link := good
			c.change(&link)
			subject := artifact
			subject.Links = []policy.Link{link}
			p := base(policy.RequirePGP, withJane, func(p *policy.Policy) { p.Artifacts[0].Via = c.via })
			r := p.Assess(subject, []policy.Finding{over}, today)
			if r.Verdict.Accepted != (c.want == "") || r.Verdict.Reason != c.want {
				t.Errorf("accepted %t, reason %q; want %q", r.Verdict.Accepted, r.Verdict.Reason, c.want)
			}
		})
	}
}
