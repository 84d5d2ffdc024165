package pgp_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// TestAdoptedSubkey: a stranger binds the author's subkey to his own certificate.
// Whatever the order, the author's certificate answers.
func TestAdoptedSubkey(t *testing.T) {
	mine := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	adopted := pgptest.Good(mallory).Subkey(signing, pgptest.Binding{BackIn: pgptest.Absent}).Bytes()
	sig := signing.Sign(data, opt{})
	for _, ring := range [][]byte{slices.Concat(mine, adopted), slices.Concat(adopted, mine)} {
		f := one(t, collect(t, ring), sig)
		checkOutcome(t, f, sound())
		if f.Key.Fingerprint != author.HexFingerprint() {
			t.Errorf("key: %+v", f.Key)
		}
	}
	f := one(t, collect(t, adopted), sig)
	checkOutcome(t, f, refused(policy.ReasonNoBackSignature))
}

// TestNamedFirst: of two certificates with the same subkey the one that the
// policy names answers.
func TestNamedFirst(t *testing.T) {
	a := pgptest.Good(author).Subkey(signing, pgptest.Binding{}).Bytes()
	b := pgptest.Good(mallory).Subkey(signing, pgptest.Binding{}).Bytes()
	for _, name := range []string{author.HexFingerprint(), mallory.HexFingerprint()} {
		job := policy.Job{
			Now: now, Evidence: []policy.File{{Data: signing.Sign(data, opt{})}},
			Policy: &policy.Policy{OpenPGPSigners: []policy.OpenPGPSigner{{Fingerprints: []string{name}}}},
		}
		f := judgeJob(t, collect(t, a, b), job, data)[0]
		if f.Key == nil || f.Key.Fingerprint != name {
			t.Errorf("named %s, answered %+v", name, f.Key)
		}
	}
}

// TestSameAnswer: no answer depends on the order of certificates, on calls before
// or on calls at the same time.
func TestSameAnswer(t *testing.T) {
	keys := []*pgptest.Key{author, signing, mallory, pgptest.RSAKey(2048, day0), pgptest.ECDSAKey("e", day0)}
	var certs []*pgp.Certificate
	var sigs []byte
	for _, k := range keys {
		all, _ := pgp.ReadCertificates(pgptest.Good(k).Subkey(pgptest.Ed25519Key("sub", day0), pgptest.Binding{}).Bytes(), "ring")
		certs = append(certs, all...)
		sigs = append(sigs, k.Sign(data, opt{})...)
		sigs = append(sigs, k.Sign(data, opt{NoIssuer: true})...)
		sigs = append(sigs, k.Sign([]byte("other"), opt{})...)
	}
	sigs = append(sigs, pgptest.Ed25519Key("sub", day0).Sign(data, opt{})...)
	want := judge(t, pgp.New(certs, nil), now, data, sigs)

	reversed := slices.Clone(certs)
	slices.Reverse(reversed)
	c := pgp.New(reversed, nil)
	judge(t, c, day0.Add(-hour), []byte("before"), sigs)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if diff := cmp.Diff(want, judge(t, c, now, data, sigs)); diff != "" {
				t.Errorf("findings differ:\n%s", diff)
			}
		})
	}
	wg.Wait()
}

