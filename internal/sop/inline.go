package sop

import (
	"context"
	"errors"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
)

const verificationsOut = "--verifications-out"

// inlineVerify checks a signed message from standard input and writes what was
// signed to standard output, once a signature was found valid.
func (p *program) inlineVerify(ctx context.Context, args []string) error {
	o, err := p.parse("inline-verify", args)
	if err != nil {
		return err
	}
	if len(o.args) < 1 {
		return failf(exitMissingArg, "inline-verify needs CERTS")
	}
	if o.has(verificationsOut) && o.values[verificationsOut] == "" {
		return failf(exitMissingArg, "%s needs a value", verificationsOut)
	}
	now := p.Now()
	w, err := o.window(now)
	if err != nil {
		return err
	}
	if err := checkOutput(o.values[verificationsOut]); err != nil {
		return err
	}
	c, err := p.readCerts(o.args)
	if err != nil {
		return err
	}
	data, err := bounded(p.In, "standard input", limits.MessageFile)
	if err != nil {
		return err
	}
	content, lines, err := p.message(ctx, c, data, w, now)
	if err != nil {
		return err
	}
	if o.has(verificationsOut) {
		if err := p.output(o.values[verificationsOut], lines); err != nil {
			return err
		}
	}
	_, err = p.Out.Write(content)
	return err
}

// message returns the signed content and the lines about its valid signatures, of
// which there is at least one.
func (p *program) message(ctx context.Context, c *certs, data []byte, w window, now time.Time) (content, lines []byte, err error) {
	m, err := pgp.ReadMessage(data)
	var unreadable *pgp.MessageError
	switch {
	case errors.As(err, &unreadable):
		return nil, nil, &failure{fileCode(unreadable.Reason), err}
	case err != nil:
		return nil, nil, err
	}
	findings, err := pgp.New(c.all, c.problems).JudgeMessage(ctx, m, "standard input", nil, now)
	if err != nil {
		return nil, nil, err
	}
	lines, err = p.verifications(findings, c, w, m.Cleartext)
	if err != nil {
		return nil, nil, err
	}
	return m.Content, lines, nil
}
