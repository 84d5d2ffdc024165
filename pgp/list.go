package pgp

import (
	"bytes"
	"context"
	"errors"

	"github.com/upsig/upsig/policy"
)

var _ policy.MessageReader = (*Collector)(nil)

// ReadMessage implements [policy.MessageReader]: inline-signed messages and those
// of the cleartext framework, as checksum lists come. Only what the signatures
// cover comes out.
func (c *Collector) ReadMessage(ctx context.Context, f policy.File, job policy.Job) (*policy.Message, error) {
	if !isMessage(f.Data) {
		return nil, nil
	}
	whole := policy.Finding{File: f.Path, Side: policy.SideKey, Form: "OpenPGP signed message", Over: policy.RoleList}
	m, err := ReadMessage(f.Data)
	var cause *MessageError
	switch {
	case errors.As(err, &cause):
		whole.Reason, whole.Detail = cause.Reason, cause.Detail
		return &policy.Message{Findings: []policy.Finding{whole}}, nil
	case err != nil:
		return nil, err
	}
	findings, err := c.JudgeMessage(ctx, m, f.Path, job.Policy, job.Now)
	if err != nil {
		return nil, err
	}
	return &policy.Message{Content: m.Content, Findings: findings}, nil
}

// isMessage tells a signed message from a file of signatures.
func isMessage(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	if data[0]&0x80 == 0 {
		return hasLine(data, beginCleartext) || hasLine(data, beginMessage)
	}
	tag, _, _, _ := packetHeader(data)
	return tag == tagOnePass || tag == tagLiteral || tag == tagCompressed
}

func hasLine(data []byte, line string) bool {
	return bytes.HasPrefix(data, []byte(line)) || bytes.Contains(data, []byte("\n"+line))
}