// TestDigestOnly: a digest is not enough for OpenPGP.
func TestDigestOnly(t *testing.T) {
	c := collect(t, pgptest.Good(author).Bytes())
	job := policy.Job{Now: now, Evidence: []policy.File{{Data: author.Sign(data, opt{})}}}
	check, err := c.Prepare(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	checkOutcome(t, check.Findings(context.Background(), &artifact.Digests{})[0], unusable(policy.ReasonNeedsArtifact))
}

func TestCancelled(t *testing.T) {
	c := collect(t, pgptest.Good(author).Bytes())
	job := policy.Job{Now: now, Evidence: []policy.File{{Data: author.Sign(data, opt{})}}}
	ctx, cancel := context.WithCancel(context.Background())
	check, err := c.Prepare(ctx, job)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := c.Prepare(ctx, job); err == nil {
		t.Error("prepared in an ended context")
	}
	d, _ := artifact.Read(context.Background(), strings.NewReader(string(data)), check.Taps())
	if f := check.Findings(ctx, d)[0]; f.Status != policy.StatusUnusable {
		t.Errorf("finding: %+v", f)
	}
}

// TestHashOnce: signatures over the same hash share one tap; those that no key at
// hand can have made need none.
func TestHashOnce(t *testing.T) {
	v6 := pgptest.Ed25519V6Key("six", day0)
	c := collect(t, pgptest.Good(author).Bytes(), pgptest.NewCert(v6).DirectKey(opt{}).Bytes())
	var sigs []byte
	for i := range 20 {
		o := opt{Created: day0.Add(day*2).AddDate(0, 0, i), Hash: pgptest.SHA512}
		sigs = append(sigs, author.Sign(data, o)...)
	}
	sigs = append(sigs, mallory.Sign(data, opt{Hash: pgptest.SHA384})...)
	sigs = append(sigs, author.Sign(data, opt{Type: pgptest.TypeText})...)
	check, err := c.Prepare(context.Background(), policy.Job{Now: now, Evidence: []policy.File{{Data: sigs}}})
	if err != nil || len(check.Taps()) != 2 {
		t.Errorf("taps %v, %v", check.Taps(), err)
	}

	sigs = nil
	for i := range limits.SaltedHashes + 3 {
		sigs = append(sigs, v6.Sign(data, opt{Created: day0.AddDate(0, 0, i+1)})...)
		sigs = append(sigs, v6.Sign(data, opt{Created: day0.AddDate(0, 0, i+1), By: author, Claims: author, Version: 6})...)
	}
	job := policy.Job{Now: now, Evidence: []policy.File{{Data: sigs}},
		Policy: &policy.Policy{OpenPGPSigners: []policy.OpenPGPSigner{{Fingerprints: []string{v6.HexFingerprint()}}}}}
	got := map[policy.Reason]int{}
	for _, f := range judgeJob(t, c, job, data) {
		got[f.Reason]++
	}
	if got[""] != limits.SaltedHashes || got[policy.ReasonBadSignature] != 3 || got[policy.ReasonLimitExceeded] != limits.SaltedHashes+3 {
		t.Errorf("outcomes: %v", got)
	}
}

// TestNothing: without certificates, evidence or anything nothing is sound.
func TestNothing(t *testing.T) {
	for _, c := range []*pgp.Collector{pgp.New(nil, nil), pgp.New([]*pgp.Certificate{nil, {}}, nil)} {
		checkOutcome(t, one(t, c, author.Sign(data, opt{})), unusable(policy.ReasonUnknownKey))
		if fs := judgeJob(t, c, policy.Job{}, data); len(fs) != 0 {
			t.Errorf("findings of nothing: %+v", fs)
		}
	}
}

// TestAnyBitMatters: no altered artifact, and no signature altered in its signed
// part or value, is sound without a refusal.
func TestAnyBitMatters(t *testing.T) {
	c := collect(t, pgptest.Good(author).Bytes())
	sig := author.Sign(data, opt{})
	clean := func(f policy.Finding) bool { return f.Status == policy.StatusSound && len(f.Refusals) == 0 }
	unhashed := len(sig) - 66 - 2 - 2 - 10 - 2 // length and issuer key ID before tag and value
	for i := range sig {
		altered := slices.Clone(sig)
		altered[i] ^= 0x04
		for _, f := range judge(t, c, now, data, altered) {
			if clean(f) && (i < unhashed || i >= unhashed+12) {
				t.Errorf("octet %d of %d altered: sound", i, len(sig))
			}
		}
	}
	for i := range data {
		altered := slices.Clone(data)
		altered[i] ^= 0x20
		if f := judge(t, c, now, altered, sig)[0]; f.Status != policy.StatusBad {
			t.Errorf("artifact octet %d: %v", i, f.Status)
		}
	}
}
