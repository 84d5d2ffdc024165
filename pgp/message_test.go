package pgp_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// judgeMessage reads a message and returns what was found about its signatures.
func judgeMessage(t testing.TB, data []byte, certs [][]byte, now time.Time) (*pgp.Message, []policy.Finding, error) {
	t.Helper()
	m, err := pgp.ReadMessage(data)
	if err != nil {
		var typed *pgp.MessageError
		if m != nil || !errors.As(err, &typed) || !typed.Reason.Valid() || typed.Detail == "" {
			t.Errorf("error of another kind: %v, %v", m, err)
		}
		return nil, nil, err
	}
	fs, err := hostileCollector(certs).JudgeMessage(context.Background(), m, "message", nil, now)
	if err != nil {
		t.Fatal(err)
	}
	return m, fs, nil
}

// accepted reports whether every signature is sound and free of refusals, as the
// catalogue means it.
func acceptedMessage(fs []policy.Finding) bool {
	for _, f := range fs {
		if f.Status != policy.StatusSound || len(f.Refusals) > 0 {
			return false
		}
	}
	return len(fs) > 0
}

// TestMessageVectors runs the catalogue of messages, good and hostile.
func TestMessageVectors(t *testing.T) {
	all := vectors.Messages()
	if len(all) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			m, fs, err := judgeMessage(t, v.Message, v.Certs, v.Now)
			if got := err == nil && acceptedMessage(fs); got != v.Accept {
				t.Fatalf("accepted: %t, want %t (%v, %+v)", got, v.Accept, err, fs)
			}
			if !v.Accept {
				return
			}
			if diff := cmp.Diff(string(v.Covered), string(m.Content)); diff != "" {
				t.Errorf("content (-want +got):\n%s", diff)
			}
			for _, f := range fs {
				if diff := cmp.Diff(slices.Sorted(slices.Values(v.Weaknesses)), weaknesses(f)); diff != "" {
					t.Errorf("weaknesses (-want +got):\n%s", diff)
				}
			}
		})
	}
}

const messageText = "first line\n- dashed\nlast line"

func messageSigner() *pgptest.Key { return pgptest.Ed25519Key("author", day0) }

// cleartextWith is a good cleartext message after an edit.
func cleartextWith(edit func(*pgptest.Cleartext)) []byte {
	c := messageSigner().ClearSign(messageText, opt{})
	edit(c)
	return []byte(c.String())
}

// inlineWith is a good inline-signed message after an edit.
func inlineWith(o opt, edit func(*pgptest.Inline)) []byte {
	m := messageSigner().Inline([]byte(messageText), o)
	edit(m)
	return m.Bytes()
}

// v6With is a good inline-signed message by a version 6 key after an edit.
func v6With(edit func(*pgptest.Inline)) []byte {
	m := pgptest.Ed25519V6Key("author", day0).Inline([]byte(messageText), opt{})
	edit(m)
	return m.Bytes()
}

