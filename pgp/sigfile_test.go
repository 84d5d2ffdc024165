package pgp_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

const sigBlock = "PGP SIGNATURE"

// TestSignatureFile varies the file around a good signature by author.
func TestSignatureFile(t *testing.T) {
	good, stranger := author.Sign(data, opt{}), mallory.Sign(data, opt{})
	body := pgptest.Body(good)
	bin := func(parts ...[]byte) []byte { return slices.Concat(parts...) }
	armored := func(edit func(*pgptest.ArmorBlock)) []byte {
		block := pgptest.NewArmor(sigBlock, good)
		edit(block)
		return []byte(block.String())
	}
	inline := author.Inline(data, opt{}).Bytes()
	malformed, forbidden := unusable(policy.ReasonMalformedEvidence), unusable(policy.ReasonForbiddenPacket)
	unknown := unusable(policy.ReasonUnknownKey)
	unsupported := unusable(policy.ReasonUnsupportedEvidence)
	odd := func(version byte) []byte { return pgptest.Packet(pgptest.TagSignature, bin([]byte{version}, body[1:])) }
	tests := []struct {
		name string
		data []byte
		want []outcome
	}{
		{"binary", good, []outcome{sound()}},
		{"legacy framing", pgptest.OldPacket(pgptest.TagSignature, body), []outcome{sound()}},
		{"marker", bin(pgptest.MarkerPacket(), good), []outcome{sound()}},
		{"padding", bin(good, pgptest.PaddingPacket(20)), []outcome{sound()}},
		{"armored", []byte(pgptest.ArmorSignature(good)), []outcome{sound()}},
		{"CRLF", armored(func(a *pgptest.ArmorBlock) { a.EOL = "\r\n" }), []outcome{sound()}},
		{"blank lines around", armored(func(a *pgptest.ArmorBlock) { a.Before, a.After = "\n \n", "\n\r\n\t\n" }), []outcome{sound()}},
		{"headers", armored(func(a *pgptest.ArmorBlock) { a.Headers = []string{"Version: GnuPG v2", "Comment: x"} }), []outcome{sound()}},
		{"no checksum", armored(func(a *pgptest.ArmorBlock) { a.CRC = "" }), []outcome{sound()}},
		{"wrong checksum", armored(func(a *pgptest.ArmorBlock) { a.CRC = "=AAAA" }), []outcome{sound()}},
		{"two in one block", []byte(pgptest.ArmorSignature(stranger, good)), []outcome{unknown, sound()}},
		{"two blocks", []byte(pgptest.ArmorSignature(good) + "\n" + pgptest.ArmorSignature(stranger)), []outcome{sound(), unknown}},
		{"bad and good", bin(author.Sign([]byte("x"), opt{}), good), []outcome{bad(), sound()}},
		{"the same twice", bin(good, good), []outcome{sound(), sound()}},
		{"unknown versions", bin(odd(2), odd(5), odd(7), good), []outcome{unsupported, unsupported, unsupported, sound()}},
		{"unknown algorithm", bin(pgptest.UnknownKey(day0).Sign(data, opt{}), good), []outcome{unsupported, sound()}},
		{"MD5 and good", bin(author.Sign(data, opt{Hash: pgptest.MD5}), good), []outcome{unusable(policy.ReasonForbiddenHash), sound()}},

		{"empty", nil, []outcome{unusable(policy.ReasonEmptyEvidence)}},
		{"blank", []byte(" \n"), []outcome{unusable(policy.ReasonEmptyEvidence)}},
		{"no signature", pgptest.MarkerPacket(), []outcome{unusable(policy.ReasonEmptyEvidence)}},
		{"empty block", []byte(pgptest.ArmorSignature()), []outcome{malformed}},
		{"a web page", []byte("<html></html>"), []outcome{unusable(policy.ReasonUnrecognisedEvidence)}},
		{"too large", bytes.Repeat([]byte{0xd5}, limits.EvidenceFile+1), []outcome{unusable(policy.ReasonTooLarge)}},
		{"too many", bytes.Repeat(good, limits.Signatures+1), []outcome{unusable(policy.ReasonLimitExceeded)}},
		{"empty packet", bin(pgptest.Packet(pgptest.TagSignature, nil), good), []outcome{malformed, sound()}},
		{"cut off", good[:len(good)-1], []outcome{malformed}},
		{"second cut off", bin(good, stranger[:40]), []outcome{malformed}},
		{"garbage behind", bin(good, []byte("\n")), []outcome{malformed}},
		{"partial length", pgptest.PartialPacket(pgptest.TagSignature, 4, body), []outcome{malformed}},
		{"partial length, read as two octets", twoOctets(), []outcome{malformed}},
		{"indeterminate length", pgptest.IndeterminatePacket(pgptest.TagSignature, body), []outcome{malformed}},
		{"huge length", pgptest.ClaimedLengthPacket(pgptest.TagSignature, 1<<32-1, body), []outcome{malformed}},
		{"smuggled", author.Sign(data, opt{Tamper: func(s *pgptest.Sig) { s.Trailing = good }}), []outcome{malformed}},
		{"smuggled behind a forgery", author.Sign([]byte("x"), opt{Tamper: func(s *pgptest.Sig) { s.Trailing = good }}), []outcome{malformed}},
		{"trailing octet", author.Sign(data, opt{Tamper: func(s *pgptest.Sig) { s.Trailing = []byte{0} }}), []outcome{malformed}},
		{"value cut off", author.Sign(data, opt{Tamper: func(s *pgptest.Sig) { s.Value = s.Value[:10] }}), []outcome{malformed}},
		{"hashed area too long", pgptest.Packet(pgptest.TagSignature, bin(body[:4], []byte{0xff, 0xff}, body[6:])), []outcome{malformed}},
		{"subpacket too long", pgptest.Packet(pgptest.TagSignature, bin(body[:6], []byte{0x7f}, body[7:])), []outcome{malformed}},

		{"inline message", inline, []outcome{forbidden}},
		{"inline message, armored", []byte(pgptest.Armor("PGP MESSAGE", inline)), []outcome{forbidden}},
		{"inline message as signature", []byte(pgptest.ArmorSignature(inline)), []outcome{forbidden}},
		{"signature then literal", bin(good, pgptest.Packet(pgptest.TagLiteral, bin([]byte("b\x00\x00\x00\x00\x00"), data))), []outcome{forbidden}},
		{"one-pass", bin(pgptest.Packet(pgptest.TagOnePass, []byte{3, 0, 8, 22, 1, 2, 3, 4, 5, 6, 7, 8, 1}), good), []outcome{forbidden}},
		{"compressed", bin(pgptest.Packet(pgptest.TagCompressed, bin([]byte{0}, good))), []outcome{forbidden}},
		{"compressed, indeterminate length", []byte{0xa3, 1, 0x3b, 0x00}, []outcome{forbidden}},
		{"compressed, partial length", pgptest.PartialPacket(pgptest.TagCompressed, 4, bin([]byte{0}, good)), []outcome{forbidden}},
		{"user ID", bin(good, pgptest.UserIDPacket("x")), []outcome{forbidden}},
		{"key", bin(good, author.PublicPacket()), []outcome{forbidden}},
		{"trust", bin(good, pgptest.TrustPacket()), []outcome{forbidden}},
		{"unknown packet", bin(good, pgptest.Packet(pgptest.TagUnknown, nil)), []outcome{forbidden}},
		{"skippable packet", bin(good, pgptest.Packet(pgptest.TagUnknownSkippable, nil)), []outcome{sound()}},
		{"cleartext message", []byte(author.ClearSign(string(data), opt{}).String()), []outcome{forbidden}},

		{"text before", armored(func(a *pgptest.ArmorBlock) { a.Before = "signature:\n" }), []outcome{malformed}},
		{"text behind", armored(func(a *pgptest.ArmorBlock) { a.After = "x\n" }), []outcome{malformed}},
		{"binary behind", bin([]byte(pgptest.ArmorSignature(good)), stranger), []outcome{malformed}},
		{"text between", []byte(pgptest.ArmorSignature(good) + "and\n" + pgptest.ArmorSignature(good)), []outcome{malformed}},
		{"generic label", armored(func(a *pgptest.ArmorBlock) { a.Begin, a.End = "PGP ARMORED FILE", "PGP ARMORED FILE" }), []outcome{sound()}},
		{"generic label, message inside", []byte(pgptest.Armor("PGP ARMORED FILE", inline)), []outcome{forbidden}},
		{"armored twice", []byte(pgptest.ArmorSignature([]byte(pgptest.ArmorSignature(good)))), []outcome{malformed}},
		{"labelled as a message", armored(func(a *pgptest.ArmorBlock) { a.Begin, a.End = "PGP MESSAGE", "PGP MESSAGE" }), []outcome{forbidden}},
		{"labelled as a key", armored(func(a *pgptest.ArmorBlock) { a.Begin, a.End = keyBlock, keyBlock }), []outcome{malformed}},
		{"wrong begin", armored(func(a *pgptest.ArmorBlock) { a.Begin = "PGP ARMORED FILE" }), []outcome{malformed}},
		{"wrong end", armored(func(a *pgptest.ArmorBlock) { a.End = "PGP MESSAGE" }), []outcome{malformed}},
		{"no end", []byte(strings.Replace(pgptest.ArmorSignature(good), "-----END", "----END", 1)), []outcome{malformed}},
		{"cut in the armor", []byte(pgptest.ArmorSignature(good))[:120], []outcome{malformed}},
		{"not radix-64", armored(func(a *pgptest.ArmorBlock) { a.Lines[0] = "!" + a.Lines[0][1:] }), []outcome{malformed}},
		{"blank line inside", armored(func(a *pgptest.ArmorBlock) { a.Lines[0] += "\n" }), []outcome{malformed}},
		{"data behind the checksum", armored(func(a *pgptest.ArmorBlock) { a.CRC += "\nAAAA" }), []outcome{malformed}},
		{"checksum inside", armored(func(a *pgptest.ArmorBlock) { a.Lines[0] += "\n=AAAA" }), []outcome{malformed}},
		{"padding inside", armored(func(a *pgptest.ArmorBlock) { a.Lines = append([]string{"iA=="}, a.Lines...) }), []outcome{malformed}},
		{"no blank line", []byte(strings.Replace(pgptest.ArmorSignature(good), "-----\n\n", "-----\n", 1)), []outcome{malformed}},
		{"bad header", armored(func(a *pgptest.ArmorBlock) { a.Headers = []string{"no colon here"} }), []outcome{malformed}},
	}
	c := collect(t, pgptest.Good(author).Bytes())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fs := judge(t, c, now, data, tt.data)
			if len(fs) != len(tt.want) {
				t.Fatalf("%d findings, want %d: %+v", len(fs), len(tt.want), fs)
			}
			for i, f := range fs {
				checkOutcome(t, f, tt.want[i])
				if f.Side != policy.SideKey || f.File != "data.sig" {
					t.Errorf("finding: %+v", f)
				}
			}
		})
	}
}

