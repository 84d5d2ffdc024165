package pgp_test

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// within fails when f takes longer, whether or not it ever ends.
func within(t *testing.T, d time.Duration, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(d):
		t.Fatalf("took more than %v", d)
	}
}

func reads(t *testing.T, data []byte) *pgp.Certificate {
	t.Helper()
	certs, problems := pgp.ReadCertificates(data, "ring")
	if len(certs) != 1 {
		t.Fatalf("%d certificates, %+v", len(certs), problems)
	}
	return certs[0]
}

func issuersFrom(first, n int) (all []pgptest.Subpacket) {
	for i := range n {
		all = append(all, pgptest.IssuerID(uint64(first+i)))
	}
	return all
}

// Four megabytes of issuers once took minutes to compare with each other.
func TestManyIssuers(t *testing.T) {
	flood := issuersFrom(1, 300_000)
	most := issuersFrom(1, limits.Subpackets-5)
	sigs := func(s []pgptest.Subpacket) []byte {
		return pgptest.Ed25519V6Key("v6", day0).Sign(data, opt{Unhashed: s})
	}
	within(t, 5*time.Second, func() {
		checkOutcome(t, one(t, collect(t, pgptest.Good(author).Bytes()), sigs(flood)), unusable(policy.ReasonLimitExceeded))
		if d := pgp.Inspect(sigs(flood), "x.sig"); len(d.Signatures[0].Subpackets) > 2*limits.Subpackets+2 {
			t.Errorf("%d subpackets are shown", len(d.Signatures[0].Subpackets))
		}
	})
	checkOutcome(t, one(t, collect(t, pgptest.Good(author).Bytes()), sigs(most)), unusable(policy.ReasonUnknownKey))
}

// Signatures without issuer are tried with every key: only so many in all, besides
// the first of each.
func TestManyAnonymousSignatures(t *testing.T) {
	var ring, sigs []byte
	for i := range limits.Candidates {
		ring = append(ring, pgptest.Good(author.At(day0.AddDate(0, 0, -i-1))).Bytes()...)
	}
	for range limits.Signatures {
		sigs = append(sigs, mallory.Sign(data, opt{NoIssuer: true})...)
	}
	got := map[policy.Reason]int{}
	for _, f := range judge(t, collect(t, ring), now, data, sigs) {
		got[f.Reason]++
	}
	if tried := limits.KeyTries / (limits.Candidates - 1); got[policy.ReasonUnknownKey] != tried {
		t.Errorf("%v, not %d were tried", got, tried)
	}
}

// Each signature on a user attribute hashes it anew.
func TestLargeUserAttribute(t *testing.T) {
	count := func(n int) int {
		c := reads(t, pgptest.Good(author).UserAttribute(make([]byte, n), opt{}).Bytes())
		parts, err := c.Parts()
		if err != nil || len(parts) != len(c.Inspect().UserIDs)+1 {
			t.Errorf("%d parts, %v", len(parts), err)
		}
		return len(c.Inspect().UserIDs)
	}
	if fits, over := count(limits.UserPacket), count(limits.UserPacket+1); fits != 2 || over != 1 {
		t.Errorf("%d and %d user IDs", fits, over)
	}
}

// Anybody can add revocations that name other keys; each costs a check, wherever
// certificates are taken apart.
func TestManyStrangeRevocations(t *testing.T) {
	c := pgptest.Good(author)
	for i := range limits.StrangeRevocations + 10 {
		c.RevokePrimary(pgptest.ReasonRetired, opt{Claims: mallory, Created: day0.AddDate(0, 0, i)})
	}
	parts, err := reads(t, c.Bytes()).Parts()
	if err != nil {
		t.Fatal(err)
	}
	own := 0
	for _, s := range parts[0].Signatures {
		if s.Revokes && s.Standing == pgp.StandingOwn {
			own++
		}
	}
	if own != limits.StrangeRevocations {
		t.Errorf("%d were tried", own)
	}
}

