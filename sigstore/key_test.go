package sigstore_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// keyFinding verifies a bundle under a [[key.signer]] of kind pem.
func keyFinding(t *testing.T, in *st.Instance, root string, key *st.Key, data []byte) policy.Finding {
	t.Helper()
	r, err := sigstore.ParseTrustedRoot("test", in.TrustedRootJSON())
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{r})
	if err != nil {
		t.Fatal(err)
	}
	p := &policy.Policy{KeySigners: []policy.KeySigner{{Kind: "pem", ID: keyID(key), DER: key.DER(), Root: root}}}
	all := findings(t, c, p, digestsOf(hostileArtifact), policy.File{Path: "f", Data: data})
	if len(all) != 1 {
		t.Fatalf("%d findings", len(all))
	}
	return all[0]
}

func keyID(k *st.Key) string {
	sum := sha256.Sum256(k.DER())
	return "sha256:" + hex.EncodeToString(sum[:])
}

// TestManagedKey verifies bundles under keys of each algorithm, plain and in an
// envelope, on the key side.
func TestManagedKey(t *testing.T) {
	in := st.New("test", hostileNow)
	for _, a := range []st.Algorithm{st.P256, st.P384, st.Ed25519, st.RSA2048} {
		key := in.Key("author", a)
		statement := &st.Statement{Type: st.StatementV1, PredicateType: "https://example.org/x", Subjects: []st.Subject{st.SHA256(hostileName, hostileArtifact)}}
		for _, r := range []st.Request{{Key: key, Artifact: hostileArtifact}, {Key: key, Statement: statement}} {
			f := keyFinding(t, in, "test", key, in.Sign(r).JSON())
			wantStatus(t, f, policy.StatusSound, "")
			if f.Side != policy.SideKey || f.Key == nil || f.Key.Kind != "pem" || f.Key.Fingerprint != keyID(key) || f.Root != "test" || len(f.Times) == 0 {
				t.Errorf("%v: %+v %+v", a, f, f.Key)
			}
		}
	}
}

// TestManagedKeyProblems tells apart what can be wrong under a key.
func TestManagedKeyProblems(t *testing.T) {
	in := st.New("test", hostileNow)
	key, other := in.Key("author", st.P256), in.Key("other", st.P256)
	good := in.Sign(st.Request{Key: key, Artifact: hostileArtifact})
	tampered := good.Edit(func(b *st.Bundle) { b.Message.Digest = make([]byte, 32) })
	unlogged := good.Edit(func(b *st.Bundle) { b.Entries = nil })
	for name, c := range map[string]struct {
		root   string
		key    *st.Key
		bundle *st.Bundle
		status policy.Status
		reason policy.Reason
	}{
		"tampered":            {"test", key, tampered, policy.StatusBad, policy.ReasonBadSignature},
		"another key":         {"test", other, good, policy.StatusUnusable, policy.ReasonUnknownKey},
		"root not at hand":    {"missing", key, good, policy.StatusUnusable, policy.ReasonNoTrustedRoot},
		"not logged":          {"test", key, unlogged, policy.StatusUnusable, policy.ReasonNoLogEntry},
		"no log asked for":    {"", key, unlogged, policy.StatusSound, ""},
		"log of an impostor":  {"test", key, good.Edit(in.Impostor().Relog), policy.StatusUnusable, policy.ReasonUnknownLog},
		"entry of another":    {"test", key, good.Edit(func(b *st.Bundle) { b.Entries = in.Sign(st.Request{Key: other, Artifact: hostileArtifact}).Entries }), policy.StatusBad, policy.ReasonLogEntryInvalid},
		"other artifact":      {"test", key, in.Sign(st.Request{Key: key, Artifact: []byte("x")}), policy.StatusOther, policy.ReasonOtherArtifact},
		"another certificate": {"test", key, in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, CA: st.New("x", hostileNow), Artifact: hostileArtifact}), policy.StatusUnusable, policy.ReasonUnknownCA},
	} {
		t.Run(name, func(t *testing.T) {
			f := keyFinding(t, in, c.root, c.key, c.bundle.JSON())
			wantStatus(t, f, c.status, c.reason)
			if claims := len(f.Claimed.Candidates) == 1 && f.Claimed.Candidates[0] == keyID(c.key); f.Status == policy.StatusBad && !claims {
				t.Errorf("the claim is missing: %+v", f.Claimed)
			}
			if c.reason == policy.ReasonUnknownKey && len(f.Claimed.Issuers) != 1 {
				t.Errorf("the hint is missing: %+v", f.Claimed)
			}
		})
	}
}

