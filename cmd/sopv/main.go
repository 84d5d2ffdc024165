// Sopv verifies OpenPGP signatures by the verification subset of the Stateless
// OpenPGP interface, without a policy file. See docs/sopv.md, or run it with
// --help.
package main

import (
	"context"
	"os"
	"time"

	"github.com/upsig/upsig/internal/sop"
)

// Signals have their usual effect: nothing is written before the end, so that there
// is nothing to clean up, and waiting for them costs a tenth of a start.
func main() {
	os.Exit(sop.Run(context.Background(), os.Args[1:], sop.World{
		Name: "sopv", In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Env: os.LookupEnv,
	}))
}
