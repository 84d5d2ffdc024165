package sigstore_test

import (
	"crypto"
	"testing"
	"time"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// TestOldHashIsFullyVerified: a SHA-256 signature under a P-384 key is accepted
// by our own sequence of steps alone, so each step must hold there.
func TestOldHashIsFullyVerified(t *testing.T) {
	in := st.New("test", hostileNow)
	base := st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact, Algorithm: st.P384, Hash: crypto.SHA256, Version: "0.2"}
	with := func(edit func(*st.Request)) *st.Bundle {
		r := base
		edit(&r)
		return in.Sign(r)
	}
	good := in.Sign(base)
	for name, c := range map[string]struct {
		bundle *st.Bundle
		status policy.Status
		reason policy.Reason
	}{
		"good":                {good, policy.StatusSound, ""},
		"forged signature":    {good.Edit(func(b *st.Bundle) { b.Message.Signature = []byte("x") }), policy.StatusBad, policy.ReasonBadSignature},
		"forged SET":          {good.Edit(func(b *st.Bundle) { b.Entries[0].SET = []byte("x") }), policy.StatusBad, policy.ReasonLogEntryInvalid},
		"forged SET, expired": {with(func(r *st.Request) { r.Late = time.Hour }).Edit(func(b *st.Bundle) { b.Entries[0].SET = []byte("x") }), policy.StatusBad, policy.ReasonLogEntryInvalid},
		"forged proof":        {good.Edit(func(b *st.Bundle) { b.Entries[0].Proof.RootHash = make([]byte, 32) }), policy.StatusBad, policy.ReasonLogEntryInvalid},
		"entry of another":    {good.Edit(func(b *st.Bundle) { b.Entries = with(func(r *st.Request) { r.Artifact = []byte("x") }).Entries }), policy.StatusBad, policy.ReasonLogEntryInvalid},
		"expired":             {with(func(r *st.Request) { r.Late = time.Hour }), policy.StatusBad, policy.ReasonCertificateInvalid},
		"without SCT":         {with(func(r *st.Request) { r.SCT = st.SCTNone }), policy.StatusBad, policy.ReasonSCTInvalid},
		"forged SCT":          {with(func(r *st.Request) { r.SCT = st.SCTForged }), policy.StatusBad, policy.ReasonSCTInvalid},
		"impostor CA":         {with(func(r *st.Request) { r.CA = in.Impostor() }), policy.StatusUnusable, policy.ReasonUnknownCA},
		"stamped too late":    {good.Edit(func(b *st.Bundle) { b.Timestamps = [][]byte{in.Timestamp(b.Signature(), hostileNow.Add(time.Hour))} }), policy.StatusBad, policy.ReasonCertificateInvalid},
		"forged timestamp": {good.Edit(func(b *st.Bundle) {
			b.Entries[0].SET = nil
			b.Timestamps = [][]byte{in.Impostor().Timestamp(b.Signature(), hostileNow)}
		}), policy.StatusBad, policy.ReasonTimestampInvalid},
		"not logged":         {good.Edit(func(b *st.Bundle) { b.Entries = nil }), policy.StatusUnusable, policy.ReasonNoLogEntry},
		"unlogged statement": {oldStatement(in).Edit(func(b *st.Bundle) { b.Entries = nil }), policy.StatusUnusable, policy.ReasonNoLogEntry},
	} {
		t.Run(name, func(t *testing.T) {
			wantStatus(t, hostileJob{roots: []*st.Instance{in}}.sole(t, c.bundle.JSON()), c.status, c.reason)
		})
	}
}

// oldStatement is an envelope under the same kind of key.
func oldStatement(in *st.Instance) *st.Bundle {
	w := st.GitHubWorkflow{}
	return in.Sign(st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact)), Algorithm: st.P384, Hash: crypto.SHA256})
}

// TestOldHashOverStatement verifies the envelope of an old client.
func TestOldHashOverStatement(t *testing.T) {
	in := st.New("test", hostileNow)
	j := hostileJob{roots: []*st.Instance{in}}
	wantStatus(t, j.sole(t, oldStatement(in).JSON()), policy.StatusSound, "")
	tampered := oldStatement(in).Edit(func(b *st.Bundle) { b.Envelope.Payload = append([]byte(" "), b.Envelope.Payload...) })
	wantStatus(t, j.sole(t, tampered.JSON()), policy.StatusBad, policy.ReasonBadSignature)
}
