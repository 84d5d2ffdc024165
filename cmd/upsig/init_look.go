package main

import (
	"context"
	"slices"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
	"github.com/upsig/upsig/sigstore"
	"github.com/upsig/upsig/sigstore/trust"
)

// look finds out what the evidence says, under a policy that names nobody and, if one
// is named, the checksum list.
func (f *initFlags) look(ctx context.Context, s streams, path, list string) (*evidence, error) {
	ev := &evidence{sources: map[string]string{}, carried: map[string]string{}}
	var seen []policy.Finding
	collectors, err := f.collectors(ev, &seen)
	if err != nil {
		return nil, err
	}
	ev.verify = func(p *policy.Policy) (*policy.Report, error) {
		artifact, err := policy.OpenArtifact(path)
		if err != nil {
			return nil, unread(err, "check the name of the artifact; evidence is looked for beside it")
		}
		defer artifact.Close()
		found, err := beside.Find(p, artifact, path)
		if err != nil {
			return nil, besideUnread(err)
		}
		p.KeySigners = append(p.KeySigners, ev.keysIn(found.Evidence)...)
		return policy.Verify(ctx, p, policy.Request{
			Artifact: artifact, Evidence: found.Evidence, Lists: found.Lists, Known: found.Missing, Now: s.now(),
		}, collectors...)
	}
	report, err := ev.verify(&policy.Policy{Default: policy.ArtifactRule{Via: list}})
	if err != nil {
		return nil, err
	}
	ev.take(report, seen)
	return ev, nil
}

// keysIn are the SSH keys that signatures carry, without which they cannot be tried.
// Each is given once: later policies name those that count.
func (ev *evidence) keysIn(files []policy.File) (keys []policy.KeySigner) {
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
		keys = append(keys, policy.KeySigner{Name: k.ID(), Kind: "ssh", ID: k.ID(), SSH: k.Wire, Namespace: in.Namespace, HeldBy: policy.HeldByAuthor})
	}
	return keys
}

// take puts together what the report says of each piece of evidence and what the
// collectors found: the report knows about all, the collectors know all about it.
func (ev *evidence) take(r *policy.Report, seen []policy.Finding) {
	a := r.Artifact
	ev.reports = r.Evidence
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
		if e.Over == policy.RoleList && e.Finding != policy.StatusSound {
			// What a sound signature over the list is no use for is the list's fault.
			same = func(o policy.Finding) bool { return o.File == e.File && o.Index == e.Index && o.Reason == e.Reason }
		}
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
	keys.add(f.beside)
	for _, file := range f.keyrings {
		r, err := keyrings.ReadFile(file)
		if err != nil {
			return nil, unreadKeyring(err)
		}
		keys.add(r)
	}
	if err := f.addPackaged(&keys); err != nil {
		return nil, err
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
			return nil, unreadRoot(err)
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

// ReadMessage implements [policy.MessageReader], for collectors that do.
func (r recorder) ReadMessage(ctx context.Context, file policy.File, job policy.Job) (*policy.Message, error) {
	reader, ok := r.Collector.(policy.MessageReader)
	if !ok {
		return nil, nil
	}
	m, err := reader.ReadMessage(ctx, file, job)
	if m != nil {
		*r.seen = append(*r.seen, m.Findings...)
	}
	return m, err
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
