package pgp_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

func statuses(fs []policy.Finding) string {
	var all []string
	for _, f := range fs {
		all = append(all, found(f))
	}
	return strings.Join(all, "\n")
}

// TestMessageFindings shows that the signatures of messages are judged one by
// one, with the reasons and weaknesses that detached signatures get.
func TestMessageFindings(t *testing.T) {
	good := pgptest.Good(messageSigner()).Bytes()
	text := opt{Type: pgptest.TypeText}
	soundly := found(policy.Finding{Status: policy.StatusSound})
	binary := func(s *pgptest.Sig) { s.Type = pgptest.TypeBinary }
	tests := []struct {
		name    string
		data    []byte
		certs   [][]byte
		content string
		want    string
	}{
		{"inline", inlineWith(opt{}, func(*pgptest.Inline) {}), [][]byte{good}, messageText, soundly},
		{"text signature, LF", messageSigner().Inline([]byte("a\nb\n"), text).Bytes(), [][]byte{good}, "a\nb\n",
			wanted(vectors.Want{Status: policy.StatusSound, Weaknesses: []policy.Weakness{policy.WeaknessTextMode}})},
		{"text signature, CRLF", messageSigner().Inline([]byte("a\r\nb\n"), text).Bytes(), [][]byte{good}, "a\nb\n",
			wanted(vectors.Want{Status: policy.StatusSound, Weaknesses: []policy.Weakness{policy.WeaknessTextMode}})},
		{"binary signature keeps CRLF", messageSigner().Inline([]byte("a\r\nb\r\r\x00"), opt{}).Bytes(), [][]byte{good}, "a\r\nb\r\r\x00", soundly},
		{"cleartext", cleartextWith(func(*pgptest.Cleartext) {}), [][]byte{good}, messageText, soundly},
		{"binary signature in a cleartext message", []byte(messageSigner().ClearSign(messageText, opt{Edit: binary}).String()), [][]byte{good}, messageText,
			wanted(vectors.Want{Reason: policy.ReasonSignatureType})},
		{"unknown key", cleartextWith(func(*pgptest.Cleartext) {}), nil, messageText, wanted(vectors.Want{Reason: policy.ReasonUnknownKey})},
		{"SHA-1", []byte(messageSigner().ClearSign(messageText, opt{Hash: pgptest.SHA1}).String()), [][]byte{good}, messageText,
			wanted(vectors.Want{Status: policy.StatusSound, Weaknesses: []policy.Weakness{policy.WeaknessSHA1Signature}})},
		{"MD5", []byte(messageSigner().ClearSign(messageText, opt{Hash: pgptest.MD5}).String()), [][]byte{good}, messageText,
			wanted(vectors.Want{Reason: policy.ReasonForbiddenHash})},
		{"other text", cleartextWith(func(c *pgptest.Cleartext) { c.Body += "s" }), [][]byte{good}, messageText + "s",
			wanted(vectors.Want{Status: policy.StatusBad, Reason: policy.ReasonBadSignature})},
		{"a broken signature beside a good one", cleartextWith(func(c *pgptest.Cleartext) {
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", join(pgptest.Packet(pgptest.TagSignature, []byte{9, 1}), messageSigner().ClearSignature(messageText, opt{}).Packet()))
		}), [][]byte{good}, messageText, wanted(vectors.Want{Reason: policy.ReasonUnsupportedEvidence}) + "\n" + soundly},
		{"no text at all", []byte(messageSigner().ClearSign("", opt{}).String()), [][]byte{good}, "", soundly},
		{"blanks at line ends", []byte(strings.Replace(string(cleartextWith(func(*pgptest.Cleartext) {})), "dashed\n", "dashed \t \n", 1)), [][]byte{good}, messageText, soundly},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, fs, err := judgeMessage(t, tt.data, tt.certs, now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.content, string(m.Content)); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, statuses(fs)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// partial frames a literal in chunks of the sizes 2^n and a last one.
func partial(body []byte, powers ...byte) []byte {
	packet := []byte{0xc0 | pgptest.TagLiteral}
	for _, n := range powers {
		packet = append(append(packet, 224|n), body[:1<<n]...)
		body = body[1<<n:]
	}
	packet = append(packet, 0xff, byte(len(body)>>24), byte(len(body)>>16), byte(len(body)>>8), byte(len(body)))
	return append(packet, body...)
}

// TestPartialLiteral reads literals as programs write them that sign a stream.
func TestPartialLiteral(t *testing.T) {
	text := bytes.Repeat([]byte("0123456789abcdef"), 100)
	good := pgptest.Good(messageSigner()).Bytes()
	body := pgptest.Literal('b', "name", text)
	with := func(literal []byte) []byte {
		m := messageSigner().Inline(text, opt{})
		m.Literal = literal
		return m.Bytes()
	}
	for name, literal := range map[string][]byte{"chunks": partial(body, 9, 0, 3, 9), "one chunk": partial(body, 10)} {
		m, fs, err := judgeMessage(t, with(literal), [][]byte{good}, now)
		if err != nil || !acceptedMessage(fs) || !bytes.Equal(m.Content, text) {
			t.Errorf("%s: %v, %+v", name, err, fs)
		}
	}
	whole := partial(body, 9, 9)
	signature := partial(messageSigner().Signature(text, opt{}).Body(), 0)
	signature[0] = 0xc0 | pgptest.TagSignature
	for name, data := range map[string][]byte{
		"first chunk too small": with(partial(body, 8, 9)),
		"cut off in a chunk":    whole[:600],
		"cut off at a length":   whole[:2+512],
		"cut off at the start":  {0xcb, 0xe9},
		"signature in chunks":   messageSigner().Inline(text, opt{}).Literal,
	} {
		if name == "signature in chunks" {
			m := messageSigner().Inline(text, opt{})
			m.Sigs = signature
			data = m.Bytes()
		}
		if m, err := pgp.ReadMessage(data); err == nil {
			t.Errorf("%s: read as %q", name, m.Content)
		}
	}
}

// TestMessageZero shows that a message that nobody read has nothing to accept.
func TestMessageZero(t *testing.T) {
	fs, err := hostileCollector(nil).JudgeMessage(context.Background(), &pgp.Message{Content: data}, "", nil, now)
	if err != nil || len(fs) != 0 {
		t.Errorf("%v, %v", fs, err)
	}
}

// TestMessageNamed shows that the policy's certificates come first.
func TestMessageNamed(t *testing.T) {
	shared := pgptest.Good(mallory).Subkey(signing, pgptest.Binding{}).Bytes()
	rightful := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	m, err := pgp.ReadMessage(signing.Inline(data, opt{}).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	c := hostileCollector([][]byte{shared, rightful})
	for _, k := range []*pgptest.Key{author, mallory} {
		p := &policy.Policy{OpenPGPSigners: []policy.OpenPGPSigner{{Fingerprints: []string{k.HexFingerprint()}}}}
		fs, err := c.JudgeMessage(context.Background(), m, "m", p, now)
		if err != nil || len(fs) != 1 || fs[0].Key == nil || fs[0].Key.Fingerprint != k.HexFingerprint() {
			t.Errorf("%v, %v", fs, err)
		}
	}
}

// TestMessageEveryByte changes each byte of good messages in turn: what is still
// accepted has the same content.
func TestMessageEveryByte(t *testing.T) {
	good := pgptest.Good(messageSigner()).Bytes()
	c := hostileCollector([][]byte{good})
	for name, data := range map[string][]byte{
		"cleartext": cleartextWith(func(*pgptest.Cleartext) {}),
		"inline":    inlineWith(opt{}, func(*pgptest.Inline) {}),
		"text":      inlineWith(opt{Type: pgptest.TypeText}, func(*pgptest.Inline) {}),
		"old form":  messageSigner().Inline([]byte(messageText), opt{}).Prefixed(),
	} {
		for i := range data {
			for _, flip := range []byte{0x01, 0x80, data[i] ^ '\r', data[i] ^ '\n', data[i] ^ '-'} {
				changed := slices.Clone(data)
				changed[i] ^= flip
				m, err := pgp.ReadMessage(changed)
				if err != nil {
					continue
				}
				fs, err := c.JudgeMessage(context.Background(), m, "m", nil, now)
				if err != nil {
					t.Fatal(err)
				}
				if acceptedMessage(fs) && string(m.Content) != messageText {
					t.Fatalf("%s: byte %d: %q is accepted", name, i, m.Content)
				}
			}
		}
	}
}
