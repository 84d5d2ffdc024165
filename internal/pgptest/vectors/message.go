package vectors

import (
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// Message is one file that carries both text and signature.
type Message struct {
	Name, Section string
	Message       []byte
	Certs         [][]byte
	Pinned        []string
	Now           time.Time
	// Accept says whether the file's form is sound; if not, nothing may come
	// out of it.
	Accept bool
	// Covered is what the signature covers, with LF line endings and without
	// the last one; nil when not accepted.
	Covered []byte
	// Weaknesses of an accepted message.
	Weaknesses []policy.Weakness
}

const text = "first line\n- dashed\nlast line\n"

// Messages lists every cleartext and inline-signed message.
func Messages() []Message { return slices.Concat(cleartexts(), inlines()) }

func message(name string, content []byte, accept bool, w ...policy.Weakness) Message {
	m := Message{
		Name: name, Message: content, Certs: [][]byte{goodCert(author()).Bytes()},
		Pinned: []string{author().HexFingerprint()}, Now: now, Accept: accept, Weaknesses: w,
	}
	if accept {
		m.Covered = []byte(pgptest.CleartextCovered(text))
	}
	return m
}

// edited is a good cleartext message with one thing changed; all such are
// refused.
func edited(name string, edit func(*pgptest.Cleartext)) Message {
	m := author().ClearSign(text, opts{})
	edit(m)
	return message("cleartext-"+name, []byte(m.String()), false)
}

func cleartexts() []Message {
	type clear = *pgptest.Cleartext
	good := author().ClearSign(text, opts{})
	with := func(name string, o opts, accept bool, w ...policy.Weakness) Message {
		return message("cleartext-"+name, []byte(author().ClearSign(text, o).String()), accept, w...)
	}
	replaced := func(old, replacement string) func(clear) {
		return func(c clear) { c.Body = strings.Replace(c.Body, old, replacement, 1) }
	}
	headers := func(lines ...string) func(clear) { return func(c clear) { c.Headers = lines } }
	all := []Message{
		with("good", opts{}, true),
		with("good-sha512", opts{Hash: pgptest.SHA512}, true),
		with("sha1", opts{Hash: pgptest.SHA1}, true, policy.WeaknessSHA1Signature),
		with("forged", opts{By: mallory()}, false),
		with("binary-type", opts{Edit: func(s *pgptest.Sig) { s.Type = pgptest.TypeBinary }}, false),
		message("cleartext-crlf", crlf(good), true),
		message("cleartext-two-messages", []byte(good.String()+good.String()), false),
		message("cleartext-second-message-forged", []byte(good.String()+author().ClearSign("evil\n", opts{By: mallory()}).String()), false),
		edited("text-before", func(c clear) { c.Before = "do this first\n" }),
		edited("text-after", func(c clear) { c.After = "and then that\n" }),
		edited("hash-header-differs", headers("Hash: SHA512")),
		edited("hash-header-weaker", headers("Hash: SHA1")),
		edited("hash-header-unknown", headers("Hash: SHA257")),
		edited("header-comment", headers("Hash: SHA256", "Comment: trust me")),
		edited("header-charset", headers("Hash: SHA256", "Charset: UTF-7")),
		edited("header-not-dash-escaped", headers("Hash: SHA256", "NotDashEscaped: You need GnuPG to verify this message")),
		edited("header-hides-text", headers("Hash: SHA256", "\x0bthis is not a header")),
		edited("header-blank-is-not-empty", headers("Hash: SHA256", " ", "this is not a header")),
		edited("undashed-line", replaced("- - dashed", "- dashed")),
		edited("undashed-hidden", func(c clear) { c.Body += "\n-----BEGIN nothing-----" }),
		edited("form-feed", replaced("first line", "first line\f")),
		edited("vertical-tab", replaced("first line", "first line\v")),
		edited("nul", replaced("first line", "first line\x00")),
		edited("nul-hides-text", replaced("first line", "first line\x00 and more")),
		edited("carriage-return", replaced("first line", "evil\rfirst line")),
		edited("no-break-space", replaced("first line", "first line\u00a0")),
		edited("line-added", func(c clear) { c.Body += "\nadded" }),
		edited("line-removed", replaced("last line", "")),
		edited("empty-line-added", func(c clear) { c.Body += "\n" }),
		edited("wrong-label", func(c clear) { c.Signature.Begin, c.Signature.End = "PGP MESSAGE", "PGP MESSAGE" }),
		edited("labels-differ", func(c clear) { c.Signature.End = "PGP MESSAGE" }),
		edited("cut-off", func(c clear) { c.Signature.Lines = c.Signature.Lines[:1]; c.Signature.CRC = "" }),
		edited("message-as-signature", func(c clear) {
			c.Signature = pgptest.NewArmor("PGP SIGNATURE", author().Inline([]byte("other"), opts{}).Bytes())
		}),
		message("cleartext-blank-at-line-ends", []byte(strings.Replace(good.String(), "first line", "first line \t", 1)), true),
		message("cleartext-two-signatures", twoSignatures(), true),
	}
	for i := range all {
		all[i].Section = "cleartext"
	}
	return all
}

func crlf(c *pgptest.Cleartext) []byte {
	return pgptest.Canonical([]byte(c.String()))
}

func twoSignatures() []byte {
	m := author().ClearSign(text, opts{})
	m.Headers = []string{"Hash: SHA256,SHA512"}
	m.Signature = pgptest.NewArmor("PGP SIGNATURE", join(
		author().ClearSignature(text, opts{}).Packet(), author().ClearSignature(text, opts{Hash: pgptest.SHA512}).Packet()))
	return []byte(m.String())
}

func inlines() []Message {
	covered := []byte(pgptest.CleartextCovered(text))
	inline := func(edit func(*pgptest.Inline)) []byte {
		m := author().Inline(covered, opts{})
		edit(m)
		return m.Bytes()
	}
	literal := pgptest.LiteralPacket([]byte("other"))
	plainly := inline(func(*pgptest.Inline) {})
	sig := author().Signature(covered, opts{})
	all := []Message{
		message("inline-good", plainly, true),
		message("inline-good-armored", []byte(author().Inline(covered, opts{}).Armor()), true),
		message("inline-mime-literal", inline(func(m *pgptest.Inline) {
			m.Literal = pgptest.Packet(pgptest.TagLiteral, pgptest.Literal('m', "", covered))
		}), true),
		message("inline-text-literal", inline(func(m *pgptest.Inline) {
			m.Literal = pgptest.Packet(pgptest.TagLiteral, pgptest.Literal('t', "", covered))
		}), true),
		message("inline-file-name-injection", inline(func(m *pgptest.Inline) {
			m.Literal = pgptest.Packet(pgptest.TagLiteral, pgptest.Literal('b', "x\n[GNUPG:] GOODSIG 0 \x1b[2J", covered))
		}), true),
		message("inline-forged", author().Inline(covered, opts{By: mallory()}).Bytes(), false),
		message("inline-literal-replaced", inline(func(m *pgptest.Inline) { m.Literal = literal }), false),
		message("inline-two-literals", inline(func(m *pgptest.Inline) { m.Literal = join(m.Literal, literal) }), false),
		message("inline-literal-before", inline(func(m *pgptest.Inline) { m.Before = literal }), false),
		message("inline-literal-after", inline(func(m *pgptest.Inline) { m.After = literal }), false),
		message("inline-two-messages", join(plainly, plainly), false),
		message("inline-no-signature", inline(func(m *pgptest.Inline) { m.Sigs = nil }), false),
		message("inline-no-one-pass", inline(func(m *pgptest.Inline) { m.OnePass = nil }), false),
		message("inline-literal-only", pgptest.LiteralPacket(covered), false),
		message("inline-one-pass-hash-differs", inline(func(m *pgptest.Inline) {
			differs := *sig
			differs.Hash = pgptest.SHA512
			m.OnePass = pgptest.OnePass(&differs, author(), true)
		}), false),
		message("inline-one-pass-issuer-differs", inline(func(m *pgptest.Inline) { m.OnePass = pgptest.OnePass(sig, mallory(), true) }), false),
		message("inline-rubbish-after", join(plainly, []byte("rubbish")), false),
		message("inline-compression-nest", pgptest.CompressedNest(plainly, 40), false),
	}
	for i := range all {
		all[i].Section = "inline"
	}
	return all
}
