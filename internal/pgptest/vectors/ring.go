package vectors

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// ringCases: a broken or odd neighbour never costs a good certificate.
func ringCases() []Case {
	good := goodCert(author()).Bytes()
	beside := func(name string, neighbour []byte) []Case {
		front := certified(name+"-before", goodCert(author()), sound())
		front.Certs = [][]byte{join(neighbour, good)}
		behind := certified(name+"-behind", goodCert(author()), sound())
		behind.Certs = [][]byte{join(good, neighbour)}
		return []Case{front, behind}
	}
	var cases []Case
	neighbours := map[string][]byte{
		"ring-other-key":         goodCert(mallory()).Bytes(),
		"ring-v3-key":            pgptest.Packet(pgptest.TagPublicKey, (&pgptest.Key{Version: 3, Created: day0, Algo: pgptest.AlgoRSA, Material: pgptest.RSAKey(1024, day0).Material}).PublicBody()),
		"ring-unknown-algorithm": goodCert(pgptest.UnknownKey(day0)).Bytes(),
		"ring-no-user-id":        pgptest.NewCert(mallory()).Bytes(),
		"ring-broken-key":        pgptest.Packet(pgptest.TagPublicKey, []byte{4, 1, 2}),
		"ring-key-excess":        goodCert(mallory()).WithHead(pgptest.Packet(pgptest.TagPublicKey, join(mallory().PublicBody(), []byte("abc")))).Bytes(),
		"ring-partial-length":    pgptest.NewCert(mallory()).Here(pgptest.PartialPacket(pgptest.TagUserID, 9, make([]byte, 600))).Bytes(),
		"ring-critical-packet":   goodCert(mallory()).Here(pgptest.Packet(pgptest.TagUnknown, []byte("x"))).Bytes(),
	}
	for _, name := range slices.Sorted(maps.Keys(neighbours)) {
		cases = append(cases, beside(name, neighbours[name])...)
	}
	in := func(name string, packet []byte) Case {
		return certified(name, goodCert(author()).Here(packet), sound())
	}
	cases = append(cases,
		in("old-comment-packet", pgptest.CommentPacket(pgptest.TagOldComment, "GnuPG")),
		in("comment-packet", pgptest.CommentPacket(pgptest.TagComment, "comment")),
		in("skippable-packet-in-certificate", pgptest.Packet(pgptest.TagUnknownSkippable, []byte("x"))),
		in("trust-packet", pgptest.TrustPacket()),
		in("marker-packet", pgptest.MarkerPacket()),
		in("padding-packet", pgptest.PaddingPacket(64)),
		certified("user-attribute", goodCert(author()).UserAttribute(pgptest.ImageAttribute(4000), opts{}), sound()),
		certified("third-party-certification", goodCert(author()).Certified(mallory(), opts{}), sound()),
		certified("old-headers", pgptest.NewCert(author()).WithHead(pgptest.OldPacket(pgptest.TagPublicKey, author().PublicBody())).UserID(jane, opts{}), sound()),
		certified("encryption-subkey", goodCert(author()).Subkey(pgptest.ElGamalKey(day0), binding{Sig: opts{Flags: pgptest.FlagEncrypt}}), sound()),
		certified("several-armor-blocks", goodCert(author()), sound()).withCerts(severalBlocks()),
		certified("stale-copy-first", goodCert(author()), sound().noting(policy.NoticeRefreshedBinding)).withCerts(staleCopy(), extendedCopy()),
		certified("stale-copy-last", goodCert(author()), sound().noting(policy.NoticeRefreshedBinding)).withCerts(extendedCopy(), staleCopy()),
		trusted(), secret(), bogusSubkey(), adoptedPrimary(), sharedSubkey(), sharedByNamed(),
	)
	return section("certificate", cases...)
}

func (c Case) withCerts(certs ...[]byte) Case { c.Certs = certs; return c }

// severalBlocks is how distributions ship key files: several armor blocks with
// text around, here with the wanted certificate last.
func severalBlocks() []byte {
	return []byte("pub ed25519\r\n\r\n" + goodCert(mallory()).Armor() + "\nuid Jane\n\n" +
		pgptest.Armor("PGP ARMORED FILE", goodCert(author()).Bytes()) + "-- \nJane\n")
}

