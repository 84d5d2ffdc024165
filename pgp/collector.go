package pgp

import (
	"context"
	"fmt"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Collector states facts about OpenPGP signatures. It is immutable and safe for
// concurrent use; no call leaves a trace in the next.
type Collector struct {
	ring     *ring
	problems []Problem
}

var _ policy.Collector = (*Collector)(nil)

// New returns a collector that looks for signing keys in these certificates.
// Copies of a certificate are merged, and their order does not matter. Problems
// that came up while reading them are repeated in the findings they concern; a
// revocation without its certificate is first looked up among these certificates,
// and repeated in every finding when it belongs to none.
func New(certs []*Certificate, problems []Problem) *Collector {
	certs, problems = reunite(mergeAll(certs), problems)
	return &Collector{ring: newRing(certs), problems: problems}
}

// Recognises implements [policy.Collector]: armored or binary OpenPGP signatures
// and messages. That a file is recognised does not make it acceptable.
func (c *Collector) Recognises(data []byte) bool { return recognises(data) }

// Prepare implements [policy.Collector]. It fails only when the context ended.
func (c *Collector) Prepare(ctx context.Context, job policy.Job) (policy.Check, error) {
	check := &check{collector: c, now: job.Now, taps: map[policy.Tap]bool{}, budget: budget{left: limits.KeyTries}}
	if job.Policy != nil {
		check.named = job.Policy.Fingerprints()
	}
	for _, f := range job.Evidence {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("prepare OpenPGP evidence: %w", err)
		}
		check.addFile(f)
	}
	check.chooseTaps()
	return check, nil
}
