package sigstore_test

import (
	"bytes"
	"context"
	"crypto"
	"hash"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// TestParseTrustedRoot shows what is refused as a root.
func TestParseTrustedRoot(t *testing.T) {
	good := st.New("test", hostileNow).TrustedRootJSON()
	const empty = `{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}`
	for name, data := range map[string][]byte{
		"empty file":   nil,
		"no root":      []byte(`{}`),
		"trusts none":  []byte(empty),
		"no time":      without(t, good, "tlogs", "timestampAuthorities"),
		"truncated":    good[:len(good)/2],
		"second empty": append(bytes.Clone(good), empty...),
		"key twice":    []byte(strings.Replace(string(good), `"mediaType"`, `"mediaType":"x","mediaType"`, 1)),
		"too large":    append(bytes.Clone(good), bytes.Repeat([]byte(" "), 4<<20)...),
	} {
		if _, err := sigstore.ParseTrustedRoot("test", data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := sigstore.ParseTrustedRoot("", good); err == nil {
		t.Error("a root without name")
	}
}

// TestNewRefusesEmptyRoots: the zero value of a root trusts nobody.
func TestNewRefusesEmptyRoots(t *testing.T) {
	if _, err := sigstore.New([]sigstore.TrustedRoot{{}}); err == nil {
		t.Error("zero root: no error")
	}
	if _, err := sigstore.New([]sigstore.TrustedRoot{{Name: "public-good"}}); err == nil {
		t.Error("named zero root: no error")
	}
	r := sigstore.EmbeddedPublicGood()
	if _, err := sigstore.New([]sigstore.TrustedRoot{r, r}); err == nil {
		t.Error("one root twice: no error")
	}
}

// TestRootOfSeveralInstances: JSON lines are instances of one name, each on its own.
func TestRootOfSeveralInstances(t *testing.T) {
	one, two := st.New("one", hostileNow), st.NewGitHub("two", hostileNow)
	r, err := sigstore.ParseTrustedRoot("both", append(one.TrustedRootJSON(), two.TrustedRootJSON()...))
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{r})
	if err != nil {
		t.Fatal(err)
	}
	w := st.GitHubWorkflow{}
	req := st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact))}
	for _, in := range []*st.Instance{one, two} {
		f := findings(t, c, nil, digestsOf(hostileArtifact), policy.File{Data: in.Sign(req).JSON()})[0]
		wantStatus(t, f, policy.StatusSound, "")
		if f.Root != "both" {
			t.Errorf("root %q", f.Root)
		}
	}
}

// TestLoglessTwinDoesNotRescue: under one name, an instance that lacks the logs
// does not vouch for what the one with logs finds bad.
func TestLoglessTwinDoesNotRescue(t *testing.T) {
	in := st.New("one", hostileNow)
	root := in.TrustedRootJSON()
	b := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact, Timestamp: true}).
		Edit(func(b *st.Bundle) { b.Entries[0].SET = []byte("forged") })
	both, err := sigstore.ParseTrustedRoot("both", append(without(t, root, "tlogs"), root...))
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{both})
	if err != nil {
		t.Fatal(err)
	}
	f := findings(t, c, nil, digestsOf(hostileArtifact), policy.File{Data: b.JSON()})[0]
	wantStatus(t, f, policy.StatusBad, policy.ReasonLogEntryInvalid)
}

// TestLoglessTwinDoesNotRescueKeys: the same under a managed key, in either order.
// Evidence of one instance is unknown to another, and stays good.
func TestLoglessTwinDoesNotRescueKeys(t *testing.T) {
	in, forge := st.New("one", hostileNow), st.NewGitHub("forge", hostileNow)
	root, logless := in.TrustedRootJSON(), without(t, in.TrustedRootJSON(), "tlogs")
	key := in.Key("author", st.P256)
	p := &policy.Policy{KeySigners: []policy.KeySigner{{Name: "key", Kind: "pem", DER: key.DER(), HeldBy: policy.HeldByAuthor, Root: "both"}}}
	good := in.Sign(st.Request{Key: key, Artifact: hostileArtifact, Timestamp: true})
	evil := good.Edit(func(b *st.Bundle) { b.Entries[0].SET = []byte("forged") })
	sealed := forge.Sign(st.Request{Key: key, Artifact: hostileArtifact})
	for name, c := range map[string]struct {
		roots  [2][]byte
		bundle *st.Bundle
		status policy.Status
		reason policy.Reason
	}{
		"forged, logs first":        {[2][]byte{root, logless}, evil, policy.StatusBad, policy.ReasonLogEntryInvalid},
		"forged, logs last":         {[2][]byte{logless, root}, evil, policy.StatusBad, policy.ReasonLogEntryInvalid},
		"good":                      {[2][]byte{logless, root}, good, policy.StatusSound, ""},
		"logged, beside a forge":    {[2][]byte{forge.TrustedRootJSON(), root}, good, policy.StatusSound, ""},
		"sealed, beside logs":       {[2][]byte{root, forge.TrustedRootJSON()}, sealed, policy.StatusSound, ""},
		"forged, beside a forge":    {[2][]byte{forge.TrustedRootJSON(), root}, evil, policy.StatusBad, policy.ReasonLogEntryInvalid},
		"logged, beside a stranger": {[2][]byte{root, st.New("two", hostileNow).TrustedRootJSON()}, good, policy.StatusSound, ""},
	} {
		both, err := sigstore.ParseTrustedRoot("both", append(slices.Clone(c.roots[0]), c.roots[1]...))
		if err != nil {
			t.Fatal(err)
		}
		collector, err := sigstore.New([]sigstore.TrustedRoot{both})
		if err != nil {
			t.Fatal(err)
		}
		f := findings(t, collector, p, digestsOf(hostileArtifact), policy.File{Path: name, Data: c.bundle.JSON()})[0]
		wantStatus(t, f, c.status, c.reason)
	}
}

