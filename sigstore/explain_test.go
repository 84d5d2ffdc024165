package sigstore

import (
	"errors"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// TestRefusalStands: what sigstore-go refuses stays refused, even where our own
// steps find no fault. A later version of it may check more than they do.
func TestRefusalStands(t *testing.T) {
	in := st.New("test", time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	made, err := newTrust("test", in.TrustedRootJSON())
	if err != nil {
		t.Fatal(err)
	}
	left := limits.FileWitnesses
	p, problem := parseBundle(in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: []byte("x")}).Compact(), &left)
	if problem != nil {
		t.Fatal(problem)
	}
	r := run{made.material, made.verifier, p}
	if _, _, problem := r.steps(); problem != nil {
		t.Fatalf("the bundle is good, but %v", problem)
	}
	if _, problem := r.explain(errors.New("refused")); problem == nil || !problem.bad || problem.reason != policy.ReasonBadSignature {
		t.Errorf("a refusal became %v", problem)
	}
}
