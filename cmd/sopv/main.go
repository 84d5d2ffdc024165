// Sopv verifies OpenPGP signatures by the verification subset of the Stateless
// OpenPGP interface, without a policy file. See docs/sopv.md, or run it with
// --help.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/upsig/upsig/internal/ending"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/internal/sop"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w := sop.World{
		Name: "sopv", In: ending.Reader(ctx, os.Stdin), Out: os.Stdout, Err: os.Stderr, Now: time.Now, Env: os.LookupEnv,
	}
	os.Exit(ending.InTime(ctx, stop, func() int { return sop.Run(ctx, os.Args[1:], w) }, func(err error) int {
		fmt.Fprintln(os.Stderr, "sopv:", safetext.Line(err.Error()))
		return 1
	}))
}
