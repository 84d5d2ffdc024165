package trust_test

import (
	"fmt"
	"time"

	"github.com/upsig/upsig/sigstore/trust"
)

// How old is the root that upsig ships, and whom does it trust?
func ExampleList() {
	embedded, err := trust.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC)
	for _, root := range trust.List([]trust.File{embedded}, nil, at).Roots {
		fmt.Printf("%s: %d days old\n", root.Name, root.AgeDays)
		for _, a := range root.Instances[0].Authorities {
			if a.Kind == trust.KindTransparencyLog {
				fmt.Println(a.Kind, a.Name)
			}
		}
	}
	// Output:
	// public-good: 10 days old
	// transparency log https://rekor.sigstore.dev
	// transparency log https://log2025-1.rekor.sigstore.dev
}
