package pgp_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/upsig/upsig/internal/pgptest"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

var (
	day0 = time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC)
	now  = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	data = []byte("release\nof 1.0\n")

	author  = pgptest.Ed25519Key("author", day0)
	signing = pgptest.Ed25519Key("signing", day0)
	mallory = pgptest.Ed25519Key("mallory", day0)
)

const (
	hour = time.Hour
	day  = 24 * time.Hour
	year = 365 * day
)

// opt shortens the tables.
type opt = pgptest.SigOptions

// outcome is what a test expects of a finding; Status zero means sound here.
type outcome struct {
	status  policy.Status
	reason  policy.Reason
	weak    []policy.Weakness
	refused []policy.Reason
	notices []policy.NoticeCode
}

func outcomeOf(f policy.Finding) outcome {
	o := outcome{status: f.Status, reason: f.Reason, weak: weaknesses(f), refused: refusals(f)}
	for _, n := range f.Notices {
		o.notices = append(o.notices, n.Code)
	}
	slices.Sort(o.notices)
	o.notices = slices.Compact(o.notices)
	return o
}

func sound() outcome { return outcome{status: policy.StatusSound} }
func weak(w ...policy.Weakness) outcome {
	return outcome{status: policy.StatusSound, weak: w}
}
func refused(r ...policy.Reason) outcome {
	return outcome{status: policy.StatusSound, refused: r}
}
func unusable(r policy.Reason) outcome { return outcome{reason: r} }
func bad() outcome                     { return outcome{status: policy.StatusBad, reason: policy.ReasonBadSignature} }

func (o outcome) with(n ...policy.NoticeCode) outcome { o.notices = n; return o }
func (o outcome) andWeak(w ...policy.Weakness) outcome {
	o.weak = append(o.weak, w...)
	slices.Sort(o.weak)
	return o
}

func checkOutcome(t *testing.T, got policy.Finding, want outcome) {
	t.Helper()
	slices.Sort(want.weak)
	slices.Sort(want.refused)
	if diff := cmp.Diff(want, outcomeOf(got), cmp.AllowUnexported(outcome{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("outcome (-want +got):\n%s\nreason %s: %s\nweak %+v\nrefused %+v\nnotices %+v", diff,
			got.Reason, got.Detail, got.Weaknesses, got.Refusals, got.Notices)
	}
	if (got.Key != nil) != (got.Status == policy.StatusSound) {
		t.Errorf("status %v with key %v", got.Status, got.Key)
	}
}

// collect reads certificates and fails the test on problems.
func collect(t *testing.T, certs ...[]byte) *pgp.Collector {
	t.Helper()
	all, problems := pgp.ReadCertificates(slices.Concat(certs...), "ring.gpg")
	if len(problems) > 0 {
		t.Fatalf("problems: %+v", problems)
	}
	return pgp.New(all, nil)
}

func one(t *testing.T, c *pgp.Collector, sig []byte) policy.Finding {
	t.Helper()
	fs := judge(t, c, now, data, sig)
	if len(fs) != 1 {
		t.Fatalf("%d findings: %+v", len(fs), fs)
	}
	return fs[0]
}
