package pgp_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

var second = pgptest.Ed25519Key("second", day0)

const (
	janeID = "Jane Doe <jane@example.org>"
	workID = "Jane Doe <jane@work.example>"
)

// two is a certificate with two user IDs and two signing subkeys.
func two() *pgptest.Cert {
	return pgptest.Good(author).UserID(workID, opt{}).Subkey(signing, pgptest.Binding{}).Subkey(second, pgptest.Binding{})
}

// packetsOf splits what pgptest made: packets with new headers.
func packetsOf(data []byte) (all [][]byte) {
	for len(data) > 0 {
		size, head := int(data[1]), 2
		switch {
		case size == 255:
			size, head = int(data[2])<<24|int(data[3])<<16|int(data[4])<<8|int(data[5]), 6
		case size >= 192:
			size, head = (size-192)<<8+int(data[2])+192, 3
		}
		all, data = append(all, data[:head+size]), data[head+size:]
	}
	return all
}

// shuffled keeps the primary key first; everything else stands anywhere.
func shuffled(cert []byte, r *rand.Rand) []byte {
	all := packetsOf(cert)
	r.Shuffle(len(all)-1, func(i, j int) { all[i+1], all[j+1] = all[j+1], all[i+1] })
	return slices.Concat(all...)
}

// kept is the certificate as keyrings take it apart, in order, without what only
// encrypts.
func kept(t *testing.T, cert []byte) []byte {
	t.Helper()
	parts, err := reads(t, cert).Parts()
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for _, p := range parts {
		if p.EncryptionOnly {
			continue
		}
		out = append(out, pgptest.Packet(byte(p.Tag), p.Body)...)
		for _, s := range p.Signatures {
			if s.Standing > pgp.StandingForeign {
				out = append(out, pgptest.Packet(pgptest.TagSignature, s.Body)...)
			}
		}
	}
	return out
}

