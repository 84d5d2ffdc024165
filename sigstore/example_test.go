package sigstore_test

import (
	"context"
	"fmt"
	"time"

	st "github.com/upsig/upsig/internal/sigstoretest"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

// A collector states what a bundle proves; whether that suffices is for the
// policy to say.
func ExampleCollector() {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	instance, artifact := st.New("example", now), []byte("the release\n")
	bundle := instance.Sign(st.Request{Identity: st.Email{Address: "jane@example.org"}, Artifact: artifact}).JSON()

	root, err := sigstore.ParseTrustedRoot("example", instance.TrustedRootJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	collector, err := sigstore.New([]sigstore.TrustedRoot{root})
	if err != nil {
		fmt.Println(err)
		return
	}
	check, err := collector.Prepare(context.Background(), policy.Job{
		Evidence: []policy.File{{Path: "release.sigstore.json", Data: bundle}}, Now: now,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range check.Findings(context.Background(), digestsOf(artifact)) {
		fmt.Println(f.Status, f.Certificate.SAN, f.Certificate.Issuer, f.Root)
	}
	// Output: sound jane@example.org https://accounts.google.com example
}

// Inspect shows what evidence says about itself and believes nothing of it.
func ExampleInspect() {
	in := sigstore.Inspect([]byte(`{"attestations": []}`))
	fmt.Println(in.Form, "-", in.Reason)
	// Output: attestations document - empty-evidence
}
