package sigstore_test

import (
	"slices"
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// statementFinding verifies an attestation that a workflow makes.
func statementFinding(t *testing.T, w st.GitHubWorkflow, s *st.Statement) policy.Finding {
	t.Helper()
	in := st.New("test", hostileNow)
	f := hostileJob{roots: []*st.Instance{in}}.sole(t, in.Sign(st.Request{Identity: w, Statement: s}).JSON())
	wantStatus(t, f, policy.StatusSound, "")
	return f
}

// TestProvenanceAgrees: an honest workflow's provenance says what its
// certificate says, so there is nothing to notice.
func TestProvenanceAgrees(t *testing.T) {
	w := st.GitHubWorkflow{Repository: "example/example", Ref: "refs/tags/v1.0.0", Commit: strings.Repeat("c0", 20)}
	subject := st.SHA256(hostileName, hostileArtifact)
	for _, s := range []*st.Statement{st.Provenance(w, subject), st.ProvenanceV02(w, subject)} {
		f := statementFinding(t, w, s)
		p := f.Statement.Provenance
		if p == nil || p.SourceURI != "https://github.com/example/example" || p.SourceRef != w.Ref || p.Commit != w.Commit || p.BuilderID == "" {
			t.Errorf("%s: %+v", s.PredicateType, p)
		}
		if len(f.Notices) != 0 {
			t.Errorf("%s: %+v", s.PredicateType, f.Notices)
		}
	}
}

// TestProvenanceDiffers: what the workflow wrote and the certificate does not
// back is noticed, field by field.
func TestProvenanceDiffers(t *testing.T) {
	honest := st.GitHubWorkflow{Repository: "example/example", Ref: "refs/tags/v1.0.0", Commit: strings.Repeat("c0", 20)}
	subject := st.SHA256(hostileName, hostileArtifact)
	for field, lie := range map[string]func(*st.GitHubWorkflow){
		"source repository": func(w *st.GitHubWorkflow) { w.Repository = "evil/example" },
		"source ref":        func(w *st.GitHubWorkflow) { w.Ref = "refs/heads/main" },
		"commit":            func(w *st.GitHubWorkflow) { w.Commit = strings.Repeat("ee", 20) },
		"run":               func(w *st.GitHubWorkflow) { w.Run = "1/attempts/2" },
		"builder":           func(w *st.GitHubWorkflow) { w.Workflow = ".github/workflows/other.yml" },
	} {
		lied := honest
		lie(&lied)
		f := statementFinding(t, honest, st.Provenance(lied, subject))
		if !slices.ContainsFunc(f.Notices, func(n policy.Notice) bool {
			return n.Code == policy.NoticeClaimsDiffer && strings.HasPrefix(n.Detail, field+":")
		}) {
			t.Errorf("%s: notices %+v", field, f.Notices)
		}
	}
}

// TestPredicates shows which predicates are empty, and which are provenance.
func TestPredicates(t *testing.T) {
	w := st.GitHubWorkflow{}
	subject := st.SHA256(hostileName, hostileArtifact)
	for name, c := range map[string]struct {
		predicate any
		empty     bool
	}{
		"null":   {nil, true},
		"object": {map[string]any{}, true},
		"list":   {[]string{}, false},
		"filled": {map[string]any{"a": 1}, false},
	} {
		f := statementFinding(t, w, st.Publish(subject).Edit(func(s *st.Statement) { s.Predicate = c.predicate }))
		if f.Statement.EmptyPredicate != c.empty || f.Statement.Provenance != nil {
			t.Errorf("%s: %+v", name, f.Statement)
		}
	}
}

// TestParametersAreBounded: a workflow cannot flood the report.
func TestParametersAreBounded(t *testing.T) {
	w := st.GitHubWorkflow{}
	inputs := map[string]any{}
	for i := range 200 {
		inputs[strings.Repeat("i", i+1)] = strings.Repeat("x", 1000)
	}
	s := st.Provenance(w, st.SHA256(hostileName, hostileArtifact)).Edit(func(s *st.Statement) {
		s.Predicate = map[string]any{"buildDefinition": map[string]any{"externalParameters": map[string]any{"inputs": inputs, "n": 1, "b": true}}}
	})
	got := statementFinding(t, w, s).Statement.Provenance.Parameters
	if len(got) != 65 || got[0] != "b=true" {
		t.Errorf("%d parameters, first %.40s", len(got), got[0])
	}
	for _, p := range got {
		if len(p) > 500 {
			t.Errorf("a parameter of %d bytes", len(p))
		}
	}
}

// TestGitHubRelease: the first subject is the tag, by a digest that is no
// file's; the certificate has no identity provider.
func TestGitHubRelease(t *testing.T) {
	in := st.NewGitHub("forge", hostileNow)
	s := st.Release("example/example", "v1.0.0", strings.Repeat("c0", 20), st.SHA256("other", nil), st.SHA256(hostileName, hostileArtifact))
	f := hostileJob{roots: []*st.Instance{in}}.sole(t, in.Sign(st.Request{Identity: st.GitHubRelease(), Statement: s}).JSON())
	wantStatus(t, f, policy.StatusSound, "")
	if f.Certificate.SAN != "https://dotcom.releases.github.com" || f.Certificate.Issuer != "" {
		t.Errorf("certificate %+v", f.Certificate)
	}
	if m := f.Statement.Matching; len(m) != 1 || m[0].Name != hostileName || f.Statement.Subjects != 3 {
		t.Errorf("statement %+v", f.Statement)
	}
}
