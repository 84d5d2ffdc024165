package pgp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

func TestInspectSignatures(t *testing.T) {
	sigs := slices.Concat(
		author.Sign(data, opt{Hash: pgptest.SHA1, Expires: hour, Hashed: sub(pgptest.Notation("a@b.c", "d").AsCritical())}),
		author.Sign(data, opt{Version: 3, Type: pgptest.TypeText}),
		author.Sign(data, opt{Type: pgptest.TypeTimestamp}),
		pgptest.Packet(pgptest.TagSignature, []byte{9}),
	)
	d := pgp.Inspect([]byte(pgptest.ArmorSignature(sigs)), "x.asc")
	id := author.HexFingerprint()[24:]
	want := []pgp.SignatureDump{
		{Index: 1, Form: "OpenPGP v4 signature", Version: 4, TypeName: "binary", Algorithm: "EdDSA", Hash: "SHA-1", Created: day0.Add(day),
			Expires: day0.Add(day + hour), Issuers: []string{author.HexFingerprint()}, Weaknesses: []policy.Weakness{policy.WeaknessSHA1Signature}},
		{Index: 2, Form: "OpenPGP v3 signature", Version: 3, Type: 1, TypeName: "text", Algorithm: "EdDSA", Hash: "SHA-256", Created: day0.Add(day),
			Issuers: []string{id}, Weaknesses: []policy.Weakness{policy.WeaknessV3Signature, policy.WeaknessTextMode}},
		{Index: 3, Form: "OpenPGP v4 signature", Version: 4, Type: 0x40, TypeName: "timestamp", Algorithm: "EdDSA", Hash: "SHA-256", Created: day0.Add(day),
			Issuers: []string{author.HexFingerprint()}, Problem: policy.ReasonSignatureType, Detail: "a signature of type 0x40"},
		{Index: 4, Form: "OpenPGP v9 signature", Version: 9, TypeName: "binary", Algorithm: "algorithm 0", Hash: "reserved hash 0",
			Problem: policy.ReasonUnsupportedEvidence, Detail: "signature version 9"},
	}
	if diff := cmp.Diff(want, d.Signatures, cmpopts.IgnoreFields(pgp.SignatureDump{}, "Subpackets")); diff != "" {
		t.Errorf("signatures (-want +got):\n%s", diff)
	}
	var names []string
	for _, p := range d.Signatures[0].Subpackets {
		if p.Critical {
			names = append(names, "critical "+p.Name)
		}
		if !p.Hashed {
			names = append(names, "unhashed "+p.Name)
		}
	}
	if diff := cmp.Diff([]string{"critical notation data", "unhashed issuer key ID"}, names); diff != "" {
		t.Errorf("subpackets (-want +got):\n%s", diff)
	}
}

// TestInspectMessages takes signed messages apart, and refuses what ReadMessage does.
func TestInspectMessages(t *testing.T) {
	clear := author.ClearSign("x\n- y\n", opt{}).String()
	inline := author.Inline([]byte("x\n"), opt{})
	for name, tt := range map[string]struct {
		data  []byte
		kind  string
		bytes int
	}{
		"cleartext":       {[]byte(clear), "cleartext signed message", 5},
		"inline":          {inline.Bytes(), "inline-signed message", 2},
		"inline, armored": {[]byte(inline.Armor()), "inline-signed message", 2},
	} {
		d := pgp.Inspect(tt.data, "x")
		if len(d.Problems) > 0 || d.Message != tt.kind || d.Content != tt.bytes || len(d.Signatures) != 1 || d.Signatures[0].Valid || len(d.Signatures[0].Weaknesses) > 0 {
			t.Errorf("%s: %+v", name, d)
		}
	}
	d := pgp.Inspect([]byte("more\n"+clear), "x")
	if len(d.Problems) != 1 || len(d.Signatures) > 0 || d.Message != "" {
		t.Errorf("text in front: %+v", d)
	}
}

// TestInspectRevocation shows a revocation that stands alone.
func TestInspectRevocation(t *testing.T) {
	for _, data := range [][]byte{revocationOf(author, opt{}), []byte(pgptest.Armor(keyBlock, revocationOf(author, opt{})))} {
		d := pgp.Inspect(data, "x")
		if len(d.Problems) > 0 || len(d.Signatures) != 1 || d.Signatures[0].TypeName != "key revocation" || d.Signatures[0].Revocation != `compromised: "test"` {
			t.Errorf("%+v", d)
		}
	}
}

