package pgp_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// TestSubkey varies the binding of a subkey that signed well, at day 1.
func TestSubkey(t *testing.T) {
	bound := func(b ...pgptest.Binding) *pgptest.Cert { return pgptest.Good(author).Subkey(signing, b...) }
	later := day0.Add(2 * year)
	good := pgptest.Binding{}
	tests := []struct {
		name string
		cert *pgptest.Cert
		want outcome
	}{
		{"good", bound(good), sound()},
		{"unbound", bound(), refused(policy.ReasonNoBinding)},
		{"forged binding", bound(pgptest.Binding{Sig: opt{By: mallory}}), refused(policy.ReasonNoBinding)},
		{"bound by another type", bound(pgptest.Binding{Sig: opt{Type: pgptest.TypeGeneric}}), refused(policy.ReasonNoBinding)},
		{"bound by an undefined type", bound(pgptest.Binding{Sig: opt{Type: pgptest.TypeUndefined}}), refused(policy.ReasonNoBinding)},
		{"no back-signature", bound(pgptest.Binding{BackIn: pgptest.Absent}), refused(policy.ReasonNoBackSignature)},
		{"unhashed back-signature", bound(pgptest.Binding{BackIn: pgptest.InUnhashed}), sound()},
		{"two back-signatures", bound(pgptest.Binding{BackTwice: true}), sound()},
		{"forged back-signature", bound(pgptest.Binding{Back: opt{By: mallory}}), refused(policy.ReasonBadBackSignature)},
		{"back-signature for another", bound(pgptest.Binding{BackOver: mallory}), refused(policy.ReasonBadBackSignature)},
		{"expired back-signature", bound(pgptest.Binding{Back: opt{Expires: hour}}), refused(policy.ReasonBadBackSignature)},
		{"back-signature expired since", bound(pgptest.Binding{Back: opt{Expires: year}}), sound()},
		{"newer back-signature, expired", bound(pgptest.Binding{Sig: opt{Created: later}, Back: opt{Created: later, Expires: hour}}),
			refused(policy.ReasonBadBackSignature).with(policy.NoticeRefreshedBinding)},
		{"back-signature before its key", bound(pgptest.Binding{Back: opt{Created: day0.Add(-hour)}}), refused(policy.ReasonBadBackSignature)},
		{"back-signature over MD5", bound(pgptest.Binding{Back: opt{Hash: pgptest.MD5}}), refused(policy.ReasonBadBackSignature)},
		{"back-signature with a critical subpacket", bound(pgptest.Binding{Back: opt{Hashed: sub(pgptest.Unknown().AsCritical())}}),
			refused(policy.ReasonBadBackSignature)},
		{"back-signature of another type", bound(pgptest.Binding{Back: opt{Type: pgptest.TypeSubkeyBinding}}), refused(policy.ReasonNoBackSignature)},
		{"undated back-signature", bound(pgptest.Binding{Back: opt{CreatedIn: pgptest.InUnhashed}}), refused(policy.ReasonBadBackSignature)},
		{"back-signature over SHA-1", bound(pgptest.Binding{Back: opt{Hash: pgptest.SHA1}}), weak(policy.WeaknessSHA1Binding)},
		{"binding over SHA-1", bound(pgptest.Binding{Sig: opt{Hash: pgptest.SHA1}}), weak(policy.WeaknessSHA1Binding)},
		{"binding over MD5", bound(pgptest.Binding{Sig: opt{Hash: pgptest.MD5}}), refused(policy.ReasonForbiddenHash)},
		{"critical subpacket", bound(pgptest.Binding{Sig: opt{Hashed: sub(pgptest.Unknown().AsCritical())}}), refused(policy.ReasonCriticalSubpacket)},
		{"one binding broken", bound(pgptest.Binding{Sig: opt{By: mallory}}, good), sound()},
		{"encrypts only", bound(pgptest.Binding{Sig: opt{Flags: pgptest.FlagEncrypt}, ForceBack: true}), refused(policy.ReasonNotSigningKey)},
		{"encrypts only, no back-signature", bound(pgptest.Binding{Sig: opt{Flags: pgptest.FlagEncrypt}}),
			refused(policy.ReasonNotSigningKey, policy.ReasonNoBackSignature)},
		{"unsigned flags", bound(pgptest.Binding{Sig: opt{FlagsIn: pgptest.InUnhashed}}), weak(policy.WeaknessNoKeyFlags)},
		{"expired before", bound(pgptest.Binding{Sig: opt{KeyExpires: hour}}), weak(policy.WeaknessExpiredAtSigning)},
		{"expired since", bound(pgptest.Binding{Sig: opt{KeyExpires: year}}), sound().with(policy.NoticeKeyExpiredSince)},
		{"refreshed", bound(pgptest.Binding{Sig: opt{Created: later}}), sound().with(policy.NoticeRefreshedBinding)},
		{"refreshed without back-signature", bound(pgptest.Binding{Sig: opt{Created: later}, BackIn: pgptest.Absent}),
			refused(policy.ReasonNoBackSignature).with(policy.NoticeRefreshedBinding)},
		{"refreshed over SHA-1", bound(pgptest.Binding{Sig: opt{Created: later, Hash: pgptest.SHA1}}),
			weak(policy.WeaknessSHA1Binding).with(policy.NoticeRefreshedBinding)},
		{"subkey compromised", bound(good).RevokeSubkey(signing, pgptest.ReasonCompromised, opt{Created: later}), refused(policy.ReasonSubkeyRevoked)},
		{"subkey revoked without reason", bound(good).RevokeSubkey(signing, pgptest.ReasonAbsent, opt{Created: later}), refused(policy.ReasonSubkeyRevoked)},
		{"subkey retired before", bound(good).RevokeSubkey(signing, pgptest.ReasonRetired, opt{}), refused(policy.ReasonSubkeyRevoked)},
		{"subkey retired after", bound(good).RevokeSubkey(signing, pgptest.ReasonRetired, opt{Created: later}), weak(policy.WeaknessRetiredKey)},
		{"forged subkey revocation", bound(good).RevokeSubkey(signing, pgptest.ReasonCompromised, opt{By: mallory}), sound()},
		{"revoked by itself", bound(good).RevokeSubkey(signing, pgptest.ReasonCompromised, opt{By: signing, Claims: signing}), sound()},
		{"primary compromised", bound(good).RevokePrimary(pgptest.ReasonCompromised, opt{Created: later}), refused(policy.ReasonKeyRevoked)},
		{"primary retired after", bound(good).RevokePrimary(pgptest.ReasonRetired, opt{Created: later}), weak(policy.WeaknessRetiredKey)},
		{"primary expired", pgptest.NewCert(author).UserID("a", opt{KeyExpires: hour}).Subkey(signing, good), weak(policy.WeaknessExpiredAtSigning)},
		{"primary only certifies", pgptest.NewCert(author).UserID("a", opt{Flags: pgptest.FlagCertify}).Subkey(signing, good), sound()},
		{"primary over SHA-1", pgptest.NewCert(author).UserID("a", opt{Hash: pgptest.SHA1}).Subkey(signing, good), weak(policy.WeaknessSHA1Binding)},
		{"primary over SHA-1, direct key over SHA-256", pgptest.NewCert(author).UserID("a", opt{Hash: pgptest.SHA1}).DirectKey(opt{FlagsIn: pgptest.Absent}).
			Subkey(signing, good), sound()},
		{"binding over SHA-1, back-signature over SHA-256", bound(pgptest.Binding{Sig: opt{Hash: pgptest.SHA1}, Back: opt{Hash: pgptest.SHA256}}), weak(policy.WeaknessSHA1Binding)},
		{"bindings over SHA-1 and SHA-256, back-signatures the other way", bound(
			pgptest.Binding{Sig: opt{Hash: pgptest.SHA1}}, pgptest.Binding{Back: opt{Hash: pgptest.SHA1}}), sound()},
		{"bindings over SHA-1 and SHA-256, flags in the first", bound(
			pgptest.Binding{Sig: opt{Hash: pgptest.SHA1}}, pgptest.Binding{Sig: opt{FlagsIn: pgptest.Absent}}), weak(policy.WeaknessSHA1Binding)},
		{"primary unsigned", pgptest.NewCert(author).UserID("a").Subkey(signing, good), refused(policy.ReasonNoBinding)},
		{"without user ID", pgptest.NewCert(author).Subkey(signing, good), sound().with(policy.NoticeNoUserID)},
		{"of a younger primary", pgptest.Good(author.At(later)).Subkey(signing, pgptest.Binding{Sig: opt{Created: later}}),
			refused(policy.ReasonOlderThanKey).with(policy.NoticeRefreshedBinding)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkOutcome(t, one(t, collect(t, tt.cert.Bytes()), signing.Sign(data, opt{})), tt.want)
		})
	}
}

