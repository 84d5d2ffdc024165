package pgp_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// revocationOf is a revocation on its own, as gpg --gen-revoke makes it.
func revocationOf(k *pgptest.Key, o opt) []byte {
	return bytes.TrimPrefix(pgptest.NewCert(k).RevokePrimary(pgptest.ReasonCompromised, o).Bytes(), k.PublicPacket())
}

// files reads each keyring as a file of its own, as programs do.
func files(all ...[]byte) *pgp.Collector {
	var certs []*pgp.Certificate
	var problems []pgp.Problem
	for _, data := range all {
		c, p := pgp.ReadCertificates(data, "file")
		certs, problems = append(certs, c...), append(problems, p...)
	}
	return pgp.New(certs, problems)
}

// TestStrayRevocation finds the certificate in whichever file; a revocation whose
// certificate is not there is said in every finding.
func TestStrayRevocation(t *testing.T) {
	cert, sig := pgptest.Good(author).Bytes(), author.Sign(data, opt{})
	stray := revocationOf(author, opt{})
	armored := []byte(pgptest.Armor(keyBlock, stray))
	unnamed := revocationOf(author, opt{Unhashed: sub(pgptest.IssuerOf(mallory)), NoIssuer: true})
	gone := refused(policy.ReasonKeyRevoked)
	for name, tt := range map[string]struct {
		c    *pgp.Collector
		want outcome
	}{
		"certificate first": {files(cert, stray), gone},
		"revocation first":  {files(stray, cert), gone},
		"armored":           {files(cert, armored), gone},
		"as a signature":    {files(cert, []byte(pgptest.ArmorSignature(stray))), gone},
		"in a signed text":  {files([]byte(author.ClearSign("keys", opt{}).String() + pgptest.ArmorSignature(stray) + string(cert))), gone},
		"two copies":        {files(cert, stray, cert), gone},
		"one file":          {files(slices.Concat(stray, []byte("\n"), cert)), gone},
		"names another":     {files(cert, unnamed), gone},
		"of another key":    {files(cert, revocationOf(mallory, opt{})), sound().with(policy.NoticeCertificateProblem)},
		"forged":            {files(cert, revocationOf(author, opt{By: mallory})), sound()},
	} {
		t.Run(name, func(t *testing.T) { checkOutcome(t, one(t, tt.c, sig), tt.want) })
	}
	f := one(t, files(cert, revocationOf(mallory, opt{})), author.Sign([]byte("x"), opt{}))
	checkOutcome(t, f, bad().with(policy.NoticeCertificateProblem))
	f = one(t, files(revocationOf(mallory, opt{})), sig)
	checkOutcome(t, f, unusable(policy.ReasonUnknownKey).with(policy.NoticeCertificateProblem))
}

// TestUnjudgedRevocation says which revocations may be genuine and cannot be
// checked; strangers' are passed over.
func TestUnjudgedRevocation(t *testing.T) {
	revoked := func(o opt) *pgptest.Cert {
		return pgptest.Good(author).RevokePrimary(pgptest.ReasonCompromised, o)
	}
	unknown := func(claims *pgptest.Key) opt {
		return opt{Claims: claims, Edit: func(s *pgptest.Sig) { s.Hash = pgptest.UnknownHash }}
	}
	version5 := opt{Tamper: func(s *pgptest.Sig) { s.Version = 5 }}
	for name, tt := range map[string]struct {
		cert *pgptest.Cert
		says string
	}{
		"unknown hash":            {revoked(unknown(author)), "over hash 99, which cannot be checked"},
		"unknown version":         {revoked(version5), "that cannot be read: signature version 5"},
		"unknown hash, stranger":  {revoked(unknown(mallory)), ""},
		"unknown hash, user ID":   {pgptest.Good(author).RevokeUserID("Jane Doe <jane@example.org>", pgptest.ReasonUserIDInvalid, unknown(author)), "user ID"},
		"too many name strangers": {strange(limits.StrangeRevocations), "1 more revocations that name other keys"},
	} {
		t.Run(name, func(t *testing.T) {
			f := one(t, collect(t, tt.cert.Bytes()), author.Sign(data, opt{}))
			want := sound()
			if tt.says != "" {
				want = want.with(policy.NoticeCertificateProblem)
			}
			checkOutcome(t, f, want)
			if tt.says != "" && (len(f.Notices) != 1 || !strings.Contains(f.Notices[0].Detail, tt.says)) {
				t.Errorf("notices: %+v", f.Notices)
			}
		})
	}
	cert := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).RevokeSubkey(signing, pgptest.ReasonCompromised, unknown(author))
	f := one(t, collect(t, cert.Bytes()), signing.Sign(data, opt{}))
	checkOutcome(t, f, sound().with(policy.NoticeCertificateProblem))
}

// strange is a certificate with n revocations by strangers before a genuine one
// that names a stranger too: the last that is tried, or the first that is not.
func strange(n int) *pgptest.Cert {
	c := pgptest.Good(author)
	for i := range n {
		c.RevokePrimary(pgptest.ReasonCompromised, opt{By: mallory, Claims: mallory, Created: day0.Add(hour * time.Duration(i))})
	}
	return c.RevokePrimary(pgptest.ReasonCompromised, opt{Claims: mallory})
}

// TestStrangeRevocationsAreBounded tries as many as the limit says. Those that name
// the key itself are tried in any case.
func TestStrangeRevocationsAreBounded(t *testing.T) {
	gone := refused(policy.ReasonKeyRevoked)
	f := one(t, collect(t, strange(limits.StrangeRevocations-1).Bytes()), author.Sign(data, opt{}))
	checkOutcome(t, f, gone)
	c := strange(limits.StrangeRevocations).RevokePrimary(pgptest.ReasonCompromised, opt{Created: day0.Add(hour)})
	f = one(t, collect(t, c.Bytes()), author.Sign(data, opt{}))
	checkOutcome(t, f, gone.with(policy.NoticeCertificateProblem))
}

// TestCleaningKeepsMisnamedRevocations: what names another key may be the key's own.
func TestCleaningKeepsMisnamedRevocations(t *testing.T) {
	for name, tt := range map[string]struct {
		o    opt
		want pgp.Standing
	}{
		"by the key":  {opt{Claims: mallory}, pgp.StandingOwn},
		"by another":  {opt{By: mallory, Claims: mallory}, pgp.StandingForeign},
		"RIPEMD-160":  {opt{Hash: pgptest.RIPEMD160}, pgp.StandingOwn},
		"unknown one": {opt{Edit: func(s *pgptest.Sig) { s.Hash = pgptest.UnknownHash }}, pgp.StandingUnknown},
	} {
		certs, _ := pgp.ReadCertificates(pgptest.Good(author).RevokePrimary(pgptest.ReasonCompromised, tt.o).Bytes(), "ring")
		parts, err := certs[0].Parts()
		if err != nil || len(parts[0].Signatures) != 1 || parts[0].Signatures[0].Standing != tt.want {
			t.Errorf("%s: %+v, %v", name, parts, err)
		}
	}
}
