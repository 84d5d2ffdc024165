package sigstore_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// within fails when f takes longer, whether or not it ever ends.
func within(t *testing.T, d time.Duration, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(d):
		t.Fatalf("took more than %v", d)
	}
}

// hugeKey takes seconds to verify with, or minutes.
func hugeKey(bits uint) *rsa.PublicKey {
	n := new(big.Int).Lsh(big.NewInt(1), bits)
	return &rsa.PublicKey{N: n.Sub(n, big.NewInt(1)), E: 1<<31 - 1}
}

func hugeCertificate(t *testing.T, bits uint) []byte {
	t.Helper()
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "huge"}, NotAfter: hostileNow, SignatureAlgorithm: x509.ECDSAWithSHA256}
	der, err := x509.CreateCertificate(rand.Reader, c, c, hugeKey(bits), signer)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Rekor's decoder verifies under whatever key a log entry's body names.
func TestHugeKeyInLogEntry(t *testing.T) {
	der, err := x509.MarshalPKIXPublicKey(hugeKey(600_000))
	if err != nil {
		t.Fatal(err)
	}
	text := func(kind string, der []byte) string {
		return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	in := st.New("slow", hostileNow)
	good := in.Sign(st.Request{Artifact: hostileArtifact, Identity: st.Email{Address: "jane@example.org"}})
	for name, key := range map[string]string{"key": text("PUBLIC KEY", der), "certificate": text("CERTIFICATE", hugeCertificate(t, 600_000))} {
		b := good.Edit(func(b *st.Bundle) {
			var body map[string]any
			if err := json.Unmarshal(b.Entries[0].Body, &body); err != nil {
				t.Fatal(err)
			}
			signature := body["spec"].(map[string]any)["signature"].(map[string]any)
			signature["publicKey"] = map[string]any{"content": key}
			signature["content"] = base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 75_000))
			b.Entries[0].Body, err = json.Marshal(body)
		})
		within(t, 5*time.Second, func() {
			f := hostileJob{roots: []*st.Instance{in}}.sole(t, b.JSON())
			if f.Status != policy.StatusUnusable || f.Reason != policy.ReasonLimitExceeded {
				t.Errorf("%s: %v %s %s", name, f.Status, f.Reason, f.Detail)
			}
		})
	}
}

// sequence is a DER value of several others; tag 0x30 is a sequence.
func sequence(tag byte, parts ...[]byte) []byte {
	var raw asn1.RawValue
	inner := bytes.Join(parts, nil)
	raw.Class, raw.Tag, raw.IsCompound, raw.Bytes = int(tag>>6), int(tag&0x1f), tag&0x20 != 0, inner
	out, err := asn1.Marshal(raw)
	if err != nil {
		panic(err)
	}
	return out
}

func marshal(v any) []byte {
	out, err := asn1.Marshal(v)
	if err != nil {
		panic(err)
	}
	return out
}

// response wraps CMS SignedData with these certificates and signers.
func response(certificates []byte, signers ...[]byte) []byte {
	data := sequence(0x30, marshal(1), sequence(0x31), sequence(0x30, marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1})),
		sequence(0xa0, certificates), sequence(0x31, signers...))
	token := sequence(0x30, marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}), sequence(0xa0, data))
	return sequence(0x30, sequence(0x30, marshal(0)), token)
}

func signer() []byte {
	algorithm := sequence(0x30, marshal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}))
	return sequence(0x30, marshal(1), sequence(0x30, sequence(0x30), marshal(1)), algorithm, algorithm, marshal([]byte{1}))
}

// nested is an object in an object, and so on; 2 or 4 bytes each.
func nested(size int, indefinite bool) []byte {
	if indefinite {
		return bytes.Repeat([]byte{0x30, 0x80}, size/2)
	}
	var heads [][]byte
	for n := 0; n < size; n += 4 {
		heads = append(heads, []byte{0x30, 0x82, byte(n >> 8), byte(n)})
	}
	var out []byte
	for i := range heads {
		out = append(out, heads[len(heads)-1-i]...)
	}
	return out
}