// TestMessageForm asks for the form of messages alone: which are read, and why
// the others are not.
func TestMessageForm(t *testing.T) {
	author := messageSigner()
	same := func(*pgptest.Inline) {}
	text := opt{Type: pgptest.TypeText}
	headers := func(lines ...string) []byte {
		return cleartextWith(func(c *pgptest.Cleartext) { c.Headers = lines })
	}
	body := func(old, replacement string) []byte {
		return cleartextWith(func(c *pgptest.Cleartext) { c.Body = strings.Replace(c.Body, old, replacement, 1) })
	}
	const malformed, forbidden = policy.ReasonMalformedEvidence, policy.ReasonForbiddenPacket
	tests := []struct {
		name string
		data []byte
		want policy.Reason // empty: it is read
	}{
		{"cleartext", headers("Hash: SHA256"), ""},
		{"no Hash header", headers(), ""},
		{"Hash header twice", headers("Hash: SHA256", "Hash: SHA256"), ""},
		{"Hash header names another hash too", headers("Hash: SHA256,SHA512"), malformed},
		{"Hash header without a name", headers("Hash: SHA256,"), malformed},
		{"Hash header of an unknown hash", headers("Hash: SHA256, SHA257"), malformed},
		{"Hash header in lower case", headers("hash: SHA256"), malformed},
		{"Hash header with a tab", headers("Hash:\tSHA256"), malformed},
		{"Hash header with a blank at its end", headers("Hash: SHA256 "), malformed},
		{"hash name that is no header", headers("Hash: SHA256", "SHA256"), malformed},
		{"Hash header names one hash of two", cleartextWith(func(c *pgptest.Cleartext) {
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", join(author.ClearSignature(messageText, opt{}).Packet(), author.ClearSignature(messageText, opt{Hash: pgptest.SHA512}).Packet()))
		}), malformed},
		{"Hash header names the hash of an unknown signature", cleartextWith(func(c *pgptest.Cleartext) {
			c.Headers = []string{"Hash: SHA256, SHA384"}
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", join(pgptest.Packet(pgptest.TagSignature, []byte{9}), author.ClearSignature(messageText, opt{}).Packet()))
		}), ""},
		{"Hash header names no hash, beside an unknown signature", cleartextWith(func(c *pgptest.Cleartext) {
			c.Headers = []string{"Hash: SHA256, trust me"}
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", join(pgptest.Packet(pgptest.TagSignature, []byte{9}), author.ClearSignature(messageText, opt{}).Packet()))
		}), malformed},
		{"blank in place of the empty line", headers("Hash: SHA256", " "), malformed},
		{"blank lines around", []byte("\n \t\n\n" + string(headers("Hash: SHA256")) + "\n\r\n"), ""},
		{"blank at the end of the first line", bytes.Replace(headers(), []byte("MESSAGE-----\n"), []byte("MESSAGE----- \n"), 1), ""},
		{"tab at the end of the signature's first line", bytes.Replace(headers(), []byte("SIGNATURE-----\n"), []byte("SIGNATURE-----\t\n"), 1), ""},
		{"word behind the first line", bytes.Replace(headers(), []byte("MESSAGE-----\n"), []byte("MESSAGE----- x\n"), 1), policy.ReasonUnrecognisedEvidence},
		{"byte order mark", append([]byte("\xef\xbb\xbf"), headers()...), forbidden},
		{"text after", append(headers(), "x"...), malformed},
		{"another signature block", append(headers(), pgptest.ArmorSignature(author.ClearSignature(messageText, opt{}).Packet())...), malformed},
		{"dash", body("last", "-last"), malformed},
		{"dash and a tab", body("last", "-\tlast"), malformed},
		{"escaped though it need not be", body("last", "- last"), ""},
		{"signature line with a blank", body("last line", "-----BEGIN PGP SIGNATURE----- "), malformed},
		{"form feed", body("last", "\f"), malformed},
		{"vertical tab", body("last", "\v"), malformed},
		{"NUL", body("last", "\x00"), malformed},
		{"escape", body("last", "\x1b[2J"), malformed},
		{"delete", body("last", "\x7f"), malformed},
		{"carriage return", body("last", "\rlast"), malformed},
		{"two carriage returns at a line's end", body("line\n", "line\r\r\n"), malformed},
		{"carriage return at the end", append(headers(), '\r'), malformed},
		{"no signature", cleartextWith(func(c *pgptest.Cleartext) { c.Signature = pgptest.NewArmor("PGP SIGNATURE", nil) }), malformed},
		{"marker for a signature", cleartextWith(func(c *pgptest.Cleartext) {
			c.Headers = nil
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", pgptest.Packet(pgptest.TagMarker, []byte("PGP")))
		}), policy.ReasonEmptyEvidence},
		{"ends in the headers", []byte("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n"), malformed},
		{"ends in the text", []byte("-----BEGIN PGP SIGNED MESSAGE-----\n\ntext\n"), malformed},
		{"many signatures", cleartextWith(func(c *pgptest.Cleartext) {
			s := author.ClearSignature(messageText, opt{}).Packet()
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", bytes.Repeat(s, limits.Signatures+1))
		}), policy.ReasonLimitExceeded},

		{"detached signature", []byte(pgptest.ArmorSignature(author.Sign(data, opt{}))), policy.ReasonUnrecognisedEvidence},
		{"detached binary signature", author.Sign(data, opt{}), policy.ReasonEmptyEvidence},
		{"certificate", pgptest.Good(author).Bytes(), forbidden},
		{"empty", nil, policy.ReasonEmptyEvidence},
		{"blank", []byte(" \n"), policy.ReasonEmptyEvidence},
		{"text", []byte(messageText), policy.ReasonUnrecognisedEvidence},
		{"too large", make([]byte, limits.MessageFile+1), policy.ReasonTooLarge},

		{"inline", inlineWith(opt{}, same), ""},
		{"inline, version 6", pgptest.Ed25519V6Key("author", day0).Inline([]byte(messageText), opt{}).Bytes(), ""},
		{"inline, version 3", inlineWith(opt{Version: 3}, same), ""},
		{"old form", author.Inline([]byte(messageText), opt{}).Prefixed(), ""},
		{"armored", []byte(author.Inline([]byte(messageText), opt{}).Armor()), ""},
		{"armored, text before", []byte("x\n" + author.Inline([]byte(messageText), opt{}).Armor()), policy.ReasonUnrecognisedEvidence},
		{"armored, text after", []byte(author.Inline([]byte(messageText), opt{}).Armor() + "x\n"), malformed},
		{"armored twice", []byte(strings.Repeat(author.Inline([]byte(messageText), opt{}).Armor(), 2)), malformed},
		{"armored, NUL", []byte(strings.Replace(author.Inline([]byte(messageText), opt{}).Armor(), "\n\n", "\n\n\x00", 1)), malformed},
		{"armored, other label at the end", []byte(strings.Replace(author.Inline([]byte(messageText), opt{}).Armor(), "END PGP MESSAGE", "END PGP SIGNATURE", 1)), malformed},
		{"compressed", pgptest.Compressed(inlineWith(opt{}, same)), forbidden},
		{"compressed, indeterminate length", []byte{0xa3, 1, 0x3b, 0x00}, forbidden},
		{"compressed, partial length", []byte{0xc8, 0xe9, 1}, forbidden},
		{"marker and padding", inlineWith(opt{}, func(m *pgptest.Inline) {
			m.Before, m.After = pgptest.Packet(pgptest.TagMarker, []byte("PGP")), pgptest.Packet(pgptest.TagPadding, []byte{1})
		}), ""},
		{"signatures on both sides", inlineWith(opt{}, func(m *pgptest.Inline) { m.Before, m.OnePass = m.Sigs, nil }), forbidden},
		{"signature before the one-pass packet", inlineWith(opt{}, func(m *pgptest.Inline) { m.Before = m.Sigs }), forbidden},
		{"one-pass packet behind the text", inlineWith(opt{}, func(m *pgptest.Inline) { m.Sigs, m.OnePass = join(m.OnePass, m.Sigs), nil }), forbidden},
		{"one-pass packet without signature", inlineWith(opt{}, func(m *pgptest.Inline) { m.Sigs = nil }), malformed},
		{"unknown packet", inlineWith(opt{}, func(m *pgptest.Inline) { m.After = pgptest.Packet(60, nil) }), forbidden},
		{"nested", inlineWith(opt{}, func(m *pgptest.Inline) { m.OnePass, m.Sigs = join(m.OnePass, m.OnePass), join(m.Sigs, m.Sigs) }), malformed},
		{"one-pass packet that is not the last", inlineWith(opt{}, func(m *pgptest.Inline) { m.OnePass = lastFlag(m.OnePass, 0) }), malformed},
		{"two signatures", inlineWith(opt{}, func(m *pgptest.Inline) {
			m.OnePass, m.Sigs = join(lastFlag(m.OnePass, 0), m.OnePass), join(m.Sigs, m.Sigs)
		}), ""},
		{"text and binary signatures", inlineWith(opt{}, func(m *pgptest.Inline) {
			s := author.Signature([]byte(messageText), text)
			m.OnePass, m.Sigs = join(lastFlag(m.OnePass, 0), pgptest.OnePass(s, author, true)), join(s.Packet(), m.Sigs)
		}), policy.ReasonSignatureType},
		{"one-pass packet of another type", inlineWith(opt{}, func(m *pgptest.Inline) {
			m.OnePass = pgptest.OnePass(author.Signature([]byte(messageText), text), author, true)
		}), malformed},
		{"one-pass packet of another algorithm", inlineWith(opt{}, func(m *pgptest.Inline) { m.OnePass[5] ^= 1 }), malformed},
		{"one-pass packet with another salt", v6With(func(m *pgptest.Inline) { m.OnePass[8] ^= 1 }), malformed},
		{"one-pass packet by another key, version 6", v6With(func(m *pgptest.Inline) { m.OnePass[len(m.OnePass)-2] ^= 1 }), malformed},
		{"one-pass packet of another version", v6With(func(m *pgptest.Inline) {
			m.OnePass = pgptest.OnePass(author.Signature([]byte(messageText), opt{Hash: pgptest.SHA512}), author, true)
		}), malformed},
		{"one-pass packet of version 6 for an anonymous version 4 signature", inlineWith(opt{NoIssuer: true}, func(m *pgptest.Inline) {
			m.OnePass = pgptest.Packet(pgptest.TagOnePass, slices.Concat([]byte{6}, m.OnePass[3:6], []byte{0}, make([]byte, 32), []byte{1}))
		}), malformed},
		{"anonymous signature", inlineWith(opt{NoIssuer: true}, same), ""},
		{"two texts", inlineWith(opt{}, func(m *pgptest.Inline) { m.Literal = join(m.Literal, m.Literal) }), forbidden},
		{"one-pass packet of an unknown version", inlineWith(opt{}, func(m *pgptest.Inline) { m.OnePass[2] = 9 }), malformed},
		{"literal of unknown format", inlineWith(opt{}, func(m *pgptest.Inline) {
			m.Literal = pgptest.Packet(pgptest.TagLiteral, pgptest.Literal('x', "", []byte(messageText)))
		}), malformed},
		{"literal without date", inlineWith(opt{}, func(m *pgptest.Inline) { m.Literal = pgptest.Packet(pgptest.TagLiteral, []byte("b\x00\x00\x00\x00")) }), malformed},
		{"literal whose name is cut off", inlineWith(opt{}, func(m *pgptest.Inline) {
			m.Literal = pgptest.Packet(pgptest.TagLiteral, []byte("b\xff\x00\x00\x00\x00"))
		}), malformed},
		{"literal of indeterminate length", inlineWith(opt{}, func(m *pgptest.Inline) { m.Literal[0], m.Literal = 0xaf, append([]byte{0xaf}, m.Literal[2:]...) }), malformed},
		{"text signature, lone carriage return", author.Inline([]byte("a\rb\n"), text).Bytes(), malformed},
		{"text signature, two carriage returns", author.Inline([]byte("a\r\r\nb\n"), text).Bytes(), malformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := judgeMessage(t, tt.data, nil, now)
			var typed *pgp.MessageError
			errors.As(err, &typed)
			if tt.want == "" && err != nil || tt.want != "" && (typed == nil || typed.Reason != tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func join(parts ...[]byte) []byte { return slices.Concat(parts...) }

// lastFlag sets the octet of a one-pass packet that says whether it is the last.
func lastFlag(packet []byte, flag byte) []byte {
	packet = slices.Clone(packet)
	packet[len(packet)-1] = flag
	return packet
}
