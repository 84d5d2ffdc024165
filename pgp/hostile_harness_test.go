package pgp_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/artifact"
	"github.com/upsig/upsig/internal/pgptest/vectors"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// collector reads the case's keyrings, each as a file of its own.
func hostileCollector(certs [][]byte) *pgp.Collector {
	var all []*pgp.Certificate
	var problems []pgp.Problem
	for i, data := range certs {
		c, p := pgp.ReadCertificates(data, fmt.Sprintf("ring%d.pgp", i))
		all, problems = append(all, c...), append(problems, p...)
	}
	return pgp.New(all, problems)
}

// hostileFindings runs one case as policy.Verify does.
func hostileFindings(t *testing.T, c *pgp.Collector, v vectors.Case) []policy.Finding {
	t.Helper()
	job := policy.Job{
		Evidence: []policy.File{{Path: v.Name + ".sig", Data: v.Sig}},
		Policy:   &policy.Policy{OpenPGPSigners: []policy.OpenPGPSigner{{Name: "Jane", Fingerprints: v.Pinned, HeldBy: policy.HeldByAuthor}}},
		Now:      v.Now,
	}
	check, err := c.Prepare(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	digests, err := artifact.Read(context.Background(), bytes.NewReader(v.Data), check.Taps())
	if err != nil {
		t.Fatal(err)
	}
	return check.Findings(context.Background(), digests)
}

// wanted renders what the catalogue says, and found what was found, so that
// they compare as text.
func wanted(w vectors.Want) string {
	return render(w.Status, w.Reason, w.Refusals, w.Weaknesses, w.Notices)
}

func found(f policy.Finding) string {
	var refusals []policy.Reason
	for _, r := range f.Refusals {
		refusals = append(refusals, r.Reason)
	}
	var weaknesses []policy.Weakness
	for _, w := range f.Weaknesses {
		weaknesses = append(weaknesses, w.Weakness)
	}
	var notices []policy.NoticeCode
	for _, n := range f.Notices {
		// Problems of neighbours may be told about any finding.
		if n.Code != policy.NoticeCertificateProblem {
			notices = append(notices, n.Code)
		}
	}
	return render(f.Status, f.Reason, refusals, weaknesses, notices)
}

func render(s policy.Status, r policy.Reason, refusals []policy.Reason, weaknesses []policy.Weakness, notices []policy.NoticeCode) string {
	return fmt.Sprintf("%v %s refusals=%v weaknesses=%v notices=%v", s, r, set(refusals), set(weaknesses), set(notices))
}

// set sorts a copy and drops repetitions.
func set[T ~string](all []T) []T {
	all = slices.Clone(all)
	slices.Sort(all)
	return slices.Compact(all)
}

func foundAll(fs []policy.Finding) string {
	var lines []string
	for _, f := range fs {
		lines = append(lines, found(f))
	}
	return strings.Join(lines, "\n")
}

func wantedAll(ws []vectors.Want) string {
	var lines []string
	for _, w := range ws {
		lines = append(lines, wanted(w))
	}
	return strings.Join(lines, "\n")
}