// TestEd25519NeedsArtifact: pure Ed25519 cannot be verified by digest.
func TestEd25519NeedsArtifact(t *testing.T) {
	in := st.New("test", hostileNow)
	key := in.Key("author", st.Ed25519)
	b := in.Sign(st.Request{Key: key, Artifact: hostileArtifact})
	pure := b.Edit(func(b *st.Bundle) {
		sum := sha256.Sum256(hostileArtifact)
		b.Message.Algorithm, b.Message.Digest = "SHA2_256", sum[:]
		b.Entries = nil
	})
	f := keyFinding(t, in, "", key, pure.JSON())
	wantStatus(t, f, policy.StatusUnusable, policy.ReasonNeedsArtifact)
	wantStatus(t, keyFinding(t, in, "test", key, b.JSON()), policy.StatusSound, "")

	stranger := pure.Edit(func(b *st.Bundle) { b.Hint = "unknown" })
	wantStatus(t, keyFinding(t, in, "", key, stranger.JSON()), policy.StatusUnusable, policy.ReasonNeedsArtifact)
	broken := b.Edit(func(b *st.Bundle) { b.Entries = nil; b.Message.Signature = make([]byte, 64) })
	wantStatus(t, keyFinding(t, in, "", key, broken.JSON()), policy.StatusBad, policy.ReasonBadSignature)
}

// TestEd25519phEnvelope: cosign 3.1.3 signs envelopes as it signs files.
func TestEd25519phEnvelope(t *testing.T) {
	in := st.New("test", hostileNow)
	key := in.Key("author", st.Ed25519)
	b := in.Sign(st.Request{Key: key, Statement: st.Provenance(st.GitHubWorkflow{Repository: "example/example"}, st.SHA256(hostileName, hostileArtifact)), Prehashed: true}).
		Edit(func(b *st.Bundle) { b.Entries = nil })
	wantStatus(t, keyFinding(t, in, "", key, b.JSON()), policy.StatusSound, "")
	changed := b.Edit(func(b *st.Bundle) { b.Envelope.Payload = append(b.Envelope.Payload, ' ') })
	wantStatus(t, keyFinding(t, in, "", key, changed.JSON()), policy.StatusBad, policy.ReasonBadSignature)
}

// TestEd25519CertificateNeedsArtifact is the same under a certificate.
func TestEd25519CertificateNeedsArtifact(t *testing.T) {
	in := st.NewGitHub("test", hostileNow)
	b := in.Sign(st.Request{Identity: st.GitHubWorkflow{}, Artifact: hostileArtifact, Algorithm: st.Ed25519})
	pure := b.Edit(func(b *st.Bundle) {
		sum := sha256.Sum256(hostileArtifact)
		b.Message.Algorithm, b.Message.Digest = "SHA2_256", sum[:]
	})
	j := hostileJob{roots: []*st.Instance{in}}
	wantStatus(t, j.sole(t, b.JSON()), policy.StatusSound, "")
	wantStatus(t, j.sole(t, pure.JSON()), policy.StatusUnusable, policy.ReasonNeedsArtifact)
}

