// Sopv verifies OpenPGP signatures by the verification subset of the Stateless
// OpenPGP interface, without a policy file. See docs/sopv.md, or run it with
// --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/upsig/upsig/internal/sop"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(sop.Run(ctx, os.Args[1:], sop.World{
		Name: "sopv", In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Env: os.LookupEnv,
	}))
}
