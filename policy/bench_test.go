package policy_test

import (
	"os"
	"testing"

	"github.com/upsig/upsig/policy"
)

// BenchmarkAssess judges as much evidence as one file of signatures may hold.
func BenchmarkAssess(b *testing.B) {
	const signatures = 128
	p := base(policy.RequireBoth, withJane, withGitHub)
	findings := []policy.Finding{built()}
	for len(findings) < signatures {
		findings = append(findings, signed(janeKey), signed(otherKey), signed(mallory))
	}
	for b.Loop() {
		if r := p.Assess(artifact, findings, today); !r.Verdict.Accepted {
			b.Fatal(r.Verdict)
		}
	}
}

// BenchmarkLoad reads a policy, as every run does.
func BenchmarkLoad(b *testing.B) {
	data, err := os.ReadFile("../testdata/quickstart/hello.toml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := policy.Load(data, "hello.toml"); err != nil {
			b.Fatal(err)
		}
	}
}
