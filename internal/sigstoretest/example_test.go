package sigstoretest_test

import (
	"fmt"
	"time"

	"github.com/upsig/upsig/internal/sigstoretest"
)

// A file, its bundle, and the trusted root that the bundle verifies under.
func ExampleInstance_Sign() {
	in := sigstoretest.New("quickstart", time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	b := in.Sign(sigstoretest.Request{
		Identity: sigstoretest.GitHubWorkflow{Repository: "example/example", Ref: "refs/tags/v1.0.0"},
		Artifact: []byte("hello\n"),
	})
	fmt.Println(b.MediaType)
	fmt.Println(b.Entries[0].Kind, b.Entries[0].Version)
	fmt.Println(check(in, b.JSON(), []byte("hello\n")))
	fmt.Println(check(in, b.JSON(), []byte("other\n")) != nil)
	// Output:
	// application/vnd.dev.sigstore.bundle.v0.3+json
	// hashedrekord 0.0.1
	// <nil>
	// true
}

// A hostile file is an edit of a good one. Without Relog the log would already
// notice that the signature is not the one it logged.
func ExampleBundle_Edit() {
	in := sigstoretest.New("quickstart", time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	workflow := sigstoretest.GitHubWorkflow{Repository: "example/example"}
	statement := sigstoretest.Provenance(workflow, sigstoretest.SHA256("hello.txt", []byte("hello\n")))
	good := in.Sign(sigstoretest.Request{Identity: workflow, Statement: statement})
	bad := good.Edit(func(b *sigstoretest.Bundle) {
		b.Envelope.Payload = append([]byte(" "), b.Envelope.Payload...)
	}, in.Relog)
	fmt.Println(check(in, good.JSON(), []byte("hello\n")))
	fmt.Println(check(in, bad.JSON(), []byte("hello\n")))
	// Output:
	// <nil>
	// failed to verify signature: could not verify envelope: accepted signatures do not match threshold, Found: 0, Expected 1
}
