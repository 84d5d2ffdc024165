package pgp_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

var (
	day0 = time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC)
	now  = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	data = []byte("release\nof 1.0\n")

	author  = pgptest.Ed25519Key("author", day0)
	signing = pgptest.Ed25519Key("signing", day0)
	mallory = pgptest.Ed25519Key("mallory", day0)
)

const (
	hour = time.Hour
	day  = 24 * time.Hour
	year = 365 * day
)

// opt shortens the tables.
type opt = pgptest.SigOptions

// outcome is what a test expects of a finding; Status zero means sound here.
type outcome struct {
	status  policy.Status
	reason  policy.Reason
	weak    []policy.Weakness
	refused []policy.Reason
	notices []policy.NoticeCode
}

func outcomeOf(f policy.Finding) outcome {
	o := outcome{status: f.Status, reason: f.Reason, weak: weaknesses(f), refused: refusals(f)}
	for _, n := range f.Notices {
		o.notices = append(o.notices, n.Code)
	}
	slices.Sort(o.notices)
	o.notices = slices.Compact(o.notices)
	return o
}

func sound() outcome { return outcome{status: policy.StatusSound} }
func weak(w ...policy.Weakness) outcome {
	return outcome{status: policy.StatusSound, weak: w}
}
func refused(r ...policy.Reason) outcome {
	return outcome{status: policy.StatusSound, refused: r}
}
func unusable(r policy.Reason) outcome { return outcome{reason: r} }
func bad() outcome                     { return outcome{status: policy.StatusBad, reason: policy.ReasonBadSignature} }

func (o outcome) with(n ...policy.NoticeCode) outcome { o.notices = n; return o }
func (o outcome) andWeak(w ...policy.Weakness) outcome {
	o.weak = append(o.weak, w...)
	slices.Sort(o.weak)
	return o
}

func checkOutcome(t *testing.T, got policy.Finding, want outcome) {
	t.Helper()
	slices.Sort(want.weak)
	slices.Sort(want.refused)
	if diff := cmp.Diff(want, outcomeOf(got), cmp.AllowUnexported(outcome{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("outcome (-want +got):\n%s\nreason %s: %s\nweak %+v\nrefused %+v\nnotices %+v", diff,
			got.Reason, got.Detail, got.Weaknesses, got.Refusals, got.Notices)
	}
	if (got.Key != nil) != (got.Status == policy.StatusSound) {
		t.Errorf("status %v with key %v", got.Status, got.Key)
	}
}

// collect reads certificates and fails the test on problems.
func collect(t *testing.T, certs ...[]byte) *pgp.Collector {
	t.Helper()
	all, problems := pgp.ReadCertificates(slices.Concat(certs...), "ring.gpg")
	if len(problems) > 0 {
		t.Fatalf("problems: %+v", problems)
	}
	return pgp.New(all, nil)
}

func one(t *testing.T, c *pgp.Collector, sig []byte) policy.Finding {
	t.Helper()
	fs := judge(t, c, now, data, sig)
	if len(fs) != 1 {
		t.Fatalf("%d findings: %+v", len(fs), fs)
	}
	return fs[0]
}

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
		{"SHA-224", opt{Hash: pgptest.SHA224}, sound()},
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
			Kind: "openpgp", Fingerprint: author.HexFingerprint(), Signing: signing.HexFingerprint(),
			Algorithm: "Ed25519", Created: day0, UserIDs: []string{"Jane Doe <jane@example.org>"}, Certificate: "ring.gpg",
		},
		Claimed: policy.Claimed{Issuers: []string{signing.HexFingerprint()}, Candidates: []string{author.HexFingerprint()}},
		Times:   []policy.Time{{Kind: policy.TimeClaimed, About: policy.RoleSignature, At: day0.Add(day), By: "signer"}},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("finding (-want +got):\n%s", diff)
	}
}

