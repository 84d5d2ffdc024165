package rawkeys_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/upsig/upsig/internal/testvec"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

// The collector is ready as it is: the policy itself has the keys.
func ExampleCollector() {
	const vector = "rawkey-minisign-prehashed"
	data, err := os.ReadFile("../testdata/vectors/" + vector + ".txtar")
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := testvec.Parse(vector, data)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := policy.Load(v.Files["policy.toml"], "policy.toml")
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "rawkeys")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	if err := v.WriteTo(folder); err != nil {
		fmt.Println(err)
		return
	}
	artifact, err := policy.OpenArtifact(filepath.Join(folder, v.Artifact))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer artifact.Close()
	signature, err := policy.ReadEvidence(filepath.Join(folder, v.Artifact+".minisig"))
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := policy.Verify(context.Background(), p, policy.Request{
		Artifact: artifact, Evidence: []policy.File{signature}, Now: v.At,
	}, rawkeys.Collector{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict.Accepted, report.Verdict.Class, "by", report.Requirements[0].Signers)
	// Output: true author-key by [Jane Doe]
}

// Inspect shows what a public key or a signature says about itself, and what
// verifying takes.
func ExampleInspect() {
	in, ok := rawkeys.Inspect([]byte("RWRAMT1/8b2csUjrE/1eM3dL4FF0Rwoaax7dvqWqL7haHHsPgbDkmqKl\n"))
	fmt.Println(ok, in.Form, in.Key)
	// Output: true minisign or signify public key B19CBDF17F3D3140
}
