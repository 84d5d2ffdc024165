package pgp_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// TestSignature varies the signature under a good certificate.
func TestSignature(t *testing.T) {
	tests := []struct {
		name string
		opt  opt
		want outcome
	}{
		{"good", opt{}, sound()},
		{"SHA-512", opt{Hash: pgptest.SHA512}, sound()},
		{"SHA-384", opt{Hash: pgptest.SHA384}, sound()},
		{"SHA-224", opt{Hash: pgptest.SHA224}, refused(policy.ReasonForbiddenHash)},
		{"SHA3-256", opt{Hash: pgptest.SHA3_256}, sound()},
		{"SHA3-512", opt{Hash: pgptest.SHA3_512}, sound()},
		{"SHA-1", opt{Hash: pgptest.SHA1}, weak(policy.WeaknessSHA1Signature)},
		{"MD5", opt{Hash: pgptest.MD5}, unusable(policy.ReasonForbiddenHash)},
		{"RIPEMD-160", opt{Hash: pgptest.RIPEMD160}, unusable(policy.ReasonForbiddenHash)},
		{"unknown hash", opt{Hash: pgptest.UnknownHash}, unusable(policy.ReasonUnsupportedEvidence)},
		{"text", opt{Type: pgptest.TypeText}, weak(policy.WeaknessTextMode)},
		{"version 3", opt{Version: 3}, weak(policy.WeaknessV3Signature)},
		{"version 3, text, SHA-1", opt{Version: 3, Type: pgptest.TypeText, Hash: pgptest.SHA1},
			weak(policy.WeaknessV3Signature, policy.WeaknessTextMode, policy.WeaknessSHA1Signature)},
		{"version 6 by version 4 key", opt{Version: 6, Hash: pgptest.SHA512}, refused(policy.ReasonKeyVersion)},
		{"standalone", opt{Type: pgptest.TypeStandalone}, unusable(policy.ReasonSignatureType)},
		{"certification", opt{Type: pgptest.TypeGeneric}, unusable(policy.ReasonSignatureType)},
		{"timestamp", opt{Type: pgptest.TypeTimestamp}, unusable(policy.ReasonSignatureType)},
		{"third party", opt{Type: pgptest.TypeThirdPartyProof}, unusable(policy.ReasonSignatureType)},
		{"undefined type", opt{Type: pgptest.TypeUndefined}, unusable(policy.ReasonSignatureType)},
		{"forged", opt{By: mallory}, bad()},
		{"stranger", opt{By: mallory, Claims: mallory}, unusable(policy.ReasonUnknownKey)},
		{"claims a stranger", opt{Claims: mallory}, unusable(policy.ReasonUnknownKey)},
		{"no issuer", opt{NoIssuer: true}, sound()},
		{"no issuer, stranger", opt{NoIssuer: true, By: mallory}, unusable(policy.ReasonUnknownKey)},
		{"hash tag", opt{Tamper: pgptest.CorruptHashTag}, refused(policy.ReasonHashPrefix)},
		{"hash tag, version 3", opt{Version: 3, Tamper: pgptest.CorruptHashTag},
			refused(policy.ReasonHashPrefix).andWeak(policy.WeaknessV3Signature)},
		{"value", opt{Tamper: pgptest.CorruptValue}, bad()},
		{"no date", opt{CreatedIn: pgptest.Absent}, refused(policy.ReasonNoCreationTime)},
		{"unsigned date", opt{CreatedIn: pgptest.InUnhashed}, refused(policy.ReasonNoCreationTime)},
		{"expired", opt{Expires: hour}, refused(policy.ReasonSignatureExpired)},
		{"not yet expired", opt{Created: now.Add(-2 * hour), Expires: 3 * hour}, sound()},
		{"unsigned expiry", opt{Unhashed: []pgptest.Subpacket{pgptest.ExpiresAfter(hour)}}, sound()},
		{"future", opt{Created: now.Add(hour)}, refused(policy.ReasonFromFuture)},
		{"skew", opt{Created: now.Add(2 * time.Minute)}, sound()},
		{"before its key", opt{Created: day0.Add(-time.Second)}, refused(policy.ReasonOlderThanKey).with(policy.NoticeRefreshedBinding)},
		{"critical subpacket", opt{Hashed: sub(pgptest.Unknown().AsCritical())}, refused(policy.ReasonCriticalSubpacket)},
		{"unknown subpacket", opt{Hashed: sub(pgptest.Unknown())}, sound()},
		{"unsigned critical subpacket", opt{Unhashed: sub(pgptest.Unknown().AsCritical())}, sound()},
		{"critical notation", opt{Hashed: sub(pgptest.Notation("a@b.c", "d").AsCritical())}, refused(policy.ReasonCriticalNotation)},
		{"notation", opt{Hashed: sub(pgptest.Notation("a@b.c", "d"))}, sound()},
		{"critical policy URI", opt{Hashed: sub(pgptest.PolicyURI("https://example.org").AsCritical())}, sound()},
		{"intended recipient", opt{Hashed: sub(pgptest.IntendedRecipient(mallory))}, sound()},
		{"everything wrong", opt{Expires: hour, Hash: pgptest.SHA1, Type: pgptest.TypeText, Tamper: pgptest.CorruptHashTag,
			Hashed: sub(pgptest.Unknown().AsCritical())},
			refused(policy.ReasonSignatureExpired, policy.ReasonHashPrefix, policy.ReasonCriticalSubpacket).
				andWeak(policy.WeaknessSHA1Signature, policy.WeaknessTextMode)},
	}
	c := collect(t, pgptest.Good(author).Bytes())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkOutcome(t, one(t, c, author.Sign(data, tt.opt)), tt.want)
		})
	}
}

func sub(all ...pgptest.Subpacket) []pgptest.Subpacket { return all }

func TestFindingFields(t *testing.T) {
	cert := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	f := one(t, collect(t, cert), signing.Sign(data, opt{}))
	want := policy.Finding{
		File: "data.sig", Index: 1, Side: policy.SideKey, Form: "OpenPGP v4 signature",
		Over: policy.RoleArtifact, Status: policy.StatusSound,
		Key: &policy.Key{
			Kind: "openpgp", Fingerprint: author.HexFingerprint(), Signing: signing.HexFingerprint(), Public: ed25519.PublicKey(signing.PublicBody()[len(signing.PublicBody())-ed25519.PublicKeySize:]),
			Algorithm: "Ed25519", Created: day0, UserIDs: []string{"Jane Doe <jane@example.org>"}, Certificate: "ring.gpg",
		},
		Claimed: policy.Claimed{Issuers: []string{signing.HexFingerprint()}, Candidates: []string{author.HexFingerprint()}},
		Times:   []policy.Time{{Kind: policy.TimeClaimed, About: policy.RoleSignature, At: day0.Add(day), By: "signer"}},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("finding (-want +got):\n%s", diff)
	}
}
