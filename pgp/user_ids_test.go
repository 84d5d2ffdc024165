package pgp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
)

// A sound finding names the user IDs that the key signed and did not revoke, the
// primary one first: anybody can add others to a copy.
func TestNamedUserIDs(t *testing.T) {
	plain, primary := opt{}, opt{Hashed: []pgptest.Subpacket{pgptest.PrimaryUserID()}}
	older := opt{Hashed: primary.Hashed, Created: day0.Add(-year)}
	revoke := func(c *pgptest.Cert, id string) *pgptest.Cert {
		return c.RevokeUserID(id, pgptest.ReasonAbsent, pgptest.SigOptions{})
	}
	for name, c := range map[string]struct {
		cert *pgptest.Cert
		want []string
	}{
		"none":             {pgptest.NewCert(author).DirectKey(plain), nil},
		"unsigned first":   {pgptest.NewCert(author).UserID("Eve").UserID("Jane", plain), []string{"Jane"}},
		"forged first":     {pgptest.NewCert(author).UserID("Eve", opt{By: mallory}).UserID("Jane", plain), []string{"Jane"}},
		"revoked first":    {revoke(pgptest.NewCert(author).UserID("Old", plain), "Old").UserID("Jane", plain), []string{"Jane"}},
		"primary last":     {pgptest.NewCert(author).UserID("a", plain).UserID("b", plain).UserID("c", primary), []string{"c", "a", "b"}},
		"primary long ago": {pgptest.NewCert(author).UserID("a", older).UserID("b", primary), []string{"b", "a"}},
		"primary of late":  {pgptest.NewCert(author).UserID("a", primary).UserID("b", older), []string{"a", "b"}},
		"a photograph":     {pgptest.NewCert(author).UserID("Jane", plain).UserAttribute([]byte("\x05\x01photo"), plain), []string{"Jane"}},
	} {
		certs, _ := pgp.ReadCertificates(c.cert.Bytes(), "x")
		f := one(t, pgp.New(certs, nil), author.Sign(data, opt{}))
		if f.Key == nil || !slices.Equal(f.Key.UserIDs, c.want) {
			t.Errorf("%s: %+v, %v, want %q", name, f.Key, f.Reason, c.want)
		}
	}
}

// However many user IDs and issuers there are, and however long, a finding has few.
func TestNamesAreBounded(t *testing.T) {
	cert := pgptest.NewCert(author)
	for i := range limits.NamedUserIDs + 1 {
		cert.UserID(fmt.Sprint(i, " ", strings.Repeat("\u00fc", limits.NamedUserID)), opt{})
	}
	issuers := opt{}
	for i := range limits.NamedIssuers + 1 {
		issuers.Unhashed = append(issuers.Unhashed, pgptest.IssuerID(uint64(i+1)))
	}
	certs, _ := pgp.ReadCertificates(cert.Bytes(), "x")
	sound := one(t, pgp.New(certs, nil), author.Sign(data, opt{}))
	if n := len(sound.Key.UserIDs); n != limits.NamedUserIDs {
		t.Errorf("%d user IDs", n)
	}
	for _, id := range sound.Key.UserIDs {
		if !strings.HasSuffix(id, "\u00fc...") || len(id) > limits.NamedUserID+3 {
			t.Errorf("%d bytes: %q", len(id), id)
		}
	}
	unknown := one(t, pgp.New(nil, nil), author.Sign(data, issuers))
	if n := len(unknown.Claimed.Issuers); n != limits.NamedIssuers {
		t.Errorf("%d issuers", n)
	}
}