// TestCertificate varies the certificate of a key that signed well, at day 1.
func TestCertificate(t *testing.T) {
	uid := "Jane Doe <jane@example.org>"
	base := func() *pgptest.Cert { return pgptest.NewCert(author) }
	good := func() *pgptest.Cert { return pgptest.Good(author) }
	expired := weak(policy.WeaknessExpiredAtSigning)
	retired := weak(policy.WeaknessRetiredKey)
	sha1 := weak(policy.WeaknessSHA1Binding)
	later := day0.Add(2 * year)
	tests := []struct {
		name string
		cert *pgptest.Cert
		want outcome
	}{
		{"good", good(), sound()},
		{"no self-signature", base().UserID(uid), refused(policy.ReasonNoBinding)},
		{"forged self-signature", base().UserID(uid, opt{By: mallory}), refused(policy.ReasonNoBinding)},
		{"tampered self-signature", base().UserID(uid, opt{Tamper: pgptest.CorruptHashTag}), refused(policy.ReasonNoBinding)},
		{"bare", base(), weak(policy.WeaknessNoKeyFlags).with(policy.NoticeNoUserID)},
		{"no user ID", base().DirectKey(opt{}), sound().with(policy.NoticeNoUserID)},
		{"no flags", base().UserID(uid, opt{FlagsIn: pgptest.Absent}), weak(policy.WeaknessNoKeyFlags)},
		{"unsigned flags", base().UserID(uid, opt{FlagsIn: pgptest.InUnhashed}), weak(policy.WeaknessNoKeyFlags)},
		{"certifies only", base().UserID(uid, opt{Flags: pgptest.FlagCertify}), refused(policy.ReasonNotSigningKey)},
		{"encrypts only", base().UserID(uid, opt{Flags: pgptest.FlagEncrypt}), refused(policy.ReasonNotSigningKey)},
		{"flags of another user ID", base().UserID("a", opt{FlagsIn: pgptest.Absent, Created: day0.Add(hour)}).UserID("b", opt{}), sound()},

		{"SHA-1", base().UserID(uid, opt{Hash: pgptest.SHA1}), sha1},
		{"SHA-1 and SHA-256", base().UserID(uid, opt{Hash: pgptest.SHA1, Created: day0.Add(hour)}, opt{}), sound()},
		{"SHA-1 then refreshed", base().UserID(uid, opt{Hash: pgptest.SHA1}, opt{Created: later}),
			sound().with(policy.NoticeRefreshedBinding)},
		{"SHA-1 extends", base().UserID(uid, opt{KeyExpires: hour}, opt{Hash: pgptest.SHA1, Created: day0.Add(hour)}), sha1},
		{"SHA-1 shortens", base().UserID(uid, opt{}, opt{Hash: pgptest.SHA1, Created: day0.Add(hour), KeyExpires: 2 * hour}), expired},
		{"MD5", base().UserID(uid, opt{Hash: pgptest.MD5}), refused(policy.ReasonForbiddenHash)},
		{"RIPEMD-160", base().UserID(uid, opt{Hash: pgptest.RIPEMD160}), refused(policy.ReasonForbiddenHash)},
		{"MD5 and SHA-256", base().UserID(uid, opt{Hash: pgptest.MD5}, opt{}), sound()},
		{"critical subpacket", base().UserID(uid, opt{Hashed: sub(pgptest.Unknown().AsCritical())}), refused(policy.ReasonCriticalSubpacket)},
		{"critical notation", base().UserID(uid, opt{Hashed: sub(pgptest.Notation("a@b.c", "d").AsCritical())}), refused(policy.ReasonCriticalNotation)},
		{"unsigned date", base().UserID(uid, opt{CreatedIn: pgptest.InUnhashed}), refused(policy.ReasonNoBinding)},
		{"older than the key", base().UserID(uid, opt{Created: day0.Add(-hour)}), refused(policy.ReasonNoBinding)},
		{"from the future", base().UserID(uid, opt{Created: now.Add(hour)}), refused(policy.ReasonNoBinding)},
		{"expired self-signature", base().UserID(uid, opt{Expires: hour}), refused(policy.ReasonNoBinding)},

		{"SHA-1, direct key over SHA-256", base().UserID(uid, opt{Hash: pgptest.SHA1}).DirectKey(opt{}), sound()},
		{"direct key over SHA-1", base().UserID(uid, opt{}).DirectKey(opt{Hash: pgptest.SHA1, Created: day0.Add(hour)}), sound()},
		{"flags in the direct key only", base().UserID(uid, opt{FlagsIn: pgptest.Absent}).DirectKey(opt{}), sound()},
		{"expiry in the direct key only", base().UserID(uid, opt{}).DirectKey(opt{KeyExpires: hour}), expired},
		{"expiry in an older direct key", base().UserID(uid, opt{Created: day0.Add(hour)}).DirectKey(opt{KeyExpires: hour}), sound()},
		{"expired before", base().UserID(uid, opt{KeyExpires: hour}), expired},
		{"expires as it signs", base().UserID(uid, opt{KeyExpires: day}), sound().with(policy.NoticeKeyExpiredSince)},
		{"expired since", base().UserID(uid, opt{KeyExpires: year}), sound().with(policy.NoticeKeyExpiredSince)},
		{"unsigned expiry", base().UserID(uid, opt{Unhashed: sub(pgptest.KeyExpiresAfter(hour))}), sound()},
		{"extended since", base().UserID(uid, opt{KeyExpires: hour}, opt{Created: later}), sound().with(policy.NoticeRefreshedBinding)},
		{"refreshed", base().UserID(uid, opt{Created: later}), sound().with(policy.NoticeRefreshedBinding)},
		{"refreshed, flags of the earliest", base().UserID(uid, opt{Created: later}, opt{Created: later.Add(day), Flags: pgptest.FlagCertify}),
			sound().with(policy.NoticeRefreshedBinding)},
		{"refreshed, once only certifying", base().UserID(uid, opt{Created: later, Flags: pgptest.FlagCertify}, opt{Created: later.Add(day)}),
			refused(policy.ReasonNotSigningKey).with(policy.NoticeRefreshedBinding)},
		{"refreshed, expiry of the newest", base().UserID(uid, opt{Created: later, KeyExpires: hour}, opt{Created: later.Add(day), KeyExpires: 3 * year}),
			sound().with(policy.NoticeKeyExpiredSince, policy.NoticeRefreshedBinding)},
		{"refreshed over SHA-1", base().UserID(uid, opt{Created: later, Hash: pgptest.SHA1}), sha1.with(policy.NoticeRefreshedBinding)},

		{"compromised before", good().RevokePrimary(pgptest.ReasonCompromised, opt{}), refused(policy.ReasonKeyRevoked)},
		{"compromised after", good().RevokePrimary(pgptest.ReasonCompromised, opt{Created: later}), refused(policy.ReasonKeyRevoked)},
		{"revoked without reason", good().RevokePrimary(pgptest.ReasonAbsent, opt{Created: later}), refused(policy.ReasonKeyRevoked)},
		{"revoked, unspecified", good().RevokePrimary(pgptest.ReasonUnspecified, opt{Created: later}), refused(policy.ReasonKeyRevoked)},
		{"revoked, unknown reason", good().RevokePrimary(pgptest.ReasonUnknown, opt{Created: later}), refused(policy.ReasonKeyRevoked)},
		{"revoked over SHA-1", good().RevokePrimary(pgptest.ReasonCompromised, opt{Hash: pgptest.SHA1}), refused(policy.ReasonKeyRevoked)},
		{"revoked over MD5", good().RevokePrimary(pgptest.ReasonCompromised, opt{Hash: pgptest.MD5}), refused(policy.ReasonKeyRevoked)},
		{"revoked with a critical subpacket", good().RevokePrimary(pgptest.ReasonCompromised, opt{Hashed: sub(pgptest.Unknown().AsCritical())}),
			refused(policy.ReasonKeyRevoked)},
		{"superseded before", good().RevokePrimary(pgptest.ReasonSuperseded, opt{}), refused(policy.ReasonKeyRevoked)},
		{"superseded after", good().RevokePrimary(pgptest.ReasonSuperseded, opt{Created: later}), retired},
		{"retired before", good().RevokePrimary(pgptest.ReasonRetired, opt{}), refused(policy.ReasonKeyRevoked)},
		{"retired after", good().RevokePrimary(pgptest.ReasonRetired, opt{Created: later}), retired},
		{"user ID invalid, on the key, after", good().RevokePrimary(pgptest.ReasonUserIDInvalid, opt{Created: later}), retired},
		{"unsigned soft reason", good().RevokePrimary(pgptest.ReasonAbsent, opt{Created: later,
			Unhashed: sub(pgptest.RevocationReason(pgptest.ReasonRetired, ""))}), refused(policy.ReasonKeyRevoked)},
		{"forged revocation", good().RevokePrimary(pgptest.ReasonCompromised, opt{By: mallory}), sound()},
		{"revoked by another", good().RevokePrimary(pgptest.ReasonCompromised, opt{By: mallory, Claims: mallory}), sound()},

		{"user ID revoked before", good().RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{Created: day0.Add(hour)}), refused(policy.ReasonNoBinding)},
		{"user ID revoked after", good().RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{Created: later}), retired},
		{"one user ID of two revoked", good().RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{Created: day0.Add(hour)}).UserID("b", opt{}), sound()},
		{"user ID revoked, direct key", good().RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{Created: day0.Add(hour)}).DirectKey(opt{}), sound()},
		{"user ID certified again", base().UserID(uid, opt{}, opt{Created: day0.Add(2 * hour)}).
			RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{Created: day0.Add(hour)}), sound()},
		{"forged revocation of user ID", good().RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{By: mallory, Created: day0.Add(hour)}), sound()},

		{"certified by others", good().Certified(mallory, opt{}), sound()},
		{"attribute", good().UserAttribute(pgptest.ImageAttribute(100), opt{}), sound()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkOutcome(t, one(t, collect(t, tt.cert.Bytes()), author.Sign(data, opt{})), tt.want)
		})
	}
}
