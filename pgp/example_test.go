package pgp_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// The collector knows certificates; who counts is for the policy to say.
func ExampleNew() {
	p, err := policy.AdHoc(policy.Flags{Fingerprints: []string{"621D384B6FC55E5D80618F9BA4A01BF816DE7418"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	const file = "../testdata/quickstart/hello-1.2.0.tar.gz"
	keys, err := os.ReadFile("../testdata/quickstart/keys/jane.asc")
	if err != nil {
		fmt.Println(err)
		return
	}
	signature, err := policy.ReadEvidence(file + ".asc")
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
		Artifact: artifact, Evidence: []policy.File{signature}, Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
	}, pgp.New(pgp.ReadCertificates(keys, "jane.asc")))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Verdict.Accepted, report.Evidence[0].Key.UserIDs)
	// Output: true [Jane Doe <jane@example.org>]
}

// Text in front of a message and behind it is what signatures do not cover, so such
// a file is refused.
func ExampleReadMessage() {
	_, err := pgp.ReadMessage([]byte("Hello!\n-----BEGIN PGP SIGNED MESSAGE-----\n"))
	fmt.Println(err)
	// Output: read signed message: the file does not begin with a signed message
}

// A keyring is read certificate by certificate: what is wrong with one does not
// hide the others.
func ExampleReadCertificates() {
	data, err := os.ReadFile("../testdata/quickstart/keys/jane.asc")
	if err != nil {
		fmt.Println(err)
		return
	}
	certificates, problems := pgp.ReadCertificates(append(data, "and something else\n"...), "jane.asc")
	for _, c := range certificates {
		fmt.Println(c.Fingerprint(), "in", c.Source())
	}
	fmt.Println(len(problems), "problems")
	// Output:
	// 621D384B6FC55E5D80618F9BA4A01BF816DE7418 in jane.asc
	// 0 problems
}

// Inspect shows what a file says about itself and believes nothing of it.
func ExampleInspect() {
	data, err := os.ReadFile("../testdata/quickstart/hello-1.2.0.tar.gz.asc")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range pgp.Inspect(data, "hello-1.2.0.tar.gz.asc").Signatures {
		fmt.Println("version", s.Version, s.Hash)
	}
	// Output: version 4 SHA-256
}
