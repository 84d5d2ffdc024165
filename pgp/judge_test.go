package pgp_test

import (
	"testing"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

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
		{"SHA-1, direct key over SHA-256 without flags", base().UserID(uid, opt{Hash: pgptest.SHA1}).DirectKey(opt{FlagsIn: pgptest.Absent}), sha1},
		{"SHA-1, other user ID over SHA-256 without flags", base().UserID(uid, opt{Hash: pgptest.SHA1}).UserID("b", opt{FlagsIn: pgptest.Absent}), sha1},
		{"without flags, direct key over SHA-1", base().UserID(uid, opt{FlagsIn: pgptest.Absent}).DirectKey(opt{Hash: pgptest.SHA1}), sha1},
		{"flags in the direct key only", base().UserID(uid, opt{FlagsIn: pgptest.Absent}).DirectKey(opt{}), sound()},
		{"expiry in the direct key only", base().UserID(uid, opt{}).DirectKey(opt{KeyExpires: hour}), expired},
		{"expiry in an older direct key", base().UserID(uid, opt{Created: day0.Add(hour)}).DirectKey(opt{KeyExpires: hour}), expired},
		{"expiry in a direct key over SHA-1", base().UserID(uid, opt{}).DirectKey(opt{KeyExpires: hour, Hash: pgptest.SHA1}), expired},
		{"expiry in both, the user ID's longer", base().UserID(uid, opt{KeyExpires: 9 * year}).DirectKey(opt{KeyExpires: hour}), sound()},
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
		{"expiry on one user ID, a newer one leaves it open", base().UserID(uid, opt{KeyExpires: hour}).UserID("b", opt{Created: day0.Add(2 * hour)}), expired},
		{"expiry on one user ID, a newer attribute leaves it open", base().UserID(uid, opt{KeyExpires: hour}).
			UserAttribute(pgptest.ImageAttribute(100), opt{Created: later}), expired},
		{"expiry on one user ID, a newer one says never", base().UserID(uid, opt{KeyExpires: hour}).
			UserID("b", opt{Created: day0.Add(2 * hour), Hashed: sub(pgptest.KeyExpiresAfter(0))}), sound()},
		{"expiry on one user ID, lifted there", base().UserID(uid, opt{KeyExpires: hour}, opt{Created: day0.Add(2 * hour)}).
			UserID("b", opt{Created: day0.Add(3 * hour)}), sound()},
		{"certified only when it signed, by the direct key", base().UserID(uid, opt{Created: later}).DirectKey(opt{Flags: pgptest.FlagCertify}),
			refused(policy.ReasonNotSigningKey)},
		{"signed by the direct key, user ID refreshed", base().UserID(uid, opt{Created: later}).DirectKey(opt{}), sound()},
		{"direct key expired, user ID refreshed", base().UserID(uid, opt{Created: later, KeyExpires: 3 * year}).DirectKey(opt{KeyExpires: hour}),
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
		{"user ID revoked without a date", good().RevokeUserID(uid, pgptest.ReasonUserIDInvalid, opt{CreatedIn: pgptest.InUnhashed}), refused(policy.ReasonNoBinding)},
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

// TestForgedOnBare: what others forged on the primary key does not take a certificate
// away that has neither user ID nor self-signature; what its owner signed there counts.
func TestForgedOnBare(t *testing.T) {
	forged := opt{By: mallory, Created: day0.Add(hour)}
	bare := func() *pgptest.Cert { return pgptest.NewCert(author) }
	for name, tt := range map[string]struct {
		cert *pgptest.Cert
		want outcome
	}{
		"revocation":         {bare().RevokePrimary(pgptest.ReasonCompromised, forged), sound()},
		"direct-key":         {bare().DirectKey(forged), sound()},
		"critical, forged":   {bare().DirectKey(opt{By: mallory, Hashed: sub(pgptest.Unknown().AsCritical())}), sound()},
		"critical, by owner": {bare().DirectKey(opt{Hashed: sub(pgptest.Unknown().AsCritical())}), refused(policy.ReasonCriticalSubpacket)},
		"expired, by owner":  {bare().DirectKey(opt{Expires: hour}), refused(policy.ReasonNoBinding)},
		"revoked by owner":   {bare().RevokePrimary(pgptest.ReasonCompromised, opt{}), refused(policy.ReasonKeyRevoked, policy.ReasonNoBinding)},
	} {
		t.Run(name, func(t *testing.T) {
			cert := tt.cert.Subkey(signing, pgptest.Binding{})
			checkOutcome(t, one(t, collect(t, cert.Bytes()), signing.Sign(data, opt{})), tt.want.with(policy.NoticeNoUserID))
		})
	}
}

// TestFlagsOfOneSecond: where self-signatures of one second disagree about what the key
// is for, it does not sign unless the one on the primary user ID says so, whatever the
// order and whether they are older than the signature or newer.
func TestFlagsOfOneSecond(t *testing.T) {
	certify := pgptest.FlagCertify
	primary := sub(pgptest.PrimaryUserID())
	for name, at := range map[string]time.Time{"older": day0, "newer": day0.Add(year)} {
		for _, ids := range [][2]string{{"a", "b"}, {"b", "a"}} {
			cert := func(certifies, signs opt) []byte {
				certifies.Created, signs.Created, certifies.Flags = at, at, certify
				return pgptest.NewCert(author).UserID(ids[0], certifies).UserID(ids[1], signs).Bytes()
			}
			for _, tt := range []struct {
				certifies, signs opt
				want             outcome
			}{
				{opt{}, opt{}, refused(policy.ReasonNotSigningKey)},
				{opt{}, opt{KeyExpires: 20 * year}, refused(policy.ReasonNotSigningKey)},
				{opt{Hashed: primary}, opt{}, refused(policy.ReasonNotSigningKey)},
				{opt{}, opt{Hashed: primary}, sound()},
			} {
				t.Run(name, func(t *testing.T) {
					if at.After(day0) {
						tt.want = tt.want.with(policy.NoticeRefreshedBinding)
					}
					checkOutcome(t, one(t, collect(t, cert(tt.certifies, tt.signs)), author.Sign(data, opt{})), tt.want)
				})
			}
		}
	}
}
