package policy

import (
	"context"
	"errors"
)

// A guarded collector is one whose panics end with the evidence that it read:
// collectors stand on parsers of others, and evidence is hostile. Collectors
// recover by themselves where they can say more; nothing gets past this.
type guarded struct {
	inner Collector
	// reader is the same collector; nil for one that reads no messages.
	reader MessageReader
}

func guardAll(all []Collector) []guarded {
	made := make([]guarded, len(all))
	for i, c := range all {
		reader, _ := c.(MessageReader)
		made[i] = guarded{c, reader}
	}
	return made
}

// recognises says no when the collector gave up: then the evidence is of no known
// form, which is unusable too.
func (g guarded) recognises(data []byte) (is bool) {
	defer func() {
		if recover() != nil {
			is = false
		}
	}()
	return g.inner.Recognises(data)
}

// check is Prepare of the collector.
func (g guarded) check(ctx context.Context, job Job) (c *guardedCheck, err error) {
	defer func() {
		if recover() != nil {
			c, err = &guardedCheck{files: job.Evidence, broken: true}, nil
		}
	}()
	inner, err := g.inner.Prepare(ctx, job)
	if err != nil {
		return nil, err
	}
	if inner == nil {
		return nil, errors.New("verify: a collector made no check of its evidence")
	}
	return &guardedCheck{inner: inner, files: job.Evidence}, nil
}

// message is the signed message in a file; nil if there is none. A file on which the
// reader gave up is taken for none: what it is instead is for Prepare to say.
func (g guarded) message(ctx context.Context, f File, j Job) (m *Message, err error) {
	defer func() {
		if recover() != nil {
			m, err = nil, nil
		}
	}()
	return g.reader.ReadMessage(ctx, f, j)
}

// guardedCheck is a check whose files are all unusable once it gave up.
type guardedCheck struct {
	inner  Check
	files  []File
	broken bool
}

func (g *guardedCheck) Taps() (taps []Tap) {
	if g.broken {
		return nil
	}
	defer func() {
		if recover() != nil {
			taps, g.broken = nil, true
		}
	}()
	return g.inner.Taps()
}

func (g *guardedCheck) Findings(ctx context.Context, d Digests) (all []Finding) {
	if g.broken {
		return g.unusable()
	}
	defer func() {
		if recover() != nil {
			g.broken = true
			all = g.unusable()
		}
	}()
	return g.inner.Findings(ctx, d)
}

func (g *guardedCheck) unusable() []Finding {
	all := make([]Finding, len(g.files))
	for i, f := range g.files {
		all[i] = Finding{
			File: f.Path, Index: 1, Side: f.Only, Over: RoleArtifact,
			Status: StatusUnusable, Reason: ReasonMalformedEvidence, Detail: "what reads this evidence gave up",
		}
	}
	return all
}
