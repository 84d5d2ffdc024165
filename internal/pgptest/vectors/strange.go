package vectors

import (
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// strangeRevocationCases: genuine revocations that a careless reader passes over,
// because of their hash, of whom they name, or of where they stand.
func strangeRevocationCases() []Case {
	primary := func(name string, o opts, want Want) Case {
		return certified(name, goodCert(author()).RevokePrimary(pgptest.ReasonCompromised, o), want)
	}
	sub := func(name string, o opts, want Want) Case {
		c := goodCert(author()).Subkey(subkey(), binding{}).RevokeSubkey(subkey(), pgptest.ReasonCompromised, o)
		return under(name, c, author(), subkey().Sign(data, opts{}), want)
	}
	user := func(name string, o opts, want Want) Case {
		return certified(name, goodCert(author()).RevokeUserID(jane, pgptest.ReasonUserIDInvalid, o), want)
	}
	// named is by the key itself, whose ID stands nowhere in it.
	named := opts{Created: before.Created, NoIssuer: true, Unhashed: []pgptest.Subpacket{pgptest.IssuerOf(mallory())}}
	claimed := opts{Created: before.Created, Claims: mallory()}
	stranger := opts{Created: before.Created, By: mallory(), Claims: mallory()}
	ripemd := opts{Created: after.Created, Hash: pgptest.RIPEMD160}
	rsa := pgptest.RSAKey(2048, day0)
	return section("strange revocation",
		primary("revocation-ripemd160", ripemd, refused(policy.ReasonKeyRevoked)),
		sub("subkey-revocation-ripemd160", ripemd, refused(policy.ReasonSubkeyRevoked)),
		under("revocation-ripemd160-rsa", goodCert(rsa).RevokePrimary(pgptest.ReasonCompromised, ripemd), rsa, rsa.Sign(data, opts{}), refused(policy.ReasonKeyRevoked)),
		primary("revocation-names-another", named, refused(policy.ReasonKeyRevoked)),
		primary("revocation-claims-another", claimed, refused(policy.ReasonKeyRevoked)),
		primary("revocation-by-another", stranger, sound()),
		sub("subkey-revocation-names-another", named, refused(policy.ReasonSubkeyRevoked)),
		sub("subkey-revocation-by-another", stranger, sound()),
		user("user-id-revocation-names-another", named, refused(policy.ReasonNoBinding)),
		user("user-id-revocation-by-another", stranger, sound()),
		certified("revocation-v3-names-another", goodCert(author()).RevokePrimary(pgptest.ReasonAbsent, opts{Version: 3, Claims: mallory()}), refused(policy.ReasonKeyRevoked)),
		alone("revocation-alone", pgptest.ReasonCompromised, after, refused(policy.ReasonKeyRevoked)),
		alone("revocation-alone-v3", pgptest.ReasonAbsent, opts{Version: 3}, refused(policy.ReasonKeyRevoked)),
		alone("revocation-alone-names-another", pgptest.ReasonCompromised, named, refused(policy.ReasonKeyRevoked)),
		alone("revocation-alone-forged", pgptest.ReasonCompromised, opts{Created: after.Created, By: mallory()}, sound()),
		certified("user-id-revocation-without-date", goodCert(author()).RevokeUserID(jane, pgptest.ReasonUserIDInvalid, opts{CreatedIn: pgptest.InUnhashed}), refused(policy.ReasonNoBinding)),
		aloneAsSignature(), byRevoker("designated-revocation", opts{}), byRevoker("designated-revocation-sha1", opts{Hash: pgptest.SHA1}),
		misplaced("subkey-revocation-under-another", nil, opts{}, refused(policy.ReasonSubkeyRevoked)),
		misplaced("subkey-revocation-under-another-retired", nil, opts{Created: before.Created, Hashed: []pgptest.Subpacket{pgptest.RevocationReason(pgptest.ReasonRetired, "")}}, refused(policy.ReasonSubkeyRevoked)),
		misplaced("subkey-revocation-under-another-forged", nil, opts{By: mallory()}, sound()),
		misplaced("subkey-revocation-under-another-names-another", nil, claimed, refused(policy.ReasonSubkeyRevoked)),
		misplaced("subkey-revocation-under-another-hash-tag", nil, opts{Tamper: pgptest.CorruptHashTag}, refused(policy.ReasonSubkeyRevoked)),
		misplaced("subkey-revocation-behind-unknown-packet", pgptest.Packet(pgptest.TagUnknown, []byte("?")), opts{}, refused(policy.ReasonSubkeyRevoked)),
		misplaced("subkey-revocation-under-user-id", pgptest.UserIDPacket("x"), opts{}, refused(policy.ReasonSubkeyRevoked)),
		misplacedDesignated(), misplacedUserID(),
		alone("retirement-alone", pgptest.ReasonRetired, after, sound(policy.WeaknessRetiredKey)),
	)
}

// misplaced is a certificate in which the revocation of a subkey stands behind another
// one and between, as "cat certificate revocation" leaves it.
func misplaced(name string, between []byte, o opts, want Want) Case {
	cert := func() *pgptest.Cert {
		return goodCert(author()).Subkey(subkey(), binding{}).Subkey(otherSubkey(), binding{}).AtEnd(between)
	}
	revocation := subkeyRevocation(o)
	return under(name, cert().AtEnd(revocation), author(), subkey().Sign(data, opts{}), want)
}

func otherSubkey() *pgptest.Key { return pgptest.Ed25519Key("other subkey", day0) }

// subkeyRevocation is a revocation of the subkey on its own.
func subkeyRevocation(o opts) []byte {
	bare := pgptest.NewCert(author()).Subkey(subkey())
	n := len(bare.Bytes())
	return bare.RevokeSubkey(subkey(), pgptest.ReasonCompromised, o).Bytes()[n:]
}

// misplacedDesignated is the same by a key that may revoke the certificate.
func misplacedDesignated() Case {
	let := opts{Hashed: []pgptest.Subpacket{pgptest.DesignatedRevoker(mallory())}}
	c := goodCert(author()).DirectKey(let).Subkey(subkey(), binding{}).Subkey(otherSubkey(), binding{}).
		AtEnd(subkeyRevocation(opts{By: mallory(), Claims: mallory()}))
	return under("designated-subkey-revocation-under-another", c, author(), subkey().Sign(data, opts{}), refused(policy.ReasonSubkeyRevoked)).
		withCerts(c.Bytes(), goodCert(mallory()).Bytes())
}

// misplacedUserID is a revocation of the only user ID that is signed, behind another.
func misplacedUserID() Case {
	whole := goodCert(author()).RevokeUserID(jane, pgptest.ReasonUserIDInvalid, before).Bytes()
	c := goodCert(author()).UserID("x").AtEnd(whole[len(goodCert(author()).Bytes()):])
	return certified("user-id-revocation-under-another", c, refused(policy.ReasonNoBinding))
}

// byRevoker is a certificate that another key revoked, which it let do so.
func byRevoker(name string, o opts) Case { return designated(name, author(), mallory(), opts{}, o) }

// designated is the same of any keys, where the direct-key signature that lets the
// other one revoke is made like let.
func designated(name string, k, revoker *pgptest.Key, let, o opts) Case {
	o.By, o.Claims = revoker, revoker
	let.Hashed = append(let.Hashed, pgptest.DesignatedRevoker(revoker))
	revoked := goodCert(k).DirectKey(let).RevokePrimary(pgptest.ReasonCompromised, o)
	return under(name, revoked, k, k.Sign(data, opts{}), refused(policy.ReasonKeyRevoked)).withCerts(goodCert(revoker).Bytes(), revoked.Bytes())
}

// otherVersionCases: revocations of another version than the key that made them, by
// revokers of another version, and by those that a self-signature names which does not
// count otherwise. To believe one too many is the safe side.
func otherVersionCases() []Case {
	v4, v6 := opts{Version: 4, Hash: pgptest.SHA256}, opts{Version: 6, Hash: pgptest.SHA512}
	critical := opts{Hashed: []pgptest.Subpacket{pgptest.Notation("n@example.org", "v").AsCritical()}}
	mallory6 := pgptest.Ed25519V6Key("mallory", day0)
	forged := critical
	forged.By = mallory()
	undesignated := designated("designation-in-forged", author(), mallory(), forged, opts{})
	undesignated.Want = []Want{sound()}
	sub := goodCert(authorV6()).Subkey(subkeyV6(), binding{}).RevokeSubkey(subkeyV6(), pgptest.ReasonCompromised, v4)
	forgedV4 := v4
	forgedV4.By = mallory()
	of := func(name string, k *pgptest.Key, o opts, want Want) Case {
		return under(name, goodCert(k).RevokePrimary(pgptest.ReasonCompromised, o), k, k.Sign(data, opts{}), want)
	}
	return section("revocation of another version",
		of("revocation-v4-of-v6-key", authorV6(), v4, refused(policy.ReasonKeyRevoked)),
		of("revocation-v6-of-v4-key", author(), v6, refused(policy.ReasonKeyRevoked)),
		of("revocation-v4-of-v6-key-forged", authorV6(), forgedV4, sound()),
		under("subkey-revocation-v4-of-v6-key", sub, authorV6(), subkeyV6().Sign(data, opts{}), refused(policy.ReasonSubkeyRevoked)),
		designated("designated-v4-of-v6-key", authorV6(), mallory(), opts{}, v4),
		designated("designated-v4-of-v6-key-v6-signature", authorV6(), mallory(), opts{}, v6),
		designated("designated-v6-of-v4-key", author(), mallory6, opts{}, v4),
		designated("designated-v6-of-v4-key-v6-signature", author(), mallory6, opts{}, v6),
		designated("designation-critical", author(), mallory(), critical, opts{}),
		designated("designation-md5", author(), mallory(), opts{Hash: pgptest.MD5}, opts{}),
		undesignated,
	)
}

func subkeyV6() *pgptest.Key { return pgptest.Ed25519V6Key("subkey", day0) }

// aloneAsSignature is a revocation in a file of its own, armored as a signature.
func aloneAsSignature() Case {
	c := alone("revocation-alone-as-signature", pgptest.ReasonCompromised, after, refused(policy.ReasonKeyRevoked))
	c.Certs[1] = []byte("\n" + pgptest.ArmorSignature(c.Certs[1]))
	return c
}

// alone is a revocation in a file of its own.
func alone(name string, r pgptest.Reason, o opts, want Want) Case {
	c := certified(name, goodCert(author()), want)
	bare := pgptest.NewCert(author()).RevokePrimary(r, o).Bytes()
	c.Certs = append(c.Certs, bare[len(author().PublicPacket()):])
	return c
}
