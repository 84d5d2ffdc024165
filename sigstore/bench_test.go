package sigstore_test

import (
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// BenchmarkVerify verifies one attestation with a collector that is reused, as
// in a batch.
func BenchmarkVerify(b *testing.B) {
	in := st.New("test", hostileNow)
	w := st.GitHubWorkflow{}
	data := in.Sign(st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact))}).JSON()
	r, err := sigstore.ParseTrustedRoot("test", in.TrustedRootJSON())
	if err != nil {
		b.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{r})
	if err != nil {
		b.Fatal(err)
	}
	d := digestsOf(hostileArtifact)
	for b.Loop() {
		if f := findings(b, c, nil, d, policy.File{Data: data})[0]; f.Status != policy.StatusSound {
			b.Fatal(f.Reason)
		}
	}
}

// BenchmarkStart is what a run pays before it looks at evidence.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, err := sigstore.New([]sigstore.TrustedRoot{sigstore.EmbeddedPublicGood()}, sigstore.WithEmbeddedNPMKeys()); err != nil {
			b.Fatal(err)
		}
	}
}