// TestNPMKeyWindow: a registry key signs within its window only (CVE-2026-54787).
func TestNPMKeyWindow(t *testing.T) {
	in := st.New("test", hostileNow)
	key := in.NPMKey("2026")
	data := in.Sign(st.Request{Key: key, Statement: st.NPM("example", "1.0.0", st.SHA512("pkg:npm/example@1.0.0", hostileArtifact)), Version: "0.2"}).JSON()
	for end, want := range map[time.Time]policy.Reason{
		hostileNow.Add(time.Hour):  "",
		hostileNow.Add(-time.Hour): policy.ReasonCertificateInvalid,
	} {
		keys := fmt.Sprintf(`{"keys":[{"keyId":%q,"keyUsage":"npm:attestations","publicKey":{"rawBytes":%q,"validFor":{"start":"2020-01-01T00:00:00Z","end":%q}}}]}`,
			key.Hint, b64(key.DER()), end.Format(time.RFC3339))
		r, err := sigstore.ParseTrustedRoot("test", in.TrustedRootJSON())
		if err != nil {
			t.Fatal(err)
		}
		c, err := sigstore.New([]sigstore.TrustedRoot{r}, sigstore.WithNPMKeys("keys.json", []byte(keys), "test"))
		if err != nil {
			t.Fatal(err)
		}
		f := findings(t, c, &policy.Policy{}, digestsOf(hostileArtifact), policy.File{Data: data})[0]
		if f.Reason != want || (f.Status == policy.StatusSound) != (want == "") || f.Side != policy.SideSigstore {
			t.Errorf("until %s: %v %s (%s)", end, f.Status, f.Reason, f.Detail)
		}
	}
}

// TestNPMKeysAreChecked shows that keys which are none fail at the start.
func TestNPMKeysAreChecked(t *testing.T) {
	der := b64(st.New("test", hostileNow).Key("k", st.P256).DER())
	valid := func(window string) string {
		return `{"keys":[{"keyUsage":"npm:attestations","publicKey":{"rawBytes":"` + der + `",` + window + `}}]}`
	}
	if _, err := sigstore.New(nil, sigstore.WithNPMKeys("keys.json", []byte(valid(`"validFor":null`)), "x")); err != nil {
		t.Error(err)
	}
	for _, keys := range []string{``, `{}`, `{"keys":[{"keyUsage":"npm:signatures","publicKey":{"rawBytes":"` + der + `"}}]}`, `{"keys":[]}`, `{"keys":[{"keyUsage":"npm:signatures"}]}`,
		`{"keys":[{"keyUsage":"npm:attestations","publicKey":{"rawBytes":"AAAA"}}]}`,
		valid(`"validFor":1`), valid(`"validfor":{}`), valid(`"validFor":{"End":"2025-01-29T00:00:00Z"}`), valid(`"validFor":{"end":1}`),
		valid(`"validFor":{"end":"0001-01-01T00:00:00Z"}`)} {
		if _, err := sigstore.New(nil, sigstore.WithNPMKeys("keys.json", []byte(keys), "x")); err == nil {
			t.Errorf("%s: no error", keys)
		}
	}
}

// TestDigestNotCovered: only a digest is known, under another algorithm.
func TestDigestNotCovered(t *testing.T) {
	in := st.New("test", hostileNow)
	w := st.GitHubWorkflow{}
	c := hostileJob{roots: []*st.Instance{in}}.collector(t)
	for _, r := range []st.Request{
		{Identity: w, Artifact: hostileArtifact},
		{Identity: w, Statement: st.Provenance(w, st.SHA256(hostileName, hostileArtifact))},
		{Identity: w, Statement: st.Provenance(w, st.SHA256("a", nil), st.SHA512("b", nil))},
	} {
		only512 := digests{crypto.SHA512: digestsOf(hostileArtifact)[crypto.SHA512]}
		f := findings(t, c, nil, only512, policy.File{Data: in.Sign(r).JSON()})[0]
		wantStatus(t, f, policy.StatusUnusable, policy.ReasonDigestNotCovered)
		if f.Claimed.Certificate == nil {
			t.Error("the identity is missing")
		}
	}
}

