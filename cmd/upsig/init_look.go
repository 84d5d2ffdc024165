package main

import (
	"context"
	"slices"

	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
	"github.com/upsig/upsig/sigstore/trust"
)

// look finds out what the evidence says, and tells it on standard error.
func (f *initFlags) look(ctx context.Context, s streams, artifact *policy.Artifact, files []policy.File) (evidence, error) {
	ev := evidence{sources: map[string]string{}, carried: map[string]string{}}
	var seen []policy.Finding
	collectors, err := f.collectors(&ev, &seen)
	if err != nil {
		return ev, err
	}
	report, err := policy.Verify(ctx, ev.keysIn(files), policy.Request{Artifact: artifact, Evidence: files, Now: s.now()}, collectors...)
	if err != nil {
		return ev, err
	}
	ev.take(report, seen)
	return ev, render.Found(s.err, report.Evidence)
}

// keysIn is a policy of the SSH keys that signatures carry, without which they cannot
// be tried. It requires nothing and accepts nothing.
func (ev *evidence) keysIn(files []policy.File) *policy.Policy {
	p := &policy.Policy{}
	for _, file := range files {
		in, ok := rawkeys.Inspect(file.Data)
		if !ok || in.PublicKey == "" {
			continue
		}
		k, err := policy.ParseSSHKey(in.PublicKey)
		if err != nil || ev.carried[k.ID()] != "" {
			continue
		}
		ev.carried[k.ID()] = in.PublicKey
		p.KeySigners = append(p.KeySigners, policy.KeySigner{Name: k.ID(), Kind: "ssh", ID: k.ID(), SSH: k.Wire, Namespace: in.Namespace, HeldBy: policy.HeldByAuthor})
	}
	return p
}

// take puts together what the report says of each piece of evidence and what the
// collectors found: the report knows about all, the collectors know all about it.
func (ev *evidence) take(r *policy.Report, seen []policy.Finding) {
	a := r.Artifact
	ev.subject = policy.Subject{Name: a.Name, Version: a.Version, Size: -1, Digests: a.Digests}
	if a.Size != nil {
		ev.subject.Size = *a.Size
	}
	if c := a.Content; c != nil {
		ev.subject.Content = &policy.Content{Form: c.Form, Size: c.Size, Digests: c.Digests, Reason: c.Reason, Detail: c.Detail}
	}
	for _, e := range r.Evidence {
		f := policy.Finding{File: e.File, Index: e.Index, Side: e.Side, Form: e.Form, Status: e.Finding, Reason: e.Reason, Detail: e.Detail}
		same := func(o policy.Finding) bool { return o.File == e.File && o.Index == e.Index && o.Status == e.Finding }
		if i := slices.IndexFunc(seen, same); i >= 0 {
			f = seen[i]
		}
		if f.Over = e.Over; f.Over == policy.RoleContent && a.Content != nil && len(a.Content.Digests) > 0 {
			f.Bytes = a.Content.Digests[0]
		}
		ev.findings = append(ev.findings, f)
	}
}

// collectors look with the certificates and trusted roots at hand, and keep what they
// found in seen.
func (f *initFlags) collectors(ev *evidence, seen *[]policy.Finding) ([]policy.Collector, error) {
	var keys keySet
	for _, file := range f.keyrings {
		r, err := keyrings.ReadFile(file)
		if err != nil {
			return nil, err
		}
		keys.add(r)
	}
	for _, c := range keys.certificates {
		if sources := c.Sources(); len(sources) > 0 && ev.sources[c.Fingerprint()] == "" {
			ev.sources[c.Fingerprint()] = sources[0]
		}
	}
	roots, err := f.roots()
	if err != nil {
		return nil, err
	}
	c, err := sigstore.New(roots, sigstore.WithEmbeddedNPMKeys())
	if err != nil {
		return nil, usageError{err}
	}
	return []policy.Collector{recorder{pgp.New(keys.certificates, keys.problems), seen}, recorder{c, seen}, recorder{rawkeys.Collector{}, seen}}, nil
}

// roots are the embedded trusted root and those at hand, each under the name that a
// draft has for its file.
func (f *initFlags) roots() ([]sigstore.TrustedRoot, error) {
	roots := []sigstore.TrustedRoot{sigstore.EmbeddedPublicGood()}
	for _, path := range f.trustedRoots {
		files, err := trust.Files(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			where, err := f.places.of(file, "", ".json", ".jsonl")
			if err != nil {
				return nil, err
			}
			r, err := readRoot(where.name, file)
			if err != nil {
				return nil, err
			}
			roots = append(roots, r)
		}
	}
	return roots, nil
}

// recorder is a collector whose findings are kept.
type recorder struct {
	policy.Collector
	seen *[]policy.Finding
}

// Prepare implements [policy.Collector].
func (r recorder) Prepare(ctx context.Context, job policy.Job) (policy.Check, error) {
	c, err := r.Collector.Prepare(ctx, job)
	if err != nil || c == nil {
		return nil, err
	}
	return recordedCheck{c, r.seen}, nil
}

type recordedCheck struct {
	policy.Check
	seen *[]policy.Finding
}

// Findings implements [policy.Check].
func (c recordedCheck) Findings(ctx context.Context, d policy.Digests) []policy.Finding {
	all := c.Check.Findings(ctx, d)
	*c.seen = append(*c.seen, all...)
	return all
}
