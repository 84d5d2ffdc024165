package policy

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
)

// run is one call of [Verify] between its steps.
type run struct {
	policy     *Policy
	request    Request
	collectors []guarded
	target     target
	// rest is the evidence that is no signed message.
	rest     []File
	checks   []*guardedCheck
	lists    []*listing
	messages []listed
	findings []Finding
}

// listed is a finding over a signed message, whose list has no digest yet.
type listed struct {
	Finding
	list *listing
}

func newRun(p *Policy, r Request, collectors []Collector) *run {
	t, reason, _ := p.resolve(Subject{Name: r.Artifact.Name, Version: r.Artifact.Version})
	if reason != "" {
		t.via, t.covers = "", "" // nothing is known about this artifact
	}
	return &run{policy: p, request: r, collectors: guardAll(collectors), target: t, rest: r.Evidence}
}

func (r *run) job(files []File) Job {
	return Job{Evidence: files, Signed: r.request.Evidence, Policy: r.policy, Name: r.target.name, Now: r.request.Now}
}

// prepare hands each evidence file to the collector that recognises it. Files of
// no known form are findings already.
func (r *run) prepare(ctx context.Context) error {
	if err := r.prepareLists(ctx); err != nil {
		return err
	}
	files := make([][]File, len(r.collectors))
	for _, f := range r.rest {
		i, finding := assign(f, r.collectors)
		if finding != nil {
			r.findings = append(r.findings, *finding)
			continue
		}
		files[i] = append(files[i], f)
	}
	for i, c := range r.collectors {
		if len(files[i]) == 0 {
			continue
		}
		check, err := c.check(ctx, r.job(files[i]))
		if err != nil {
			return err
		}
		r.checks = append(r.checks, check)
	}
	return nil
}

// prepareLists reads the checksum lists, where the policy wants one: those that
// were given, and those that signed messages among the evidence carry.
func (r *run) prepareLists(ctx context.Context) error {
	if r.target.via == "" {
		return nil
	}
	for _, f := range r.request.Lists {
		if f.Problem != "" || len(f.Data) > limits.ChecksumList {
			r.findings = append(r.findings, Finding{File: f.Path, Over: RoleList, List: f.Path, Reason: cmp.Or(f.Problem, ReasonTooLarge), Detail: f.Detail})
			continue
		}
		is, err := r.message(ctx, f)
		if err != nil {
			return err
		}
		if !is {
			r.lists = append(r.lists, newListing(f.Path, filepath.Base(f.Path), f.Data))
		}
	}
	r.rest = nil
	for _, f := range r.request.Evidence {
		is, err := r.message(ctx, f)
		if err != nil {
			return err
		}
		if !is {
			r.rest = append(r.rest, f)
		}
	}
	return nil
}

// message takes a signed message as a list, if the file is one.
func (r *run) message(ctx context.Context, f File) (bool, error) {
	if f.Problem != "" || len(f.Data) > limits.EvidenceFile {
		return false, nil
	}
	for _, c := range r.collectors {
		if c.reader == nil || !c.recognises(f.Data) {
			continue
		}
		m, err := c.message(ctx, f, r.job([]File{f}))
		if err != nil || m == nil {
			return false, err
		}
		r.addMessage(f, m)
		return true, nil
	}
	return false, nil
}

func (r *run) addMessage(f File, m *Message) {
	via := filepath.Base(f.Path)
	if namedAfter(f.Path, r.target.via) {
		via = r.target.via
	}
	if m.Content != nil && len(r.lists) >= limits.Lists {
		r.findings = append(r.findings, Finding{File: f.Path, Over: RoleList, List: f.Path, Reason: ReasonLimitExceeded,
			Detail: fmt.Sprintf("more than %d checksum lists", limits.Lists)})
		return
	}
	l := newListing(f.Path, via, m.Content)
	if m.Content != nil {
		r.lists = append(r.lists, l)
	}
	for _, g := range m.Findings {
		r.messages = append(r.messages, listed{g, l})
	}
}

// read reads the artifact, once, and the lists.
func (r *run) read(ctx context.Context) (*artifact.Digests, artifact.Content, error) {
	var taps []Tap
	for _, c := range r.checks {
		taps = append(taps, c.Taps()...)
	}
	if err := r.readLists(ctx, taps); err != nil {
		return nil, artifact.Content{}, err
	}
	all := slices.Clone(taps)
	for _, l := range r.lists {
		all = append(all, l.taps(r.target.name)...)
	}
	if !slices.ContainsFunc(r.rest, r.wantsContent) {
		d, err := r.request.Artifact.read(ctx, all)
		return d, artifact.Content{}, err
	}
	return r.request.Artifact.readWithContent(ctx, all, taps)
}

// wantsContent reports whether the evidence may be about what the artifact holds.
// Decompressing costs far more than hashing, so that evidence whose name says that
// it is about something else is taken by its word.
func (r *run) wantsContent(f File) bool {
	switch {
	case !r.target.holdsContent():
		return false
	case r.target.covers != CoversByName:
		return true
	}
	return !namedAfter(f.Path, r.target.name) && !namedAfter(f.Path, r.request.Artifact.Name) && !namedAfter(f.Path, r.target.via)
}
