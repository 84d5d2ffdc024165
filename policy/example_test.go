package policy_test

import (
	"context"
	"fmt"
	"time"

	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// The quickstart's signature by Jane is judged by a policy that names her key. The
// release workflow's provenance would need a collector of package sigstore.
func ExampleVerify() {
	const folder = "../testdata/quickstart/"
	p, err := policy.Load([]byte(`schema = "upsig/policy/v1"
package = "app-misc/hello"
require = "pgp"

[[artifact]]
name = "hello-{version}.tar.gz"

[[pgp.signer]]
name         = "Jane Doe"
fingerprints = ["621D384B6FC55E5D80618F9BA4A01BF816DE7418"]
held-by      = "author"
`), "hello.toml")
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := keyrings.Find(p.OpenPGPSigners[0].Fingerprints, nil, keyrings.Path{folder + "keys"})
	if err != nil {
		fmt.Println(err)
		return
	}
	signature, err := policy.ReadEvidence(folder + "hello-1.2.0.tar.gz.asc")
	if err != nil {
		fmt.Println(err)
		return
	}
	artifact, err := policy.OpenArtifact(folder + "hello-1.2.0.tar.gz")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer artifact.Close()
	report, err := policy.Verify(context.Background(), p, policy.Request{
		Artifact: artifact, Evidence: []policy.File{signature}, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
	}, pgp.New(found.Certificates, found.Problems))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict.Accepted, report.Verdict.Class)
	for _, e := range report.Evidence {
		fmt.Println(e.Outcome, e.Signer, e.Proves)
	}
	// Output:
	// true author-key
	// verified Jane Doe someone who holds the author's key signed exactly these bytes
}
