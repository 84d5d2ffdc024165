package vectors

import (
	"strings"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// containerCases: a file that is not what it seems.
func containerCases() []Case {
	sig := author().Sign(data, opts{})
	armored := func(name string, change func(*pgptest.ArmorBlock), want Want) Case {
		a := pgptest.NewArmor("PGP SIGNATURE", sig)
		change(a)
		return plain(name, []byte(a.String()), want)
	}
	message := author().Inline([]byte("something else"), opts{})
	return section("container",
		plain("inline-message-as-detached", message.Bytes(), unusable(policy.ReasonForbiddenPacket)),
		plain("inline-message-armored", []byte(message.Armor()), unusable(policy.ReasonForbiddenPacket)),
		plain("compressed-message", pgptest.Compressed(message.Bytes()), unusable(policy.ReasonForbiddenPacket)),
		plain("compressed-nest", pgptest.CompressedNest(sig, 40), unusable(policy.ReasonForbiddenPacket)),
		plain("prefixed-message", message.Prefixed(), unusable(policy.ReasonForbiddenPacket)),
		plain("signature-then-literal", join(sig, pgptest.LiteralPacket([]byte("x"))), unusable(policy.ReasonForbiddenPacket)),
		plain("literal-with-signature-inside", pgptest.LiteralPacket(sig), unusable(policy.ReasonForbiddenPacket)),
		plain("one-pass-then-signature", join(message.OnePass, sig), unusable(policy.ReasonForbiddenPacket)),
		plain("cleartext-as-detached", []byte(author().ClearSign(string(data), opts{}).String()), unusable(policy.ReasonForbiddenPacket)),
		plain("certificate-as-detached", goodCert(author()).Bytes(), unusable(policy.ReasonForbiddenPacket)),
		plain("empty", nil, unusable(policy.ReasonEmptyEvidence)),
		plain("marker-only", pgptest.MarkerPacket(), unusable(policy.ReasonEmptyEvidence)),
		armored("armor-without-checksum", func(a *pgptest.ArmorBlock) { a.CRC = "" }, sound()),
		armored("armor-bad-checksum", func(a *pgptest.ArmorBlock) { a.CRC = "=AAAA" }, sound()),
		armored("armor-crlf", func(a *pgptest.ArmorBlock) { a.EOL = "\r\n" }, sound()),
		armored("armor-version-header", func(a *pgptest.ArmorBlock) { a.Headers = []string{"Version: GnuPG v1"} }, sound()),
		armored("armor-message-label", func(a *pgptest.ArmorBlock) { a.Begin, a.End = "PGP MESSAGE", "PGP MESSAGE" }, unusable(policy.ReasonForbiddenPacket)),
		armored("armor-generic-label", func(a *pgptest.ArmorBlock) { a.Begin, a.End = "PGP ARMORED FILE", "PGP ARMORED FILE" }, sound()),
		armored("armor-key-label", func(a *pgptest.ArmorBlock) { a.Begin, a.End = "PGP PUBLIC KEY BLOCK", "PGP PUBLIC KEY BLOCK" }, unusable(policy.ReasonMalformedEvidence)),
		plain("armor-generic-message", []byte(pgptest.Armor("PGP ARMORED FILE", message.Bytes())), unusable(policy.ReasonForbiddenPacket)),
		plain("armored-twice", []byte(pgptest.ArmorSignature([]byte(pgptest.ArmorSignature(sig)))), unusable(policy.ReasonMalformedEvidence)),
		armored("armor-enarmored", enarmored, sound()),
		armored("armor-labels-differ", func(a *pgptest.ArmorBlock) { a.End = "PGP MESSAGE" }, unusable(policy.ReasonMalformedEvidence)),
		armored("armor-no-base64", func(a *pgptest.ArmorBlock) { a.Lines[0] = "*" + a.Lines[0][1:] }, unusable(policy.ReasonMalformedEvidence)),
		armored("armor-nul", func(a *pgptest.ArmorBlock) { a.Lines[0] = "\x00" + a.Lines[0] }, unusable(policy.ReasonMalformedEvidence)),
		armored("armor-text-before", func(a *pgptest.ArmorBlock) { a.Before = "read me first\n" }, unusable(policy.ReasonMalformedEvidence)),
		armored("armor-text-after", func(a *pgptest.ArmorBlock) { a.After = "read me too\n" }, unusable(policy.ReasonMalformedEvidence)),
		plain("armor-two-blocks", []byte(pgptest.ArmorSignature(sig)+pgptest.ArmorSignature(sig)), sound(), sound()),
		armored("armor-cut-off", func(a *pgptest.ArmorBlock) { a.Lines = a.Lines[:1]; a.CRC = "" }, unusable(policy.ReasonMalformedEvidence)),
		plain("armor-no-end", []byte(strings.Split(pgptest.ArmorSignature(sig), "-----END")[0]), unusable(policy.ReasonMalformedEvidence)),
	)
}

// enarmored is how packagers turned binary signatures into text.
func enarmored(a *pgptest.ArmorBlock) {
	a.Begin, a.End = "PGP ARMORED FILE", "PGP ARMORED FILE"
	a.Headers = []string{`Comment: Use "gpg --dearmor" for unpacking`}
}

// packetCases: packets and lengths that do not belong into a signature file.
func packetCases() []Case {
	sig := author().Sign(data, opts{})
	body := pgptest.Body(sig)
	big := author().Signature(data, opts{Unhashed: []pgptest.Subpacket{{Type: pgptest.SubUnknown, Body: make([]byte, 600)}}}).Body()
	return section("packets",
		plain("marker-then-signature", join(pgptest.MarkerPacket(), sig), sound()),
		plain("padding-then-signature", join(pgptest.PaddingPacket(32), sig), sound()),
		plain("skippable-packet", join(sig, pgptest.Packet(pgptest.TagUnknownSkippable, []byte("x"))), sound()),
		plain("skippable-packet-first", join(pgptest.Packet(pgptest.TagUnknownSkippable, []byte("x")), sig), sound()),
		plain("private-packet", join(pgptest.CommentPacket(pgptest.TagComment, "made by"), sig), sound()),
		plain("skippable-packet-partial", join(sig, pgptest.PartialPacket(pgptest.TagUnknownSkippable, 4, make([]byte, 40))), unusable(policy.ReasonMalformedEvidence)),
		plain("skippable-packet-cut-off", join(sig, pgptest.ClaimedLengthPacket(pgptest.TagUnknownSkippable, 9, []byte("x"))), unusable(policy.ReasonMalformedEvidence)),
		plain("newline-after-signature", join(sig, []byte("\n")), unusable(policy.ReasonMalformedEvidence)),
		plain("critical-packet", join(pgptest.Packet(pgptest.TagUnknown, []byte("x")), sig), unusable(policy.ReasonForbiddenPacket)),
		plain("partial-length", pgptest.PartialPacket(pgptest.TagSignature, 9, big), unusable(policy.ReasonMalformedEvidence)),
		plain("indeterminate-length", pgptest.IndeterminatePacket(pgptest.TagSignature, body), unusable(policy.ReasonMalformedEvidence)),
		plain("length-of-4-gib", pgptest.ClaimedLengthPacket(pgptest.TagSignature, 0xffffffff, body), unusable(policy.ReasonMalformedEvidence)),
		plain("length-too-long", pgptest.ClaimedLengthPacket(pgptest.TagSignature, uint32(len(body)+1), body), unusable(policy.ReasonMalformedEvidence)),
		plain("length-too-short", pgptest.ClaimedLengthPacket(pgptest.TagSignature, uint32(len(body)-1), body), unusable(policy.ReasonMalformedEvidence)),
		plain("rubbish-after-signature", join(sig, []byte("rubbish")), unusable(policy.ReasonMalformedEvidence)),
		plain("smuggled-signature", smuggled(), unusable(policy.ReasonMalformedEvidence)),
		plain("smuggled-after-bogus", pgptest.Packet(pgptest.TagSignature, join([]byte{99}, sig)), unusable(policy.ReasonUnsupportedEvidence)),
		plain("smuggled-then-good", join(smuggled(), sig), unusable(policy.ReasonMalformedEvidence), sound()),
		plain("smuggled-message-then-good", join(pgptest.Packet(pgptest.TagSignature, join([]byte{99}, author().Inline([]byte("other"), opts{}).Bytes())), sig), unusable(policy.ReasonUnsupportedEvidence), sound()),
		plain("blanks-after-signature", join(sig, []byte(" \r\n\t\n")), unusable(policy.ReasonMalformedEvidence)),
		signed("trailing-bytes", opts{Tamper: func(s *pgptest.Sig) { s.Trailing = []byte("xyz") }}, unusable(policy.ReasonMalformedEvidence)),
		plain("huge-mpi", hugeMPI(), unusable(policy.ReasonMalformedEvidence)),
		plain("version-5", withVersion(5), unusable(policy.ReasonUnsupportedEvidence)),
		plain("version-2", withVersion(2), unusable(policy.ReasonUnsupportedEvidence)),
		plain("version-5-then-good", join(withVersion(5), sig), unusable(policy.ReasonUnsupportedEvidence), sound()),
		plain("unknown-algorithm-then-good", join(unknownAlgorithm(), sig), unusable(policy.ReasonUnsupportedEvidence), sound()),
		plain("truncated-areas-then-good", join(truncatedAreas(), sig), unusable(policy.ReasonMalformedEvidence), sound()),
		plain("bad-then-good", join(author().Sign(data, opts{By: mallory()}), sig), bad(policy.ReasonBadSignature), sound()),
		plain("good-then-bad", join(sig, author().Sign(data, opts{By: mallory()})), sound(), bad(policy.ReasonBadSignature)),
		plain("unknown-key-then-good", join(mallory().Sign(data, opts{}), sig), unusable(policy.ReasonUnknownKey), sound()),
		plain("issuer-zero", author().Sign(data, opts{NoIssuer: true, By: mallory(), Unhashed: []pgptest.Subpacket{pgptest.IssuerID(0)}}), unusable(policy.ReasonUnknownKey)),
	)
}

// smuggled hides a good signature behind a bad one, inside of its packet.
func smuggled() []byte {
	return author().Sign(data, opts{By: mallory(), Tamper: func(s *pgptest.Sig) { s.Trailing = author().Sign(data, opts{}) }})
}

func hugeMPI() []byte {
	return pgptest.RSAKey(2048, day0).Sign(data, opts{Claims: author(), Tamper: func(s *pgptest.Sig) {
		s.Algo, s.Value = pgptest.AlgoEdDSALegacy, []byte{0xff, 0xff, 1}
	}})
}

func withVersion(v byte) []byte {
	return author().Sign(data, opts{Tamper: func(s *pgptest.Sig) { s.Version = v }})
}

func unknownAlgorithm() []byte {
	return author().Sign(data, opts{Tamper: func(s *pgptest.Sig) { s.Algo = pgptest.AlgoUnknown }})
}

func truncatedAreas() []byte {
	body := author().Signature(data, opts{}).Body()
	body[5] = 0xff // the hashed area claims to be longer than it is
	return pgptest.Packet(pgptest.TagSignature, body)
}