// twoOctets is a good signature whose header says that its first part has two octets.
// Readers that know no partial lengths take the header for one of the whole.
func twoOctets() []byte {
	fill := func(n int) []byte {
		return author.Signature(data, opt{Unhashed: sub(pgptest.Subpacket{Type: pgptest.SubUnknown, Body: make([]byte, n)})}).Body()
	}
	const size = 225<<8 - 192<<8 + 192
	body := fill(2*size - len(fill(size)))
	if len(body) != size {
		panic("the signature has not the size that the header says")
	}
	return slices.Concat([]byte{0xc0 | pgptest.TagSignature, 225, 0}, body)
}

func TestRecognises(t *testing.T) {
	good := author.Sign(data, opt{})
	c := pgp.New(nil, nil)
	for name, tt := range map[string]struct {
		data []byte
		want bool
	}{
		"binary":            {good, true},
		"legacy":            {pgptest.OldPacket(pgptest.TagSignature, pgptest.Body(good)), true},
		"version 3":         {author.Sign(data, opt{Version: 3}), true},
		"marker first":      {slices.Concat(pgptest.MarkerPacket(), good), true},
		"armored":           {[]byte(pgptest.ArmorSignature(good)), true},
		"text before":       {[]byte("x\n" + pgptest.ArmorSignature(good)), true},
		"inline":            {author.Inline(data, opt{}).Bytes(), true},
		"cleartext":         {[]byte(author.ClearSign("x\n", opt{}).String()), true},
		"partial":           {pgptest.PartialPacket(pgptest.TagSignature, 4, pgptest.Body(good)), true},
		"indeterminate":     {pgptest.IndeterminatePacket(pgptest.TagSignature, pgptest.Body(good)), true},
		"empty":             {nil, false},
		"certificate":       {pgptest.Good(author).Bytes(), false},
		"certificate block": {[]byte(pgptest.Good(author).Armor()), false},
		"generic label":     {[]byte(pgptest.Armor("PGP ARMORED FILE", good)), true},
		"generic, twice":    {[]byte(pgptest.Armor("PGP ARMORED FILE", []byte(pgptest.ArmorSignature(good)))), true},
		"generic, keys":     {[]byte(pgptest.Armor("PGP ARMORED FILE", pgptest.Good(author).Bytes())), false},
		"JSON":              {[]byte(`{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}`), false},
		"minisign":          {[]byte("untrusted comment: signature\nRWQ\n"), false},
		"PNG":               {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), false},
		"gzip":              {[]byte("\x1f\x8b\x08\x00"), false},
		"xz":                {[]byte("\xfd7zXZ\x00\x00\x04"), false},
		"SSH":               {[]byte("-----BEGIN SSH SIGNATURE-----\n"), false},
		"UTF-8":             {[]byte("\xc3\xa9t\xc3\xa9"), false},
	} {
		if got := c.Recognises(tt.data); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestUnreadFile(t *testing.T) {
	job := policy.Job{Now: now, Evidence: []policy.File{{Path: "big.asc", Problem: policy.ReasonTooLarge, Detail: "9 MB"}}}
	fs := judgeJob(t, pgp.New(nil, nil), job, data)
	if len(fs) != 1 || fs[0].Reason != policy.ReasonTooLarge || fs[0].Detail != "9 MB" || fs[0].Index != 0 || fs[0].Status != policy.StatusUnusable {
		t.Errorf("findings: %+v", fs)
	}
}

// TestRefusedArmorSaysWhatToDo: old and careless ways of armoring are refused with
// what a packager can do about them.
func TestRefusedArmorSaysWhatToDo(t *testing.T) {
	good := author.Sign(data, opt{})
	for name, file := range map[string]string{
		"twice":                 pgptest.ArmorSignature([]byte(pgptest.ArmorSignature(good))),
		"twice, generic":        pgptest.Armor("PGP ARMORED FILE", []byte(pgptest.ArmorSignature(good))),
		"labelled as a message": pgptest.Armor("PGP MESSAGE", good),
	} {
		if f := one(t, collect(t, pgptest.Good(author).Bytes()), []byte(file)); !strings.Contains(f.Detail, "gpg --dearmor") {
			t.Errorf("%s: %s", name, f.Detail)
		}
	}
}
