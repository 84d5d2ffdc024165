package sigstore_test

import (
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// rootsOf trusts one instance under several names.
func rootsOf(t *testing.T, in *st.Instance, names ...string) *sigstore.Collector {
	t.Helper()
	var roots []sigstore.TrustedRoot
	for _, name := range names {
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
	return c
}

func witnesses(f policy.Finding) string {
	names := []string{f.Root}
	for _, w := range f.Also {
		names = append(names, w.Root)
	}
	return strings.Join(names, " ")
}

// TestEveryNamedRootIsAWitness: what several roots know serves the signers of each.
func TestEveryNamedRootIsAWitness(t *testing.T) {
	in := st.New("one", hostileNow)
	c := rootsOf(t, in, "unnamed", "a", "b")
	p := &policy.Policy{SigstoreSigners: []policy.SigstoreSigner{{Root: "b"}, {Root: "a"}}}
	data := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: hostileArtifact}).JSON()
	f := findings(t, c, p, digestsOf(hostileArtifact), policy.File{Data: data})[0]
	wantStatus(t, f, policy.StatusSound, "")
	if witnesses(f) != "b a" || f.RootDate.IsZero() || len(f.Also[0].Times) != 1 || f.Also[0].RootDate != f.RootDate {
		t.Errorf("%s: %+v", witnesses(f), f)
	}
	f = findings(t, c, &policy.Policy{}, digestsOf(hostileArtifact), policy.File{Data: data})[0]
	if witnesses(f) != "unnamed" {
		t.Errorf("unnamed: %s", witnesses(f))
	}
	other := in.Sign(st.Request{Identity: st.Email{Address: "a@example.org"}, Artifact: []byte("x")})
	bad := other.Edit(func(b *st.Bundle) { b.Message.Digest = make([]byte, 32) }).JSON()
	f = findings(t, c, p, digestsOf(hostileArtifact), policy.File{Data: bad})[0]
	wantStatus(t, f, policy.StatusBad, policy.ReasonBadSignature)
	if len(f.Also) != 0 {
		t.Errorf("a bad signature has witnesses: %+v", f.Also)
	}
}

// TestOneKeyUnderSeveralRoots: a key may serve several signers, one of them for
// other versions, each with its own root or with none.
func TestOneKeyUnderSeveralRoots(t *testing.T) {
	in := st.New("one", hostileNow)
	key := in.Key("author", st.P256)
	signer := func(name, root, versions string) policy.KeySigner {
		return policy.KeySigner{Name: name, Kind: "pem", ID: keyID(key), DER: key.DER(), HeldBy: policy.HeldByAuthor, Root: root, Scope: policy.Scope{Versions: []string{versions}}}
	}
	p := &policy.Policy{
		Require:    policy.RequirePGP,
		Artifacts:  []policy.ArtifactRule{{Name: "example-{version}.tar.gz"}},
		KeySigners: []policy.KeySigner{signer("old", "", "0.*"), signer("a", "a", "2.*"), signer("b", "b", "1.*")},
	}
	data := in.Sign(st.Request{Key: key, Artifact: hostileArtifact}).JSON()
	all := findings(t, rootsOf(t, in, "a", "b"), p, digestsOf(hostileArtifact), policy.File{Path: "f", Data: data})
	if witnesses(all[0]) != " a b" {
		t.Errorf("witnesses %q", witnesses(all[0]))
	}
	r := p.Assess(policy.Subject{Name: hostileName, Digests: []string{"sha256:00"}}, all, hostileNow)
	if !r.Verdict.Accepted || r.Evidence[0].Signer != "b" || r.Evidence[0].Root != "b" {
		t.Errorf("%+v %+v", r.Verdict, r.Evidence[0])
	}
}
