package vectors

import (
	"fmt"
	"time"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// typeCases: only binary and text signatures sign files.
func typeCases() []Case {
	var cases []Case
	for _, t := range []pgptest.SigType{
		pgptest.TypeStandalone, pgptest.TypeGeneric, pgptest.TypePersona, pgptest.TypeCasual, pgptest.TypePositive,
		pgptest.TypeSubkeyBinding, pgptest.TypeBack, pgptest.TypeDirectKey, pgptest.TypeKeyRevocation,
		pgptest.TypeSubkeyRevoked, pgptest.TypeUserIDRevoked, pgptest.TypeTimestamp, pgptest.TypeThirdPartyProof, pgptest.TypeUndefined,
	} {
		cases = append(cases, signed(fmt.Sprintf("type-%02x", byte(t)), opts{Type: t}, unusable(policy.ReasonSignatureType)))
	}
	return section("signature type", cases...)
}

// timeCases: when the signature claims to be made.
func timeCases() []Case {
	return section("time",
		signed("no-creation-time", opts{CreatedIn: pgptest.Absent}, refused(policy.ReasonNoCreationTime)),
		signed("creation-time-unhashed", opts{CreatedIn: pgptest.InUnhashed}, refused(policy.ReasonNoCreationTime)),
		signed("from-future", opts{Created: now.Add(day)}, refused(policy.ReasonFromFuture)),
		signed("from-future-within-skew", opts{Created: now.Add(4 * time.Minute)}, sound()),
		signed("from-future-beyond-skew", opts{Created: now.Add(6 * time.Minute)}, refused(policy.ReasonFromFuture)),
		signed("before-key", opts{Created: day0.Add(-day)}, refused(policy.ReasonOlderThanKey).noting(policy.NoticeRefreshedBinding)),
		signed("at-key-creation", opts{Created: day0}, sound()),
		signed("expired", opts{Expires: day}, refused(policy.ReasonSignatureExpired)),
		signed("not-yet-expired", opts{Expires: 4000 * day}, sound()),
		signed("expiry-unhashed", opts{Unhashed: []pgptest.Subpacket{pgptest.ExpiresAfter(day)}}, sound()),
		under("before-subkey", goodCert(author()).Subkey(lateSubkey(), binding{}), author(),
			lateSubkey().Sign(data, opts{Created: day0.Add(day)}), refused(policy.ReasonOlderThanKey).noting(policy.NoticeRefreshedBinding)),
		signed("expires-this-second", opts{Expires: now.Sub(day0) - day}, sound()),
		signed("expired-a-second-ago", opts{Expires: now.Sub(day0) - day - time.Second}, refused(policy.ReasonSignatureExpired)),
		signed("expires-never", opts{Hashed: []pgptest.Subpacket{pgptest.ExpiresAfter(0)}}, sound()),
		signed("expired-and-critical", opts{Hashed: []pgptest.Subpacket{pgptest.ExpiresAfter(day).AsCritical()}}, refused(policy.ReasonSignatureExpired)),
		signed("from-end-of-time", opts{Created: time.Unix(0xffffffff, 0)}, refused(policy.ReasonFromFuture)),
	)
}

func lateSubkey() *pgptest.Key { return subkey().At(day0.Add(30 * day)) }

// signatureCases: what else can be wrong with a data signature.
func signatureCases() []Case {
	critical := func(s pgptest.Subpacket) []pgptest.Subpacket { return []pgptest.Subpacket{s.AsCritical()} }
	note := pgptest.Notation("n@example.org", "v")
	otherData := plain("other-artifact", author().Sign([]byte("another release"), opts{}), bad(policy.ReasonBadSignature))
	return section("signature",
		otherData,
		signed("forged", opts{By: mallory()}, bad(policy.ReasonBadSignature)),
		signed("corrupt-value", opts{Tamper: pgptest.CorruptValue}, bad(policy.ReasonBadSignature)),
		signed("hash-tag", opts{Tamper: pgptest.CorruptHashTag}, refused(policy.ReasonHashPrefix)),
		plain("unknown-key", mallory().Sign(data, opts{}), unusable(policy.ReasonUnknownKey)),
		plain("claims-another-key", mallory().Sign(data, opts{Claims: author()}), bad(policy.ReasonBadSignature)),
		signed("critical-subpacket", opts{Hashed: critical(pgptest.Unknown())}, refused(policy.ReasonCriticalSubpacket)),
		signed("unhashed-issuer-differs", opts{Unhashed: []pgptest.Subpacket{pgptest.IssuerOf(mallory()), pgptest.IssuerFingerprintOf(mallory())}}, sound()),
		signed("unknown-subpacket", opts{Hashed: []pgptest.Subpacket{pgptest.Unknown()}}, sound()),
		signed("critical-subpacket-unhashed", opts{Unhashed: critical(pgptest.Unknown())}, sound()),
		signed("critical-notation", opts{Hashed: critical(note)}, refused(policy.ReasonCriticalNotation)),
		signed("critical-notation-unhashed", opts{Unhashed: critical(note)}, sound()),
		signed("v6-signature-by-v4-key", opts{Version: 6, Hash: pgptest.SHA512}, refused(policy.ReasonKeyVersion)),
		v6("v4-signature-by-v6-key", opts{Version: 4}, refused(policy.ReasonKeyVersion)),
		v6("v3-signature-by-v6-key", opts{Version: 3}, refused(policy.ReasonKeyVersion).weak(policy.WeaknessV3Signature)),
		v6("v6-hash-tag", opts{Tamper: pgptest.CorruptHashTag}, refused(policy.ReasonHashPrefix)),
		v6("v6-salt-too-short", opts{Salt: make([]byte, 16)}, unusable(policy.ReasonMalformedEvidence)),
		v6("v6-salt-length-lies", opts{Tamper: func(s *pgptest.Sig) { s.SaltLength = 255 }}, unusable(policy.ReasonMalformedEvidence)),
		v6("v6-salt-changed", opts{Tamper: func(s *pgptest.Sig) { s.Salt = make([]byte, 32) }}, bad(policy.ReasonBadSignature)),
	)
}

func v6(name string, o opts, want ...Want) Case {
	k := authorV6()
	return under(name, goodCert(k), k, k.Sign(data, o), want...)
}

// hashCases: broken hashes and old formats.
func hashCases() []Case {
	rsa := pgptest.RSAKey(2048, day0)
	by := func(name string, o opts, want Want) Case {
		return under(name, goodCert(rsa), rsa, rsa.Sign(data, o), want)
	}
	return section("hash",
		by("md5", opts{Hash: pgptest.MD5}, unusable(policy.ReasonForbiddenHash)),
		by("ripemd160", opts{Hash: pgptest.RIPEMD160}, unusable(policy.ReasonForbiddenHash)),
		by("sha1", opts{Hash: pgptest.SHA1}, sound(policy.WeaknessSHA1Signature)),
		by("sha224", opts{Hash: pgptest.SHA224}, sound()),
		by("sha3-256", opts{Hash: pgptest.SHA3_256}, sound()),
		by("unknown-hash", opts{Hash: pgptest.UnknownHash}, unusable(policy.ReasonUnsupportedEvidence)),
		by("v3", opts{Version: 3}, sound(policy.WeaknessV3Signature)),
		by("v3-sha1", opts{Version: 3, Hash: pgptest.SHA1}, sound(policy.WeaknessSHA1Signature, policy.WeaknessV3Signature)),
		by("v3-md5", opts{Version: 3, Hash: pgptest.MD5}, unusable(policy.ReasonForbiddenHash)),
		by("v3-text", opts{Version: 3, Type: pgptest.TypeText}, sound(policy.WeaknessTextMode, policy.WeaknessV3Signature)),
		by("v3-from-future", opts{Version: 3, Created: now.Add(day)}, refused(policy.ReasonFromFuture).weak(policy.WeaknessV3Signature)),
		under("v3-header-length", goodCert(rsa), rsa, v3HeaderLength(rsa), unusable(policy.ReasonMalformedEvidence)),
		by("v3-forged", opts{Version: 3, Tamper: pgptest.CorruptValue}, bad(policy.ReasonBadSignature)),
	)
}

// shortHashCases: hashes that are shorter than the kind of key demands.
func shortHashCases() []Case {
	sha224 := opts{Hash: pgptest.SHA224}
	short := refused(policy.ReasonForbiddenHash)
	by := func(name string, k *pgptest.Key, h pgptest.Hash, want Want) Case {
		return under(name, pgptest.NewCert(k).DirectKey(opts{Hash: pgptest.SHA512}).UserID(jane), k, k.Sign(data, opts{Hash: h}), want)
	}
	p256, p384 := pgptest.ECDSAKey("author", day0), pgptest.ECDSA384Key("author", day0)
	ed448, mldsa := pgptest.Ed448V6Key("author", day0), pgptest.MLDSAKey("author", day0)
	return section("short hash",
		signed("short-hash-eddsa", sha224, short),
		by("short-hash-ed25519", pgptest.NewEd25519Key("author", day0), pgptest.SHA224, short),
		by("short-hash-ed25519-sha256", pgptest.NewEd25519Key("author", day0), pgptest.SHA256, sound()),
		by("short-hash-ed448", ed448, pgptest.SHA384, short),
		by("short-hash-ed448-sha512", ed448, pgptest.SHA512, sound()),
		by("short-hash-p256", p256, pgptest.SHA224, short),
		by("short-hash-p256-sha256", p256, pgptest.SHA256, sound()),
		by("short-hash-p384", p384, pgptest.SHA256, short),
		by("short-hash-p384-sha384", p384, pgptest.SHA384, sound()),
		by("short-hash-ml-dsa", mldsa, pgptest.SHA224, short),
		by("short-hash-ml-dsa-sha256", mldsa, pgptest.SHA256, sound()),
		certified("short-hash-self-signature", pgptest.NewCert(author()).UserID(jane, sha224), short),
		certified("short-hash-self-signature-beside-good", pgptest.NewCert(author()).UserID(jane, sha224, opts{}), sound()),
		certified("short-hash-revocation", goodCert(author()).RevokePrimary(pgptest.ReasonCompromised, sha224), refused(policy.ReasonKeyRevoked)),
		bound("short-hash-binding", binding{Sig: sha224}, short),
		bound("short-hash-back", binding{Back: sha224}, refused(policy.ReasonBadBackSignature)),
	)
}

// v3HeaderLength says that more than type and time are signed.
func v3HeaderLength(k *pgptest.Key) []byte {
	body := k.Signature(data, opts{Version: 3}).Body()
	body[1] = 7
	return pgptest.Packet(pgptest.TagSignature, body)
}
