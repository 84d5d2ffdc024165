package rawkeys

import (
	"context"
	"fmt"
	"slices"

	"github.com/upsig/upsig/policy"
)

// Collector states facts about minisign, signify and SSH signatures, under the
// keys that the policy of each job names. It has no state; the zero value is ready.
type Collector struct{}

var (
	_ policy.Collector     = Collector{}
	_ policy.MessageReader = Collector{}
)

// Recognises implements [policy.Collector]: minisign and signify signatures begin
// with an untrusted comment, SSH signatures with armor of their own.
func (Collector) Recognises(data []byte) bool { return recognises(data) || isSSH(data) }

// Prepare implements [policy.Collector]. It fails only when the context ended.
func (Collector) Prepare(ctx context.Context, job policy.Job) (policy.Check, error) {
	c := &check{}
	keys := keysOf(job.Policy)
	for _, f := range job.Evidence {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("prepare evidence under plain keys: %w", err)
		}
		if isSSH(f.Data) {
			c.items = append(c.items, prepareSSH(f, job.Policy))
		} else {
			c.items = append(c.items, prepare(f, keys))
		}
	}
	return c, nil
}

// check is evidence that waits for the artifact.
type check struct{ items []piece }

// piece is one signature file.
type piece interface {
	taps() []policy.Tap
	finding(context.Context, policy.Digests) policy.Finding
}

// item is one file of minisign or signify.
type item struct {
	path  string
	sig   *signature
	fault *fault
	// keys are those of the policy that the signature may be by.
	keys []key
	// declared is the kind as which the policy has a key of its ID, if that is another.
	declared string
}

func prepare(f policy.File, keys []key) item {
	it := item{path: f.Path}
	if f.Problem != "" {
		it.fault = &fault{f.Problem, f.Detail}
		return it
	}
	if it.sig, it.fault = safely(parse, f.Data); it.fault != nil {
		return it
	}
	for _, k := range keys {
		switch {
		case k.keyID != it.sig.keyID:
		case k.kind == it.sig.kind:
			it.keys = append(it.keys, k)
		default:
			it.declared = k.kind
		}
	}
	if it.sig.embedded != nil {
		it.fault = &fault{policy.ReasonUnsupportedEvidence, "the signature carries a text of its own and covers only that"}
	}
	return it
}

// safely turns a panic of the parser into a fault. Beside a fault there is nothing.
func safely[T any](parse func([]byte) (*T, *fault), data []byte) (s *T, f *fault) {
	defer func() {
		if recover() != nil {
			s, f = nil, malformed("the file could not be parsed")
		}
	}()
	if s, f = parse(data); f != nil {
		return nil, f
	}
	return s, nil
}

// Taps implements [policy.Check].
func (c *check) Taps() []policy.Tap {
	var all []policy.Tap
	for _, it := range c.items {
		for _, t := range it.taps() {
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	return all
}

func (it item) taps() []policy.Tap {
	var all []policy.Tap
	for _, k := range it.keys {
		if it.fault == nil {
			all = append(all, k.tap(it.sig))
		}
	}
	return all
}

// Findings implements [policy.Check]: one per file.
func (c *check) Findings(ctx context.Context, d policy.Digests) []policy.Finding {
	all := make([]policy.Finding, len(c.items))
	for i, it := range c.items {
		all[i] = it.finding(ctx, d)
	}
	return all
}

func (it item) finding(ctx context.Context, d policy.Digests) policy.Finding {
	return it.findingOf(ctx, message{d.Size, func(k key) ([]byte, error) {
		state, err := d.State(k.tap(it.sig))
		if err != nil {
			return nil, err
		}
		return state.Sum(nil), nil
	}})
}