// TestTaps asks for the digests that the evidence uses, each once.
func TestTaps(t *testing.T) {
	in := st.New("test", hostileNow)
	w := st.GitHubWorkflow{}
	c := hostileJob{roots: []*st.Instance{in}}.collector(t)
	b := in.Sign(st.Request{Identity: w, Statement: st.Provenance(w, st.SHA256("a", nil), st.SHA512("b", nil))})
	k, err := c.Prepare(t.Context(), policy.Job{Evidence: []policy.File{{Data: st.Lines(b, b)}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(k.Taps()); got != fmt.Sprint([]policy.Tap{{Hash: crypto.SHA256}, {Hash: crypto.SHA512}}) {
		t.Errorf("taps %s", got)
	}
}

// TestBareProofs: a proof without checkpoint is forgiven in a v0.1 bundle whose
// entry has a signed entry timestamp, and nowhere else.
func TestBareProofs(t *testing.T) {
	in := st.New("test", hostileNow)
	r := st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact}
	early := r
	early.Version = "0.1"
	bare := func(b *st.Bundle) { b.Entries[0].Proof.Checkpoint = "" }
	second := func(edit func(*st.Entry)) func(*st.Bundle) {
		return func(b *st.Bundle) {
			e := b.Entries[0].Clone()
			e.LogIndex++
			e.Proof = &st.Proof{LogIndex: 1, TreeSize: 2, RootHash: make([]byte, 32)}
			edit(e)
			b.Entries = append(b.Entries, e)
		}
	}
	j := hostileJob{roots: []*st.Instance{in}}
	f := j.sole(t, in.Sign(early).Edit(bare).JSON())
	wantStatus(t, f, policy.StatusSound, "")
	if len(f.Notices) != 1 || f.Notices[0].Code != policy.NoticeSETOnly {
		t.Errorf("notices %+v", f.Notices)
	}
	for name, b := range map[string]*st.Bundle{
		"later version":               in.Sign(r).Edit(bare),
		"later version, second entry": in.Sign(r).Edit(second(func(*st.Entry) {})),
		"second entry without SET":    in.Sign(early).Edit(second(func(e *st.Entry) { e.SET = nil })),
	} {
		f := j.sole(t, b.JSON())
		if f.Status != policy.StatusUnusable || f.Reason != policy.ReasonMalformedEvidence {
			t.Errorf("%s: %s %s (%s)", name, f.Status, f.Reason, f.Detail)
		}
	}
}

// TestMisspeltMembers: readers that fold case would see another statement.
func TestMisspeltMembers(t *testing.T) {
	in := st.New("test", hostileNow)
	w := st.GitHubWorkflow{}
	good := string(st.Publish(st.SHA256(hostileName, hostileArtifact)).JSON())
	for _, member := range []string{`"name"`, `"digest"`, `"subject"`, `"predicateType"`} {
		folded := strings.Replace(good, member, strings.ToUpper(member)+`:{},`+member, 1)
		f := hostileJob{roots: []*st.Instance{in}}.sole(t, in.Sign(st.Request{Identity: w, Payload: []byte(folded)}).JSON())
		wantStatus(t, f, policy.StatusUnusable, policy.ReasonMalformedEvidence)
	}
}

// TestKeyWindowByTimestamp is the same where an authority gives the time.
func TestKeyWindowByTimestamp(t *testing.T) {
	in := st.NewGitHub("test", hostileNow)
	key := in.NPMKey("2026")
	data := in.Sign(st.Request{Key: key, Statement: st.NPM("example", "1.0.0", st.SHA512("pkg:npm/example@1.0.0", hostileArtifact)), Version: "0.2"}).JSON()
	keys := fmt.Sprintf(`{"keys":[{"keyId":%q,"keyUsage":"npm:attestations","publicKey":{"rawBytes":%q,"validFor":{"start":%q}}}]}`,
		key.Hint, b64(key.DER()), hostileNow.Add(time.Hour).Format(time.RFC3339))
	r, err := sigstore.ParseTrustedRoot("test", in.TrustedRootJSON())
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{r}, sigstore.WithNPMKeys("keys.json", []byte(keys), "test"))
	if err != nil {
		t.Fatal(err)
	}
	f := findings(t, c, nil, digestsOf(hostileArtifact), policy.File{Data: data})[0]
	wantStatus(t, f, policy.StatusBad, policy.ReasonCertificateInvalid)
}

// TestUnreadableEntryNeverPasses: not even where no log entry is asked for.
func TestUnreadableEntryNeverPasses(t *testing.T) {
	in := st.New("test", hostileNow)
	key := in.Key("author", st.P256)
	b := in.Sign(st.Request{Key: key, Artifact: hostileArtifact})
	other := in.Sign(st.Request{Key: in.Key("other", st.P256), Artifact: hostileArtifact})
	mixed := b.Edit(func(b *st.Bundle) { // the body's signature is not by the key in it
		body := string(b.Entries[0].Body)
		b.Entries[0].Body = []byte(strings.Replace(body, b64(b.Signature()), b64(other.Signature()), 1))
	})
	wantStatus(t, keyFinding(t, in, "", key, b.JSON()), policy.StatusSound, "")
	wantStatus(t, keyFinding(t, in, "", key, mixed.JSON()), policy.StatusBad, policy.ReasonLogEntryInvalid)
}

// A policy may trust a key alone: its bundles need no log, and without the key's
// signature nothing counts.
func TestPolicyWithoutRoot(t *testing.T) {
	in := st.New("test", hostileNow)
	key, other := in.Key("author", st.P256), in.Key("other", st.P256)
	unlogged := func(k *st.Key) []byte {
		return in.Sign(st.Request{Key: k, Artifact: hostileArtifact}).Edit(func(b *st.Bundle) { b.Entries = nil }).JSON()
	}
	const text = "schema = 'upsig/policy/v1'\npackage = 'a'\nrequire = 'pgp'\n[[artifact]]\nname = 'a-{version}'\n[[key.signer]]\nkind = 'pem'\nname = 'Jane'\nheld-by = 'author'\nkey = '''\n%s'''\n%s\n"
	for name, c := range map[string]struct {
		root     string
		bundle   []byte
		accepted bool
	}{
		"no root":                 {"root = 'none'", unlogged(key), true},
		"no root, another key":    {"root = 'none'", unlogged(other), false},
		"public-good, not logged": {"", unlogged(key), false},
	} {
		p, err := policy.Load(fmt.Appendf(nil, text, key.PEM(), c.root), "p.toml")
		if err != nil {
			t.Fatal(err)
		}
		collector, err := sigstore.New(embedded(p))
		if err != nil {
			t.Fatal(err)
		}
		a := policy.StreamArtifact(bytes.NewReader(hostileArtifact))
		a.Name = "a-1"
		r, err := policy.Verify(t.Context(), p, policy.Request{
			Artifact: a, Evidence: []policy.File{{Path: "a.json", Data: c.bundle}}, Now: hostileNow,
		}, collector)
		if err != nil || r.Verdict.Accepted != c.accepted {
			t.Errorf("%s: %+v, %v", name, r.Verdict, err)
		}
		if c.accepted && r.Verdict.Class != policy.ClassAuthorKey {
			t.Errorf("%s: class %v", name, r.Verdict.Class)
		}
	}
}

func embedded(p *policy.Policy) []sigstore.TrustedRoot {
	if len(p.Roots()) == 0 {
		return nil
	}
	return []sigstore.TrustedRoot{sigstore.EmbeddedPublicGood()}
}
