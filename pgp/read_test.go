package pgp_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

func fingerprints(certs []*pgp.Certificate) []string {
	var all []string
	for _, c := range certs {
		all = append(all, c.Fingerprint())
	}
	return all
}

func reasons(problems []pgp.Problem) []policy.Reason {
	var all []policy.Reason
	for _, p := range problems {
		all = append(all, p.Reason)
	}
	return all
}

const keyBlock = "PGP PUBLIC KEY BLOCK"

// TestReadCertificates reads keyrings of every shape; A and B must come out of all
// of them unless the test says otherwise.
func TestReadCertificates(t *testing.T) {
	ka, kb := author, signing
	a, b := pgptest.Good(ka), pgptest.Good(kb)
	armored := func(edit func(*pgptest.ArmorBlock)) []byte {
		block := pgptest.NewArmor(keyBlock, a.Bytes())
		edit(block)
		return []byte(block.String() + b.Armor())
	}
	bin := func(parts ...[]byte) []byte { return slices.Concat(parts...) }
	v3 := *ka
	v3.Version = 3
	truncated := a.Bytes()[:len(a.Bytes())-20]
	both := []string{ka.HexFingerprint(), kb.HexFingerprint()}
	onlyB := both[1:]
	tests := []struct {
		name     string
		data     []byte
		want     []string
		problems []policy.Reason
	}{
		{"binary", bin(a.Bytes(), b.Bytes()), both, nil},
		{"legacy framing", bin(a.WithHead(pgptest.OldPacket(pgptest.TagPublicKey, ka.PublicBody())).Bytes(), b.Bytes()), both, nil},
		{"one block", []byte(pgptest.Armor(keyBlock, bin(a.Bytes(), b.Bytes()))), both, nil},
		{"two blocks", []byte(a.Armor() + b.Armor()), both, nil},
		{"CRLF", []byte(strings.ReplaceAll(a.Armor()+b.Armor(), "\n", "\r\n")), both, nil},
		{"text around", []byte("Key of Jane:\n\n" + a.Armor() + "\n\xc3\xa9 and\n" + b.Armor() + "\nthat is all\n"), both, nil},
		{"byte order mark", []byte("\xef\xbb\xbf\n" + a.Armor() + b.Armor()), both, nil},
		{"armor then binary", bin([]byte(a.Armor()), b.Bytes()), both, nil},
		{"binary then armor", bin(a.Bytes(), []byte("\n"+b.Armor())), both, nil},
		{"text then binary", bin([]byte("keys:\n"), a.Bytes(), b.Bytes()), both, nil},
		{"odd label", armored(func(x *pgptest.ArmorBlock) { x.Begin, x.End = "PGP ARMORED FILE", "PGP ARMORED FILE" }), both, nil},
		{"headers", armored(func(x *pgptest.ArmorBlock) { x.Headers = []string{"Version: GnuPG v1", "Comment: "} }), both, nil},
		{"no checksum", armored(func(x *pgptest.ArmorBlock) { x.CRC = "" }), both, nil},
		{"wrong checksum", armored(func(x *pgptest.ArmorBlock) { x.CRC = "=AAAA" }), both, nil},
		{"wrong end", armored(func(x *pgptest.ArmorBlock) { x.End = "PGP SIGNATURE" }), both, nil},
		{"one line", armored(func(x *pgptest.ArmorBlock) { x.Lines = []string{strings.Join(x.Lines, "")} }), both, nil},
		{"broken radix-64", armored(func(x *pgptest.ArmorBlock) { x.Lines[2] = "%%%%" }), onlyB,
			[]policy.Reason{policy.ReasonMalformedEvidence}},
		{"no end", []byte(strings.Replace(a.Armor(), "-----END "+keyBlock+"-----\n", "", 1) + b.Armor()), onlyB,
			[]policy.Reason{policy.ReasonMalformedEvidence}},
		{"truncated block", []byte(pgptest.Armor(keyBlock, truncated) + b.Armor()), onlyB,
			[]policy.Reason{policy.ReasonMalformedEvidence}},
		{"truncated at the end", bin(b.Bytes(), truncated), onlyB, []policy.Reason{policy.ReasonMalformedEvidence}},
		{"truncated in the middle", bin(truncated, b.Bytes()), onlyB, []policy.Reason{policy.ReasonMalformedEvidence}},
		{"text in another script", []byte("\xd0\x9f\xd1\x80\n" + a.Armor() + b.Armor()), both, nil},
		{"partial lengths", bin(pgptest.PartialPacket(pgptest.TagPublicKey, 4, ka.PublicBody()), b.Bytes()), onlyB,
			[]policy.Reason{policy.ReasonMalformedEvidence}},
		{"indeterminate length", bin(b.Bytes(), pgptest.IndeterminatePacket(pgptest.TagPublicKey, ka.PublicBody())), onlyB,
			[]policy.Reason{policy.ReasonMalformedEvidence}},
		{"huge length", bin(b.Bytes(), pgptest.ClaimedLengthPacket(pgptest.TagPublicKey, 1<<32-1, ka.PublicBody())), onlyB,
			[]policy.Reason{policy.ReasonMalformedEvidence}},
		{"empty key packet", bin(pgptest.Packet(pgptest.TagPublicKey, nil), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnusableKey}},
		{"version 3 key", bin(pgptest.Packet(pgptest.TagPublicKey, v3.PublicBody()), pgptest.UserIDPacket("x"), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnsupportedEvidence}},
		{"trust packets", bin(a.Here(pgptest.TrustPacket()).Bytes(), b.AfterPrimary(pgptest.TrustPacket()).Bytes()), both, nil},
		{"comment packets", bin(pgptest.Good(ka).AfterPrimary(pgptest.CommentPacket(pgptest.TagOldComment, "hi"),
			pgptest.CommentPacket(pgptest.TagComment, "hi")).Bytes(), b.Bytes()), both, nil},
		{"unknown packet", bin(pgptest.Good(ka).AtEnd(pgptest.Packet(pgptest.TagUnknown, []byte("?"))).Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnsupportedEvidence}},
		{"skippable packet", bin(pgptest.Good(ka).AtEnd(pgptest.Packet(pgptest.TagUnknownSkippable, []byte("?"))).Bytes(), b.Bytes()), both, nil},
		{"marker and padding", bin(pgptest.MarkerPacket(), a.Bytes(), pgptest.PaddingPacket(9), b.Bytes()), both, nil},
		{"comment first", bin(pgptest.CommentPacket(pgptest.TagOldComment, "hi"), a.Bytes(), b.Bytes()), both, nil},
		{"skippable packet first", bin(pgptest.Packet(pgptest.TagUnknownSkippable, []byte("?")), a.Bytes(), b.Bytes()), both, nil},
		{"unknown packet first", bin(pgptest.Packet(pgptest.TagUnknown, []byte("?")), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnusableKey}},
		{"end of another first", bin(pgptest.UserIDPacket("x"), mallory.Sign(data, opt{}), mallory.SubkeyPacket(), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnusableKey, policy.ReasonUnusableKey, policy.ReasonUnusableKey}},
		{"copies", bin(a.Bytes(), b.Bytes(), a.Bytes()), both, nil},
		{"secret key", bin(pgptest.Good(mallory).WithHead(mallory.SecretPacket()).Bytes(), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonSecretKey}},
		{"secret subkey", bin(pgptest.Good(mallory).AtEnd(pgptest.Packet(pgptest.TagSecretSubkey, pgptest.Body(author.SecretPacket()))).Bytes(), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonSecretKey}},
		{"secret key with public subkeys", bin(pgptest.Good(mallory).WithHead(mallory.SecretPacket()).Subkey(signing, pgptest.Binding{}).Bytes(), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonSecretKey}},
		{"version 6 key, wrong count", bin(pgptest.Packet(pgptest.TagPublicKey, append(pgptest.Ed25519V6Key("k", day0).PublicBody(), 0)), a.Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnusableKey}},
		{"broken subkey", bin(pgptest.Good(ka).AtEnd(pgptest.Packet(pgptest.TagPublicSubkey, []byte{4, 0})).Bytes(), b.Bytes()), both,
			[]policy.Reason{policy.ReasonUnusableKey}},
		{"signature alone", bin(author.Sign(data, opt{})), nil, []policy.Reason{policy.ReasonEmptyEvidence}},
		{"keybox", []byte("\x00\x00\x00\x20\x01\x01\x00\x02KBXf\x00\x00\x00\x00rest"), nil, []policy.Reason{policy.ReasonUnsupportedEvidence}},
		{"text", []byte("<html>not found</html>"), nil, []policy.Reason{policy.ReasonEmptyEvidence}},
		{"nothing", nil, nil, []policy.Reason{policy.ReasonEmptyEvidence}},
		{"too large", make([]byte, limits.CertificateFile+1), nil, []policy.Reason{policy.ReasonTooLarge}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			certs, problems := pgp.ReadCertificates(tt.data, "ring")
			if diff := cmp.Diff(tt.want, fingerprints(certs), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("certificates (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.problems, reasons(problems), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("problems (-want +got):\n%s%+v", diff, problems)
			}
		})
	}
}

