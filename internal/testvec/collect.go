package testvec

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// Policy loads the vector's policy.toml.
func (v Vector) Policy() (*policy.Policy, error) {
	return policy.Load(v.Files["policy.toml"], "policy.toml")
}

// Collect runs one collector alone over the evidence that it recognises. The
// second result says whether that was all evidence there is.
func (v Vector) Collect(ctx context.Context, p *policy.Policy, c policy.Collector) ([]policy.Finding, bool, error) {
	expect, reason := p.Expect(policy.Subject{Name: v.Artifact, Version: v.Version})
	if reason != "" {
		expect = policy.Expectation{UpstreamName: v.Artifact}
	}
	if expect.Via != "" || expect.Covers != policy.CoversByName {
		return nil, false, nil // the evidence is not about the artifact's own bytes
	}
	job := policy.Job{Policy: p, Name: expect.UpstreamName, Now: v.At}
	names := expect.Evidence
	if names == nil {
		names = v.EvidenceNames(expect.UpstreamName)
	}
	all := true
	for _, name := range names {
		data, ok := v.Files[name]
		job.Signed = append(job.Signed, policy.File{Path: name, Data: data})
		if ok && len(data) > 0 && len(data) <= limits.EvidenceFile && c.Recognises(data) {
			job.Evidence = append(job.Evidence, policy.File{Path: name, Data: data})
		} else {
			all = false
		}
	}
	if len(job.Evidence) == 0 {
		return nil, false, nil
	}
	check, err := c.Prepare(ctx, job)
	if err != nil {
		return nil, false, err
	}
	digests, err := v.digests(ctx, check.Taps())
	if err != nil {
		return nil, false, err
	}
	return policy.WithoutOther(check.Findings(ctx, digests)), all, nil
}

func (v Vector) digests(ctx context.Context, taps []policy.Tap) (*artifact.Digests, error) {
	if v.Digest == "" {
		return artifact.Read(ctx, bytes.NewReader(v.Files[v.Artifact]), taps)
	}
	h, sum, _, err := artifact.ParseDigest(v.Digest)
	if err != nil {
		return nil, err
	}
	return artifact.FromDigest(h, sum)
}

// FindingDifferences says where one collector's findings are not those that the
// vector's outcomes follow from. Unless they are all, other evidence may stand
// between them.
func (v Vector) FindingDifferences(findings []policy.Finding, all bool) []string {
	lines := v.Evidence
	for all && len(lines) > 0 && missing(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	if all && len(lines) != len(findings) {
		return []string{fmt.Sprintf("%d findings, want %d", len(findings), len(lines))}
	}
	var differences []string
	for _, f := range findings {
		for !all && len(lines) > 0 && !follows(lines[0], f) {
			lines = lines[1:]
		}
		if len(lines) == 0 || !follows(lines[0], f) {
			differences = append(differences, fmt.Sprintf("%v %s %v: no such outcome among %q", f.Status, f.Reason, f.Refusals, lines))
			continue
		}
		lines = lines[1:]
	}
	return differences
}

// missing outcomes come from who looked for the evidence or the certificate.
func missing(outcome string) bool {
	return outcome == "rejected missing-evidence" || outcome == "rejected no-certificate"
}

// follows reports whether the policy can give a finding this outcome.
func follows(outcome string, f policy.Finding) bool {
	text, rejected := strings.CutPrefix(outcome, "rejected ")
	reason := policy.Reason(text)
	switch {
	case !rejected, judged(reason) && f.Reason == "":
		return f.Status == policy.StatusSound && f.Reason == "" && len(f.Refusals) == 0
	case f.Status == policy.StatusSound:
		return f.Reason == "" && len(f.Refusals) > 0 && f.Refusals[0].Reason == reason
	}
	return f.Reason == reason && f.Status == statusOf(reason)
}

// judged reasons are the policy's, about evidence that is sound.
func judged(r policy.Reason) bool {
	switch r {
	case policy.ReasonWeakness, policy.ReasonExceptionExpired, policy.ReasonNotNamed, policy.ReasonNotForVersion, policy.ReasonSignedTooLate,
		policy.ReasonVersionUnknown, policy.ReasonRootNotForSigner, policy.ReasonIdentityMismatch, policy.ReasonIssuerMismatch,
		policy.ReasonRepositoryMismatch, policy.ReasonRepositoryID, policy.ReasonWorkflowMismatch, policy.ReasonRefMismatch,
		policy.ReasonCommitMismatch, policy.ReasonEventNotAllowed, policy.ReasonRunnerMismatch, policy.ReasonEnvironmentMismatch,
		policy.ReasonBuilderMismatch, policy.ReasonPredicateType, policy.ReasonPredicateContent, policy.ReasonSubjectName:
		return true
	}
	return false
}

// statusOf is what a collector must find to give the reason itself.
func statusOf(r policy.Reason) policy.Status {
	switch r {
	case policy.ReasonBadSignature, policy.ReasonLogEntryInvalid, policy.ReasonCertificateInvalid, policy.ReasonSCTInvalid, policy.ReasonTimestampInvalid:
		return policy.StatusBad
	case policy.ReasonOtherArtifact:
		return policy.StatusOther
	}
	return policy.StatusUnusable
}