// TestOrderOfPackets: what a signature is about is what it covers. No order of the
// packets behind the primary key makes another verdict, before or after keyrings put
// it in order.
func TestOrderOfPackets(t *testing.T) {
	later, sha1 := opt{Created: day0.Add(year)}, opt{Hash: pgptest.SHA1}
	unknown := opt{Edit: func(s *pgptest.Sig) { s.Hash = pgptest.UnknownHash }}
	by := opt{By: revoker, Claims: revoker}
	let := func() *pgptest.Cert {
		return pgptest.NewCert(author).UserID(janeID, opt{Hashed: sub(pgptest.DesignatedRevoker(revoker))}).
			UserID(workID, opt{}).Subkey(signing, pgptest.Binding{}).Subkey(second, pgptest.Binding{})
	}
	certs := map[string]*pgptest.Cert{
		"good":                  two(),
		"subkey compromised":    two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{}),
		"subkey retired":        two().RevokeSubkey(signing, pgptest.ReasonRetired, later),
		"both revoked":          two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{}).RevokeSubkey(second, pgptest.ReasonRetired, later),
		"tampered digest":       two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{Tamper: pgptest.CorruptHashTag}),
		"names another":         two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{Claims: mallory}),
		"another, tampered":     two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{Claims: mallory, Tamper: pgptest.CorruptHashTag}),
		"over SHA-1":            two().RevokeSubkey(signing, pgptest.ReasonCompromised, sha1),
		"version 3":             two().RevokeSubkey(signing, pgptest.ReasonAbsent, opt{Version: 3}),
		"forged":                two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{By: mallory}),
		"unknown hash":          two().RevokeSubkey(signing, pgptest.ReasonCompromised, unknown),
		"unknown version":       two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{Tamper: func(s *pgptest.Sig) { s.Version = 5 }}),
		"key revoked":           two().RevokePrimary(pgptest.ReasonCompromised, opt{}),
		"key retired":           two().RevokePrimary(pgptest.ReasonRetired, later),
		"user IDs revoked":      two().RevokeUserID(janeID, pgptest.ReasonUserIDInvalid, opt{}).RevokeUserID(workID, pgptest.ReasonUserIDInvalid, opt{}),
		"one user ID revoked":   pgptest.NewCert(author).UserID(janeID, opt{}).UserID(workID).RevokeUserID(janeID, pgptest.ReasonUserIDInvalid, opt{}),
		"expired":               pgptest.Good(author).UserID(workID, opt{KeyExpires: hour, Created: day0.Add(hour)}).Subkey(signing, pgptest.Binding{}).Subkey(second, pgptest.Binding{}),
		"subkey expired":        two().Here().Subkey(mallory, pgptest.Binding{}).Subkey(signing, pgptest.Binding{Sig: opt{KeyExpires: hour, Created: day0.Add(hour)}}),
		"not for signing":       pgptest.Good(author).Subkey(second, pgptest.Binding{}).Subkey(signing, pgptest.Binding{Sig: opt{Flags: pgptest.FlagCertify}}),
		"no back-signature":     pgptest.Good(author).Subkey(second, pgptest.Binding{}).Subkey(signing, pgptest.Binding{BackIn: pgptest.Absent}),
		"unbound":               pgptest.Good(author).Subkey(second, pgptest.Binding{}).Subkey(signing),
		"binding over SHA-1":    pgptest.Good(author).Subkey(second, pgptest.Binding{}).Subkey(signing, pgptest.Binding{Sig: sha1}),
		"bound by another":      pgptest.Good(author).Subkey(second, pgptest.Binding{}).Subkey(signing, pgptest.Binding{Sig: opt{By: mallory}}),
		"designated":            let().RevokeSubkey(signing, pgptest.ReasonCompromised, by),
		"designated, the key":   let().RevokePrimary(pgptest.ReasonCompromised, by),
		"designated, forged":    let().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{By: mallory, Claims: revoker}),
		"designated, tampered":  let().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{By: revoker, Claims: revoker, Tamper: pgptest.CorruptHashTag}),
		"designated, encrypts":  let().Subkey(pgptest.ElGamalKey(day0), pgptest.Binding{Sig: opt{Flags: pgptest.FlagEncrypt}}).RevokeSubkey(signing, pgptest.ReasonCompromised, by),
		"compromised, encrypts": two().Subkey(pgptest.ElGamalKey(day0), pgptest.Binding{Sig: opt{Flags: pgptest.FlagEncrypt}}).RevokeSubkey(signing, pgptest.ReasonCompromised, opt{}),
		"designated by nobody":  two().RevokeSubkey(signing, pgptest.ReasonCompromised, by),
		"direct key, user attr": two().DirectKey(opt{KeyExpires: hour}).UserAttribute(pgptest.ImageAttribute(300), opt{}),
	}
	for name, cert := range certs {
		t.Run(name, func(t *testing.T) {
			ordered := cert.Bytes()
			want := verdicts(t, ordered)
			r := rand.New(rand.NewPCG(1, 2))
			for range 8 {
				other := shuffled(ordered, r)
				for _, c := range [][]byte{other, kept(t, other)} {
					if diff := cmp.Diff(want, verdicts(t, c), cmp.AllowUnexported(outcome{}), cmpopts.EquateEmpty()); diff != "" {
						t.Fatalf("(-in order +in another):\n%s", diff)
					}
				}
			}
		})
	}
}

// verdicts are about signatures by each key of such a certificate.
func verdicts(t *testing.T, cert []byte) (all []outcome) {
	t.Helper()
	c := files(cert, pgptest.Good(revoker).Bytes())
	for _, k := range []*pgptest.Key{author, signing, second} {
		all = append(all, outcomeOf(one(t, c, k.Sign(data, opt{Created: day0.Add(10 * day)}))))
	}
	return all
}

