package policy_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// quickstart has a release with both kinds of evidence, and a policy for it.
const quickstart = "../testdata/quickstart/"

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// A whole verification: the policy says who counts, the collectors find out what the
// evidence proves, and the report has the verdict.
func ExampleVerify() {
	p := must(policy.LoadFile(quickstart + "hello.toml"))
	artifact := must(policy.OpenArtifact(quickstart + "hello-1.2.0.tar.gz"))
	defer artifact.Close()

	// Certificates by the fingerprints that the policy pins, and those of their
	// designated revokers.
	found := must(keyrings.Find(p.Fingerprints(), []string{quickstart + "keys/jane.asc"}, nil))
	// The trusted roots that the policy's signers name, each under that name.
	var roots []sigstore.TrustedRoot
	for _, name := range p.Roots() {
		if name == policy.PublicGood {
			roots = append(roots, sigstore.EmbeddedPublicGood())
			continue
		}
		roots = append(roots, must(sigstore.ParseTrustedRoot(name, must(os.ReadFile(quickstart+name)))))
	}

	report, err := policy.Verify(context.Background(), p, policy.Request{
		Artifact: artifact,
		Evidence: []policy.File{
			must(policy.ReadEvidence(quickstart + "hello-1.2.0.tar.gz.asc")),
			must(policy.ReadEvidence(quickstart + "hello-1.2.0.tar.gz.sigstore.json")),
		},
		Now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC),
	}, pgp.New(slices.Concat(found.Certificates, found.Revokers), found.Problems), must(sigstore.New(roots)))
	if err != nil {
		fmt.Println("no verdict:", err)
		return
	}
	fmt.Println(report.Verdict.Accepted, report.Verdict.Class)
	for _, q := range report.Requirements {
		fmt.Println(q.Reached, "by", q.Signers)
	}
	// Output:
	// true author-key
	// author-key by [Jane Doe]
	// ci-workflow by [release workflow]
}

// A rejection says why, and what to do next. Here the author's signature was
// stripped, and provenance does not make up for it.
func ExampleReport() {
	p := must(policy.LoadFile(quickstart + "hello.toml"))
	artifact := must(policy.OpenArtifact(quickstart + "hello-1.2.0.tar.gz"))
	defer artifact.Close()
	root := must(sigstore.ParseTrustedRoot("trusted_root.json", must(os.ReadFile(quickstart+"trusted_root.json"))))

	report := must(policy.Verify(context.Background(), p, policy.Request{
		Artifact: artifact,
		Evidence: []policy.File{must(policy.ReadEvidence(quickstart + "hello-1.2.0.tar.gz.sigstore.json"))},
		Now:      time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC),
	}, must(sigstore.New([]sigstore.TrustedRoot{root}))))
	v := report.Verdict
	fmt.Println(v.Accepted, v.Class, v.Reason)
	fmt.Println(v.Reason.Explain())
	// Output:
	// false none missing-evidence
	// the required evidence was not found
}

// A policy without a file: whoever calls says which certificates count.
func ExampleAdHoc() {
	p := must(policy.AdHoc(policy.Flags{Fingerprints: []string{"621D384B6FC55E5D80618F9BA4A01BF816DE7418"}}))
	artifact := must(policy.OpenArtifact(quickstart + "hello-1.2.0.tar.gz"))
	defer artifact.Close()
	found := must(keyrings.Find(p.Fingerprints(), []string{quickstart + "keys"}, nil))

	report := must(policy.Verify(context.Background(), p, policy.Request{
		Artifact: artifact,
		Evidence: []policy.File{must(policy.ReadEvidence(quickstart + "hello-1.2.0.tar.gz.asc"))},
		Now:      time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC),
	}, pgp.New(slices.Concat(found.Certificates, found.Revokers), found.Problems)))
	fmt.Println(report.Verdict.Accepted, report.Verdict.Class)
	// Output: true author-key
}

// A policy that is not valid says what is wrong, and where, all at once.
func ExampleLoad() {
	_, err := policy.Load([]byte("schema = \"upsig/policy/v1\"\nRequire = \"both\"\n"), "hello.toml")
	fmt.Println(err)
	// Output:
	// hello.toml:1:1: package is missing
	// hello.toml:1:1: require must be one of pgp, sigstore, both, any
	// hello.toml:1:1: no [[artifact]]: a policy must say which files it is about
	// hello.toml:2:1: unknown key "Require"; did you mean "require"? (keys match by exact spelling)
}

// What a policy demands of a version, before any file is at hand.
func ExamplePolicy_Enforced() {
	p := must(policy.LoadFile(quickstart + "hello.toml"))
	e := p.Enforced("1.2.0", time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC))
	for _, r := range e.Requirements {
		fmt.Println(r.Bar, "by", r.Expected)
	}
	// Output:
	// author-key by [Jane Doe]
	// ci-workflow by [release workflow]
}