// One check under a key of 16384 bits takes as long as dozens under others; so does
// one with some curves, and DSA.
func TestSlowKeys(t *testing.T) {
	usual, slower := []byte{1, 0, 1}, []byte{0xff, 0xff, 0xff}
	number := func(bits int) []byte { return pgptest.MPIBytes(bytes.Repeat([]byte{0xff}, bits/8)) }
	rsa := func(bits int, exponent []byte) []byte { return slices.Concat(number(bits), pgptest.MPIBytes(exponent)) }
	dsa := func(bits, order int) []byte {
		return slices.Concat(number(bits), number(order), number(bits), number(bits))
	}
	curve := func(oid ...byte) []byte { return append([]byte{byte(len(oid))}, oid...) }
	brainpool := func(n byte) []byte { return curve(0x2b, 0x24, 3, 3, 2, 8, 1, 1, n) }
	for _, c := range []struct {
		name     string
		algo     byte
		material []byte
		effort   int
	}{
		{"RSA 4096", pgptest.AlgoRSA, rsa(4096, usual), 1}, {"RSA 8192", pgptest.AlgoRSA, rsa(8192, usual), 4},
		{"RSA 16384", pgptest.AlgoRSA, rsa(16384, usual), 16}, {"RSA 16384, slower", pgptest.AlgoRSA, rsa(16384, slower), 40},
		{"DSA 2048", pgptest.AlgoDSA, dsa(2048, 256), 1}, {"DSA 4096", pgptest.AlgoDSA, dsa(4096, 512), 13},
		{"P-256", pgptest.AlgoECDSA, curve(0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7), 1}, {"P-384", pgptest.AlgoECDSA, curve(0x2b, 0x81, 4, 0, 0x22), 2},
		{"P-521", pgptest.AlgoECDSA, curve(0x2b, 0x81, 4, 0, 0x23), 8}, {"brainpoolP256r1", pgptest.AlgoECDSA, brainpool(7), 4},
		{"brainpoolP384r1", pgptest.AlgoECDSA, brainpool(11), 12}, {"brainpoolP512r1", pgptest.AlgoECDSA, brainpool(13), 24},
		{"SLH-DSA-SHAKE-128s", 32, nil, 3}, {"SLH-DSA-SHAKE-128f", 33, nil, 8}, {"SLH-DSA-SHAKE-256s", 34, nil, 5},
		{"an unknown curve", pgptest.AlgoECDSA, curve(1), 4},
	} {
		most := limits.SelfSignatures / c.effort
		slow := &pgptest.Key{Version: 4, Created: day0, Algo: c.algo, Material: c.material}
		cert := func(n int) *pgp.Certificate {
			data := append(slow.PublicPacket(), pgptest.UserIDPacket("a")...)
			for i := range n {
				s := &pgptest.Sig{Version: 4, Type: pgptest.TypePositive, Algo: c.algo, Hash: pgptest.SHA256,
					Hashed: []pgptest.Subpacket{pgptest.IssuerFingerprintOf(slow), pgptest.CreatedAt(day0.Add(time.Duration(i) * time.Second))},
					Value:  pgptest.MPIBytes([]byte{1})}
				data = append(data, s.Packet()...)
			}
			return reads(t, data)
		}
		if d := cert(most).Inspect(); d.Problem != "" {
			t.Errorf("%s: %d signatures: %s", c.name, most, d.Detail)
		}
		if d := cert(most + 1).Inspect(); d.Problem != policy.ReasonLimitExceeded {
			t.Errorf("%s: %d signatures are read", c.name, most+1)
		}
	}
}

// Millions of empty packets in one certificate are not remembered one by one.
func TestManyPackets(t *testing.T) {
	flooded := func(n int) *pgp.Certificate {
		return reads(t, append(pgptest.Good(author).Bytes(), bytes.Repeat(pgptest.Packet(pgptest.TagSignature, nil), n)...))
	}
	if _, err := flooded(limits.CertificatePackets - 10).Parts(); err != nil {
		t.Error(err)
	}
	if _, err := flooded(limits.CertificatePackets).Parts(); err == nil {
		t.Error("more packets than the limit are taken apart")
	}
}

