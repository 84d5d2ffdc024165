package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// Request is what [Verify] looks at, beside the policy.
type Request struct {
	Artifact *Artifact
	// Evidence are the evidence files at hand, bounded and read: see [ReadEvidence].
	Evidence []File
	// Known are findings that the caller established, such as a certificate that
	// was not found.
	Known []Finding
	// Now is the time of the verdict. The zero time is refused.
	Now time.Time
}

// Verify runs the collectors over the evidence, reads the artifact once, and
// judges by the policy. A report is a verdict, accepted or rejected; an error
// means that there is none: the artifact could not be read.
func Verify(ctx context.Context, p *Policy, r Request, collectors ...Collector) (*Report, error) {
	if err := r.check(p); err != nil {
		return nil, err
	}
	checks, findings, err := prepare(ctx, p, r, collectors)
	if err != nil {
		return nil, err
	}
	var taps []Tap
	for _, c := range checks {
		taps = append(taps, c.Taps()...)
	}
	digests, err := r.Artifact.read(ctx, taps)
	if err != nil {
		return nil, err
	}
	for _, c := range checks {
		findings = append(findings, c.Findings(ctx, digests)...)
	}
	findings = append(findings, silent(r.Evidence, findings)...)
	findings = append(findings, r.Known...)
	// Without this a collector that gave up early would look like one that found nothing.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return p.Assess(r.Artifact.subject(digests), findings, r.Now), nil
}

// check refuses what no verdict can be based on. Evidence beyond the limit is not
// left out: it may be the one piece that is bad.
func (r Request) check(p *Policy) error {
	switch {
	case p == nil || r.Artifact == nil || r.Now.IsZero():
		return errors.New("verify: policy, artifact and time must be given")
	case len(r.Evidence) > limits.EvidenceFiles:
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

// prepare hands each evidence file to the collector that recognises it. Files of
// no known form are findings already.
func prepare(ctx context.Context, p *Policy, r Request, collectors []Collector) ([]Check, []Finding, error) {
	files := make([][]File, len(collectors))
	var findings []Finding
	for _, f := range r.Evidence {
		i, finding := assign(f, collectors)
		if finding != nil {
			findings = append(findings, *finding)
			continue
		}
		files[i] = append(files[i], f)
	}
	name := r.Artifact.Name
	if e, reason := p.Expect(Subject{Name: r.Artifact.Name, Version: r.Artifact.Version}); reason == "" {
		name = e.UpstreamName
	}
	var checks []Check
	for i, c := range collectors {
		if len(files[i]) == 0 {
			continue
		}
		check, err := c.Prepare(ctx, Job{Evidence: files[i], Policy: p, Name: name, Now: r.Now})
		if err != nil {
			return nil, nil, err
		}
		if check == nil {
			return nil, nil, errors.New("verify: a collector made no check of its evidence")
		}
		checks = append(checks, check)
	}
	return checks, findings, nil
}

// assign finds the collector for a file, or says why there is none.
func assign(f File, collectors []Collector) (int, *Finding) {
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
		if c.Recognises(f.Data) {
			return i, nil
		}
	}
	unusable.Reason = ReasonUnrecognisedEvidence
	return 0, &unusable
}
