package main

import (
	"context"
	"os"

	"github.com/upsig/upsig/internal/sop"
)

// runSOP hands its arguments over as they are: the interface has options and exit
// codes of its own, which pass through.
func runSOP(ctx context.Context, s streams, args []string) (int, error) {
	return sop.Run(ctx, args, sop.World{
		Name: "upsig sop", In: s.in, Out: s.out, Err: s.err, Now: s.now, Env: os.LookupEnv,
	}), nil
}