// staleCopy had expired when the signature was made; the newer copy knows better.
func staleCopy() []byte {
	return pgptest.NewCert(author()).UserID(jane, opts{KeyExpires: day / 2}).Bytes()
}

// extendedCopy has the later self-signature alone, as GnuPG exports it.
func extendedCopy() []byte {
	return pgptest.NewCert(author()).UserID(jane, opts{Created: day0.Add(40 * day)}).Bytes()
}

// adoptedPrimary: the author's primary key under somebody else's certificate.
func adoptedPrimary() Case {
	thief := goodCert(mallory()).Subkey(author(), binding{BackIn: pgptest.Absent})
	return certified("primary-adopted-as-subkey", goodCert(author()), sound()).withCerts(thief.Bytes(), goodCert(author()).Bytes())
}

// trusted: a trust packet calls a forged binding good.
func trusted() Case {
	c := goodCert(author()).Subkey(subkey(), binding{Sig: opts{By: mallory()}, BackIn: pgptest.Absent}).Here(pgptest.TrustPacket())
	return under("trust-packet-vouches-for-subkey", c, author(), subkey().Sign(data, opts{}), refused(policy.ReasonNoBinding))
}

// secret: a ring that leaks the secret key is not used.
func secret() Case {
	return certified("secret-key", goodCert(author()).WithHead(author().SecretPacket()), unusable(policy.ReasonSecretKey))
}

// bogusSubkey: the same subkey, adopted by another certificate in the ring
// without its consent, does not make the rightful one unusable (CVE-2025-30258).
func bogusSubkey() Case {
	rightful := goodCert(author()).Subkey(subkey(), binding{})
	thief := goodCert(mallory()).Subkey(subkey(), binding{BackIn: pgptest.Absent})
	c := under("subkey-in-two-certificates", rightful, author(), subkey().Sign(data, opts{}), sound())
	c.Certs = [][]byte{thief.Bytes(), rightful.Bytes()}
	return c
}

// floodCases: too much of everything. The sizes stay small enough for every
// test run; [Floods] has the real ones.
func floodCases() []Case {
	return section("flood",
		plain("flood-signatures", bytes.Repeat(author().Sign(data, opts{}), 200), unusable(policy.ReasonLimitExceeded)),
		thieves(),
		certified("flood-certifications", goodCert(author()).FloodCertifications(mallory(), 2000), sound()),
		certified("flood-forged-self-signatures-small", goodCert(author()).FloodForgedSelf(20), sound()),
	)
}

// thieves adopt the author's subkey a hundred times; the certificate that the
// policy names is tried nevertheless.
func thieves() Case {
	owner := lastKey()
	rightful := goodCert(owner).Subkey(subkey(), binding{})
	c := under("flood-adopted-subkey", rightful, owner, subkey().Sign(data, opts{}), sound())
	var ring []byte
	for i := range 100 {
		thief := pgptest.Ed25519Key(fmt.Sprint("thief", i), day0)
		ring = append(ring, goodCert(thief).Subkey(subkey(), binding{BackIn: pgptest.Absent}).Bytes()...)
	}
	c.Certs = [][]byte{append(ring, rightful.Bytes()...)}
	return c
}

// sharedSubkey: the subkey agreed to belong to two certificates, of which the
// policy names the one with the weaker binding: that one is reported.
func sharedSubkey() Case {
	named := goodCert(lastKey()).Subkey(subkey(), binding{Sig: opts{Hash: pgptest.SHA1}})
	c := under("subkey-shared-with-unnamed", named, lastKey(), subkey().Sign(data, opts{}), sound(policy.WeaknessSHA1Binding))
	c.Certs = [][]byte{goodCert(author()).Subkey(subkey(), binding{}).Bytes(), named.Bytes()}
	return c
}

