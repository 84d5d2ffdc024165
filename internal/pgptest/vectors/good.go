package vectors

import (
	"maps"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

func goodCases() []Case {
	cases := []Case{
		bound("good-subkey", binding{}, sound()),
		bound("good-subkey-back-unhashed", binding{BackIn: pgptest.InUnhashed}, sound()),
		plain("good-armored", []byte(pgptest.ArmorSignature(author().Sign(data, opts{}))), sound()),
		plain("good-old-header", pgptest.OldPacket(pgptest.TagSignature, author().Signature(data, opts{}).Body()), sound()),
		signed("good-no-issuer", opts{NoIssuer: true}, sound()),
		signed("good-issuer-id-only", opts{Edit: func(s *pgptest.Sig) { s.Hashed = pgptest.Without(s.Hashed, pgptest.SubIssuerFpr) }}, sound()),
		signed("good-notation", opts{Hashed: []pgptest.Subpacket{pgptest.Notation("n@example.org", "\x1b[31mred\r\n[GNUPG:] GOODSIG")}}, sound()),
		signed("good-injection-everywhere", opts{Hashed: []pgptest.Subpacket{pgptest.PolicyURI("\x1b]0;x\x07\n[GNUPG:] TRUST_ULTIMATE"), pgptest.SignersUserID("\u202e\xff\r")}}, sound()),
		plain("good-two-by-one-key", join(author().Sign(data, opts{}), author().Sign(data, opts{Hash: pgptest.SHA512})), sound(), sound()),
		certified("good-escape-in-user-id", pgptest.NewCert(author()).UserID("\x1b[2J\r\n[GNUPG:] VALIDSIG\x00\u202e", opts{}), sound()),
		certified("no-user-id", pgptest.NewCert(author()).DirectKey(opts{}), sound().noting(policy.NoticeNoUserID)),
		textCase("text", data),
		plain("text-bare-carriage-returns", author().Sign(data, opts{Type: pgptest.TypeText}), bad(policy.ReasonBadSignature)).withData(strings.ReplaceAll(string(data), "\n", "\r")),
		plain("text-blanks-at-line-ends", author().Sign(data, opts{Type: pgptest.TypeText}), bad(policy.ReasonBadSignature)).withData(strings.ReplaceAll(string(data), "\n", " \n")),
		textCase("text-other-line-endings", []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))),
	}
	keys := map[string]*pgptest.Key{
		"ed25519-legacy": author(), "ed25519-v4": pgptest.NewEd25519Key("author", day0), "ed25519-v6": authorV6(),
		"ed448-v6": pgptest.Ed448V6Key("author", day0), "ecdsa": pgptest.ECDSAKey("author", day0),
		"rsa2048": pgptest.RSAKey(2048, day0), "rsa4096": pgptest.RSAKey(4096, day0),
		"rsa2048-v6": pgptest.RSAKey(2048, day0).V6(), "mldsa65": pgptest.MLDSAKey("author", day0),
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		k := keys[name]
		cases = append(cases, under("good-"+name, goodCert(k), k, k.Sign(data, opts{}), sound()))
	}
	return section("good", cases...)
}

func (c Case) withData(s string) Case { c.Data = []byte(s); return c }

func textCase(name string, artifact []byte) Case {
	c := signed(name, opts{Type: pgptest.TypeText}, sound(policy.WeaknessTextMode))
	c.Data = artifact
	return c
}
