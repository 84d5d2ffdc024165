package pgptest_test

import (
	"fmt"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
)

// A certificate with a signing subkey, and what is easily wrong with one.
func ExampleCert() {
	primary := pgptest.Ed25519Key("primary", day0)
	sub := pgptest.RSAKey(2048, day0)
	mallory := pgptest.Ed25519Key("mallory", day0)

	variants := map[string]pgptest.Binding{
		"good":            {},
		"no back":         {BackIn: pgptest.Absent},
		"forged back":     {Back: pgptest.SigOptions{By: mallory}},
		"back elsewhere":  {BackOver: mallory},
		"expired back":    {Back: pgptest.SigOptions{Expires: time.Hour}},
		"SHA-1 back":      {Back: pgptest.SigOptions{Hash: pgptest.SHA1}},
		"encrypts only":   {Sig: pgptest.SigOptions{Flags: pgptest.FlagEncrypt}},
		"flags unhashed":  {Sig: pgptest.SigOptions{FlagsIn: pgptest.InUnhashed}},
		"expired subkey":  {Sig: pgptest.SigOptions{KeyExpires: time.Hour}},
		"forged binding":  {Sig: pgptest.SigOptions{By: mallory}},
		"binding renewed": {Sig: pgptest.SigOptions{Created: day0.AddDate(2, 0, 0)}},
	}
	certs := 0
	for _, binding := range variants {
		cert := pgptest.Good(primary).Subkey(sub, binding).Bytes()
		if len(cert) > 0 {
			certs++
		}
	}
	fmt.Println(certs, "certificates of", primary.HexFingerprint())
	// Output: 11 certificates of 4549994816FE08A48D0702238FEA2E8414A9FDB4
}

// Revocations: hard, soft, dated, of each component, forged.
func ExampleCert_RevokePrimary() {
	k := pgptest.Ed25519Key("author", day0)
	sub := pgptest.Ed25519Key("sub", day0)
	cert := pgptest.NewCert(k).
		UserID("Jane <jane@example.org>", pgptest.SigOptions{}).
		Subkey(sub, pgptest.Binding{}).
		RevokePrimary(pgptest.ReasonCompromised, pgptest.SigOptions{}).
		RevokePrimary(pgptest.ReasonAbsent, pgptest.SigOptions{By: sub}). // forged
		RevokeSubkey(sub, pgptest.ReasonRetired, pgptest.SigOptions{Created: day0.AddDate(1, 0, 0)}).
		RevokeUserID("Jane <jane@example.org>", pgptest.ReasonUserIDInvalid, pgptest.SigOptions{})
	fmt.Println(len(cert.Bytes()), "bytes")
	// Output: 992 bytes
}

// Signatures with one thing wrong each.
func ExampleKey_Sign() {
	k := pgptest.Ed25519Key("author", day0)
	other := pgptest.Ed25519Key("other", day0)
	data := []byte("release")

	for _, o := range []pgptest.SigOptions{
		{Hash: pgptest.MD5},
		{Type: pgptest.TypeText},
		{CreatedIn: pgptest.InUnhashed},
		{Created: day0.Add(-time.Hour)},
		{Expires: time.Hour},
		{NoIssuer: true},
		{Claims: other},
		{By: other},
		{Hashed: []pgptest.Subpacket{pgptest.Unknown().AsCritical()}},
		{Hashed: []pgptest.Subpacket{pgptest.Notation("a@example.org", "b").AsCritical()}},
		{Tamper: pgptest.CorruptHashTag},
		{Tamper: pgptest.CorruptValue},
		{Edit: func(s *pgptest.Sig) { s.Hashed = pgptest.Without(s.Hashed, pgptest.SubIssuerFpr) }},
		{Tamper: func(s *pgptest.Sig) { s.Trailing = k.Sign(data, pgptest.SigOptions{}) }}, // smuggled
	} {
		fmt.Print(len(pgptest.Body(k.Sign(data, o))), " ")
	}
	fmt.Println(len(k.Inline(data, pgptest.SigOptions{}).Bytes()))
	// Output: 117 117 117 117 123 84 117 117 120 141 117 117 94 236 149
}

// A cleartext message, then with a line added that only sloppy readers strip.
func ExampleKey_ClearSign() {
	k := pgptest.Ed25519Key("author", day0)
	m := k.ClearSign("- dash\nline\n", pgptest.SigOptions{})
	fmt.Println(m.Headers, m.Body)
	m.Headers = append(m.Headers, "NotDashEscaped: yes")
	m.Body = "line\f"
	m.Signature.CRC = ""
	m.After = "text after"
	fmt.Println(len(m.String()) > 0)
	// Output:
	// [Hash: SHA256] - - dash
	// line
	// true
}

// Armor with a wrong label and without checksum.
func ExampleNewArmor() {
	a := pgptest.NewArmor("PGP SIGNATURE", []byte("x"))
	a.End = "PGP MESSAGE"
	a.CRC = ""
	fmt.Print(a)
	// Output:
	// -----BEGIN PGP SIGNATURE-----
	//
	// eA==
	// -----END PGP MESSAGE-----
}
