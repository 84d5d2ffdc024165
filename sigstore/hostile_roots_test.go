package sigstore_test

import (
	"encoding/json"
	"testing"
	"time"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
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

// The key of a log that has ended vouches for nothing later, also where no signed
// entry timestamp says when: in a tiled log, or with it left out.
func TestLogsThatEnded(t *testing.T) {
	in := st.New("ended", hostileNow)
	r := st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: hostileArtifact, Timestamp: true}
	tiled, key := r, st.Request{Key: in.Key("managed", st.P256), Artifact: hostileArtifact, Log: st.LogV2}
	tiled.Log = st.LogV2
	dated := in.Sign(r)
	undated := dated.Edit(func(b *st.Bundle) { b.Entries[0].SET = nil })
	spoiled := dated.Edit(func(b *st.Bundle) { // of another log; not counted
		b.Entries = append(b.Entries, in.Sign(tiled).Entries...)
		b.Entries[0].IntegratedTime++
	})
	for _, c := range []struct {
		name        string
		bundle      *st.Bundle
		first, last time.Duration // the logs' validity, from now
		want        found
	}{
		{"with time", dated, -time.Hour, time.Hour, found{policy.StatusSound, ""}},
		{"without", undated, -time.Hour, time.Hour, found{policy.StatusSound, ""}},
		{"tiled", in.Sign(tiled), -time.Hour, time.Hour, found{policy.StatusSound, ""}},
		{"tiled, key", in.Sign(key), -time.Hour, time.Hour, found{policy.StatusSound, ""}},
		{"with time, ended", dated, -time.Hour, -time.Minute, found{policy.StatusBad, policy.ReasonLogEntryInvalid}},
		{"without, ended", undated, -time.Hour, -time.Minute, found{policy.StatusBad, policy.ReasonLogEntryInvalid}},
		{"tiled, ended", in.Sign(tiled), -time.Hour, -time.Minute, found{policy.StatusBad, policy.ReasonLogEntryInvalid}},
		{"tiled, not begun", in.Sign(tiled), time.Minute, time.Hour, found{policy.StatusBad, policy.ReasonLogEntryInvalid}},
		{"tiled, key, ended", in.Sign(key), -time.Hour, -time.Minute, found{policy.StatusBad, policy.ReasonLogEntryInvalid}},
		{"spoiled, ended", spoiled, -time.Hour, -time.Minute, found{policy.StatusBad, policy.ReasonLogEntryInvalid}},
	} {
		root := logsFrom(t, in.TrustedRootJSON(), hostileNow.Add(c.first), hostileNow.Add(c.last))
		f := underRoot(t, root, key.Key, c.bundle.JSON())
		if got := (found{f.Status, f.Reason}); got != c.want {
			t.Errorf("%s: found %v, want %v: %s", c.name, got, c.want, f.Detail)
		}
	}
}

// logsFrom gives all transparency logs of a trusted root another validity.
func logsFrom(t *testing.T, root []byte, from, to time.Time) []byte {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(root, &o); err != nil {
		t.Fatal(err)
	}
	for _, l := range o["tlogs"].([]any) {
		l.(map[string]any)["publicKey"].(map[string]any)["validFor"] = map[string]string{
			"start": from.Format(time.RFC3339), "end": to.Format(time.RFC3339),
		}
	}
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func underRoot(t *testing.T, root []byte, key *st.Key, data []byte) policy.Finding {
	t.Helper()
	r, err := sigstore.ParseTrustedRoot("test", root)
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{r})
	if err != nil {
		t.Fatal(err)
	}
	p := &policy.Policy{KeySigners: []policy.KeySigner{{Name: "key", Kind: "pem", DER: key.DER(), HeldBy: policy.HeldByAuthor, Root: "test"}}}
	return findings(t, c, p, digestsOf(hostileArtifact), policy.File{Path: "evidence.json", Data: data})[0]
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
