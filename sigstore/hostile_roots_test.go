package sigstore_test

import (
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
)

// Two roots at hand never vouch together: certificate by one, log by the other.
func TestRootsAreNotMerged(t *testing.T) {
	one, two := st.New("one", hostileNow), st.New("two", hostileNow)
	r := st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact}
	mixed := r
	mixed.CA = two
	for name, b := range map[string]*st.Bundle{
		"certificate of the other": one.Sign(mixed),
		"log of the other":         one.Sign(r).Edit(two.Relog),
		"time of the other": one.Sign(r).Edit(func(b *st.Bundle) {
			b.Entries[0].SET = nil
			b.Timestamps = [][]byte{two.Timestamp(b.Signature(), hostileNow)}
		}),
	} {
		if f := (hostileJob{roots: []*st.Instance{one, two}}).sole(t, b.JSON()); f.Status == policy.StatusSound {
			t.Errorf("%s: sound under %s", name, f.Root)
		}
	}
	f := hostileJob{roots: []*st.Instance{one, two}}.sole(t, two.Sign(r).JSON())
	if f.Status != policy.StatusSound || f.Root != "test1" {
		t.Errorf("status %d under root %q", f.Status, f.Root)
	}
}

// An instance without logs vouches by time alone; entries prove nothing there.
func TestLoglessInstance(t *testing.T) {
	in := st.NewGitHub("forge", hostileNow)
	impostor, public := in.Impostor(), st.New("public", hostileNow)
	w := st.GitHubWorkflow{}
	r := st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact))}
	good := in.Sign(r)
	stamp := func(by *st.Instance) func(*st.Bundle) {
		return func(b *st.Bundle) { b.Timestamps = [][]byte{by.Timestamp(b.Signature(), hostileNow)} }
	}
	for name, c := range map[string]struct {
		bundle *st.Bundle
		want   found
	}{
		"good":             {good, found{policy.StatusSound, ""}},
		"no time":          {good.Edit(func(b *st.Bundle) { b.Timestamps = nil }), found{policy.StatusUnusable, policy.ReasonNoTimestamp}},
		"unknown time":     {good.Edit(stamp(public)), found{policy.StatusUnusable, policy.ReasonUnknownTSA}},
		"forged time":      {good.Edit(stamp(impostor)), found{policy.StatusBad, policy.ReasonTimestampInvalid}},
		"integrated time":  {good.Edit(public.Relog, func(b *st.Bundle) { b.Timestamps = nil }), found{policy.StatusUnusable, policy.ReasonNoTimestamp}},
		"tampered payload": {good.Edit(func(b *st.Bundle) { b.Envelope.Payload = append([]byte(" "), b.Envelope.Payload...) }), found{policy.StatusBad, policy.ReasonBadSignature}},
		"another instance": {public.Sign(r), found{policy.StatusUnusable, policy.ReasonUnknownCA}},
	} {
		f := hostileJob{roots: []*st.Instance{in}}.sole(t, c.bundle.JSON())
		if got := (found{f.Status, f.Reason}); got != c.want {
			t.Errorf("%s: found %v, want %v: %s", name, got, c.want, f.Detail)
		}
	}
}

// Without any root nothing is sound.
func TestNoRoot(t *testing.T) {
	in := st.New("hostile", hostileNow)
	for _, v := range in.Genuine(hostileName, hostileArtifact) {
		if f := (hostileJob{}).sole(t, v.Data); f.Status != policy.StatusUnusable {
			t.Errorf("%s: status %d", v.Name, f.Status)
		}
	}
}
