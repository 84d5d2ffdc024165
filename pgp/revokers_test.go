package pgp_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// revoker is a key that the author lets revoke the author's own.
var revoker = pgptest.Ed25519Key("revoker", day0)

// entrusted is the author's certificate with a subkey, and with a revoker.
func entrusted() *pgptest.Cert {
	return pgptest.NewCert(author).DirectKey(opt{Hashed: sub(pgptest.DesignatedRevoker(revoker))}).
		UserID("Jane Doe <jane@example.org>", opt{}).Subkey(signing, pgptest.Binding{})
}

// TestDesignatedRevoker: a revocation by a key that the certificate designated
// counts where that key's certificate is at hand; where it is not, it is said.
func TestDesignatedRevoker(t *testing.T) {
	by := opt{By: revoker, Claims: revoker}
	with := func(o opt) []byte { return entrusted().RevokePrimary(pgptest.ReasonCompromised, o).Bytes() }
	alone := bytes.TrimPrefix(pgptest.NewCert(author).RevokePrimary(pgptest.ReasonCompromised, by).Bytes(), author.PublicPacket())
	subkey := entrusted().RevokeSubkey(signing, pgptest.ReasonCompromised, by).Bytes()
	its, gone := pgptest.Good(revoker).Bytes(), refused(policy.ReasonKeyRevoked)
	unsaid, said := sound(), sound().with(policy.NoticeCertificateProblem)
	later := by
	later.Created = day0.Add(year)
	for name, tt := range map[string]struct {
		c    *pgp.Collector
		want outcome
	}{
		"nothing revoked":         {files(entrusted().Bytes(), its), unsaid},
		"revoked":                 {files(with(by), its), gone},
		"other order":             {files(its, with(by)), gone},
		"revoker not at hand":     {files(with(by)), said},
		"revoker is a subkey":     {files(with(by), pgptest.Good(mallory).Subkey(revoker, pgptest.Binding{}).Bytes()), gone},
		"forged":                  {files(with(opt{By: mallory, Claims: revoker}), its), unsaid},
		"forged, not at hand":     {files(with(opt{By: mallory, Claims: revoker})), said},
		"by a stranger":           {files(with(opt{By: mallory, Claims: mallory}), its, pgptest.Good(mallory).Bytes()), unsaid},
		"nobody was designated":   {files(pgptest.Good(author).RevokePrimary(pgptest.ReasonCompromised, by).Subkey(signing, pgptest.Binding{}).Bytes(), its), unsaid},
		"SHA-1":                   {files(with(opt{By: revoker, Claims: revoker, Hash: pgptest.SHA1}), its), gone},
		"unknown hash":            {files(with(opt{By: revoker, Claims: revoker, Edit: func(s *pgptest.Sig) { s.Hash = pgptest.UnknownHash }}), its), said},
		"retired later":           {files(entrusted().RevokePrimary(pgptest.ReasonRetired, later).Bytes(), its), weak(policy.WeaknessRetiredKey)},
		"revoker revoked":         {files(with(by), pgptest.Good(revoker).RevokePrimary(pgptest.ReasonCompromised, opt{}).Bytes()), gone},
		"subkey":                  {files(subkey, its), refused(policy.ReasonSubkeyRevoked)},
		"subkey, not at hand":     {files(subkey), said},
		"alone":                   {files(entrusted().Bytes(), its, alone), gone},
		"alone, by a subkey":      {files(entrusted().Bytes(), pgptest.Good(mallory).Subkey(revoker, pgptest.Binding{}).Bytes(), alone), gone},
		"alone, not at hand":      {files(entrusted().Bytes(), alone), said},
		"alone, beside revoker":   {files(entrusted().Bytes(), slices.Concat(its, alone)), gone},
		"alone, before revoker":   {files(slices.Concat(alone, its), entrusted().Bytes()), gone},
		"alone, all in one file":  {files(slices.Concat(alone, its, entrusted().Bytes())), gone},
		"designation not signed":  {files(unsignedDesignation(by), its), unsaid},
		"designation misses flag": {files(misshapenDesignation(by), its), unsaid},
	} {
		t.Run(name, func(t *testing.T) { checkOutcome(t, one(t, tt.c, signing.Sign(data, opt{})), tt.want) })
	}
	f := one(t, files(with(by)), signing.Sign(data, opt{}))
	if !strings.Contains(f.Notices[0].Detail, revoker.HexFingerprint()) {
		t.Errorf("the notice does not name the revoker: %+v", f.Notices)
	}
}

// unsignedDesignation names the revoker in the part that anybody can write.
func unsignedDesignation(by opt) []byte {
	return pgptest.Good(author).DirectKey(opt{Unhashed: sub(pgptest.DesignatedRevoker(revoker))}).
		RevokePrimary(pgptest.ReasonCompromised, by).Subkey(signing, pgptest.Binding{}).Bytes()
}

// misshapenDesignation lacks the bit that says what it is.
func misshapenDesignation(by opt) []byte {
	d := pgptest.DesignatedRevoker(revoker)
	d.Body = slices.Clone(d.Body)
	d.Body[0] = 0
	return pgptest.Good(author).DirectKey(opt{Hashed: sub(d)}).
		RevokePrimary(pgptest.ReasonCompromised, by).Subkey(signing, pgptest.Binding{}).Bytes()
}
