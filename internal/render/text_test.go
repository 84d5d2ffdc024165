package render_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/render"
	"github.com/upsig/upsig/policy"
)

// rejection is a report about one file, with a long detail in the verdict and, if
// wanted, with the evidence that it is of.
func rejection(detail string, reason policy.Reason, withEvidence bool) *policy.Report {
	r := &policy.Report{
		Artifact: policy.ArtifactReport{Name: "a-1.tar.gz"},
		Verdict:  policy.Verdict{Reason: reason, Detail: detail},
		Requirements: []policy.RequirementReport{{
			Sides: []policy.Side{policy.SideKey}, Reason: reason, Bar: policy.ClassAuthorKey, Strongest: policy.ClassAuthorKey,
		}},
	}
	if withEvidence {
		r.Evidence = []policy.EvidenceReport{{File: "a-1.tar.gz.asc", Side: policy.SideKey, Outcome: policy.OutcomeRejected, Reason: reason, Detail: detail}}
	}
	return r
}

// No detail is lost, however long: the line has it, and so has the page, once or
// more, in the headline or with the evidence.
func TestDetailIsNeverLost(t *testing.T) {
	detail := strings.Repeat("why-", 40) + "end"
	for _, reason := range []policy.Reason{policy.ReasonNoSigner, policy.ReasonNoCertificate, policy.ReasonMissingEvidence, policy.ReasonUnsignedList, policy.ReasonBadSignature} {
		for _, alarm := range []bool{false, true} {
			for _, with := range []bool{false, true} {
				r := rejection(detail, reason, with)
				r.Verdict.Alarm = alarm
				if line := render.Summary(r); !strings.Contains(line, detail) || !strings.HasSuffix(line, "["+string(reason)+"]") {
					t.Errorf("%s, alarm %v: %s", reason, alarm, line)
				}
				var page strings.Builder
				if err := render.Text(&page, r, render.Style{}); err != nil {
					t.Fatal(err)
				}
				if n := strings.Count(page.String(), detail); n != 1 {
					t.Errorf("%s, alarm %v, with evidence %v: the detail stands %d times on\n%s", reason, alarm, with, n, page.String())
				}
			}
		}
	}
}

// A side on which nobody counts is not said to need nothing.
func TestNobodyCounts(t *testing.T) {
	r := rejection("1.2", policy.ReasonNoSigner, false)
	r.Requirements[0].Bar, r.Requirements[0].Strongest = policy.ClassNone, policy.ClassNone
	var page strings.Builder
	if err := render.Text(&page, r, render.Style{}); err != nil || !strings.Contains(page.String(), "FAIL  key side: cannot be met: no signer counts for this version") {
		t.Errorf("%v\n%s", err, page.String())
	}
}

// Foreign text is cut and made safe, and never takes the reason's place.
func TestSummaryIsBounded(t *testing.T) {
	r := rejection(strings.Repeat("\x1b[1m\n", limits.DisplayLine), policy.ReasonNoCertificate, false)
	r.Artifact.Name = strings.Repeat("n", 2*limits.DisplayLine)
	line := render.Summary(r)
	if strings.ContainsAny(line, "\x1b\n") || utf8.RuneCountInString(line) > 4*limits.DisplayLine || !strings.HasSuffix(line, "[no-certificate]") {
		t.Errorf("%q", line)
	}
}

// The one line says what a whole report would: exceptions that were needed, a lowered
// bar, another time, and which file of evidence is at fault.
func TestSummaryNamesWhatLowersTheBar(t *testing.T) {
	r := &policy.Report{Verdict: policy.Verdict{Accepted: true, Class: policy.ClassAuthorKey}}
	r.Artifact.Name = "a"
	plain := render.Summary(r)
	r.Exceptions = []policy.ExceptionReport{{Weakness: policy.WeaknessDSA, State: policy.ExceptionUnused}, {Weakness: policy.WeaknessSHA1Binding, State: policy.ExceptionApplied}, {Weakness: policy.WeaknessSHA1Binding, State: policy.ExceptionApplied}}
	r.Notices = []policy.NoticeReport{{Code: policy.NoticeMinimumLowered, Detail: "lowered"}, {Code: policy.NoticeOtherTime, Detail: "judged as of then"}, {Code: policy.NoticeRootAge, Detail: "old"}}
	want := strings.Replace(plain, " [", "; by exceptions for sha1-binding; lowered; judged as of then [", 1)
	if got := render.Summary(r); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r = rejection("", policy.ReasonMalformedEvidence, true)
	r.Evidence[0].File = "a.sig"
	if got := render.Summary(r); !strings.Contains(got, ": a.sig: ") {
		t.Error(got)
	}
	if r.Notices = []policy.NoticeReport{{Code: policy.NoticeOtherTime, Detail: "judged as of then"}}; !strings.Contains(render.Summary(r), "; judged as of then [") {
		t.Error(render.Summary(r))
	}
}
