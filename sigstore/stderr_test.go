package sigstore_test

import (
	"crypto"
	"os"
	"path/filepath"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// TestStandardErrorStaysClean verifies bundles under P-384 keys, for which
// sigstore-go's compatibility verifier would print to standard error.
func TestStandardErrorStaysClean(t *testing.T) {
	in := st.New("test", hostileNow)
	r := st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact, Algorithm: st.P384, Version: "0.1"}
	old := r
	old.Hash = crypto.SHA256
	w := st.GitHubWorkflow{}
	statement := st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact)), Algorithm: st.P384}
	broken := in.Sign(old).Edit(func(b *st.Bundle) { b.Message.Signature = in.Sign(r).Message.Signature })
	got := captureStderr(t, func() {
		j := hostileJob{roots: []*st.Instance{in}}
		for _, b := range []*st.Bundle{in.Sign(r), in.Sign(old), in.Sign(statement)} {
			wantStatus(t, j.sole(t, b.JSON()), policy.StatusSound, "")
		}
		wantStatus(t, j.sole(t, broken.JSON()), policy.StatusBad, policy.ReasonBadSignature)
	})
	if got != "" {
		t.Errorf("standard error: %q", got)
	}
}

// TestStandardErrorStaysCleanForCPython is the same with the real bundle.
func TestStandardErrorStaysCleanForCPython(t *testing.T) {
	name := filepath.Join(corpus(t), "cpython", "Python-3.12.5.tgz.sigstore")
	got := captureStderr(t, func() {
		wantStatus(t, publicGood(t, name, read(t, name), digests{crypto.SHA256: make([]byte, 32)})[0],
			policy.StatusOther, policy.ReasonOtherArtifact)
	})
	if got != "" {
		t.Errorf("standard error: %q", got)
	}
}

func captureStderr(t *testing.T, do func()) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	original := os.Stderr
	os.Stderr = f
	defer func() { os.Stderr = original }()
	do()
	return string(read(t, f.Name()))
}
