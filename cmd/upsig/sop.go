package main

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/internal/sop"
)

func sopNode() *command {
	return &command{
		name:  "sop",
		short: "Verify by the Stateless OpenPGP interface, as the program sopv does",
		long:  "See docs/sopv.md. It knows no policy, and its exit codes are those of that interface.",
		raw:   runSOP, inside: insideSOP(), lead: []string{sop.Debug},
	}
}

// runSOP hands its arguments over as they are: the interface has options and exit
// codes of its own, which pass through.
func runSOP(ctx context.Context, s streams, args []string) (int, error) {
	return sop.Run(ctx, args, sop.World{
		Name: "upsig sop", In: s.in, Out: s.out, Err: s.err, Now: s.now, Env: os.LookupEnv,
	}), nil
}

// insideSOP is what completion offers of the interface.
func insideSOP() []*command {
	var all []*command
	for _, sub := range sop.Subcommands() {
		c := &command{name: sub.Name, short: sub.Short, bind: sopFlags(sub)}
		if sub.Files {
			c.operands = onFiles()
		}
		all = append(all, c)
	}
	return all
}

func sopFlags(sub sop.Subcommand) func(*pflag.FlagSet) runner {
	return func(flags *pflag.FlagSet) runner {
		for _, o := range append(sub.Options, sop.Option{Name: sop.Debug, Usage: "say more"}) {
			name := strings.TrimPrefix(o.Name, "--")
			if o.Value == "" {
				flags.Bool(name, false, o.Usage)
				continue
			}
			flags.String(name, "", o.Usage+": `"+o.Value+"`")
		}
		return nil
	}
}