// TestRetiredAfter gives the earliest retirement, which a timestamp must precede.
func TestRetiredAfter(t *testing.T) {
	early, late := day0.Add(year), day0.Add(2*year)
	cert := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).
		RevokePrimary(pgptest.ReasonRetired, opt{Created: late}).
		RevokeSubkey(signing, pgptest.ReasonSuperseded, opt{Created: early}).Bytes()
	f := one(t, collect(t, cert), signing.Sign(data, opt{}))
	if len(f.Weaknesses) != 1 || !f.Weaknesses[0].After.Equal(early) {
		t.Errorf("weaknesses: %+v", f.Weaknesses)
	}
}

// TestKeys verifies with every kind of key.
func TestKeys(t *testing.T) {
	tests := []struct {
		key  *pgptest.Key
		name string
		want outcome
	}{
		{pgptest.Ed25519Key("k", day0), "Ed25519", sound()},
		{pgptest.NewEd25519Key("k", day0), "Ed25519", sound()},
		{pgptest.Ed25519V6Key("k", day0), "Ed25519", sound()},
		{pgptest.Ed448V6Key("k", day0), "Ed448", sound()},
		{pgptest.MLDSAKey("k", day0), "ML-DSA-65+Ed25519", sound()},
		{pgptest.ECDSAKey("k", day0), "ECDSA P-256", sound()},
		{pgptest.RSAKey(2048, day0), "RSA 2048", sound()},
		{pgptest.RSAKey(1024, day0), "RSA 1024", weak(policy.WeaknessShortKey)},
		{pgptest.DSAKey(1024, day0), "DSA 1024", weak(policy.WeaknessDSA)},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s v%d", tt.name, tt.key.Version), func(t *testing.T) {
			cert := pgptest.Good(tt.key)
			if tt.key.Version == 6 {
				cert = pgptest.NewCert(tt.key).DirectKey(opt{}).UserID("a", opt{})
			}
			c := collect(t, cert.Bytes())
			f := one(t, c, tt.key.Sign(data, opt{}))
			checkOutcome(t, f, tt.want)
			if f.Key == nil || f.Key.Algorithm != tt.name || f.Key.Fingerprint != tt.key.HexFingerprint() {
				t.Errorf("key: %+v", f.Key)
			}
			checkOutcome(t, one(t, c, tt.key.Sign([]byte("other"), opt{})), bad())
		})
	}
}

