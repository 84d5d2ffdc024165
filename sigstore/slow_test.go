package sigstore_test

import (
	"bytes"
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
	"fmt"
	"math/big"
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
