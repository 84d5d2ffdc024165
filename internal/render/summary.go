package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// Summary is the verdict in one line, without a line break. Each part of it is made
// safe and cut apart, so that a long one never pushes the reason out of the line. What
// lowered the bar stands in it as in a whole report.
func Summary(r *policy.Report) string {
	head := verdictWord(r) + " " + safetext.Line(artifactName(r))
	if r.Verdict.Accepted {
		return fmt.Sprintf("%s: %s%s [%s]", head, safetext.Line(vouched(r)), safetext.Line(caveats(r)), r.Verdict.Class)
	}
	why := safetext.Line(cause(r, r.Verdict.Detail))
	if file := blamed(r); file != "" {
		why = safetext.Line(file) + ": " + why
	}
	return fmt.Sprintf("%s: %s; next: %s%s [%s]", head, why, safetext.Line(next(r)), safetext.Line(noticed(r, policy.NoticeOtherTime)), r.Verdict.Reason)
}

// caveats are what made the verdict weaker than the policy's signers promise.
func caveats(r *policy.Report) string {
	var weaknesses []string
	for _, x := range r.Exceptions {
		if x.State == policy.ExceptionApplied && !slices.Contains(weaknesses, string(x.Weakness)) {
			weaknesses = append(weaknesses, string(x.Weakness))
		}
	}
	text := ""
	if len(weaknesses) > 0 {
		text = "; by exceptions for " + strings.Join(weaknesses, ", ")
	}
	return text + noticed(r, policy.NoticeMinimumLowered) + noticed(r, policy.NoticeOtherTime)
}

// noticed is what the report notices under the code, as the end of a line.
func noticed(r *policy.Report, code policy.NoticeCode) string {
	for _, n := range r.Notices {
		if n.Code == code {
			return "; " + n.Detail
		}
	}
	return ""
}

// blamed names the file of the evidence that the verdict hangs on: the release itself
// may be sound. An alarm names the signer instead.
func blamed(r *policy.Report) string {
	e := r.Decisive()
	if e == nil || r.Verdict.Alarm {
		return ""
	}
	return e.File
}