// TestSubkeyRevocationUnderAnother: "cat certificate revocation" puts it behind the
// last subkey, whichever that is.
func TestSubkeyRevocationUnderAnother(t *testing.T) {
	whole := two().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{}).Bytes()
	var rest [][]byte
	var revocation []byte
	for _, p := range packetsOf(whole) {
		if len(p) > 4 && p[0]&0x3f == pgptest.TagSignature && slices.Contains(p[2:5], byte(pgptest.TypeSubkeyRevoked)) {
			revocation = p
		} else {
			rest = append(rest, p)
		}
	}
	moved := slices.Concat(slices.Concat(rest...), revocation)
	if revocation == nil || slices.Equal(moved, whole) {
		t.Fatal("nothing was moved")
	}
	gone := refused(policy.ReasonSubkeyRevoked)
	checkOutcome(t, one(t, collect(t, moved), signing.Sign(data, opt{})), gone)
	checkOutcome(t, one(t, collect(t, moved), second.Sign(data, opt{})), sound())
	unknown := slices.Concat(slices.Concat(rest...), pgptest.Packet(pgptest.TagUnknown, []byte("?")), revocation)
	certs, _ := pgp.ReadCertificates(unknown, "ring")
	checkOutcome(t, one(t, pgp.New(certs, nil), signing.Sign(data, opt{})), gone)
	checkOutcome(t, one(t, files(slices.Concat(rest...), revocation), signing.Sign(data, opt{})), gone)

	for i, k := range reads(t, moved).Inspect().Keys {
		n := 0
		for _, s := range k.Signatures {
			if s.Revocation != "" {
				n++
			}
		}
		if want := k.Fingerprint == signing.HexFingerprint(); (n == 1) != want || n > 1 {
			t.Errorf("key %d is shown with %d revocations", i, n)
		}
	}
}

// A revocation in a file of its own that names another key finds its subkey.
func TestSubkeyRevocationAloneNamesAnother(t *testing.T) {
	bare := two().Bytes()
	all := pgptest.Good(author).UserID(workID, opt{}).Subkey(signing, pgptest.Binding{}).
		Subkey(second, pgptest.Binding{}).RevokeSubkey(second, pgptest.ReasonCompromised, opt{Claims: mallory}).Bytes()
	c := files(bare, all[len(bare):])
	checkOutcome(t, one(t, c, second.Sign(data, opt{})), refused(policy.ReasonSubkeyRevoked))
	checkOutcome(t, one(t, c, signing.Sign(data, opt{})), sound())
}

// A designated revoker's revocation of a subkey may have stood alone, in the file of
// the revoker's own certificate.
func TestDesignatedSubkeyRevocationAlone(t *testing.T) {
	bare := entrusted().Bytes()
	revocation := entrusted().RevokeSubkey(signing, pgptest.ReasonCompromised, opt{By: revoker, Claims: revoker}).Bytes()[len(bare):]
	its := pgptest.Good(revoker).Bytes()
	for name, c := range map[string]*pgp.Collector{
		"beside the revoker": files(bare, slices.Concat(its, revocation)),
		"before the revoker": files(slices.Concat(revocation, its), bare),
		"in a file":          files(bare, its, revocation),
	} {
		t.Run(name, func(t *testing.T) {
			checkOutcome(t, one(t, c, signing.Sign(data, opt{})), refused(policy.ReasonSubkeyRevoked))
		})
	}
}

// crowded is a certificate with many subkeys, the signing one first, and so many
// revocations behind the last that hold nowhere.
func crowded(subkeys, revocations int, o opt) *pgptest.Cert {
	c := pgptest.Good(author).Subkey(signing, pgptest.Binding{})
	for i := range subkeys {
		c.Subkey(author.At(day0.AddDate(0, 0, -i-1)))
	}
	for i := range revocations {
		o.Created = day0.Add(time.Duration(i) * hour)
		lone := pgptest.NewCert(author).Subkey(mallory).RevokeSubkey(mallory, pgptest.ReasonCompromised, o).Bytes()
		c.AtEnd(lone[len(pgptest.NewCert(author).Subkey(mallory).Bytes()):])
	}
	return c
}