// The parser of timestamps ended the whole program with its stack, or took for
// ever, and verified under any key.
func TestHostileTokens(t *testing.T) {
	status := sequence(0x30, marshal(0))
	in := st.New("slow", hostileNow)
	good := in.Sign(st.Request{Artifact: hostileArtifact, Identity: st.Email{Address: "jane@example.org"}})
	for name, token := range map[string][]byte{
		"deep and large":  sequence(0x30, status, sequence(0x30, nested(3_000_000, true))),
		"deep":            sequence(0x30, status, sequence(0x30, nested(60_000, true))),
		"deep, definite":  sequence(0x30, status, sequence(0x30, nested(60_000, false))),
		"just too deep":   sequence(0x30, status, sequence(0x30, nested(4*limits.TokenDepth, false))),
		"several signers": response(nil, signer(), signer()),
		"huge key":        response(hugeCertificate(t, 200_000), signer()),
	} {
		within(t, 5*time.Second, func() {
			if got := sigstore.Inspect(token); got.Reason != policy.ReasonLimitExceeded {
				t.Errorf("%s: %s %s", name, got.Reason, got.Detail)
			}
			b := good.Edit(func(b *st.Bundle) { b.Timestamps = [][]byte{token} })
			f := hostileJob{roots: []*st.Instance{in}}.sole(t, b.JSON())
			if f.Status == policy.StatusSound || f.Reason != policy.ReasonLimitExceeded && len(token) < limits.EvidenceFile/2 {
				t.Errorf("%s in a bundle: %s %s", name, f.Reason, f.Detail)
			}
		})
	}
	if got := sigstore.Inspect(in.Timestamp([]byte("x"), hostileNow)); got.Reason != "" {
		t.Errorf("good: %s", got.Detail)
	}
}

// A flat timestamp of megabytes is copied at each step of its parser.
func TestLargeToken(t *testing.T) {
	token := sequence(0x30, sequence(0x30, marshal(0)), sequence(0x30, marshal(make([]byte, limits.TimestampToken))))
	if got := sigstore.Inspect(token); got.Reason != policy.ReasonLimitExceeded {
		t.Errorf("%s %s", got.Reason, got.Detail)
	}
}

func TestHugeKeyOfAuthority(t *testing.T) {
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: hugeCertificate(t, 600_000)})
	if _, err := sigstore.ParseTrustedRoot("tsa", text); err == nil || !strings.Contains(err.Error(), fmt.Sprint(limits.CertificateRSABits)) {
		t.Error(err)
	}
}

// Lists of a million attestations are refused for their length, not read.
func TestManyAttestations(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat("{},", limits.Attestations+1), ",")
	for _, text := range []string{
		`{"attestations":[` + many + `]}`,
		`{"version":1,"attestation_bundles":[{"attestations":[` + many + `]}]}`,
	} {
		if got := sigstore.Inspect([]byte(text)); got.Reason != policy.ReasonLimitExceeded {
			t.Errorf("%s %s", got.Reason, got.Detail)
		}
	}
}

// Every log entry and every timestamp makes decoders verify signatures.
func TestManyWitnesses(t *testing.T) {
	in := st.New("slow", hostileNow)
	good := in.Sign(st.Request{Artifact: hostileArtifact, Identity: st.Email{Address: "jane@example.org"}})
	stamp := in.Timestamp(good.Signature(), hostileNow)
	lines := func(b *st.Bundle, n int) []byte { return bytes.Repeat(append(b.Compact(), '\n'), n) }
	job := hostileJob{roots: []*st.Instance{in}}
	for name, b := range map[string]*st.Bundle{
		"entries":    good.Edit(func(b *st.Bundle) { b.Entries = slices.Repeat(b.Entries, limits.LogEntries) }),
		"timestamps": good.Edit(func(b *st.Bundle) { b.Timestamps = slices.Repeat([][]byte{stamp}, limits.LogEntries) }),
	} {
		for i, f := range job.findings(t, lines(b, limits.FileWitnesses/limits.LogEntries+2)) {
			n := (i + 1) * (len(b.Entries) + len(b.Timestamps))
			if refused := f.Reason == policy.ReasonLimitExceeded; refused != (n > limits.FileWitnesses) {
				t.Errorf("%s: after %d: %q %s", name, n, f.Reason, f.Detail)
			}
		}
		all := sigstore.Inspect(lines(b, limits.FileWitnesses/limits.LogEntries+2)).Pieces
		if got := all[len(all)-1].Reason; got != policy.ReasonLimitExceeded {
			t.Errorf("%s: inspect: %q", name, got)
		}
	}
	for i, f := range job.findings(t, lines(good, limits.Attestations)) {
		if f.Status != policy.StatusSound {
			t.Errorf("%d: %s %s", i, f.Reason, f.Detail)
		}
	}
}