// TestNamedRootComesFirst: what two roots verify is reported under the one that
// the policy names.
func TestNamedRootComesFirst(t *testing.T) {
	in := st.New("one", hostileNow)
	var roots []sigstore.TrustedRoot
	for _, name := range []string{"first", "second"} {
		r, err := sigstore.ParseTrustedRoot(name, in.TrustedRootJSON())
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, r)
	}
	c, err := sigstore.New(roots)
	if err != nil {
		t.Fatal(err)
	}
	p := &policy.Policy{SigstoreSigners: []policy.SigstoreSigner{{Root: "second"}}}
	data := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact}).JSON()
	if f := findings(t, c, p, digestsOf(hostileArtifact), policy.File{Data: data})[0]; f.Root != "second" {
		t.Errorf("root %q", f.Root)
	}
}

// TestDescribe lists what the embedded root contains.
func TestDescribe(t *testing.T) {
	info, err := sigstore.EmbeddedPublicGood().Describe()
	if err != nil || len(info) != 1 {
		t.Fatal(info, err)
	}
	i := info[0]
	if len(i.CertificateAuthorities) != 2 || len(i.TransparencyLogs) != 2 || len(i.CTLogs) != 2 || len(i.TimestampAuthorities) != 1 {
		t.Errorf("%+v", i)
	}
	if i.Newest != time.Date(2025, 9, 23, 0, 0, 0, 0, time.UTC) || !strings.HasPrefix(i.Digest, "sha256:6494e21e") {
		t.Errorf("newest %s, digest %s", i.Newest, i.Digest)
	}
}

// TestConcurrentUse verifies with one collector from many goroutines; the race
// detector has the say.
func TestConcurrentUse(t *testing.T) {
	in := st.New("test", hostileNow)
	c := hostileJob{roots: []*st.Instance{in}}.collector(t)
	data := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact}).JSON()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			wantStatus(t, findings(t, c, nil, digestsOf(hostileArtifact), policy.File{Data: data})[0], policy.StatusSound, "")
		})
	}
	wg.Wait()
}

// panicking stands for a dependency that fails badly.
type panicking struct{}

func (panicking) State(policy.Tap) (hash.Hash, error) { panic("no") }
func (panicking) Size() int64                         { panic("no") }
func (panicking) Sum(crypto.Hash) ([]byte, error)     { panic("no") }

// TestPanicIsUnusable: a panic spoils one piece, and vouches for nothing.
func TestPanicIsUnusable(t *testing.T) {
	in := st.New("test", hostileNow)
	c := hostileJob{roots: []*st.Instance{in}}.collector(t)
	data := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact}).JSON()
	f := findings(t, c, nil, panicking{}, policy.File{Data: data})[0]
	wantStatus(t, f, policy.StatusUnusable, policy.ReasonMalformedEvidence)
}

// TestEndedContext: what was not verified in time is unusable.
func TestEndedContext(t *testing.T) {
	in := st.New("test", hostileNow)
	c := hostileJob{roots: []*st.Instance{in}}.collector(t)
	data := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact}).JSON()
	k, err := c.Prepare(t.Context(), policy.Job{Evidence: []policy.File{{Data: data}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if f := k.Findings(ctx, digestsOf(hostileArtifact))[0]; f.Status != policy.StatusUnusable {
		t.Errorf("status %s", f.Status)
	}
	if _, err := c.Prepare(ctx, policy.Job{Evidence: []policy.File{{Data: data}}}); err == nil {
		t.Error("Prepare: no error")
	}
}

// TestUnreadFile passes on why a file's content is not here.
func TestUnreadFile(t *testing.T) {
	c, err := sigstore.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	f := findings(t, c, nil, digests{}, policy.File{Path: "x", Problem: policy.ReasonTooLarge, Detail: "100 MB"})[0]
	wantStatus(t, f, policy.StatusUnusable, policy.ReasonTooLarge)
	if f.File != "x" || f.Index != 0 || f.Detail != "100 MB" {
		t.Errorf("%+v", f)
	}
}

// TestAttestationCount bounds what one file can make us verify, in every form.
func TestAttestationCount(t *testing.T) {
	c, err := sigstore.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	list := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	const dsse = `{"payloadType":"","payload":"","signatures":[]}`
	for name, file := range map[string]func(n int) string{
		"array":    func(n int) string { return list(n, dsse) },
		"document": func(n int) string { return `{"attestations":` + list(n, `{"bundle":{}}`) + `}` },
		"provenance": func(n int) string {
			return `{"version":1,"attestation_bundles":` + list(n, `{"attestations":[{}]}`) + `}`
		},
		"documents": func(n int) string { return list(n, `{"attestations":[{}]}`) },
	} {
		all := findings(t, c, nil, digests{}, policy.File{Data: []byte(file(128))})
		if len(all) != 128 {
			t.Errorf("%s: %d findings for 128", name, len(all))
		}
		all = findings(t, c, nil, digests{}, policy.File{Data: []byte(file(129))})
		if len(all) != 1 || all[0].Reason != policy.ReasonLimitExceeded {
			t.Errorf("%s: %d findings for 129, first %s", name, len(all), all[0].Reason)
		}
	}
}
