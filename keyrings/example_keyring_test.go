package keyrings_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/upsig/upsig/keyrings"
)

// A maintainer takes Jane's certificate into a keyring, merges a later copy, and
// looks at what is there. Each change is a plan first, to be shown and applied.
func ExampleKeyring() {
	dir, err := os.MkdirTemp("", "keyring")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	material, err := keyrings.ReadMaterial("../testdata/quickstart/keys/jane.asc", now)
	if err != nil {
		fmt.Println(err)
		return
	}
	ring, err := keyrings.Open(filepath.Join(dir, "keys"))
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := ring.Import(material, keyrings.ImportOptions{
		Fingerprints: []string{"621D384B6FC55E5D80618F9BA4A01BF816DE7418"},
		Who:          "Jane Doe", Packages: []string{"app-misc/hello"},
		Accepted: "fingerprint on her business card", Now: now,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, k := range plan.Keys {
		for _, c := range k.Changes {
			fmt.Printf("%s: %s\n", c.Level, c.Code)
		}
	}
	fmt.Println("alerts:", plan.Alerts())
	if err := plan.Apply(); err != nil {
		fmt.Println(err)
		return
	}
	ring, err = keyrings.Open(ring.Dir())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range ring.List(now) {
		fmt.Println(e.Who, e.Fingerprint, e.State, "usable:", e.Usable)
	}
	// Output:
	// notice: new-certificate
	// info: holds
	// info: holds
	// info: record
	// alerts: false
	// Jane Doe 621D384B6FC55E5D80618F9BA4A01BF816DE7418 active usable: true
}

// Any key file can be linted; each finding says what to do.
func ExampleLintFile() {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	material, err := keyrings.ReadMaterial("../testdata/quickstart/keys/jane.asc", now)
	if err != nil {
		fmt.Println(err)
		return
	}
	findings := keyrings.LintFile(material[0], keyrings.LintOptions{Now: now})
	fmt.Println(len(findings), "findings")
	fmt.Println(keyrings.CodeAgeGap.Todo())
	// Output:
	// 0 findings
	// merge an earlier copy, from an old package or backup: upsig key update
}

// Two copies of a certificate are compared by content, whatever their form.
func ExampleDiff() {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	material, err := keyrings.ReadMaterial("../testdata/quickstart/keys/jane.asc", now)
	if err != nil {
		fmt.Println(err)
		return
	}
	var clean []keyrings.Material
	for _, c := range keyrings.Certificates(material) {
		c, dropped, err := keyrings.Clean(c)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("left out:", dropped)
		clean = append(clean, keyrings.NewMaterial(keyrings.Binary(c), "clean.gpg", now))
	}
	d, err := keyrings.Diff(material, clean)
	fmt.Println("same:", d.Same(), err)
	// Output:
	// left out: nothing
	// same: true <nil>
}
