package keyrings_test

import (
	"fmt"

	"github.com/upsig/upsig/keyrings"
)

// A policy in testdata/quickstart names Jane's certificate, which lies in the
// policy's keys folder, and another that nobody has.
func ExampleFind() {
	path := keyrings.Path{"../testdata/quickstart", "../testdata/quickstart/keys"}
	found, err := keyrings.Find([]string{
		"621D384B6FC55E5D80618F9BA4A01BF816DE7418",
		"0123456789ABCDEF0123456789ABCDEF01234567",
	}, nil, path)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range found.Certificates {
		fmt.Println("found", c.Fingerprint(), "in", c.Source())
	}
	for _, m := range found.Missing {
		fmt.Println("missing", m.Fingerprint)
	}
	// Output:
	// found 621D384B6FC55E5D80618F9BA4A01BF816DE7418 in ../testdata/quickstart/keys/jane.asc
	// missing 0123456789ABCDEF0123456789ABCDEF01234567
}
