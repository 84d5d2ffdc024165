package vectors

import (
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// keyCases: the primary key and its self-signatures.
func keyCases() []Case {
	one := func(o opts) *pgptest.Cert { return pgptest.NewCert(author()).UserID(jane, o) }
	of := func(name string, k *pgptest.Key, want Want) Case {
		return under(name, goodCert(k), k, k.Sign(data, opts{}), want)
	}
	rsa := pgptest.RSAKey(2048, day0)
	rsaCert := func(name string, o opts, want Want) Case {
		return under(name, pgptest.NewCert(rsa).UserID(jane, o), rsa, rsa.Sign(data, opts{}), want)
	}
	return section("key",
		of("dsa1024", pgptest.DSAKey(1024, day0), sound(policy.WeaknessDSA)),
		of("dsa2048", pgptest.DSAKey(2048, day0), sound(policy.WeaknessDSA)),
		of("rsa1024", pgptest.RSAKey(1024, day0), sound(policy.WeaknessShortKey)),
		certified("certify-only", one(opts{Flags: pgptest.FlagCertify}), refused(policy.ReasonNotSigningKey)),
		certified("encrypt-only", one(opts{Flags: pgptest.FlagEncrypt}), refused(policy.ReasonNotSigningKey)),
		certified("flags-unhashed", one(opts{FlagsIn: pgptest.InUnhashed}), sound(policy.WeaknessNoKeyFlags)),
		certified("no-flags", one(opts{FlagsIn: pgptest.Absent}), sound(policy.WeaknessNoKeyFlags)),
		certified("certify-only-sign-unhashed", one(opts{Flags: pgptest.FlagCertify, Unhashed: []pgptest.Subpacket{pgptest.KeyFlags(pgptest.FlagSign)}}), refused(policy.ReasonNotSigningKey)),
		certified("no-self-signature", pgptest.NewCert(author()).UserID(jane), refused(policy.ReasonNoBinding)),
		certified("bare-key", pgptest.NewCert(author()), sound(policy.WeaknessNoKeyFlags).noting(policy.NoticeNoUserID)),
		certified("forged-self-signature", one(opts{By: mallory()}), refused(policy.ReasonNoBinding)),
		certified("key-expired-since", one(opts{KeyExpires: 90 * day}), sound().noting(policy.NoticeKeyExpiredSince)),
		certified("key-expired-at-signing", one(opts{KeyExpires: day / 2}), sound(policy.WeaknessExpiredAtSigning)),
		certified("key-expiry-extended", pgptest.NewCert(author()).UserID(jane, opts{KeyExpires: day / 2}, opts{KeyExpires: 4000 * day, Created: day0.Add(40 * day)}), sound().noting(policy.NoticeRefreshedBinding)),
		certified("refreshed-self-signature", one(opts{Created: day0.Add(90 * day)}), sound().noting(policy.NoticeRefreshedBinding)),
		certified("refreshed-after-expiry", one(opts{Created: day0.Add(90 * day), KeyExpires: 4000 * day}), sound().noting(policy.NoticeRefreshedBinding)),
		certified("self-signature-from-future", one(opts{Created: now.Add(30 * day)}), refused(policy.ReasonNoBinding)),
		certified("self-signature-critical-subpacket", one(opts{Hashed: []pgptest.Subpacket{pgptest.Unknown().AsCritical()}}), refused(policy.ReasonCriticalSubpacket)),
		certified("self-signature-expired", one(opts{Expires: day / 2}), refused(policy.ReasonNoBinding)),
		certified("self-signature-without-date", one(opts{CreatedIn: pgptest.InUnhashed}), refused(policy.ReasonNoBinding)),
		certified("self-signature-generic", one(opts{Type: pgptest.TypeGeneric}), sound()),
		certified("self-signature-wrong-type", one(opts{Type: pgptest.TypeBinary, Edit: func(s *pgptest.Sig) { s.Type = pgptest.TypeBinary }}), refused(policy.ReasonNoBinding)),
		certified("key-expiry-unhashed", one(opts{Unhashed: []pgptest.Subpacket{pgptest.KeyExpiresAfter(day / 2)}}), sound()),
		certified("newest-self-signature-shortens-life", pgptest.NewCert(author()).UserID(jane, opts{}, opts{KeyExpires: day / 2, Created: day0.Add(40 * day)}), sound(policy.WeaknessExpiredAtSigning)),
		of("rsa768", pgptest.RSAKey(768, day0), unusable(policy.ReasonForbiddenAlgo)),
		of("rsa-exponent-one", rsa.WithExponent(1), unusable(policy.ReasonForbiddenAlgo)),
		of("rsa-exponent-even", rsa.WithExponent(65536), unusable(policy.ReasonForbiddenAlgo)),
		of("rsa-exponent-large", rsa.WithExponent(1<<24+1), unusable(policy.ReasonUnsupportedEvidence)),
		of("rsa-exponent-huge", rsa.WithExponent(1<<32+1), unusable(policy.ReasonUnsupportedEvidence)),
		of("small-order-eddsa", author().SmallOrder(), unusable(policy.ReasonForbiddenAlgo)),
		of("small-order-ed25519", pgptest.NewEd25519Key("author", day0).SmallOrder(), unusable(policy.ReasonForbiddenAlgo)),
		of("small-order-ed448", pgptest.Ed448V6Key("author", day0).SmallOrder(), unusable(policy.ReasonForbiddenAlgo)),
		of("small-order-ed448-legacy", pgptest.Ed448Key("author", day0).SmallOrder(), unusable(policy.ReasonForbiddenAlgo)),
		v6Certificate("v6-self-signature-sha1", opts{Hash: pgptest.SHA1}, refused(policy.ReasonForbiddenHash)),
		of6("v6-binding-sha1", binding{Sig: opts{Hash: pgptest.SHA1}}, refused(policy.ReasonForbiddenHash)),
		of6("v6-back-sha1", binding{Back: opts{Hash: pgptest.SHA1}}, refused(policy.ReasonBadBackSignature)),
		of6("v6-subkey-good", binding{}, sound()),
		mixed("v4-subkey-of-v6-primary", authorV6(), pgptest.NewEd25519Key("subkey", day0)),
		mixed("v6-subkey-of-v4-primary", author(), subkeyV6()),
		under("subkey-of-unknown-primary", goodCert(pgptest.UnknownKey(day0)).Subkey(subkey(), binding{}), pgptest.UnknownKey(day0),
			subkey().Sign(data, opts{}), unusable(policy.ReasonUnsupportedEvidence)),
		rsaCert("self-signature-sha1", opts{Hash: pgptest.SHA1}, sound(policy.WeaknessSHA1Binding)),
		rsaCert("self-signature-md5", opts{Hash: pgptest.MD5}, refused(policy.ReasonForbiddenHash)),
		rsaCert("self-signature-ripemd160", opts{Hash: pgptest.RIPEMD160}, refused(policy.ReasonForbiddenHash)),
		certified("direct-key-signature", pgptest.NewCert(author()).DirectKey(opts{}).UserID(jane), sound()),
		certified("two-self-signatures-one-sha1", pgptest.NewCert(author()).UserID(jane, opts{Hash: pgptest.SHA1}, opts{}), sound()),
	)
}

// bindingCases: how a signing subkey hangs on its primary key.
func bindingCases() []Case {
	unbound := goodCert(author()).Subkey(subkey())
	by := func(o opts) binding { return binding{Sig: o} }
	return section("binding",
		under("subkey-unbound", unbound, author(), subkey().Sign(data, opts{}), refused(policy.ReasonNoBinding)),
		bound("binding-forged", by(opts{By: mallory()}), refused(policy.ReasonNoBinding)),
		bound("binding-md5", by(opts{Hash: pgptest.MD5}), refused(policy.ReasonForbiddenHash)),
		bound("binding-ripemd160", by(opts{Hash: pgptest.RIPEMD160}), refused(policy.ReasonForbiddenHash)),
		bound("binding-sha1", by(opts{Hash: pgptest.SHA1}), sound(policy.WeaknessSHA1Binding)),
		bound("binding-encrypts", by(opts{Flags: pgptest.FlagEncrypt}), refused(policy.ReasonNotSigningKey, policy.ReasonNoBackSignature)),
		bound("binding-encrypts-with-back", binding{Sig: opts{Flags: pgptest.FlagEncrypt}, ForceBack: true}, refused(policy.ReasonNotSigningKey)),
		bound("binding-authenticates", binding{Sig: opts{Flags: pgptest.FlagAuthenticate}, ForceBack: true}, refused(policy.ReasonNotSigningKey)),
		bound("binding-expired", by(opts{Expires: day / 2}), refused(policy.ReasonNoBinding)),
		bound("binding-without-date", by(opts{CreatedIn: pgptest.InUnhashed}), refused(policy.ReasonNoBinding)),
		bound("binding-wrong-type", by(opts{Type: pgptest.TypePositive}), refused(policy.ReasonNoBinding)),
		bound("binding-flags-unhashed", binding{Sig: opts{FlagsIn: pgptest.InUnhashed}, ForceBack: true}, sound(policy.WeaknessNoKeyFlags)),
		bound("binding-critical-subpacket", by(opts{Hashed: []pgptest.Subpacket{pgptest.Unknown().AsCritical()}}), refused(policy.ReasonCriticalSubpacket)),
		bound("binding-critical-notation", by(opts{Hashed: []pgptest.Subpacket{pgptest.Notation("n@example.org", "v").AsCritical()}}), refused(policy.ReasonCriticalNotation)),
		bound("subkey-expired-at-signing", by(opts{KeyExpires: day / 2}), sound(policy.WeaknessExpiredAtSigning)),
		bound("subkey-expired-since", by(opts{KeyExpires: 90 * day}), sound().noting(policy.NoticeKeyExpiredSince)),
		bound("binding-refreshed", by(opts{Created: day0.Add(90 * day)}), sound().noting(policy.NoticeRefreshedBinding)),
		bound("binding-from-future", by(opts{Created: now.Add(30 * day)}), refused(policy.ReasonNoBinding)),
		under("subkey-under-expired-primary", pgptest.NewCert(author()).UserID(jane, opts{KeyExpires: day / 2}).Subkey(subkey(), binding{}),
			author(), subkey().Sign(data, opts{}), sound(policy.WeaknessExpiredAtSigning)),
		under("subkey-under-unsigned-primary", pgptest.NewCert(author()).UserID(jane).Subkey(subkey(), binding{}),
			author(), subkey().Sign(data, opts{}), refused(policy.ReasonNoBinding)),
	)
}

// backCases: a subkey that did not agree to belong to the certificate.
func backCases() []Case {
	back := func(o opts) binding { return binding{Back: o} }
	return section("back-signature",
		bound("back-missing", binding{BackIn: pgptest.Absent}, refused(policy.ReasonNoBackSignature)),
		bound("back-forged", back(opts{By: mallory()}), refused(policy.ReasonBadBackSignature)),
		bound("back-by-primary", back(opts{By: author()}), refused(policy.ReasonBadBackSignature)),
		bound("back-for-other-primary", binding{BackOver: mallory()}, refused(policy.ReasonBadBackSignature)),
		bound("back-expired", back(opts{Expires: day / 2}), refused(policy.ReasonBadBackSignature)),
		bound("back-wrong-type", back(opts{Type: pgptest.TypeSubkeyBinding}), refused(policy.ReasonNoBackSignature)),
		bound("back-unhashed-forged", binding{BackIn: pgptest.InUnhashed, Back: opts{By: mallory()}}, refused(policy.ReasonBadBackSignature)),
		bound("back-without-date", back(opts{CreatedIn: pgptest.InUnhashed}), refused(policy.ReasonBadBackSignature)),
		bound("back-older-than-subkey", back(opts{Created: day0.Add(-day)}), refused(policy.ReasonBadBackSignature)),
		bound("back-from-future", back(opts{Created: now.Add(day)}), refused(policy.ReasonBadBackSignature)),
		bound("back-from-future-within-skew", back(opts{Created: now.Add(4 * time.Minute)}), sound()),
		bound("back-from-future-beyond-skew", back(opts{Created: now.Add(6 * time.Minute)}), refused(policy.ReasonBadBackSignature)),
		bound("back-sha1", back(opts{Hash: pgptest.SHA1}), sound(policy.WeaknessSHA1Binding)),
		bound("back-md5", back(opts{Hash: pgptest.MD5}), refused(policy.ReasonBadBackSignature)),
		bound("back-ripemd160", back(opts{Hash: pgptest.RIPEMD160}), refused(policy.ReasonBadBackSignature)),
		bound("back-critical-subpacket", back(opts{Hashed: []pgptest.Subpacket{pgptest.Unknown().AsCritical()}}), refused(policy.ReasonBadBackSignature)),
		bound("back-twice", binding{BackTwice: true}, sound()),
		adopted(),
	)
}

// adopted: mallory puts the author's subkey, with the author's own
// back-signature, under a key of his own, and hopes to be named instead.
func adopted() Case {
	c := goodCert(mallory()).Subkey(subkey(), binding{BackOver: author()})
	return under("adopted-subkey", c, mallory(), subkey().Sign(data, opts{}), refused(policy.ReasonBadBackSignature))
}

// of6 is the case of a good signature by a version 6 subkey bound like that.
func of6(name string, b binding, want Want) Case {
	return under(name, goodCert(authorV6()).Subkey(subkeyV6(), b), authorV6(), subkeyV6().Sign(data, opts{}), want)
}

// mixed is a certificate whose subkey is of another version than its primary key.
func mixed(name string, primary, sub *pgptest.Key) Case {
	b := binding{Sig: opts{Version: primary.Version, Hash: pgptest.SHA512}, Back: opts{Version: sub.Version, Hash: pgptest.SHA512}}
	return under(name, goodCert(primary).Subkey(sub, b), primary, sub.Sign(data, opts{}), refused(policy.ReasonKeyVersion))
}