// endsAfter is a context that ends after it was asked some times.
type endsAfter struct {
	context.Context
	asked int
}

func (c *endsAfter) Err() error {
	if c.asked--; c.asked < 0 {
		return context.Canceled
	}
	return nil
}

func TestPrepareEndsWithItsContext(t *testing.T) {
	in := st.New("slow", hostileNow)
	good := in.Sign(st.Request{Artifact: hostileArtifact, Identity: st.Email{Address: "jane@example.org"}})
	file := policy.File{Path: "f", Data: bytes.Repeat(append(good.Compact(), '\n'), 3)}
	c := hostileJob{roots: []*st.Instance{in}}.collector(t)
	for asked := range 5 {
		k, err := c.Prepare(&endsAfter{t.Context(), asked}, policy.Job{Evidence: []policy.File{file}, Policy: &policy.Policy{}})
		if (err == nil) != (asked == 4) || (k == nil) == (err == nil) || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("asked %d times: %v", asked, err)
		}
	}
}

func TestMisspeltMembersAreNamedInOrder(t *testing.T) {
	in := st.New("slow", hostileNow)
	good := in.Sign(st.Request{Artifact: hostileArtifact, Identity: st.Email{Address: "jane@example.org"}})
	b := good.Edit(func(b *st.Bundle) {
		e := b.Entries[0]
		e.Body = bytes.Replace(e.Body, []byte(`{`), []byte(`{"kinD":1,"Kind":1,"SPEC":1,"specC":1,"Spec":1,"speC":1,"kIND":1,"apiversion":1,`), 1)
	})
	for range 20 {
		if f := (hostileJob{roots: []*st.Instance{in}}).sole(t, b.JSON()); !strings.Contains(f.Detail, `"Kind"`) {
			t.Fatal(f.Detail)
		}
	}
}

// parameters is an attestation by a workflow with these build parameters.
func parameters(external string) []byte {
	payload := `{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"x","digest":{"sha256":"` + strings.Repeat("00", 32) + `"}}],` +
		`"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"x","externalParameters":` + external + `},"runDetails":{"builder":{"id":"x"}}}}`
	return st.New("slow", hostileNow).Sign(st.Request{Identity: st.GitHubWorkflow{Repository: "example/example"}, Payload: []byte(payload)}).Compact()
}

// A long name of a build parameter was repeated for all that is below it: gigabytes.
func TestLongParameterNames(t *testing.T) {
	var inner strings.Builder
	for i := range 4000 {
		fmt.Fprintf(&inner, `,"%d":1`, i)
	}
	data := parameters(`{"` + strings.Repeat("x", 100_000) + `":{` + inner.String()[1:] + `}}`)
	var got []string
	used := allocated(func() { got = sigstore.Inspect(data).Pieces[0].Statement.Provenance.Parameters })
	if len(got) != limits.ReportedParameters+1 || used > 64<<20 {
		t.Errorf("%d parameters, %d MB", len(got), used>>20)
	}
	for _, p := range got {
		if len(p) > 2*limits.ReportedParameter+8 {
			t.Errorf("a parameter of %d bytes", len(p))
		}
	}
}

// Each level of build parameters is decoded anew with all that is below it, and was
// kept while that was read: half a gigabyte, and seconds for each thing that the
// attestation may be about.
func TestDeepParameters(t *testing.T) {
	const depth, size = 50, 1 << 20
	data := parameters(strings.Repeat(`{"a":`, depth) + `"` + strings.Repeat("x", size) + `"` + strings.Repeat("}", depth))
	p := sigstore.Inspect(data).Pieces[0].Statement.Provenance.Parameters
	if len(p) != 1 || !strings.HasPrefix(p[0], `a.a.a.a.a={"a":`) {
		t.Errorf("parameters %.200q", p)
	}
	k, err := hostileJob{roots: []*st.Instance{st.New("slow", hostileNow)}}.collector(t).Prepare(t.Context(),
		policy.Job{Evidence: []policy.File{{Path: "f", Data: data}}, Policy: &policy.Policy{}})
	if err != nil {
		t.Fatal(err)
	}
	look := func() {
		if f := k.Findings(t.Context(), bytesDigests(hostileArtifact)); f[0].Status != policy.StatusOther {
			t.Errorf("%s %s", f[0].Reason, f[0].Detail)
		}
	}
	if first, again := allocated(look), allocated(look); first > 40*size || again > size {
		t.Errorf("allocated %d MB, and %d MB in a second look", first>>20, again>>20)
	}
}
