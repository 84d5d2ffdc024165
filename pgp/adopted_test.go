package pgp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/policy"
)

// Anybody can adopt a signing subkey in any number of certificates; they must not take
// the place of the one that it belongs to, in whatever order they come.
func TestManyAdopters(t *testing.T) {
	owner := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	var adopters []byte
	for i, n := 0, 0; n < limits.Candidates; i++ {
		adopter := pgptest.Ed25519Key(fmt.Sprintf("adopter %d", i), day0)
		if adopter.HexFingerprint() > author.HexFingerprint() {
			continue // it would stand behind the owner anyway
		}
		n++
		adopters = append(adopters, pgptest.Good(adopter).Subkey(signing, pgptest.Binding{BackIn: pgptest.Absent}).Bytes()...)
	}
	sig := signing.Sign(data, opt{})
	checkOutcome(t, one(t, collect(t, adopters, owner), sig), sound())
	checkOutcome(t, one(t, collect(t, owner, adopters), sig), sound())
	checkOutcome(t, one(t, collect(t, adopters), sig), refused(policy.ReasonNoBackSignature))
}

// junkBack is a binding with back-signatures that do not hold in the part that anybody
// can write to.
func junkBack(n int, genuine pgptest.Area) pgptest.Binding {
	b := pgptest.Binding{BackIn: genuine}
	for i := range n {
		forged := mallory.Signature(data, opt{Type: pgptest.TypeBack, Claims: signing, Created: day0,
			Unhashed: sub(pgptest.Notation("n@example.org", fmt.Sprint(i)))})
		b.Sig.Unhashed = append(b.Sig.Unhashed, pgptest.Embedded(forged))
	}
	return b
}

// Nor can anybody take a certificate away with back-signatures that do not hold, in a
// copy of the binding.
func TestManyBackSignatures(t *testing.T) {
	sig := signing.Sign(data, opt{})
	flooded := func(n int, genuine pgptest.Area) []byte {
		return pgptest.Good(author).Subkey(signing, junkBack(n, genuine)).Bytes()
	}
	good := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	checkOutcome(t, one(t, collect(t, flooded(limits.BackSignatures+8, pgptest.Absent), good), sig), sound())
	checkOutcome(t, one(t, collect(t, good, flooded(limits.BackSignatures+8, pgptest.Absent)), sig), sound())
	checkOutcome(t, one(t, collect(t, flooded(limits.BackSignatures+8, pgptest.InUnhashed)), sig), sound())
	checkOutcome(t, one(t, collect(t, flooded(3, pgptest.Absent)), sig), refused(policy.ReasonBadBackSignature))
}

// Those that begin as their digest does cost a check each: only so many.
func TestManyLikelyBackSignatures(t *testing.T) {
	b := pgptest.Binding{BackIn: pgptest.Absent}
	for i := range limits.BackSignatures + 1 {
		back := opt{Created: day0, Tamper: pgptest.CorruptValue, Unhashed: sub(pgptest.Notation("n@example.org", fmt.Sprint(i)))}
		b.Sig.Unhashed = append(b.Sig.Unhashed, pgptest.NewCert(author).BackSignature(signing, pgptest.Binding{Back: back}))
	}
	got := one(t, collect(t, pgptest.Good(author).Subkey(signing, b).Bytes()), signing.Sign(data, opt{}))
	checkOutcome(t, got, refused(policy.ReasonLimitExceeded))
}

// Who has a key can revoke it any number of times: one is told, and how many there are.
func TestManyRevocations(t *testing.T) {
	c := pgptest.Good(author)
	for i := range 200 {
		c.RevokePrimary(pgptest.ReasonRetired, opt{Created: day0.AddDate(2, 0, 200-i), Hashed: sub(pgptest.Notation("n@example.org", strings.Repeat("x", 100)))})
	}
	f := one(t, collect(t, c.Bytes()), author.Sign(data, opt{}))
	checkOutcome(t, f, weak(policy.WeaknessRetiredKey))
	if w := f.Weaknesses[0]; !w.After.Equal(day0.AddDate(2, 0, 1)) || !strings.HasSuffix(w.Detail, ", and there are 199 more such revocations") || len(w.Detail) > limits.Detail {
		t.Errorf("%v, %q", w.After, w.Detail)
	}
	f = one(t, collect(t, c.RevokePrimary(pgptest.ReasonCompromised, opt{Created: day0.AddDate(5, 0, 0)}).Bytes()), author.Sign(data, opt{Created: day0.AddDate(4, 0, 0)}))
	if len(f.Refusals) != 1 || !strings.Contains(f.Refusals[0].Detail, "compromised") {
		t.Errorf("%+v", f.Refusals)
	}
}

// Of several causes for which self-signatures cannot count the same one is told, in
// whatever order they stand.
func TestBarredInAnyOrder(t *testing.T) {
	selfs := []opt{{Hash: pgptest.MD5}, {Hashed: sub(pgptest.Unknown().AsCritical())}, {CreatedIn: pgptest.InUnhashed}}
	sig := author.Sign(data, opt{})
	first := one(t, collect(t, pgptest.NewCert(author).UserID("a", selfs...).UserID("b", selfs[0]).Bytes()), sig)
	slices.Reverse(selfs)
	second := one(t, collect(t, pgptest.NewCert(author).UserID("b", selfs[2]).UserID("a", selfs...).Bytes()), sig)
	if len(first.Refusals) == 0 || !slices.Equal(first.Refusals, second.Refusals) {
		t.Errorf("%+v\n%+v", first.Refusals, second.Refusals)
	}
}
