package policy_test

import (
	"testing"
	"time"

	"github.com/upsig/upsig/policy"
)

// besides adds a witness to a finding.
func besides(w policy.Witness) func(*policy.Finding) {
	return func(f *policy.Finding) { f.Also = append(f.Also, w) }
}

// TestWitnesses: evidence that several roots know counts for the signer that names
// one of them, with what that root proves, and for no other.
func TestWitnesses(t *testing.T) {
	own := func(s *policy.SigstoreSigner) { s.Root = "own.json" }
	late := []policy.Time{{Kind: policy.TimeProven, About: policy.RoleArtifact, At: day("2026-03-01"), By: "own"}}
	bounded := func(s *policy.SigstoreSigner) { own(s); s.SignedBefore = day("2026-02-01") }
	early := func(f *policy.Finding) {
		f.Times = []policy.Time{{Kind: policy.TimeProven, About: policy.RoleArtifact, At: day("2026-01-01"), By: "log"}}
	}
	ok := yes(policy.ClassCIWorkflow)
	runIdentities(t, withGitHub, built, []identity{
		{"second root", own, edited(besides(policy.Witness{Root: "own.json"})), ok},
		{"third root", own, edit{besides(policy.Witness{Root: "x.json"}), besides(policy.Witness{Root: "own.json"})}, ok},
		{"first root", nil, edited(besides(policy.Witness{Root: "own.json"})), ok},
		{"neither", own, edited(besides(policy.Witness{Root: "x.json"})), no(policy.ReasonRootNotForSigner)},
		{"no name", own, edited(besides(policy.Witness{})), no(policy.ReasonRootNotForSigner)},
		{"other identity", own, edit{besides(policy.Witness{Root: "own.json"}), certified(func(c *policy.Certificate) { c.SourceRepository += "-evil" })}, no(policy.ReasonRepositoryMismatch)},
		{"times of the first root", bounded, edit{early, besides(policy.Witness{Root: "own.json", Times: late})}, no(policy.ReasonSignedTooLate)},
	})
}

// TestWitnessIsReported: the report shows the root that the signer names, and its times.
func TestWitnessIsReported(t *testing.T) {
	p := base(policy.RequireSigstore, withGitHub, sigSigner(func(s *policy.SigstoreSigner) { s.Root = "own.json" }))
	times := []policy.Time{{Kind: policy.TimeProven, About: policy.RoleArtifact, At: day("2026-03-01"), By: "own"}}
	r := p.Assess(artifact, found{built(besides(policy.Witness{Root: "own.json", Times: times}))}, today)
	if e := r.Evidence[0]; e.Root != "own.json" || len(e.Times) != 1 || e.Times[0].By != "own" {
		t.Errorf("%+v", e)
	}
}

// TestRegistryKeysOfTwoFiles: a registry's key may stand in several files, each
// named by another signer.
func TestRegistryKeysOfTwoFiles(t *testing.T) {
	runIdentities(t, withNPM, published, []identity{
		{"second file", func(s *policy.SigstoreSigner) { s.Keys = "keys.json" }, edited(func(f *policy.Finding) {
			key := *f.Key
			key.Certificate = "keys.json"
			f.Also = []policy.Witness{{Root: f.Root, Key: &key}}
		}), yes(policy.ClassRegistry)},
		{"key of neither", func(s *policy.SigstoreSigner) { s.Keys = "keys.json" }, edited(func(f *policy.Finding) {
			f.Also = []policy.Witness{{Root: f.Root, Key: f.Key}}
		}), no(policy.ReasonIdentityMismatch)},
		{"no key", nil, edited(func(f *policy.Finding) {
			f.Also = []policy.Witness{{Root: f.Root}}
			f.Root = "x.json"
		}), no(policy.ReasonRootNotForSigner)},
	})
}

// TestRootAge: an old root is told, once, whatever the verdict; a private one only
// when it does not know the evidence.
func TestRootAge(t *testing.T) {
	p := base(policy.RequireSigstore, withGitHub)
	dated := func(at time.Time) func(*policy.Finding) {
		return func(f *policy.Finding) { f.RootDate = at }
	}
	for name, c := range map[string]struct {
		findings found
		want     int
	}{
		"new":       {found{built(dated(today.AddDate(0, 0, -540)))}, 0},
		"old":       {found{built(dated(today.AddDate(0, 0, -541)))}, 1},
		"unknown":   {found{built()}, 0},
		"twice":     {found{built(dated(day("2020-01-01"))), built(dated(day("2020-01-01")))}, 1},
		"rejected":  {found{built(dated(day("2020-01-01")), certified(func(c *policy.Certificate) { c.SourceRef = "refs/heads/x" }))}, 1},
		"two roots": {found{built(dated(day("2020-01-01"))), built(dated(day("2020-01-01")), func(f *policy.Finding) { f.Root = policy.GitHub })}, 2},
		"private":   {found{built(dated(day("2020-01-01")), func(f *policy.Finding) { f.Root = "x.json" })}, 0},
		"ignorant": {found{built(dated(day("2020-01-01")), func(f *policy.Finding) {
			f.Root, f.Status, f.Reason = "", policy.StatusUnusable, policy.ReasonUnknownLog
		})}, 1},
	} {
		n := 0
		for _, code := range codes(p.Assess(artifact, c.findings, today)) {
			if code == policy.NoticeRootAge {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s: %d notices, want %d", name, n, c.want)
		}
	}
}
