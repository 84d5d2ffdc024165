package sigstore_test

import (
	"path/filepath"
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// TestInspect shows what evidence says about itself, without any trusted root.
func TestInspect(t *testing.T) {
	in := st.New("test", hostileNow)
	w := st.GitHubWorkflow{Repository: "example/example"}
	attestation := in.Sign(st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact)), Timestamp: true})
	got := sigstore.Inspect(st.Lines(attestation, in.Sign(st.Request{Key: in.Key("k", st.P256), Artifact: hostileArtifact})))
	if got.Reason != "" || len(got.Pieces) != 2 {
		t.Fatalf("%+v", got)
	}
	one, two := got.Pieces[0], got.Pieces[1]
	if one.Certificate == nil || one.Certificate.SourceRepository != "https://github.com/example/example" || one.Form != "Sigstore bundle v0.3" {
		t.Errorf("%+v", one)
	}
	if s := one.Statement; s == nil || len(s.Matching) != 1 || s.Matching[0].Name != hostileName || s.Provenance == nil {
		t.Errorf("statement %+v", one.Statement)
	}
	if len(one.Logs) != 1 || !one.Logs[0].Promise || !one.Logs[0].Proof || len(one.Times) != 2 || len(one.Needs) != 5 {
		t.Errorf("%+v", one)
	}
	if two.Certificate != nil || two.KeyHint == "" || !strings.HasPrefix(two.Digest, "sha256:") || two.Index != 2 {
		t.Errorf("%+v", two)
	}
	for _, at := range append(one.Times, two.Times...) {
		if at.Kind != policy.TimeClaimed {
			t.Errorf("an unverified time is %s", at.Kind)
		}
	}
}

// TestInspectCorpus takes every real file apart.
func TestInspectCorpus(t *testing.T) {
	n := 0
	for _, pattern := range []string{"cpython/*.sigstore", "npm/*.json", "pypi/*.attestation", "github/*.json"} {
		files, err := filepath.Glob(filepath.Join(corpus(t), pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			in := sigstore.Inspect(read(t, f))
			for _, p := range in.Pieces {
				if n++; p.Certificate == nil && p.KeyHint == "" || len(p.Logs) != 1 {
					t.Errorf("%s: %+v", f, p)
				}
			}
		}
	}
	if n < 13 {
		t.Errorf("only %d pieces", n)
	}
}

// TestInspectHostile neither panics nor misses a reason.
func TestInspectHostile(t *testing.T) {
	for _, data := range []string{"", "{", "[]", "{}", `{"attestations":[]}`, `{"attestations":[null,1,{}]}`, strings.Repeat("[", 1<<20)} {
		in := sigstore.Inspect([]byte(data))
		if in.Reason == "" && (len(in.Pieces) == 0 || in.Pieces[0].Reason == "") {
			t.Errorf("%.20q: %+v", data, in)
		}
	}
	in := st.New("test", hostileNow)
	for _, v := range in.Hostile(hostileName, hostileArtifact) {
		sigstore.Inspect(v.Data)
	}
}
