package render

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// Text writes the report for a person: the verdict first, then each requirement
// with the evidence for it, then what else to know.
func Text(w io.Writer, r *policy.Report, style Style) error {
	p := &page{Style: style}
	p.headline(r)
	p.alarm(r)
	for _, q := range r.Requirements {
		p.requirement(r, q)
	}
	p.strays(r)
	p.looked(r)
	p.attention(r)
	p.facts(r)
	p.next(r)
	return p.writeTo(w)
}

// verdictWord never lets CI alone look like the author.
func verdictWord(r *policy.Report) string {
	switch {
	case !r.Verdict.Accepted:
		return "REJECTED"
	case r.Verdict.Class.ByAuthor():
		return "ACCEPTED"
	}
	return "ACCEPTED WITHOUT AUTHOR"
}

// artifactName is the artifact as the caller gave it: files of one name in several
// folders are told apart. The policy's name for it stands first if it has another.
func artifactName(r *policy.Report) string {
	a := r.Artifact
	switch {
	case a.File != "" && a.Name == filepath.Base(a.File):
		return a.File
	case a.File != "" && a.Name != "":
		return a.Name + " (" + a.File + ")"
	case a.Name != "":
		return a.Name
	case len(a.Digests) > 0:
		return a.Digests[0]
	}
	return "the artifact"
}

func (p *page) headline(r *policy.Report) {
	word := verdictWord(r)
	paint := p.bad
	switch {
	case r.Verdict.Accepted && r.Verdict.Class.ByAuthor():
		paint = p.good
	case r.Verdict.Accepted:
		paint = p.warn
	}
	p.raw(paint(word) + "  " + p.bold(safetext.Line(artifactName(r))))
	if r.Verdict.Accepted {
		p.sentence(vouched(r) + ".")
		return
	}
	p.sentence(cause(r, headlineDetail(r)) + " (" + string(r.Verdict.Reason) + ").")
}

func (p *page) sentence(text string) {
	for _, line := range wrap(safetext.Line(strings.ToUpper(text[:1])+text[1:]), p.columns()-2) {
		p.raw("  " + line)
	}
}

// shortDetail is how long a detail may be, in bytes, to stand twice on a page.
const shortDetail = 60

// headlineDetail leaves out what stands with the evidence anyway, where it is long
// or where the alarm says more. What stands nowhere else is never left out.
func headlineDetail(r *policy.Report) string {
	d := r.Verdict.Detail
	if (r.Verdict.Alarm || len(d) > shortDetail) && slices.ContainsFunc(r.Evidence, func(e policy.EvidenceReport) bool { return shows(e, d) }) {
		return ""
	}
	return d
}

// shows reports whether the detail is what the page gives as the cause of evidence.
func shows(e policy.EvidenceReport, detail string) bool {
	good := e.Outcome == policy.OutcomeVerified || e.Outcome == policy.OutcomeTimestamp
	return !good && e.Detail == detail
}

// cause is why a file is rejected, with the detail.
func cause(r *policy.Report, detail string) string {
	text := r.Verdict.Reason.Explain()
	if r.Verdict.Alarm {
		if r.Verdict.Reason == policy.ReasonListMismatch { // whose signature does hold
			return detailed(fmt.Sprintf("the checksum list that %s signed gives this file another digest", alarmSigner(r)), detail)
		}
		claim := fmt.Sprintf("evidence that claims to be by %s does not hold for this file", alarmSigner(r))
		if r.Verdict.Reason == policy.ReasonBadSignature {
			return detailed(claim, detail)
		}
		return detailed(claim+": "+text, detail)
	}
	return detailed(absent(r, text), detail)
}

func detailed(text, detail string) string {
	if detail == "" {
		return text
	}
	return text + ": " + detail
}

// absent says whose evidence is not there: what an attack by a stripped signature
// looks like.
func absent(r *policy.Report, text string) string {
	missing := r.Verdict.Reason == policy.ReasonMissingEvidence
	if !missing && r.Verdict.Reason != policy.ReasonUnsignedList {
		return text
	}
	for _, q := range r.Requirements {
		if q.Met || q.Reason != r.Verdict.Reason {
			continue
		}
		whose := "the required evidence is missing: "
		if q.Bar.ByAuthor() {
			whose = "the author's evidence is missing: "
		}
		if !missing {
			return whose + text
		}
		if len(q.Sides) > 1 {
			return whose + "nothing was found on either side"
		}
		return whose + "nothing was found on the " + sideName(q.Sides)
	}
	return text
}

