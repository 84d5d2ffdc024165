package sigstore_test

import (
	"crypto"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

const (
	policyHead = `schema = "upsig/policy/v1"
package = "dev-libs/example"
require = "sigstore"
[[artifact]]
name = "example-{version}.tar.gz"
`
	policyGitHub = `[[sigstore.signer]]
kind = "github"
repository = "https://github.com/example/example"
workflow = ".github/workflows/release.yml"
ref = "refs/tags/v{version}"
`
	policyEmail = `[[sigstore.signer]]
kind = "email"
identity = "jane@example.org"
issuer = "https://accounts.google.com"
`
)

// acceptable are variants that a policy may accept: what is odd about them is in
// no signed field, or harmless.
const acceptable = `
	subject-twice subject-path subject-digest-upper payload-unknown-field key-hint-unknown
	certificate-instead-of-key v0.1-without-checkpoint key-id-foreign`

// contradictory claim what the certificate does not back. The certificate is
// what counts for a workflow of its own; the report must say so.
const contradictory = `builder-differs source-differs control-bytes`

// No hostile bundle is accepted under any policy that names those who seem to
// have made it. This includes what is cryptographically sound.
func TestHostileBundlesAreRejected(t *testing.T) {
	in := st.New("hostile", hostileNow)
	byKey, err := policy.AdHoc(policy.Flags{KeyPEM: string(in.Key("release", st.P256).PEM()), Require: policy.RequirePGP})
	if err != nil {
		t.Fatal(err)
	}
	policies := []*policy.Policy{
		loadPolicy(t, policyGitHub),
		loadPolicy(t, policyEmail),
		byKey,
	}
	c := publicGoodCollector(t, in)
	for _, v := range in.Hostile(hostileName, hostileArtifact) {
		for i, p := range policies {
			r := assess(t, c, p, v.Data)
			switch {
			case !r.Verdict.Accepted && r.Verdict.Reason == "":
				t.Errorf("%s: rejected without reason", v.Name)
			case !r.Verdict.Accepted || slices.Contains(strings.Fields(acceptable), v.Name):
			case !slices.Contains(strings.Fields(contradictory), v.Name):
				t.Errorf("%s: accepted under policy %d: %s", v.Name, i, v.Why)
			case !slices.ContainsFunc(r.Evidence[0].Notices, claimsDiffer):
				t.Errorf("%s: accepted without notice", v.Name)
			}
		}
	}
	checkAccepts(t, in, c, policies)
}

func claimsDiffer(n policy.NoticeReport) bool { return n.Code == policy.NoticeClaimsDiffer }

// checkAccepts makes sure that the policies could have accepted something.
func checkAccepts(t *testing.T, in *st.Instance, c *sigstore.Collector, policies []*policy.Policy) {
	t.Helper()
	accepted := make([]int, len(policies))
	for _, v := range in.Genuine(hostileName, hostileArtifact) {
		for i, p := range policies {
			if assess(t, c, p, v.Data).Verdict.Accepted {
				accepted[i]++
			}
		}
	}
	if slices.Min(accepted) < 2 {
		t.Errorf("genuine bundles accepted under each policy: %v", accepted)
	}
}

func loadPolicy(t *testing.T, signer string) *policy.Policy {
	t.Helper()
	p, err := policy.Load([]byte(policyHead+signer), "policy.toml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func publicGoodCollector(t *testing.T, in *st.Instance) *sigstore.Collector {
	t.Helper()
	root, err := sigstore.ParseTrustedRoot(policy.PublicGood, in.TrustedRootJSON())
	if err != nil {
		t.Fatal(err)
	}
	c, err := sigstore.New([]sigstore.TrustedRoot{root})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// assess runs a file through the collector and the policy.
func assess(t *testing.T, c *sigstore.Collector, p *policy.Policy, data []byte) *policy.Report {
	t.Helper()
	check, err := c.Prepare(t.Context(), policy.Job{
		Evidence: []policy.File{{Path: "evidence.json", Data: data}}, Policy: p, Name: hostileName, Now: hostileNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	d := bytesDigests(hostileArtifact)
	sum, err := d.Sum(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return p.Assess(policy.Subject{
		Name: hostileName, Size: int64(len(d)), Digests: []string{"sha256:" + hex.EncodeToString(sum)},
	}, check.Findings(t.Context(), d), hostileNow)
}
