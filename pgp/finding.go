package pgp

import (
	"cmp"
	"context"
	"slices"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// finding states what was established about one signature. A panic makes it
// unusable.
func (c *check) finding(ctx context.Context, it *item, d policy.Digests) (f policy.Finding) {
	base := c.describe(it)
	defer func() {
		if r := recover(); r != nil {
			f = unusable(base, faultf(policy.ReasonMalformedEvidence, "the signature could not be judged"))
		}
	}()
	if err := ctx.Err(); err != nil {
		return unusable(base, faultf(policy.ReasonLimitExceeded, "stopped before the signature was judged: %v", err))
	}
	if it.fault != nil {
		return unusable(base, it.fault)
	}
	if len(it.candidates) == 0 {
		return c.unknownKey(base, it)
	}
	if it.unhashed {
		return c.leftOut(base, it)
	}
	state, err := d.State(it.tap)
	if err != nil {
		return unusable(base, faultf(policy.ReasonNeedsArtifact, "%v", err))
	}
	state.Write(it.sig.trailer)
	return c.conclude(base, it, state.Sum(nil))
}

func unusable(f policy.Finding, why *fault) policy.Finding {
	f.Status, f.Reason, f.Detail = policy.StatusUnusable, why.reason, why.detail
	return f
}

// describe fills in what does not depend on the artifact.
func (c *check) describe(it *item) policy.Finding {
	f := policy.Finding{
		File: it.file, Index: it.index, Side: policy.SideKey, Over: policy.RoleArtifact,
		Form: "OpenPGP signature file",
	}
	if it.sig == nil || it.index == 0 {
		return f
	}
	f.Form = it.sig.form()
	if it.sig.trailer == nil {
		return f
	}
	if it.sig.hasCreated {
		f.Times = []policy.Time{{Kind: policy.TimeClaimed, About: policy.RoleSignature, At: it.sig.created, By: "signer"}}
	}
	f.Claimed.Issuers = it.sig.issuers().names()
	f.Claimed.Issuers = f.Claimed.Issuers[:min(len(f.Claimed.Issuers), limits.NamedIssuers)]
	if it.anybody {
		return f
	}
	for _, cand := range it.candidates {
		if cand.claimed {
			f.Claimed.Candidates = append(f.Claimed.Candidates, cand.cert.Fingerprint())
		}
	}
	f.Claimed.Candidates = distinct(f.Claimed.Candidates)
	return f
}

// match is a candidate under whose key the cryptography holds.
type match struct {
	candidate
	node   *node
	layout *layout
	judgement
}

// trials is what came of trying every candidate.
type trials struct {
	matches []*match
	// failed is true when a key that the signature claims to be by does not fit,
	// named when the policy names its certificate.
	failed, named bool
	// unusable is the first certificate that could not be tried although the signature
	// claims to be by it, and why.
	unusable *Certificate
	why      *fault
	// untried is true when nothing was left to try some key.
	untried bool
}

// try checks the signature under every candidate key, the likeliest first, as long
// as the budget lasts. The same subkey may stand in several certificates; its
// cryptography is checked once.
func (c *check) try(it *item, digest []byte) trials {
	var t trials
	p := &prober{item: it, digest: digest, budget: &c.budget, held: map[string]bool{}}
	p.shell, _ = it.sig.shell()
	p.fits = it.sig.prefixMatches(digest)
	for _, cand := range it.candidates {
		ok, told := p.holds(cand)
		if !told {
			t.untried = true
			continue
		}
		m, why := c.judge(it, cand, digest, ok)
		switch {
		case m != nil:
			t.matches = append(t.matches, m)
		case why == nil:
			t.failed = t.failed || cand.claimed
			t.named = t.named || cand.claimed && cand.named
		case t.why == nil && cand.claimed:
			t.unusable, t.why = cand.cert, why
		}
	}
	return t
}

// conclude reports the best candidate under whose key the signature holds; else that
// it is bad, if it claims to be by one that the policy names; else that one could not
// be tried; else that it is bad, if it claims to be by any. Whom else it names, anybody
// can write: keys that cannot be used, or that spend the budget, rescue no bad one.
func (c *check) conclude(f policy.Finding, it *item, digest []byte) policy.Finding {
	t := c.try(it, digest)
	switch {
	case len(t.matches) > 0:
		return c.sound(f, best(t.matches))
	case t.named:
		return c.bad(f)
	case t.why != nil:
		return c.withProblems(unusable(f, t.why), t.unusable.Fingerprint())
	case t.failed && !t.untried:
		return c.bad(f)
	case t.untried:
		return unusable(f, faultf(policy.ReasonLimitExceeded, "too many keys to try for signatures by unknown or many issuers"))
	}
	return c.unknownKey(f, it)
}

// judge judges one candidate: nil and nil when the cryptography does not hold
// under its key, a fault when that cannot be told or its certificate cannot be used.
func (c *check) judge(it *item, cand candidate, digest []byte, holds bool) (*match, *fault) {
	if _, f := cand.key.public(); f != nil {
		return nil, f
	}
	if !holds {
		return nil, nil
	}
	if _, f := cand.cert.primary.public(); f != nil {
		return nil, f
	}
	l, f := cand.cert.parts()
	if f != nil {
		return nil, f
	}
	n := l.primary
	if cand.key.fpr != n.key.fpr {
		if n = l.subkey(cand.key.fpr); n == nil {
			return nil, faultf(policy.ReasonUnusableKey, "subkey %s is not in the certificate", cand.key.fpr)
		}
	}
	m := &match{candidate: cand, node: n, layout: l}
	m.judgement = *judgeSignature(it.sig, digest, cand.key, c.now)
	m.add(judgeKey(c.collector.ring, cand.cert, l, n, it.sig.when(c.now)))
	return m, nil
}

func (j *judgement) add(o *judgement) {
	for _, w := range o.weaknesses {
		j.addFlaw(w)
	}
	j.refusals = append(j.refusals, o.refusals...)
	j.notices = append(j.notices, o.notices...)
}

// best prefers certificates that the policy names, then without refusals, then
// with fewest weaknesses. The order of fingerprints settles the rest, so that
// the answer does not depend on the ring.
func best(all []*match) *match {
	return slices.MinFunc(all, func(a, b *match) int {
		return cmp.Or(
			trueFirst(a.named, b.named),
			trueFirst(len(a.refusals) == 0, len(b.refusals) == 0),
			cmp.Compare(len(a.weaknesses), len(b.weaknesses)),
			cmp.Compare(a.cert.Fingerprint(), b.cert.Fingerprint()),
			cmp.Compare(a.key.fpr, b.key.fpr))
	})
}