func TestInspectCertificate(t *testing.T) {
	cert := pgptest.NewCert(author).
		UserID("Jane", opt{KeyExpires: year}, opt{By: mallory}).Certified(mallory, opt{}).
		Subkey(signing, pgptest.Binding{Sig: opt{KeyExpires: 2 * year, Hash: pgptest.SHA1}}).
		RevokeSubkey(signing, pgptest.ReasonSuperseded, opt{Created: day0.Add(day)}).
		Subkey(pgptest.RSAKey(1024, day0), pgptest.Binding{BackIn: pgptest.Absent})
	d := pgp.Inspect(slices.Concat(cert.Bytes(), pgptest.Good(mallory).WithHead(mallory.SecretPacket()).Bytes()), "ring")
	if len(d.Certificates) != 1 || len(d.Problems) != 1 || d.Problems[0].Reason != policy.ReasonSecretKey {
		t.Fatalf("dump: %+v", d)
	}
	c := d.Certificates[0]
	if c.Fingerprint != author.HexFingerprint() || c.Version != 4 || c.Source != "ring" || c.Others != 1 || len(c.UserIDs) != 1 {
		t.Errorf("certificate: %+v", c)
	}
	rsa := pgptest.RSAKey(1024, day0)
	want := []pgp.KeyDump{
		{Fingerprint: author.HexFingerprint(), KeyID: author.HexFingerprint()[24:], Version: 4, Created: day0, Algorithm: "Ed25519",
			Expires: day0.Add(year), Flags: []string{"certifying", "signing"}},
		{Fingerprint: signing.HexFingerprint(), KeyID: signing.HexFingerprint()[24:], Subkey: true, Version: 4, Created: day0, Algorithm: "Ed25519",
			Expires: day0.Add(2 * year), Flags: []string{"signing"}, BackSignature: "valid", Weaknesses: []policy.Weakness{policy.WeaknessSHA1Binding}},
		{Fingerprint: rsa.HexFingerprint(), KeyID: rsa.HexFingerprint()[24:], Subkey: true, Version: 4, Created: day0, Algorithm: "RSA 1024",
			Flags: []string{"signing"}, BackSignature: "missing", Weaknesses: []policy.Weakness{policy.WeaknessShortKey}},
	}
	if diff := cmp.Diff(want, c.Keys, cmpopts.IgnoreFields(pgp.KeyDump{}, "Signatures")); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if s := c.UserIDs[0].Signatures; c.UserIDs[0].ID != "Jane" || len(s) != 2 || !s[0].Valid || s[1].Valid || !s[0].KeyExpires.Equal(day0.Add(year)) {
		t.Errorf("user ID: %+v", c.UserIDs[0])
	}
	if s := c.Keys[1].Signatures; len(s) != 2 || !s[0].Valid || s[0].Weaknesses[0] != policy.WeaknessSHA1Binding || !s[1].Valid || s[1].Revocation != `superseded: "test"` || !s[1].Soft {
		t.Errorf("subkey: %+v", s)
	}
}

// What an unknown kind of key made is not said to be wrong.
func TestInspectUnknownKey(t *testing.T) {
	unknown := pgptest.UnknownKey(day0)
	c := reads(t, pgptest.Good(unknown).Subkey(signing, pgptest.Binding{}).Bytes()).Inspect()
	if k := c.Keys[0]; k.Problem != policy.ReasonUnsupportedEvidence || !strings.Contains(k.Detail, "algorithm 98") {
		t.Errorf("%s: %s", k.Problem, k.Detail)
	}
	for _, s := range []pgp.SignatureDump{c.UserIDs[0].Signatures[0], c.Keys[1].Signatures[0]} {
		if s.Valid || s.Problem != policy.ReasonUnsupportedEvidence {
			t.Errorf("%+v", s)
		}
	}
	c = reads(t, pgptest.Good(author).Subkey(unknown, pgptest.Binding{}).Bytes()).Inspect()
	if k := c.Keys[1]; k.Problem != policy.ReasonUnsupportedEvidence || k.BackSignature != "the back-signature cannot be checked" {
		t.Errorf("%+v", k)
	}
}

// What may revoke the certificate and cannot be checked is said.
func TestInspectUnchecked(t *testing.T) {
	v6 := pgptest.Ed25519V6Key("six", day0)
	for name, c := range map[string]*pgptest.Cert{
		"the salt has": pgptest.NewCert(v6).DirectKey(opt{}).RevokePrimary(pgptest.ReasonCompromised, opt{Salt: make([]byte, 8)}),
		"hash 99":      pgptest.Good(author).RevokePrimary(pgptest.ReasonCompromised, opt{Hash: pgptest.UnknownHash}),
		"designated revoker": pgptest.Good(author).DirectKey(opt{Hashed: sub(pgptest.DesignatedRevoker(mallory))}).
			RevokePrimary(pgptest.ReasonCompromised, opt{By: mallory, Claims: mallory}),
	} {
		if d := reads(t, c.Bytes()).Inspect(); len(d.Unchecked) != 1 || !strings.Contains(d.Unchecked[0], name) {
			t.Errorf("%s: %q", name, d.Unchecked)
		}
	}
	if d := reads(t, pgptest.Good(author).RevokePrimary(pgptest.ReasonCompromised, opt{By: mallory}).Bytes()).Inspect(); len(d.Unchecked) > 0 {
		t.Errorf("forged: %q", d.Unchecked)
	}
}

func TestInspectNothing(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("text"), {0xc2}, {0x99, 0xff}, []byte("-----BEGIN PGP SIGNATURE-----")} {
		if d := pgp.Inspect(data, "x"); len(d.Problems) == 0 || len(d.Signatures)+len(d.Certificates) > 0 {
			t.Errorf("%q: %+v", data, d)
		}
	}
}