// sharedByNamed: of two named certificates with the subkey, one is refused.
func sharedByNamed() Case {
	fine := goodCert(lastKey()).Subkey(subkey(), binding{})
	c := under("subkey-shared-by-named", fine, lastKey(), subkey().Sign(data, opts{}), sound())
	c.Certs = append(c.Certs, goodCert(author()).Subkey(subkey(), binding{BackIn: pgptest.Absent}).Bytes())
	c.Pinned = append(c.Pinned, author().HexFingerprint())
	return c
}

// unusableIssuerCases: whom a signature names beside its signer, anybody can write. A
// key that cannot be used, named there, does not rescue a bad signature.
func unusableIssuerCases() []Case {
	unknown := pgptest.UnknownKey(day0)
	naming := opts{Unhashed: []pgptest.Subpacket{pgptest.IssuerOf(unknown)}}
	with := goodCert(author()).Subkey(unknown, binding{Sig: opts{Flags: pgptest.FlagEncrypt}})
	good, wrong := author().Sign(data, naming), author().Sign([]byte("another release"), naming)
	anyone := naming
	anyone.NoIssuer, anyone.Unhashed = true, append(anyone.Unhashed, pgptest.IssuerOf(author()))
	of := func(name string, sig []byte, want Want) Case { return under(name, with, author(), sig, want) }
	return section("unusable issuer",
		of("names-unusable-subkey", good, sound()),
		of("bad-names-unusable-subkey", wrong, bad(policy.ReasonBadSignature)),
		of("bad-names-unusable-subkey-unsigned", author().Sign([]byte("another release"), anyone), bad(policy.ReasonBadSignature)),
		of("unknown-names-unusable-subkey", mallory().Sign(data, naming), unusable(policy.ReasonUnknownKey)),
		plain("bad-names-unusable-neighbour", wrong, bad(policy.ReasonBadSignature)).withCerts(goodCert(author()).Bytes(), goodCert(unknown).Bytes()),
	)
}

// saltedCases: signatures by strangers that name the author's key where anybody can
// write do not take the salted hashes from those that claim to be by it.
func saltedCases() []Case {
	var junk, claimed []byte
	naming := opts{Unhashed: []pgptest.Subpacket{pgptest.IssuerOf(authorV6())}}
	var strangers, most []Want
	for i := range limits.SaltedHashes {
		naming.Created = day0.Add(day + time.Duration(i)*time.Minute)
		junk = append(junk, pgptest.Ed25519V6Key("mallory", day0).Sign(data, naming)...)
		claimed = append(claimed, authorV6().Sign(data, opts{Created: naming.Created})...)
		strangers = append(strangers, unusable(policy.ReasonUnknownKey))
		most = append(most, sound())
	}
	good, wrong := authorV6().Sign(data, opts{}), authorV6().Sign([]byte("another release"), opts{})
	strangers[len(strangers)-1] = unusable(policy.ReasonLimitExceeded)
	of := func(name string, want []Want, sigs ...[]byte) Case {
		return under(name, goodCert(authorV6()), authorV6(), join(sigs...), want...)
	}
	return section("salted",
		of("salted-strangers-good", append(slices.Clone(strangers), sound()), junk, good),
		of("salted-strangers-bad", append(slices.Clone(strangers), bad(policy.ReasonBadSignature)), junk, wrong),
		of("salted-too-many-claimed", append(most, bad(policy.ReasonBadSignature)), claimed, wrong),
	)
}

// lastKey has a fingerprint that sorts behind nearly all others.
func lastKey() *pgptest.Key {
	for i := 0; ; i++ {
		k := pgptest.Ed25519Key(fmt.Sprint("last", i), day0)
		if strings.HasPrefix(k.HexFingerprint(), "FF") {
			return k
		}
	}
}

// Floods are certificates as large as those seen in attacks. They must be judged
// or refused by a limit, quickly and in little memory, never accepted wrongly.
func Floods() []Case {
	return section("flood",
		certified("flood-150000-certifications", goodCert(author()).FloodCertifications(mallory(), 150_000), sound()),
		certified("flood-20000-self-signatures", goodCert(author()).FloodSelf(20_000), unusable(policy.ReasonLimitExceeded)),
		certified("flood-20000-forged-self-signatures", goodCert(author()).FloodForgedSelf(20_000), unusable(policy.ReasonLimitExceeded)),
	)
}
