package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Evidence may state texts of megabytes. A report repeats the beginning of each, in its
// evidence as well as in the reasons, whether the evidence counts or not.
func TestReportedTextsAreBounded(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	for name, change := range map[string]func(*policy.Finding){
		"predicate type": func(f *policy.Finding) { f.Statement.PredicateType = long },
		"subject":        func(f *policy.Finding) { f.Statement.Matching[0].Name = long },
		"subject that names the version": func(f *policy.Finding) {
			f.Statement.Matching[0].Name = long + "/" + artifact.Name
			f.Certificate.SourceRef = "refs/heads/main"
		},
		"builder":  func(f *policy.Finding) { f.Statement.Provenance = &policy.Provenance{BuilderID: long} },
		"identity": func(f *policy.Finding) { f.Certificate.SAN, f.Certificate.BuildConfigURI = long, long },
		"ref":      func(f *policy.Finding) { f.Certificate.SourceRef = long },
		"claimed identity": func(f *policy.Finding) {
			f.Status, f.Reason = policy.StatusUnusable, policy.ReasonUnknownCA
			f.Claimed.Certificate = &policy.Certificate{SAN: long, Issuer: long}
		},
	} {
		p := base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Ref = "refs/heads/main" }))
		r := p.Assess(artifact, found{built(called(repo+"/"+workflow+"@refs/heads/main", "refs/heads/main")...), built(change)}, today)
		data, err := json.Marshal(r)
		if err != nil || len(data) > 40*limits.ReportedText {
			t.Errorf("%s: %v, a report of %d bytes", name, err, len(data))
		}
		if !strings.Contains(string(data), strings.Repeat("é", limits.ReportedText/2-64)) {
			t.Errorf("%s: its beginning is not told", name)
		}
	}
}
