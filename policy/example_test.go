package policy_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

const folder = "../testdata/quickstart/"

// The policy of the quickstart wants Jane's signature and the release workflow's
// provenance. Each collector gets what it may trust: certificates and trusted roots.
func ExampleVerify() {
	report, err := verifyHello()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict.Accepted, report.Verdict.Class)
	for _, e := range report.Evidence {
		fmt.Println(e.Outcome, e.Signer+":", e.Proves)
	}
	// Output:
	// true author-key
	// verified Jane Doe: someone who holds the author's key signed exactly these bytes
	// verified release workflow: these bytes came out of that workflow of that repository
}

func verifyHello() (*policy.Report, error) {
	p, err := policy.LoadFile(folder + "hello.toml")
	if err != nil {
		return nil, err
	}
	found, err := keyrings.Find(p.Fingerprints(), []string{folder + p.OpenPGPSigners[0].Keyring}, nil)
	if err != nil {
		return nil, err
	}
	name := p.SigstoreSigners[0].Root
	data, err := os.ReadFile(folder + name)
	if err != nil {
		return nil, err
	}
	root, err := sigstore.ParseTrustedRoot(name, data)
	if err != nil {
		return nil, err
	}
	provenance, err := sigstore.New([]sigstore.TrustedRoot{root})
	if err != nil {
		return nil, err
	}
	artifact, err := policy.OpenArtifact(folder + "hello-1.2.0.tar.gz")
	if err != nil {
		return nil, err
	}
	defer artifact.Close()
	request := policy.Request{Artifact: artifact, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	for _, ending := range []string{".asc", ".sigstore.json"} {
		evidence, err := policy.ReadEvidence(folder + "hello-1.2.0.tar.gz" + ending)
		if err != nil {
			return nil, err
		}
		request.Evidence = append(request.Evidence, evidence)
	}
	return policy.Verify(context.Background(), p, request, pgp.New(found.Certificates, found.Problems), provenance)
}