func TestSecretKeyIsNamed(t *testing.T) {
	_, problems := pgp.ReadCertificates(pgptest.Good(mallory).WithHead(mallory.SecretPacket()).Bytes(), "ring")
	if len(problems) != 1 || problems[0].Fingerprint != mallory.HexFingerprint() || problems[0].Source != "ring" {
		t.Errorf("problems: %+v", problems)
	}
	f := one(t, pgp.New(nil, problems), mallory.Sign(data, opt{}))
	checkOutcome(t, f, unusable(policy.ReasonSecretKey).with(policy.NoticeCertificateProblem))
}

// TestMerge counts a revocation in whichever copy.
func TestMerge(t *testing.T) {
	old := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	revoked := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).RevokePrimary(pgptest.ReasonCompromised, opt{}).Bytes()
	bare := pgptest.NewCert(author).Bytes()
	stray := bytes.TrimPrefix(revoked, author.PublicPacket())[:len(revoked)-len(old)]
	for name, parts := range map[string][][]byte{
		"revoked copy last": {old, revoked}, "revoked copy first": {revoked, old}, "revoked copy between": {old, revoked, bare},
		"revocation alone, first": {stray, old}, "revocation alone, armored": {old, []byte("\n" + pgptest.Armor(keyBlock, stray))},
	} {
		t.Run(name, func(t *testing.T) {
			certs, problems := pgp.ReadCertificates(slices.Concat(parts...), "ring")
			if len(certs) != 1 || len(problems) > 0 {
				t.Fatalf("%d certificates, %+v", len(certs), problems)
			}
			again, _ := pgp.ReadCertificates(certs[0].Bytes(), "ring")
			for _, c := range []*pgp.Collector{pgp.New(certs, nil), pgp.New(again, nil)} {
				checkOutcome(t, one(t, c, signing.Sign(data, opt{})), refused(policy.ReasonKeyRevoked))
			}
		})
	}
	a, _ := pgp.ReadCertificates(old, "old.asc")
	b, _ := pgp.ReadCertificates(revoked, "new.asc")
	m, err := a[0].Merge(b[0])
	if err != nil || m.Source() != "old.asc, new.asc" || len(m.Keys()) != 2 || len(m.UserIDs()) != 1 {
		t.Errorf("merged: %v, %v", m, err)
	}
	other, _ := pgp.ReadCertificates(pgptest.Good(mallory).Bytes(), "x")
	if _, err := a[0].Merge(other[0]); err == nil {
		t.Error("merged different certificates")
	}
	checkOutcome(t, one(t, pgp.New(append(a, b...), nil), signing.Sign(data, opt{})), refused(policy.ReasonKeyRevoked))
}

