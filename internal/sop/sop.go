package sop

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/safetext"
)

// World is what a program may look at and write to.
type World struct {
	// Name is how the program is called, for messages: "sopv" or "upsig sop".
	Name     string
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	// Env looks up environment variables, for @ENV designators.
	Env func(name string) (value string, ok bool)
}

// Run runs the command line, without the program's name, and returns the exit
// code that the draft gives to what happened.
func Run(ctx context.Context, args []string, w World) int {
	p := &program{World: w}
	err := p.run(ctx, args)
	if err != nil {
		p.complain(err)
	}
	return exitCode(err)
}

// program is one run.
type program struct {
	World
	debug bool
}

const usage = `usage: %[1]s version [--backend | --extended | --sop-spec | --sopv]
       %[1]s verify [--not-before=DATE] [--not-after=DATE] [--] SIGNATURES CERTS... < DATA
       %[1]s inline-verify [--not-before=DATE] [--not-after=DATE] [--verifications-out=FILE] [--] CERTS... < MESSAGE

Verifies OpenPGP signatures as draft-dkg-openpgp-stateless-cli-14 describes.
All commands take --debug. SIGNATURES, CERTS and FILE may be @FD:NUMBER,
SIGNATURES and CERTS also @ENV:NAME. DATE is like 2026-11-01T12:00:00Z, now, or -.
`

func (p *program) run(ctx context.Context, args []string) error {
	name, args := p.subcommand(args)
	switch name {
	case "version":
		return p.version(args)
	case "verify":
		return p.verify(ctx, args)
	case "inline-verify":
		return p.inlineVerify(ctx, args)
	case "--help", "-h", "help":
		_, err := fmt.Fprintf(p.Out, usage, p.Name)
		return err
	case "":
		return failf(exitUnsupportedSubcommand, "name a subcommand: version, verify or inline-verify")
	}
	if strings.HasPrefix(name, "-") {
		return failf(exitUnsupportedOption, "unknown option %q", name)
	}
	return failf(exitUnsupportedSubcommand, "unknown subcommand %q", name)
}

// subcommand takes the subcommand, which --debug may stand in front of.
func (p *program) subcommand(args []string) (name string, rest []string) {
	for len(args) > 0 && args[0] == Debug {
		p.debug, args = true, args[1:]
	}
	if len(args) == 0 {
		return "", nil
	}
	return args[0], args[1:]
}

// say writes one line to standard error, whatever the arguments hold: what a
// stranger wrote begins no line of its own.
func (p *program) say(format string, args ...any) {
	fmt.Fprintf(p.Err, "%s: %s\n", p.Name, safetext.Line(fmt.Sprintf(format, args...)))
}

// complain says what went wrong: a line for each of several errors.
func (p *program) complain(err error) {
	for _, line := range safetext.Problems(err) {
		fmt.Fprintf(p.Err, "%s: %s\n", p.Name, line)
	}
}

func (p *program) sayDebug(format string, args ...any) {
	if p.debug {
		p.say(format, args...)
	}
}
