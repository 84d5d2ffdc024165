package sigstore_test

import (
	"bytes"
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// TestInspectToken: a timestamp says which bytes, when and by whom, unverified.
func TestInspectToken(t *testing.T) {
	in := st.New("token", hostileNow)
	token := in.Timestamp([]byte("a signature"), hostileNow)
	c, err := sigstore.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Recognises(token) {
		t.Error("not recognised")
	}
	got := sigstore.Inspect(token)
	if got.Form != "RFC 3161 timestamp" || got.Reason != "" || len(got.Pieces) != 1 {
		t.Fatalf("%+v", got)
	}
	p := got.Pieces[0]
	if !strings.HasPrefix(p.Digest, "sha256:") || len(p.Needs) != 2 || len(p.Times) != 1 || p.Times[0].Kind != policy.TimeClaimed || !p.Times[0].At.Equal(hostileNow) {
		t.Errorf("%+v", p)
	}
	for name, data := range map[string][]byte{
		"cut":      token[:len(token)-1],
		"trailing": append(bytes.Clone(token), 0),
		"key":      in.Key("x", st.P256).DER(),
		"large":    append(bytes.Clone(token), make([]byte, 5<<20)...),
	} {
		if in := sigstore.Inspect(data); in.Reason == "" {
			t.Errorf("%s: %+v", name, in)
		}
	}
}

// TestAuthorityCertificates: an authority's certificates are a root that vouches
// for times alone, and nothing else may stand in the file.
func TestAuthorityCertificates(t *testing.T) {
	in := st.New("token", hostileNow)
	good := in.AuthorityPEM()
	r, err := sigstore.ParseTrustedRoot("tsa.pem", good)
	if err != nil {
		t.Fatal(err)
	}
	info, err := r.Describe()
	if err != nil || len(info) != 1 || len(info[0].TimestampAuthorities) != 1 || len(info[0].CertificateAuthorities)+len(info[0].TransparencyLogs)+len(info[0].CTLogs) != 0 {
		t.Errorf("%+v, %v", info, err)
	}
	second := bytes.Index(good[1:], []byte("-----BEGIN ")) + 1
	key := in.Key("x", st.P256).PEM()
	for name, data := range map[string][]byte{
		"no root":   good[:second],
		"key":       append(bytes.Clone(good), key...),
		"text":      append([]byte("hello\n"), good...),
		"text last": append(bytes.Clone(good), "hello\n"...),
		"many":      bytes.Repeat(good, 20),
		"broken":    bytes.Replace(good, []byte("MII"), []byte("MIA"), 1),
	} {
		if _, err := sigstore.ParseTrustedRoot("tsa.pem", data); err == nil {
			t.Errorf("%s: parses", name)
		}
	}
}

// TestSplitGitHub parts the instances of a file by who runs them.
func TestSplitGitHub(t *testing.T) {
	dir := corpus(t)
	both := append(append(read(t, dir, "roots", "public-good.trusted_root.json"), '\n'), read(t, dir, "roots", "github.trusted_root.json")...)
	all, err := sigstore.ParseTrustedRoot("both", both)
	if err != nil {
		t.Fatal(err)
	}
	github, others, err := all.SplitGitHub()
	if err != nil || len(github.Digest()) != 1 || len(others.Digest()) != 1 || github.Empty() || others.Empty() {
		t.Fatalf("%v, %v, %v", github.Digest(), others.Digest(), err)
	}
	if info, err := github.Describe(); err != nil || len(info[0].TransparencyLogs) != 0 {
		t.Errorf("%+v, %v", info, err)
	}
}
