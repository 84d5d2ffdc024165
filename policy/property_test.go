package policy_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/upsig/upsig/policy"
)

// pools of policies and findings, from which the properties draw.
func policies() []*policy.Policy {
	var all []*policy.Policy
	for _, r := range policy.Requires() {
		for _, with := range [][]func(*policy.Policy){
			{withJane}, {withRobot, withJane}, {withGitHub}, {withJane, withGitHub}, {withRobot, withGitHub, withEmail},
			{withJane, withRobot, withGitHub, threshold(2)}, {withJane, withRobot, threshold(2), lowest(policy.ClassCIKey)},
			{withJane, withGitHub, lowest(policy.ClassPublisher)},
			{withJane, accept(policy.Exception{Weakness: policy.WeaknessDSA, Signer: "Jane", Until: day("2027-01-01")})},
		} {
			all = append(all, base(r, with...))
		}
	}
	return all
}

func soundFindings() []policy.Finding {
	return []policy.Finding{
		signed(janeKey), signed(otherKey), signed(mallory), signed(janeKey, weak(policy.WeaknessDSA)), signed(janeKey, retired()),
		built(), built(plain), mailed(), built(func(f *policy.Finding) { f.Root = "x" }),
		built(certified(func(c *policy.Certificate) { c.BuildTrigger = "pull_request" })),
	}
}

// unsound turns every sound finding into each other status, with all that it knew.
func unsound() []policy.Finding {
	all := []policy.Finding{{}, forged(janeKey), forged(mallory)}
	for _, s := range []policy.Status{policy.StatusUnusable, policy.StatusMissing, policy.StatusBad, policy.StatusOther, -1, 99} {
		for _, f := range soundFindings() {
			f.Status = s
			all = append(all, f)
			if f.Key != nil {
				f.Claimed.Candidates = []string{f.Key.Fingerprint}
			}
			f.Claimed.Certificate = f.Certificate
			all = append(all, f)
		}
	}
	return all
}

func draw[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// checkProperties judges random findings and compares.
func checkProperties(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	p := draw(r, policies())
	var findings []policy.Finding
	for range r.IntN(5) {
		findings = append(findings, draw(r, append(soundFindings(), unsound()...)))
	}
	before := p.Assess(artifact, findings, today).Verdict

	more := append(append([]policy.Finding{}, findings...), draw(r, unsound()))
	if after := p.Assess(artifact, more, today).Verdict; after.Class > before.Class || (after.Accepted && !before.Accepted) || (before.Alarm && !after.Alarm) {
		t.Fatalf("seed %d: unsound evidence improves %+v to %+v", seed, before, after)
	}
	shuffled := append([]policy.Finding{}, findings...)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if after := p.Assess(artifact, shuffled, today).Verdict; after != before {
		t.Fatalf("seed %d: order changes %+v to %+v", seed, before, after)
	}
	if len(findings) > 0 {
		if after := p.Assess(artifact, append(shuffled, draw(r, findings)), today).Verdict; after != before {
			t.Fatalf("seed %d: evidence that is there twice changes %+v to %+v", seed, before, after)
		}
	}
	more = append(shuffled[:len(findings):len(findings)], signed(mallory), built(certified(func(c *policy.Certificate) { c.SourceRepository += "-evil" })))
	if after := p.Assess(artifact, more, today).Verdict; after.Accepted != before.Accepted || after.Class != before.Class || after.Alarm != before.Alarm {
		t.Fatalf("seed %d: strangers change %+v to %+v", seed, before, after)
	}
	slices.Reverse(p.OpenPGPSigners)
	slices.Reverse(p.SigstoreSigners)
	if after := p.Assess(artifact, findings, today).Verdict; after.Accepted != before.Accepted || after.Class != before.Class || after.Alarm != before.Alarm {
		t.Fatalf("seed %d: the order of signers changes %+v to %+v", seed, before, after)
	}
	p.Threshold = max(p.Threshold, 1) + 1
	if after := p.Assess(artifact, findings, today.AddDate(1, 0, 0)).Verdict; after.Class > before.Class {
		t.Fatalf("seed %d: one signer more and a later day improve %+v to %+v", seed, before, after)
	}
	if before.Accepted == (before.Reason != "") || before.Accepted == (before.Class == policy.ClassNone) || (before.Accepted && before.Alarm) {
		t.Fatalf("seed %d: %+v contradicts itself", seed, before)
	}
}

func TestProperties(t *testing.T) {
	for seed := range uint64(1000) {
		checkProperties(t, seed)
	}
}

func FuzzProperties(f *testing.F) {
	f.Add(uint64(0))
	f.Fuzz(checkProperties)
}

// Of causes that weigh the same, one is chosen whatever their order.
func TestOrderOfEqualCauses(t *testing.T) {
	p := base(policy.RequireAny, withJane, withGitHub)
	causes := []policy.Finding{
		signed(mallory), signed(otherKey), forged(janeKey),
		status(policy.StatusUnusable, policy.SideKey, policy.ReasonUnknownKey), status(policy.StatusUnusable, policy.SideKey, policy.ReasonTooLarge),
		built(certified(func(c *policy.Certificate) { c.Issuer = "x" })), built(func(f *policy.Finding) { f.Root = "x" }),
	}
	for _, a := range causes {
		for _, b := range causes {
			one := p.Assess(artifact, []policy.Finding{a, b}, today).Verdict
			if other := p.Assess(artifact, []policy.Finding{b, a}, today).Verdict; one != other {
				t.Errorf("%+v or %+v", one, other)
			}
		}
	}
}

// Something must be accepted, or the properties hold of nothing.
func TestPropertiesSeeAcceptance(t *testing.T) {
	accepted := 0
	for _, p := range policies() {
		if p.Assess(artifact, soundFindings(), today).Verdict.Accepted {
			accepted++
		}
	}
	if accepted == 0 {
		t.Fatal("no policy accepts anything")
	}
}