func alarmSigner(r *policy.Report) string {
	for _, e := range r.Evidence {
		if e.Alarm && e.Reason == r.Verdict.Reason {
			return e.Signer
		}
	}
	return "a declared signer"
}

// vouched says who vouches, in words by class.
func vouched(r *policy.Report) string {
	var parts []string
	for _, q := range r.Requirements {
		if q.Met {
			parts = append(parts, voucher(q.Reached))
		}
	}
	text := "vouched for by " + strings.Join(parts, " and by ")
	if !r.Verdict.Class.ByAuthor() {
		text += "; no author vouches for it"
	}
	return text
}

func voucher(c policy.Class) string {
	switch c {
	case policy.ClassAuthorKey:
		return "the author's key"
	case policy.ClassAuthorIdentity:
		return "the author's account"
	case policy.ClassCIIsolated:
		return "an isolated builder"
	case policy.ClassCIWorkflow:
		return "the CI workflow"
	case policy.ClassCIKey:
		return "a key kept in CI"
	case policy.ClassPublisher:
		return "its publisher"
	case policy.ClassRegistry:
		return "the registry"
	case policy.ClassNone:
	}
	return "nobody"
}

// takenOver is why CI's word against the author's is the strongest alarm.
const takenOver = "A release looks just like this when somebody took over the repository or its workflow: CI then signs whatever they build, the author's key does not. This is the strongest alarm there is."

// alarm explains why a bad author's signature beside sound CI evidence is worse
// than no signature.
func (p *page) alarm(r *policy.Report) {
	if !r.Verdict.Alarm {
		return
	}
	var text string
	switch {
	case vouchedByCI(r) && r.Verdict.Reason == policy.ReasonListMismatch:
		text = "CI vouches for this file, and the checksum list that the author signed gives it other digests. " + takenOver
	case vouchedByCI(r):
		text = "CI vouches for this file, and the author's signature does not hold for it. " + takenOver + " (Who a signature claims to be by can be forged.)"
	case r.Verdict.Reason == policy.ReasonListMismatch:
		text = "A checksum list that a named signer signed gives this file other digests: it is not the file that was listed, or the list is that of another release."
	default:
		text = "The signature claims to be by a signer whom the policy names, and it does not hold. Issuer fields can be forged, so this may be a mix-up of files; or the file was changed."
	}
	p.blank()
	p.painted(2, "ALARM", text, p.bad)
}

// vouchedByCI: evidence by CI verifies, while the author's does not hold.
func vouchedByCI(r *policy.Report) bool {
	author := slices.ContainsFunc(r.Evidence, func(e policy.EvidenceReport) bool {
		return e.Alarm && slices.ContainsFunc(r.Requirements, func(q policy.RequirementReport) bool { return q.Strongest.ByAuthor() && concerns(q, e) })
	})
	if !author {
		return false
	}
	return slices.ContainsFunc(r.Evidence, func(e policy.EvidenceReport) bool {
		return e.Outcome == policy.OutcomeVerified && !e.Class.ByAuthor()
	})
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func (p *page) facts(r *policy.Report) {
	p.blank()
	a := r.Artifact
	switch {
	case a.VersionCoveredBy != "":
		p.row(2, "version", a.Version+", named by "+a.VersionCoveredBy)
	case r.Verdict.Accepted && a.Version != "":
		p.row(2, "version", a.Version+", named by no signed field")
	default:
		p.row(2, "version", a.Version)
	}
	if a.UpstreamName != "" {
		p.row(2, "upstream name", a.UpstreamName)
	}
	label := "judged"
	for _, d := range a.Digests {
		p.row(2, label, d)
		label = ""
	}
	if a.Size != nil {
		p.row(2, label, fmt.Sprintf("%d bytes", *a.Size))
	}
	p.content(a.Content)
	source := "given by flags"
	if r.Policy.File != "" {
		source = r.Policy.File
	}
	rules := source
	if r.Verdict.Reason != policy.ReasonUnknownArtifact { // of which it says nothing
		rules += ", require = " + string(r.Policy.Require)
		if r.Policy.Minimum != policy.ClassNone {
			rules += ", minimum = " + r.Policy.Minimum.String()
		}
	}
	p.row(2, "policy", rules)
}

func (p *page) next(r *policy.Report) {
	if r.Verdict.Accepted {
		return
	}
	p.blank()
	p.painted(2, "next", next(r)+".", p.bold)
}
