package vectors

import (
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// oldKeyCases: keys and certificates as releases of thirty years have them.
func oldKeyCases() []Case {
	rsa := pgptest.RSAKey(2048, day0)
	signOnly := rsa.As(pgptest.AlgoRSASign)
	dsa := pgptest.DSAKey(1024, day0)
	elGamal := pgptest.ElGamalKey(day0).As(pgptest.AlgoElGamalSign)
	self := func(all ...opts) *pgptest.Cert { return pgptest.NewCert(author()).UserID(jane, all...) }
	direct := func(self, direct opts) *pgptest.Cert {
		return pgptest.NewCert(author()).DirectKey(direct).UserID(jane, self)
	}
	noFlags := opts{FlagsIn: pgptest.Absent}
	expired := opts{KeyExpires: day / 2}
	return section("old key",
		under("rsa-sign-only", goodCert(signOnly), signOnly, signOnly.Sign(data, opts{}), sound()),
		under("rsa-sign-only-key", goodCert(signOnly), signOnly, rsa.Sign(data, opts{Claims: signOnly}), sound()),
		under("rsa-sign-only-signature", goodCert(rsa), rsa, signOnly.Sign(data, opts{Claims: rsa}), sound()),
		under("dsa3072", goodCert(pgptest.DSAKey(3072, day0)), pgptest.DSAKey(3072, day0), pgptest.DSAKey(3072, day0).Sign(data, opts{}), sound(policy.WeaknessDSA)),
		under("dsa1024-sha512", goodCert(dsa), dsa, dsa.Sign(data, opts{Hash: pgptest.SHA512}), sound(policy.WeaknessDSA)),
		under("elgamal-signature", goodCert(elGamal), elGamal, elGamal.Sign(data, opts{}), unusable(policy.ReasonUnsupportedEvidence)),
		ancient(),
		certified("self-signature-local", self(opts{Hashed: []pgptest.Subpacket{pgptest.Local()}}), sound()),
		certified("certified-locally", goodCert(author()).Certified(mallory(), opts{Hashed: []pgptest.Subpacket{pgptest.Local()}}), sound()),
		certified("certified-by-v3", goodCert(author()).Certified(rsa, opts{Version: 3, Hash: pgptest.MD5}), sound()),
		certified("direct-key-says-flags", direct(noFlags, opts{}), sound()),
		certified("direct-key-says-flags-sha1", direct(noFlags, opts{Hash: pgptest.SHA1}), sound(policy.WeaknessSHA1Binding)),
		certified("direct-key-says-expiry", direct(opts{}, expired), sound(policy.WeaknessExpiredAtSigning)),
		certified("direct-key-older-says-expiry", direct(opts{Created: day0.Add(day / 4)}, expired), sound(policy.WeaknessExpiredAtSigning)),
		certified("direct-key-sha1-says-expiry", direct(opts{}, opts{KeyExpires: day / 2, Hash: pgptest.SHA1}), sound(policy.WeaknessExpiredAtSigning)),
		certified("user-id-outlives-direct-key", direct(opts{KeyExpires: 4000 * day}, expired), sound()),
		certified("self-signature-sha1-direct-key-strong", direct(opts{Hash: pgptest.SHA1}, opts{}), sound()),
		certified("self-signature-sha1-renewed", self(opts{Hash: pgptest.SHA1}, opts{Created: day0.Add(90 * day)}), sound().noting(policy.NoticeRefreshedBinding)),
		certified("expired-then-extended-over-sha1", self(expired, opts{Hash: pgptest.SHA1, Created: day0.Add(90 * day)}),
			sound(policy.WeaknessSHA1Binding).noting(policy.NoticeRefreshedBinding)),
	)
}

// ancient is what GnuPG 1.0 and PGP 6 made: DSA with an ElGamal subkey and a photo,
// SHA-1 throughout, and not a word about what the keys are for.
func ancient() Case {
	dsa := pgptest.DSAKey(1024, day0)
	old := opts{Hash: pgptest.SHA1, FlagsIn: pgptest.Absent}
	c := pgptest.NewCert(dsa).UserID(jane, old).UserAttribute(pgptest.ImageAttribute(300), old).
		Subkey(pgptest.ElGamalKey(day0), binding{Sig: opts{Hash: pgptest.SHA1, Flags: pgptest.FlagEncrypt, FlagsIn: pgptest.Absent}})
	return under("ancient", c, dsa, dsa.Sign(data, opts{Hash: pgptest.SHA1}),
		sound(policy.WeaknessDSA, policy.WeaknessSHA1Signature, policy.WeaknessSHA1Binding, policy.WeaknessNoKeyFlags))
}