// TestWeakPrimary counts the primary key's kind against its subkeys.
func TestWeakPrimary(t *testing.T) {
	for want, primary := range map[policy.Weakness]*pgptest.Key{
		policy.WeaknessDSA: pgptest.DSAKey(1024, day0), policy.WeaknessShortKey: pgptest.RSAKey(1024, day0),
	} {
		cert := pgptest.Good(primary).Subkey(signing, pgptest.Binding{})
		checkOutcome(t, one(t, collect(t, cert.Bytes()), signing.Sign(data, opt{})), weak(want))
	}
}

// TestVersion6 checks what only version 6 signatures have.
func TestVersion6(t *testing.T) {
	k := pgptest.Ed25519V6Key("six", day0)
	c := collect(t, pgptest.NewCert(k).DirectKey(opt{}).UserID("a", opt{}).Bytes())
	tests := []struct {
		name string
		opt  opt
		want outcome
	}{
		{"good", opt{}, sound()},
		{"text", opt{Type: pgptest.TypeText}, weak(policy.WeaknessTextMode)},
		{"SHA-256", opt{Hash: pgptest.SHA256}, sound()},
		{"SHA-1", opt{Hash: pgptest.SHA1}, unusable(policy.ReasonForbiddenHash)},
		{"hash tag", opt{Tamper: pgptest.CorruptHashTag}, refused(policy.ReasonHashPrefix)},
		{"short salt", opt{Salt: make([]byte, 16)}, unusable(policy.ReasonMalformedEvidence)},
		{"other salt", opt{Tamper: func(s *pgptest.Sig) { s.Salt[0] ^= 1 }}, bad()},
		{"salt cut off", opt{Tamper: func(s *pgptest.Sig) { s.SaltLength = 255 }}, unusable(policy.ReasonMalformedEvidence)},
		{"no issuer", opt{NoIssuer: true}, unusable(policy.ReasonUnknownKey)},
		{"stranger", opt{Claims: author, By: author}, unusable(policy.ReasonUnknownKey)},
		{"version 4 by version 6 key", opt{Version: 4}, refused(policy.ReasonKeyVersion)},
		{"version 3 by version 6 key", opt{Version: 3}, refused(policy.ReasonKeyVersion).andWeak(policy.WeaknessV3Signature)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkOutcome(t, one(t, c, k.Sign(data, tt.opt)), tt.want)
		})
	}
}

// TestForbiddenKeys refuses keys that cannot or must not be used.
func TestForbiddenKeys(t *testing.T) {
	unknown := pgptest.UnknownKey(day0)
	all, _ := pgp.ReadCertificates(pgptest.Good(unknown).Bytes(), "ring.gpg")
	f := one(t, pgp.New(all, nil), unknown.Sign(data, opt{}))
	checkOutcome(t, f, unusable(policy.ReasonUnsupportedEvidence))

	// A signature by an algorithm that is known, for a key of one that is not.
	f = one(t, pgp.New(all, nil), author.Sign(data, opt{Claims: unknown}))
	checkOutcome(t, f, unusable(policy.ReasonUnsupportedEvidence))
}

func TestNowIsGiven(t *testing.T) {
	c := collect(t, pgptest.Good(author).Bytes())
	sig := author.Sign(data, opt{Created: day0.Add(year), Expires: year})
	for at, want := range map[time.Time]outcome{
		day0:                               refused(policy.ReasonFromFuture),
		day0.Add(year - 4*time.Minute):     sound(),
		day0.Add(year + day):               sound(),
		day0.Add(2*year + day):             refused(policy.ReasonSignatureExpired),
		day0.Add(2 * year):                 sound(),
		day0.Add(2*year + 1*time.Second):   refused(policy.ReasonSignatureExpired),
		day0.Add(year - 5*time.Minute - 1): refused(policy.ReasonFromFuture),
	} {
		fs := judge(t, c, at, data, sig)
		checkOutcome(t, fs[0], want)
	}
}
