package vectors

import (
	"bytes"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// Revocations dated before and after the signature, which is of day one.
var (
	before = opts{Created: day0.Add(day / 2)}
	after  = opts{Created: day0.Add(200 * day)}
)

func revocationCases() []Case {
	primary := func(name string, r pgptest.Reason, o opts, want Want) Case {
		return certified(name, goodCert(author()).RevokePrimary(r, o), want)
	}
	sub := func(name string, r pgptest.Reason, o opts, want Want) Case {
		c := goodCert(author()).Subkey(subkey(), binding{}).RevokeSubkey(subkey(), r, o)
		return under(name, c, author(), subkey().Sign(data, opts{}), want)
	}
	forged := opts{By: mallory(), Created: before.Created}
	return section("revocation",
		primary("revoked-compromised", pgptest.ReasonCompromised, after, refused(policy.ReasonKeyRevoked)),
		primary("revoked-unspecified", pgptest.ReasonUnspecified, after, refused(policy.ReasonKeyRevoked)),
		primary("revoked-no-reason", pgptest.ReasonAbsent, after, refused(policy.ReasonKeyRevoked)),
		primary("revoked-unknown-reason", pgptest.ReasonUnknown, after, refused(policy.ReasonKeyRevoked)),
		primary("revoked-reason-unhashed", pgptest.ReasonAbsent, opts{Created: after.Created, Unhashed: []pgptest.Subpacket{pgptest.RevocationReason(pgptest.ReasonRetired, "")}}, refused(policy.ReasonKeyRevoked)),
		primary("retired-later", pgptest.ReasonRetired, after, sound(policy.WeaknessRetiredKey)),
		primary("superseded-later", pgptest.ReasonSuperseded, after, sound(policy.WeaknessRetiredKey)),
		primary("retired-before-signing", pgptest.ReasonRetired, before, refused(policy.ReasonKeyRevoked)),
		primary("revocation-forged", pgptest.ReasonCompromised, forged, sound()),
		primary("revocation-sha1", pgptest.ReasonCompromised, opts{Created: after.Created, Hash: pgptest.SHA1}, refused(policy.ReasonKeyRevoked)),
		primary("revocation-from-future", pgptest.ReasonCompromised, opts{Created: now.Add(30 * day)}, refused(policy.ReasonKeyRevoked)),
		sub("subkey-compromised", pgptest.ReasonCompromised, after, refused(policy.ReasonSubkeyRevoked)),
		sub("subkey-no-reason", pgptest.ReasonAbsent, after, refused(policy.ReasonSubkeyRevoked)),
		sub("subkey-retired-later", pgptest.ReasonRetired, after, sound(policy.WeaknessRetiredKey)),
		sub("subkey-retired-before-signing", pgptest.ReasonRetired, before, refused(policy.ReasonSubkeyRevoked)),
		sub("subkey-revocation-forged", pgptest.ReasonCompromised, forged, sound()),
		under("subkey-of-revoked-primary", goodCert(author()).Subkey(subkey(), binding{}).RevokePrimary(pgptest.ReasonCompromised, after),
			author(), subkey().Sign(data, opts{}), refused(policy.ReasonKeyRevoked)),
		certified("user-id-revoked-other-left", goodCert(author()).UserID("Old <old@example.org>", opts{}).RevokeUserID("Old <old@example.org>", pgptest.ReasonUserIDInvalid, before), sound()),
		primary("revocation-md5", pgptest.ReasonCompromised, opts{Created: after.Created, Hash: pgptest.MD5}, refused(policy.ReasonKeyRevoked)),
		primary("revocation-critical-subpacket", pgptest.ReasonCompromised, opts{Hashed: []pgptest.Subpacket{pgptest.Unknown().AsCritical()}}, refused(policy.ReasonKeyRevoked)),
		primary("revocation-expires", pgptest.ReasonCompromised, opts{Expires: day}, refused(policy.ReasonKeyRevoked)),
		primary("revocation-without-date", pgptest.ReasonRetired, opts{Created: after.Created, CreatedIn: pgptest.InUnhashed}, refused(policy.ReasonKeyRevoked)),
		primary("revocation-hash-tag", pgptest.ReasonCompromised, opts{Tamper: pgptest.CorruptHashTag}, refused(policy.ReasonKeyRevoked)),
		primary("revocation-v3", pgptest.ReasonAbsent, opts{Version: 3}, refused(policy.ReasonKeyRevoked)),
		sub("subkey-revocation-by-subkey", pgptest.ReasonCompromised, opts{By: subkey()}, sound()),
		certified("revocation-misplaced", goodCert(author()).AtEnd(revocationPacket()), refused(policy.ReasonKeyRevoked)),
		certified("user-id-revoked-before", goodCert(author()).RevokeUserID(jane, pgptest.ReasonUserIDInvalid, before), refused(policy.ReasonNoBinding)),
		certified("user-id-revoked-after", goodCert(author()).RevokeUserID(jane, pgptest.ReasonUserIDInvalid, after), sound(policy.WeaknessRetiredKey)),
		certified("user-id-revocation-forged", goodCert(author()).RevokeUserID(jane, pgptest.ReasonUserIDInvalid, forged), sound()),
		under("subkey-of-retired-primary", goodCert(author()).Subkey(subkey(), binding{}).RevokePrimary(pgptest.ReasonRetired, after),
			author(), subkey().Sign(data, opts{}), sound(policy.WeaknessRetiredKey)),
		revokedCopy(),
	)
}

// revocationPacket is a revocation of the author's key on its own.
func revocationPacket() []byte {
	bare := pgptest.NewCert(author()).RevokePrimary(pgptest.ReasonCompromised, after).Bytes()
	return bytes.TrimPrefix(bare, author().PublicPacket())
}

// revokedCopy: an attacker offers a copy without the revocation; any copy that
// has it counts.
func revokedCopy() Case {
	c := certified("revocation-in-one-copy", goodCert(author()), refused(policy.ReasonKeyRevoked))
	c.Certs = append(c.Certs, goodCert(author()).RevokePrimary(pgptest.ReasonCompromised, after).Bytes())
	return c
}
