package pgp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// crowd is as many keys as one signature is tried with, in the order in which they
// are tried.
func crowd() []*pgptest.Key {
	var all []*pgptest.Key
	for i := range limits.Candidates {
		all = append(all, pgptest.Ed25519Key(fmt.Sprint("crowd", i), day0))
	}
	slices.SortFunc(all, func(a, b *pgptest.Key) int { return strings.Compare(a.HexFingerprint(), b.HexFingerprint()) })
	return all
}

// budgeted judges signature files beside the certificates of the keys.
func budgeted(t *testing.T, keys []*pgptest.Key, named *pgptest.Key, sigs ...[]byte) []policy.Finding {
	t.Helper()
	var ring []byte
	for _, k := range keys {
		cert := pgptest.NewCert(k).UserID("a")
		if len(k.Secret) > 0 {
			cert = pgptest.Good(k)
		}
		ring = append(ring, cert.Bytes()...)
	}
	job := policy.Job{Now: now}
	if named != nil {
		job.Policy = &policy.Policy{OpenPGPSigners: []policy.OpenPGPSigner{{Fingerprints: []string{named.HexFingerprint()}}}}
	}
	for _, s := range sigs {
		job.Evidence = append(job.Evidence, policy.File{Path: "f.sig", Data: s})
	}
	certs, _ := pgp.ReadCertificates(ring, "ring")
	return judgeJob(t, pgp.New(certs, nil), job, data)
}

// TestTriesAreBounded: a signature can name as many issuers as it likes. Each has its
// first try for itself; all others share a budget, and where that ends nothing is
// accepted, and a bad signature by a named signer stays bad.
func TestTriesAreBounded(t *testing.T) {
	keys := crowd()
	first, last := keys[0], keys[len(keys)-1]
	var names []pgptest.Subpacket
	for _, k := range keys {
		names = append(names, pgptest.IssuerOf(k))
	}
	many := opt{NoIssuer: true, Unhashed: names}
	enough := limits.KeyTries / (limits.Candidates - 1)
	junk := func(o opt, n int) []byte { return slices.Repeat(mallory.Sign(data, o), n) }
	waste := junk(many, enough+1)
	tampered := many
	tampered.Tamper = pgptest.CorruptHashTag
	anonymous, both := opt{NoIssuer: true}, opt{NoIssuer: true, Tamper: pgptest.CorruptHashTag}
	exhausted := unusable(policy.ReasonLimitExceeded)
	for name, tt := range map[string]struct {
		before []byte
		named  *pgptest.Key
		sig    []byte
		want   outcome
	}{
		"names all, first":                       {nil, nil, last.Sign(data, many), sound()},
		"names all, as long as there is some":    {junk(many, enough-1), nil, last.Sign(data, many), sound()},
		"names all, too late":                    {waste, nil, last.Sign(data, many), exhausted},
		"names nobody, too late":                 {waste, nil, last.Sign(data, anonymous), exhausted},
		"after signatures that name nobody":      {junk(anonymous, enough+1), nil, last.Sign(data, many), exhausted},
		"names its key":                          {waste, nil, last.Sign(data, opt{}), sound()},
		"names all, the policy names its key":    {waste, last, last.Sign(data, many), sound()},
		"bad, names its key":                     {waste, nil, mallory.Sign(data, opt{Claims: last}), bad()},
		"bad, names all, policy names one":       {waste, last, mallory.Sign(data, many), bad()},
		"bad, names all, policy names nobody":    {waste, nil, mallory.Sign(data, many), exhausted},
		"bad digest, policy names one":           {waste, last, mallory.Sign(data, tampered), bad()},
		"bad digest, names all":                  {waste, nil, mallory.Sign(data, tampered), bad()},
		"digest tells that no key need be tried": {junk(both, limits.Signatures), nil, last.Sign(data, anonymous), sound()},
		"the first of the keys":                  {waste, nil, first.Sign(data, many), sound()},
	} {
		t.Run(name, func(t *testing.T) {
			for _, ring := range [][]*pgptest.Key{keys, reversed(keys)} {
				all := [][]byte{tt.sig}
				if tt.before != nil {
					all = [][]byte{tt.before, tt.sig}
				}
				fs := budgeted(t, ring, tt.named, all...)
				checkOutcome(t, fs[len(fs)-1], tt.want)
			}
		})
	}
	genuine := budgeted(t, keys, nil, last.Sign(data, many), waste)
	checkOutcome(t, genuine[0], sound())
	if diff := cmp.Diff(genuine, budgeted(t, reversed(keys), nil, last.Sign(data, many), waste)); diff != "" {
		t.Errorf("another order of the ring: %s", diff)
	}
}

