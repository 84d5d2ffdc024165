package sigstore_test

import (
	"encoding/json"
	"encoding/pem"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// TestCosignPieces verifies what cosign wrote before bundles: one file with
// all, or a log entry beside a detached signature and certificate.
func TestCosignPieces(t *testing.T) {
	in := st.New("test", hostileNow)
	b := in.Sign(st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact})
	j := hostileJob{roots: []*st.Instance{in}}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b.Cosign(), &all); err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{b.Cosign(), all["rekorBundle"]} {
		f := j.sole(t, data)
		wantStatus(t, f, policy.StatusSound, "")
		if f.Certificate.SAN != "jane@example.org" || len(f.Times) != 1 {
			t.Errorf("%+v", f)
		}
	}
	forged := b.Edit(func(b *st.Bundle) { b.Entries[0].SET = []byte("x") })
	if err := json.Unmarshal(forged.Cosign(), &all); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, j.sole(t, all["rekorBundle"]), policy.StatusBad, policy.ReasonLogEntryInvalid)
}

// TestCosignPiecesAlone: signature and certificate without a log entry are
// recognised, and prove nothing.
func TestCosignPiecesAlone(t *testing.T) {
	in := st.New("test", hostileNow)
	b := in.Sign(st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact})
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: b.Certificate})
	j := hostileJob{roots: []*st.Instance{in}}
	for _, data := range []string{b64(b.Signature()) + "\n", string(certificate), b64(certificate)} {
		if !j.collector(t).Recognises([]byte(data)) {
			t.Errorf("%.20s: not recognised", data)
		}
		wantStatus(t, j.sole(t, []byte(data)), policy.StatusUnusable, policy.ReasonNoLogEntry)
	}
	for _, data := range []string{"aGVsbG8=", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "x " + string(certificate), "RWQ="} {
		if j.collector(t).Recognises([]byte(data)) {
			t.Errorf("%.20s: recognised", data)
		}
	}
}
