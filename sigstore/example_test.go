package sigstore_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// The collector knows trusted roots; who counts, and under which of them, is for the
// policy to say.
func ExampleNew() {
	p, err := policy.AdHoc(policy.Flags{
		Repository: "https://github.com/example/hello", Workflow: ".github/workflows/release.yml", Ref: "refs/tags/v1.2.0",
		Root: "trusted_root.json",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := os.ReadFile("../testdata/quickstart/trusted_root.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	root, err := sigstore.ParseTrustedRoot("trusted_root.json", data)
	if err != nil {
		fmt.Println(err)
		return
	}
	collector, err := sigstore.New([]sigstore.TrustedRoot{root})
	if err != nil {
		fmt.Println(err)
		return
	}
	const file = "../testdata/quickstart/hello-1.2.0.tar.gz"
	bundle, err := policy.ReadEvidence(file + ".sigstore.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	artifact, err := policy.OpenArtifact(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer artifact.Close()
	report, err := policy.Verify(context.Background(), p, policy.Request{
		Artifact: artifact, Evidence: []policy.File{bundle}, Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
	}, collector)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict.Accepted, report.Verdict.Class, report.Evidence[0].Identity.SourceRef)
	// Output: true ci-workflow refs/tags/v1.2.0
}

// Inspect shows what evidence says about itself and believes nothing of it.
func ExampleInspect() {
	in := sigstore.Inspect([]byte(`{"attestations": []}`))
	fmt.Println(in.Form, "-", in.Reason)
	// Output: attestations document - empty-evidence
}