// TestUnusableKeysTakeNoTry: a key that cannot have made the signature does not take
// the first try from one that can.
func TestUnusableKeysTakeNoTry(t *testing.T) {
	keys := crowd()
	var ring []byte
	many := opt{NoIssuer: true}
	for _, k := range keys {
		ring = append(ring, pgptest.Good(k).Bytes()...)
		many.Unhashed = append(many.Unhashed, pgptest.IssuerOf(k))
	}
	last := keys[len(keys)-1]
	before := func(k *pgptest.Key) *pgptest.Key {
		for k.HexFingerprint() > last.HexFingerprint() {
			k = k.At(k.Created.Add(hour))
		}
		return k
	}
	waste := slices.Repeat(mallory.Sign(data, many), limits.KeyTries/(limits.Candidates-1)+1)
	for name, k := range map[string]*pgptest.Key{
		"unknown algorithm": pgptest.UnknownKey(day0), "another algorithm": pgptest.RSAKey(2048, day0), "too small": pgptest.RSAKey(768, day0),
	} {
		k = before(k)
		cert := pgptest.Good(last).Subkey(k, pgptest.Binding{Sig: opt{Flags: pgptest.FlagEncrypt}}).Bytes()
		sig := mallory.Sign(data, opt{NoIssuer: true, Unhashed: sub(pgptest.IssuerOf(k), pgptest.IssuerOf(last))})
		job := policy.Job{Now: now, Evidence: []policy.File{{Data: waste}, {Data: sig}},
			Policy: &policy.Policy{OpenPGPSigners: []policy.OpenPGPSigner{{Fingerprints: []string{last.HexFingerprint()}}}}}
		fs := judgeJob(t, collect(t, ring, cert), job, data)
		t.Log(name)
		checkOutcome(t, fs[len(fs)-1], bad())
	}
}

func reversed(keys []*pgptest.Key) []*pgptest.Key {
	keys = slices.Clone(keys)
	slices.Reverse(keys)
	return keys
}

// TestSlowFirstTries: the first try under a slow key is its own only if the policy
// names the key.
func TestSlowFirstTries(t *testing.T) {
	slow := &pgptest.Key{Version: 4, Created: day0, Algo: pgptest.AlgoRSA,
		Material: slices.Concat(pgptest.MPIBytes(slices.Repeat([]byte{0xff}, 2048)), pgptest.MPIBytes([]byte{1, 0, 1}))}
	const effort = 16
	most := limits.KeyTries / (effort - 1)
	sigs := slices.Repeat(pgptest.RSAKey(2048, day0).Sign(data, opt{Claims: slow}), most+1)
	for _, named := range []*pgptest.Key{nil, slow} {
		got := map[policy.Status]int{}
		for _, f := range budgeted(t, []*pgptest.Key{slow}, named, sigs) {
			got[f.Status]++
		}
		if want := most + 1; named != nil && got[policy.StatusBad] != want || named == nil && got[policy.StatusBad] != most {
			t.Errorf("named %v: %v", named != nil, got)
		}
	}
}

// TestMessageTriesAreBounded: a run may read many messages.
func TestMessageTriesAreBounded(t *testing.T) {
	var ring []byte
	keys := crowd()
	for _, k := range keys {
		ring = append(ring, pgptest.Good(k).Bytes()...)
	}
	m := keys[len(keys)-1].Inline(data, opt{NoIssuer: true})
	m.Sigs = slices.Repeat(m.Sigs, limits.MessageTries/(limits.Candidates-1)+1)
	read, err := pgp.ReadMessage(m.Prefixed())
	if err != nil {
		t.Fatal(err)
	}
	fs, err := collect(t, ring).JudgeMessage(t.Context(), read, "m", nil, now)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range fs {
		want := sound()
		if i == len(fs)-1 {
			want = unusable(policy.ReasonLimitExceeded)
		}
		checkOutcome(t, f, want)
	}
}
