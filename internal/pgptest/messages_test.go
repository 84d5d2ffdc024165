package pgptest_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"

	"github.com/upsig/upsig/internal/pgptest"
)

func ring(t *testing.T, cert []byte) openpgp.EntityList {
	t.Helper()
	ring, err := openpgp.ReadKeyRing(bytes.NewReader(cert))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestInlineMessageVerifies(t *testing.T) {
	for name, k := range keys() {
		m := k.Inline(data, pgptest.SigOptions{})
		for form, message := range map[string][]byte{"one-pass": m.Bytes(), "compressed": pgptest.Compressed(m.Bytes())} {
			md, err := openpgp.ReadMessage(bytes.NewReader(message), ring(t, good(k).Bytes()), nil, lenient())
			if err != nil {
				t.Errorf("%s %s: %v", name, form, err)
				continue
			}
			got, err := io.ReadAll(md.UnverifiedBody)
			if err != nil || !bytes.Equal(got, data) || !md.IsVerified || md.SignatureError != nil {
				t.Errorf("%s %s: %v, %v", name, form, err, md.SignatureError)
			}
		}
	}
}

func TestCleartextVerifies(t *testing.T) {
	k := pgptest.Ed25519Key("author", day0)
	const text = "first \t\n- dashed\n-----BEGIN X-----\n\nlast\n"
	message := k.ClearSign(text, pgptest.SigOptions{}).String()
	block, rest := clearsign.Decode([]byte(message))
	if block == nil || len(rest) != 0 {
		t.Fatalf("not decoded:\n%s", message)
	}
	covered := bytes.NewReader(block.Bytes)
	_, _, err := openpgp.VerifyDetachedSignature(ring(t, good(k).Bytes()), covered, block.ArmoredSignature.Body, lenient())
	if err != nil {
		t.Error(err)
	}
}

// The trailer of version 3 is type and time alone (RFC 9580 section 5.2.4).
func TestVersion3Trailer(t *testing.T) {
	s := pgptest.RSAKey(2048, day0).Signature(data, pgptest.SigOptions{Version: 3})
	h := s.Hash.New()
	h.Write(data)
	h.Write(s.Body()[2:7])
	if sum := h.Sum(nil); !bytes.Equal(sum[:2], s.HashTag[:]) {
		t.Errorf("hash tag %x, digest %x", s.HashTag, sum)
	}
}

func TestFramings(t *testing.T) {
	k := pgptest.RSAKey(4096, day0)
	body := k.Signature(data, pgptest.SigOptions{}).Body()
	for name, framed := range map[string][]byte{
		"new":           pgptest.Packet(pgptest.TagSignature, body),
		"old":           pgptest.OldPacket(pgptest.TagSignature, body),
		"indeterminate": pgptest.IndeterminatePacket(pgptest.TagSignature, body),
		"partial":       pgptest.PartialPacket(pgptest.TagSignature, 9, body),
		"five octets":   pgptest.ClaimedLengthPacket(pgptest.TagSignature, uint32(len(body)), body),
	} {
		if err := verify(good(k).Bytes(), framed); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "indeterminate" || name == "partial" {
			continue
		}
		if !bytes.Equal(pgptest.Body(framed), body) {
			t.Errorf("%s: Body differs", name)
		}
	}
}

func TestRIPEMD160(t *testing.T) {
	h := pgptest.RIPEMD160.New()
	io.WriteString(h, "message digest")
	want := []byte{0x5d, 0x06, 0x89, 0xef, 0x49, 0xd2, 0xfa, 0xe5, 0x72, 0xb8, 0x81, 0xb1, 0x23, 0xa8, 0x5f, 0xfa, 0x21, 0x59, 0x5f, 0x36}
	if got := h.Sum(nil); !bytes.Equal(got, want) {
		t.Errorf("got %x", got)
	}
}