// Copies of one certificate once took minutes to compare with each other.
func TestManyCopies(t *testing.T) {
	var ring []byte
	for i := range limits.Certificates {
		ring = append(ring, author.PublicPacket()...)
		for j := range 8 {
			sub := &pgptest.Key{Version: 4, Created: day0, Algo: pgptest.AlgoUnknown, Material: binary.BigEndian.AppendUint32(nil, uint32(8*i+j))}
			ring = append(ring, sub.SubkeyPacket()...)
		}
	}
	within(t, 5*time.Second, func() {
		if d := reads(t, ring).Inspect(); d.Problem != policy.ReasonLimitExceeded || !strings.Contains(d.Detail, "subkeys") {
			t.Errorf("%s %s", d.Problem, d.Detail)
		}
	})
}

func TestManyRevokers(t *testing.T) {
	var revokers []pgptest.Subpacket
	for i := range limits.Revokers + 1 {
		revokers = append(revokers, pgptest.DesignatedRevoker(author.At(day0.AddDate(0, 0, i+1))))
	}
	c := reads(t, pgptest.NewCert(author).DirectKey(opt{Hashed: revokers}).Bytes())
	if n := len(c.Revokers()); n != limits.Revokers {
		t.Errorf("%d revokers", n)
	}
}

// A text of blank lines takes no more memory than any other.
func TestManyLines(t *testing.T) {
	const size = 8 << 20
	m := author.ClearSign(strings.Repeat("\n", size), opt{}).String()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read, err := pgp.ReadMessage([]byte(m))
	runtime.ReadMemStats(&after)
	if err != nil || len(read.Content) < size-1 {
		t.Fatal(err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 4*size {
		t.Errorf("allocated %d bytes for %d", n, size)
	}
}

// Whom a signature names, anybody can write: salted signatures that no key at hand
// can have made are not worth a read each.
func TestSaltedMisfits(t *testing.T) {
	var sigs []byte
	for i := range limits.SaltedHashes {
		sigs = append(sigs, author.Sign(data, opt{Version: 6, Created: day0.AddDate(0, 0, i+1)})...)
	}
	check, err := collect(t, pgptest.Good(author).Bytes()).Prepare(t.Context(), policy.Job{Now: now, Evidence: []policy.File{{Data: sigs}}})
	if err != nil || len(check.Taps()) != limits.SaltedMisfits {
		t.Errorf("%d hashes, %v", len(check.Taps()), err)
	}
}

// Revocations that stand alone and name another key are tried under all keys at
// hand: only so often in all.
func TestManyStrayRevocations(t *testing.T) {
	var strays, ring []byte
	for i := range limits.KeyTries/limits.Candidates + 2 {
		lone := pgptest.NewCert(author).RevokePrimary(pgptest.ReasonRetired, opt{Claims: mallory, Created: day0.AddDate(0, 0, i)}).Bytes()
		strays = append(strays, lone[len(author.PublicPacket()):]...)
	}
	for i := range limits.Candidates - 1 {
		ring = append(ring, pgptest.Good(author.At(day0.AddDate(0, 0, -i-1))).Bytes()...)
	}
	ring = append(ring, pgptest.Good(author).Bytes()...)
	_, problems := pgp.ReadCertificates(slices.Concat(strays, ring), "ring")
	if len(problems) != 2 {
		t.Errorf("%d revocations found no certificate", len(problems))
	}
}

// A header of millions of empty names, or of one name, is not kept name by name.
func TestHashNames(t *testing.T) {
	for name, names := range map[string]string{"empty": strings.Repeat(",", 1<<20), "one": strings.Repeat(",SHA256", 1<<18)[1:]} {
		data := []byte("-----BEGIN PGP SIGNED MESSAGE-----\nHash: " + names + "\n\ntext\n")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := pgp.ReadMessage(data); err == nil {
			t.Errorf("%s: read", name)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
			t.Errorf("%s: allocated %d bytes", name, n)
		}
	}
}
