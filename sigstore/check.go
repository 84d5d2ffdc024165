package sigstore

import (
	"context"
	"slices"
	"time"

	"github.com/upsig/upsig/policy"
)

// check is evidence that waits for the artifact's digests.
type check struct {
	items []item
	roots []TrustedRoot
	keys  []managedKey
	named []string // roots that the policy names, at hand or not

	policy *policy.Policy
	signed []signedFile // what timestamps may be about
}

var _ policy.Check = (*check)(nil)

// Taps asks for the digests that the evidence uses.
func (k *check) Taps() []policy.Tap {
	var all []policy.Tap
	for _, it := range k.items {
		if it.parsed == nil {
			continue
		}
		for _, t := range it.parsed.taps() {
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	return all
}

// Findings verifies every piece. When the context ends, the rest is unusable.
func (k *check) Findings(ctx context.Context, d policy.Digests) []policy.Finding {
	findings := make([]policy.Finding, 0, len(k.items))
	for _, it := range k.items {
		if it.parsed == nil && it.token == nil {
			findings = append(findings, it.finding)
			continue
		}
		if err := ctx.Err(); err != nil {
			findings = append(findings, refused(it.finding, unusable(policy.ReasonLimitExceeded, "not verified: %v", err)).finding)
			continue
		}
		findings = append(findings, k.judge(it, d)...)
	}
	return findings
}

// judge judges one piece: about the artifact, about signature files that it
// covers, or both.
func (k *check) judge(it item, d policy.Digests) []policy.Finding {
	// A caller may change what it is given.
	stamps := slices.Clone(it.stamps())
	if it.token != nil {
		return stamps
	}
	// A signature is over one file. A statement may list several, and is evidence
	// about the artifact all the same where it is bad.
	if len(stamps) > 0 && it.parsed.message != nil {
		return stamps
	}
	return append([]policy.Finding{k.finding(it, d)}, stamps...)
}

// finding judges one piece. A panic of a dependency makes it unusable.
func (k *check) finding(it item, d policy.Digests) (f policy.Finding) {
	defer func() {
		if r := recover(); r != nil {
			f = refused(it.finding, unusable(policy.ReasonMalformedEvidence, "the verifier gave up: %v", r)).finding
		}
	}()
	if it.parsed.leaf != nil {
		return k.underCertificate(it, d)
	}
	return k.underKey(it, d)
}

// underCertificate judges a bundle with a certificate.
func (k *check) underCertificate(it item, d policy.Digests) policy.Finding {
	f := it.finding
	who, p := identity(it.parsed.leaf)
	if p != nil {
		return refused(f, p).finding
	}
	witnesses, p := it.underRoots()
	if p != nil {
		f.Claimed.Certificate = who
		return refused(f, p).finding
	}
	f.Certificate = who
	return conclude(witnessed(f, witnesses), it.parsed, d)
}

// witnessed states under what a piece verifies: the first witness in the finding
// itself, the others beside it.
func witnessed(f policy.Finding, all []policy.Witness) policy.Finding {
	f.Root, f.RootDate, f.Key, f.Times = all[0].Root, all[0].RootDate, all[0].Key, all[0].Times
	if len(all) > 1 {
		f.Also = all[1:]
	}
	return f
}

// conclude compares a verified piece with the artifact and states its content.
func conclude(f policy.Finding, p *parsed, d policy.Digests) policy.Finding {
	if p.setOnly {
		f.Notices = append(f.Notices, policy.Notice{Code: policy.NoticeSETOnly,
			Detail: "the bundle's inclusion proof lacks its checkpoint; its signed entry timestamp verifies"})
	}
	var problem *problem
	if p.message != nil {
		f.Status, problem = p.message.match(d)
	} else {
		problem = concludeStatement(&f, p.envelope, d)
	}
	if problem != nil {
		f.Reason, f.Detail = problem.reason, problem.detail
	}
	if f.Status != policy.StatusSound && f.Status != policy.StatusOther {
		return withdraw(f)
	}
	return f
}

// withdraw moves what a piece verified to be to what it claims: a finding that
// is neither sound nor about another artifact vouches for nothing.
func withdraw(f policy.Finding) policy.Finding {
	f.Claimed.Certificate, f.Certificate = f.Certificate, nil
	f.Key, f.Statement, f.Root, f.Also = nil, nil, "", nil
	f.RootDate = time.Time{}
	return f
}

func concludeStatement(f *policy.Finding, e *envelope, d policy.Digests) *problem {
	if e.problem != nil {
		return e.problem
	}
	matching, status, p := e.statement.match(d)
	facts := e.facts()
	facts.Matching = matching
	f.Status, f.Statement = status, &facts
	if f.Certificate != nil && f.Statement.Provenance != nil {
		f.Notices = append(f.Notices, differences(f.Statement.Provenance, f.Certificate)...)
	}
	return p
}

// verifyUnderRoots tries the roots in order. Each under which the piece verifies is
// a witness, since a root serves only signers that name it; after the first, those
// that nobody names need not be asked. Without any, a root that knows the signer and
// finds it bad speaks louder than one that does not know it.
func (k *check) verifyUnderRoots(p *parsed) (witnesses []policy.Witness, worst *problem) {
	worst = k.noRoot()
	for _, r := range k.roots {
		if len(witnesses) > 0 && !slices.Contains(k.named, r.Name) {
			continue
		}
		times, problem := r.verify(p)
		switch {
		case problem == nil:
			witnesses = append(witnesses, policy.Witness{Root: r.Name, RootDate: r.newest(), Times: times})
		case louder(problem, worst):
			worst = problem
		}
	}
	if len(witnesses) > 0 {
		return witnesses, nil
	}
	return nil, worst
}

func (k *check) noRoot() *problem {
	for _, name := range k.named {
		if !slices.ContainsFunc(k.roots, func(r TrustedRoot) bool { return r.Name == name }) {
			return unusable(policy.ReasonNoTrustedRoot, "the policy names the trusted root %s", name)
		}
	}
	return unusable(policy.ReasonNoTrustedRoot, "no trusted root was given")
}

// verify verifies a piece under a certificate against one root.
func (r TrustedRoot) verify(p *parsed) ([]policy.Time, *problem) {
	return r.try(func(t *trust) ([]policy.Time, *problem) { return t.verifyCertificate(p) })
}

// try tries the instances of one root. One that finds the piece bad outweighs another
// under which it verifies: they share a name, so nobody could tell which of the two
// vouched. What an instance does not know is not bad.
func (r TrustedRoot) try(verify func(*trust) ([]policy.Time, *problem)) (times []policy.Time, worst *problem) {
	verified := false
	for _, in := range r.instances {
		t, err := in.load()
		if err != nil {
			return nil, unusable(policy.ReasonNoTrustedRoot, "trusted root %s: %v", r.Name, err)
		}
		got, problem := verify(t)
		switch {
		case problem == nil:
			times, verified = got, true
		case worst == nil || louder(problem, worst):
			worst = problem
		}
	}
	if verified && (worst == nil || !worst.bad) {
		return times, nil
	}
	return nil, worst
}

// knowledge orders the causes for which a root cannot judge, by how much of the
// evidence it knows.
var knowledge = []policy.Reason{
	policy.ReasonNoTrustedRoot, policy.ReasonUnknownCA, policy.ReasonUnknownCTLog,
	policy.ReasonUnknownLog, policy.ReasonNoLogEntry, policy.ReasonUnknownTSA, policy.ReasonNoTimestamp,
}

func louder(a, b *problem) bool {
	if a.bad != b.bad {
		return a.bad
	}
	rank := func(p *problem) int {
		if i := slices.Index(knowledge, p.reason); i >= 0 {
			return i
		}
		return len(knowledge)
	}
	return rank(a) > rank(b)
}