// TestManyMisplacedRevocations: a flood of revocations that belong nowhere is tried in
// bounds, said, and hides none whose digest says what it is about.
func TestManyMisplacedRevocations(t *testing.T) {
	const subkeys = 100
	bare := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	genuine := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).RevokeSubkey(signing, pgptest.ReasonCompromised, opt{}).Bytes()[len(bare):]
	most := limits.MisplacedTries / subkeys
	for name, o := range map[string]opt{"its own": {By: mallory}, "others'": {By: mallory, Claims: mallory}} {
		t.Run(name, func(t *testing.T) {
			sig := signing.Sign(data, opt{})
			checkOutcome(t, one(t, collect(t, crowded(subkeys, most, o).Bytes()), sig), sound())
			f := one(t, collect(t, crowded(subkeys, most+2, o).Bytes()), sig)
			checkOutcome(t, f, sound().with(policy.NoticeCertificateProblem))
			if !strings.Contains(fmt.Sprint(f.Notices), "2 more revocations that do not hold where they stand") {
				t.Errorf("%+v", f.Notices)
			}
			flooded := slices.Concat(crowded(subkeys, most+2, o).Bytes(), genuine)
			checkOutcome(t, one(t, collect(t, flooded), sig), refused(policy.ReasonSubkeyRevoked).with(policy.NoticeCertificateProblem))
			checkOutcome(t, one(t, collect(t, kept(t, flooded)), sig), refused(policy.ReasonSubkeyRevoked))
		})
	}
}

// TestMisplacedBeyondLimit: what would take too long to look for may be anything. A
// certificate's own signatures refuse it then, those by strangers do not.
func TestMisplacedBeyondLimit(t *testing.T) {
	flood := func(o opt) []byte {
		c := pgptest.Good(author).Subkey(signing, pgptest.Binding{})
		large := &pgptest.Key{Version: 4, Created: day0, Algo: pgptest.AlgoUnknown, Material: make([]byte, 60_000)}
		for i := range 100 {
			c.Subkey(large.At(day0.AddDate(0, 0, -i-1)))
		}
		for i := range 20 {
			o.Created = day0.Add(time.Duration(i) * hour)
			lone := pgptest.NewCert(author).Subkey(mallory).RevokeSubkey(mallory, pgptest.ReasonCompromised, o).Bytes()
			c.AtEnd(lone[len(pgptest.NewCert(author).Subkey(mallory).Bytes()):])
		}
		return c.Bytes()
	}
	own, others := flood(opt{By: mallory}), flood(opt{By: mallory, Claims: mallory})
	sig := signing.Sign(data, opt{})
	within(t, 10*time.Second, func() {
		checkOutcome(t, one(t, collect(t, own), sig), refused(policy.ReasonLimitExceeded).with(policy.NoticeCertificateProblem))
		checkOutcome(t, one(t, collect(t, others), sig), sound().with(policy.NoticeCertificateProblem))
	})
	if d := reads(t, own).Inspect(); d.Problem != policy.ReasonLimitExceeded {
		t.Errorf("inspected: %s", d.Problem)
	}
	if _, err := reads(t, own).Parts(); err == nil {
		t.Error("taken apart")
	}
}

// TestBarredWhereverItStands: a self-signature that must not count does not, and is the
// reason that is given, behind its user ID and elsewhere; a forged one is no reason.
func TestBarredWhereverItStands(t *testing.T) {
	critical := sub(pgptest.Notation("a@example.org", "b").AsCritical())
	one := func(o opt) []byte { return pgptest.NewCert(author).UserID("a", o).Bytes() }
	body := func(o opt) []byte { return one(o)[len(pgptest.NewCert(author).UserID("a").Bytes()):] }
	for name, tt := range map[string]struct {
		o    opt
		want policy.Reason
	}{
		"critical notation": {opt{Hashed: critical}, policy.ReasonCriticalNotation},
		"MD5":               {opt{Hash: pgptest.MD5}, policy.ReasonForbiddenHash},
		"forged":            {opt{Hashed: critical, By: mallory}, policy.ReasonNoBinding},
	} {
		elsewhere := slices.Concat(author.PublicPacket(), body(tt.o), pgptest.UserIDPacket("a"))
		for place, cert := range map[string][]byte{"in place": one(tt.o), "elsewhere": elsewhere} {
			t.Run(name+" "+place, func(t *testing.T) {
				f := judge(t, collect(t, cert), now, data, author.Sign(data, opt{}))[0]
				checkOutcome(t, f, refused(tt.want))
			})
		}
	}
}
