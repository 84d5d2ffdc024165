package sop

import (
	"context"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// verify checks detached signatures over standard input, which is read once and in
// constant memory.
func (p *program) verify(ctx context.Context, args []string) error {
	o, err := p.parse("verify", args)
	if err != nil {
		return err
	}
	if len(o.args) < 2 {
		return failf(exitMissingArg, "verify needs SIGNATURES and CERTS")
	}
	now := p.Now()
	w, err := o.window(now)
	if err != nil {
		return err
	}
	signatures, err := p.input(o.args[0], limits.EvidenceFile)
	if err != nil {
		return err
	}
	c, err := p.readCerts(o.args[1:])
	if err != nil {
		return err
	}
	job := policy.Job{Evidence: []policy.File{{Path: o.args[0], Data: signatures}}, Now: now}
	findings, err := p.detached(ctx, c, job)
	if err != nil {
		return err
	}
	lines, err := p.verifications(findings, c, w, false)
	if err != nil {
		return err
	}
	_, err = p.Out.Write(lines)
	return err
}

func (p *program) detached(ctx context.Context, c *certs, job policy.Job) ([]policy.Finding, error) {
	check, err := pgp.New(c.all, c.problems).Prepare(ctx, job)
	if err != nil {
		return nil, err
	}
	digests, err := artifact.ReadTaps(ctx, p.In, check.Taps())
	if err != nil {
		return nil, err
	}
	findings := check.Findings(ctx, digests)
	for _, f := range findings {
		if f.Index == 0 { // about the file as a whole
			return nil, failf(fileCode(f.Reason), "%s: %s", f.File, f.Detail)
		}
	}
	return findings, nil
}

// fileCode is the exit code for a file that cannot be taken for signatures or for
// a message.
func fileCode(r policy.Reason) int {
	if r == policy.ReasonEmptyEvidence {
		return exitNoSignature
	}
	return exitBadData
}
