package vectors

import (
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// misshapenCases: a time in the signed part that is not four octets long. Read as
// absent, the signature or the key would live for ever.
func misshapenCases() []Case {
	short := func(t pgptest.SubpacketType) []pgptest.Subpacket {
		return []pgptest.Subpacket{{Type: t, Body: []byte{0, 1}}}
	}
	long := func(t pgptest.SubpacketType) []pgptest.Subpacket {
		return []pgptest.Subpacket{{Type: t, Body: []byte{0, 0, 0, 0, 1}}}
	}
	none := []pgptest.Subpacket{{Type: pgptest.SubExpires}}
	both := []pgptest.Subpacket{{Type: pgptest.SubExpires, Body: []byte{1}}, pgptest.ExpiresAfter(4000 * day)}
	malformed := unusable(policy.ReasonMalformedEvidence)
	self := func(o opts) *pgptest.Cert { return pgptest.NewCert(author()).UserID(jane, o) }
	revoked := goodCert(author()).RevokePrimary(pgptest.ReasonCompromised, opts{Created: after.Created, Hashed: short(pgptest.SubExpires)})
	critical := func(t pgptest.SubpacketType) opts {
		return opts{Hashed: []pgptest.Subpacket{{Type: t, Critical: true, Body: []byte("x")}}}
	}
	unread := refused(policy.ReasonCriticalSubpacket)
	reasons := func(name string, a, b pgptest.Reason) Case {
		o := opts{Created: after.Created, Hashed: []pgptest.Subpacket{pgptest.RevocationReason(b, "")}}
		return certified(name, goodCert(author()).RevokePrimary(a, o), refused(policy.ReasonKeyRevoked))
	}
	return section("misshapen",
		signed("critical-trust-short", critical(pgptest.SubTrust), unread),
		signed("critical-target-short", critical(pgptest.SubSignatureTarget), unread),
		signed("critical-aead-odd", critical(39), unread),
		signed("critical-recipient-short", critical(pgptest.SubRecipient), unread),
		signed("critical-trust", opts{Hashed: []pgptest.Subpacket{{Type: pgptest.SubTrust, Critical: true, Body: []byte{0, 60}}}}, sound()),
		certified("self-signature-critical-short", self(critical(pgptest.SubTrust)), unread),
		reasons("revocation-compromised-and-retired", pgptest.ReasonCompromised, pgptest.ReasonRetired),
		reasons("revocation-retired-and-compromised", pgptest.ReasonRetired, pgptest.ReasonCompromised),
		signed("expiry-short", opts{Hashed: short(pgptest.SubExpires)}, malformed),
		signed("expiry-long", opts{Hashed: long(pgptest.SubExpires)}, malformed),
		signed("expiry-empty", opts{Hashed: none}, malformed),
		signed("expiry-short-and-good", opts{Hashed: both}, malformed),
		signed("expiry-short-unhashed", opts{Unhashed: short(pgptest.SubExpires)}, sound()),
		signed("creation-time-short", opts{CreatedIn: pgptest.Absent, Hashed: short(pgptest.SubCreated)}, malformed),
		certified("self-signature-expiry-short", self(opts{Hashed: short(pgptest.SubExpires)}), refused(policy.ReasonNoBinding)),
		certified("key-expiry-short", self(opts{Hashed: short(pgptest.SubKeyExpires)}), refused(policy.ReasonNoBinding)),
		certified("key-expiry-long", self(opts{Hashed: long(pgptest.SubKeyExpires)}), refused(policy.ReasonNoBinding)),
		certified("key-expiry-short-unhashed", self(opts{Unhashed: short(pgptest.SubKeyExpires)}), sound()),
		certified("key-expiry-short-beside-good", pgptest.NewCert(author()).UserID(jane, opts{Hashed: short(pgptest.SubKeyExpires)}, opts{}), sound()),
		bound("binding-key-expiry-short", binding{Sig: opts{Hashed: short(pgptest.SubKeyExpires)}}, refused(policy.ReasonNoBinding)),
		bound("binding-expiry-short", binding{Sig: opts{Hashed: short(pgptest.SubExpires)}}, refused(policy.ReasonNoBinding)),
		bound("back-expiry-short", binding{Back: opts{Hashed: short(pgptest.SubExpires)}}, refused(policy.ReasonBadBackSignature)),
		certified("revocation-expiry-short", revoked, refused(policy.ReasonKeyRevoked)),
	)
}

// oldFormCases: self-signatures of version 3, which programs of the nineties made.
// They sign no metadata, so nothing says what the key is for, and a subkey cannot
// show that it agreed.
func oldFormCases() []Case {
	rsa := pgptest.RSAKey(2048, day0)
	v3 := opts{Version: 3}
	of := func(name string, c *pgptest.Cert, want Want) Case {
		return under(name, c, rsa, rsa.Sign(data, opts{}), want)
	}
	sub := goodCert(rsa).Subkey(subkey(), binding{Sig: v3})
	forged := v3
	forged.By = mallory()
	return section("old form",
		of("v3-self-signature", pgptest.NewCert(rsa).UserID(jane, v3), sound(policy.WeaknessNoKeyFlags)),
		of("v3-self-signature-sha1", pgptest.NewCert(rsa).UserID(jane, opts{Version: 3, Hash: pgptest.SHA1}), sound(policy.WeaknessNoKeyFlags, policy.WeaknessSHA1Binding)),
		of("v3-self-signature-md5", pgptest.NewCert(rsa).UserID(jane, opts{Version: 3, Hash: pgptest.MD5}), refused(policy.ReasonForbiddenHash)),
		of("v3-self-signature-and-v4", pgptest.NewCert(rsa).UserID(jane, v3, opts{}), sound()),
		of("v3-self-signature-forged", pgptest.NewCert(rsa).UserID(jane, forged), refused(policy.ReasonNoBinding)),
		under("v3-binding", sub, rsa, subkey().Sign(data, opts{}), refused(policy.ReasonNoBackSignature).weak(policy.WeaknessNoKeyFlags)),
		v6Certificate("v3-self-signature-of-v6-key", v3, refused(policy.ReasonNoBinding)),
	)
}

func v6Certificate(name string, o opts, want Want) Case {
	k := authorV6()
	return under(name, pgptest.NewCert(k).UserID(jane, o), k, k.Sign(data, opts{}), want)
}
