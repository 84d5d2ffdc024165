package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
)

// Request is what [Verify] looks at, beside the policy. Artifact and Now must be given.
type Request struct {
	Artifact *Artifact
	// Evidence are the evidence files at hand, bounded and read: see [ReadEvidence].
	Evidence []File
	// Lists are the checksum lists at hand that the policy's via may name. What
	// signs them is among Evidence, or in them.
	Lists []File
	// Known are findings that the caller established, such as a certificate that
	// was not found. None of them may be sound.
	Known []Finding
	// Looked are the names under which evidence was looked for beside the artifact, for
	// a report that there is none.
	Looked []string
	// Now is the time of the verdict.
	Now time.Time
}

// Verify runs the collectors over the evidence, reads the artifact once, and
// judges by the policy. Of several collectors that recognise a file the first gets it.
//
// A report is a verdict, accepted or rejected; an error means that there is none: the
// request lacks something or has too many files, the artifact could not be read (the
// cause is wrapped), or the context ended.
func Verify(ctx context.Context, p *Policy, r Request, collectors ...Collector) (*Report, error) {
	if err := r.check(p); err != nil {
		return nil, err
	}
	run := newRun(p, r, collectors)
	if err := run.prepare(ctx); err != nil {
		return nil, err
	}
	digests, content, err := run.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := run.judge(ctx, run.views(digests, content)); err != nil {
		return nil, err
	}
	// Without this a collector that gave up early would look like one that found nothing.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return run.assess(digests, content), nil
}

// assess puts together what was found, and asks the judge.
func (r *run) assess(digests *artifact.Digests, content artifact.Content) *Report {
	s := r.request.Artifact.subject(digests)
	s.Content = contentOf(content)
	for _, l := range r.lists {
		s.Links = append(s.Links, l.link(r.target.name, digests))
	}
	r.unreadable(s.Content)
	r.unsigned()
	r.withoutList()
	findings := append(r.findings, silent(r.request.Evidence, r.findings)...)
	report := r.policy.Assess(s, append(findings, r.request.Known...), r.request.Now)
	switch report.Verdict.Reason {
	case ReasonMissingEvidence, ReasonUnsignedList:
		report.LookedFor = slices.Clone(r.request.Looked)
	default: // evidence is there
	}
	return report
}

// unsigned says of a list that no evidence is about it.
func (r *run) unsigned() {
	if len(r.messages) > 0 || slices.ContainsFunc(r.rest, func(f File) bool { return !namedAfter(f.Path, r.target.name) }) {
		return
	}
	for _, l := range r.lists {
		r.findings = append(r.findings, Finding{
			Form: "evidence over " + l.via, Over: RoleList, List: l.file, Bytes: l.bytes,
			Status: StatusMissing, Reason: ReasonUnsignedList, Detail: l.file,
		})
	}
}

// withoutList says of evidence that is called after the checksum list, and does not hold
// for the artifact, that its list is not at hand: nothing was changed because something
// was not downloaded.
func (r *run) withoutList() {
	if r.target.via == "" || len(r.lists)+len(r.messages) > 0 {
		return
	}
	for i, f := range r.findings {
		if f.Status == StatusBad && namedAfter(f.File, r.target.via) {
			r.findings[i] = f.demote(StatusUnusable, ReasonMissingEvidence, "it is about "+r.target.via+", which is not at hand")
		}
	}
}

// check refuses what no verdict can be based on. Evidence beyond the limit is not
// left out: it may be the one piece that is bad.
func (r Request) check(p *Policy) error {
	switch {
	case p == nil || r.Artifact == nil || r.Now.IsZero():
		return errors.New("verify: policy, artifact and time must be given")
	case len(r.Evidence)+len(r.Lists) > limits.EvidenceFiles:
		return fmt.Errorf("verify: more than %d evidence files", limits.EvidenceFiles)
	case slices.ContainsFunc(r.Known, func(f Finding) bool { return f.Status == StatusSound }):
		return errors.New("verify: only collectors can find evidence sound")
	}
	return nil
}

// silent finds the files that no finding is about: an empty list of attestations
// must not look like a file that is not there.
func silent(files []File, findings []Finding) []Finding {
	var all []Finding
	for _, f := range files {
		if !slices.ContainsFunc(findings, func(g Finding) bool { return g.File == f.Path }) {
			all = append(all, Finding{File: f.Path, Side: f.Only, Reason: ReasonEmptyEvidence})
		}
	}
	return all
}

// assign finds the collector for a file, or says why there is none.
func assign(f File, collectors []guarded) (int, *Finding) {
	unusable := Finding{File: f.Path, Side: f.Only, Reason: f.Problem, Detail: f.Detail}
	if f.Problem != "" {
		return 0, &unusable
	}
	switch {
	case len(f.Data) == 0:
		unusable.Reason = ReasonEmptyEvidence
		return 0, &unusable
	case len(f.Data) > limits.EvidenceFile:
		unusable.Reason = ReasonTooLarge
		return 0, &unusable
	}
	for i, c := range collectors {
		if c.recognises(f.Data) {
			return i, nil
		}
	}
	unusable.Reason = ReasonUnrecognisedEvidence
	return 0, &unusable
}