// TestOddPacketsInside keeps a certificate useful that has odd packets in it.
func TestOddPacketsInside(t *testing.T) {
	foreign := pgptest.Packet(pgptest.TagUnknown, []byte("?"))
	cert := pgptest.NewCert(author).AfterPrimary(pgptest.TrustPacket(), foreign, pgptest.CommentPacket(pgptest.TagOldComment, "x")).
		UserID("a", opt{}).Here(pgptest.TrustPacket()).Subkey(signing, pgptest.Binding{}).Here(pgptest.TrustPacket()).Bytes()
	certs, _ := pgp.ReadCertificates(cert, "ring")
	checkOutcome(t, one(t, pgp.New(certs, nil), signing.Sign(data, opt{})), sound())
}

// TestMisplacedRevocation finds key revocations that keyservers put elsewhere.
func TestMisplacedRevocation(t *testing.T) {
	good := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	cut := func(c *pgptest.Cert, before []byte) []byte {
		all := c.Bytes()
		i := bytes.Index(all, before) + len(before)
		return all[i : i+len(all)-len(good)]
	}
	key := cut(pgptest.Good(author).RevokePrimary(pgptest.ReasonAbsent, opt{}).Subkey(signing, pgptest.Binding{}), author.PublicPacket())
	checkOutcome(t, one(t, collect(t, slices.Concat(good, key)), signing.Sign(data, opt{})), refused(policy.ReasonKeyRevoked))

	with := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).RevokeSubkey(signing, pgptest.ReasonAbsent, opt{}).Bytes()
	sub := with[len(good):]
	moved := slices.Concat(author.PublicPacket(), sub, good[len(author.PublicPacket()):])
	checkOutcome(t, one(t, collect(t, moved), signing.Sign(data, opt{})), refused(policy.ReasonSubkeyRevoked))
}

func TestLimits(t *testing.T) {
	many := pgptest.Good(author)
	for i := range limits.CertificateKeys + 1 {
		many.Subkey(author.At(day0.AddDate(0, 0, i+1)))
	}
	_, problems := pgp.ReadCertificates(many.Bytes(), "ring")
	if diff := cmp.Diff([]policy.Reason{policy.ReasonLimitExceeded}, reasons(problems)); diff != "" {
		t.Errorf("subkeys: %s", diff)
	}
	noise := bytes.Repeat(pgptest.Packet(pgptest.TagPublicKey, []byte{4}), 10*limits.CertificateProblems)
	if _, problems := pgp.ReadCertificates(noise, "ring"); len(problems) != limits.CertificateProblems+1 {
		t.Errorf("%d problems", len(problems))
	}
}
