package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// Policy writes a policy as it is enforced for one version.
func Policy(w io.Writer, name string, e policy.Enforced, style Style) error {
	p := &page{Style: style}
	p.raw(p.bold(safetext.Line(name)) + ", " + safetext.Line(versionText(e.Version)))
	if e.Reason != "" {
		p.painted(2, "rejects", fmt.Sprintf("every file: %s (%s)", e.Reason.Explain(), e.Reason), p.bad)
	}
	p.blank()
	p.row(2, "require", string(e.Require))
	for _, q := range e.Requirements {
		p.row(4, sideName(q.Sides), demandText(q))
	}
	p.blank()
	for _, s := range e.Signers {
		p.signer(s)
	}
	for _, a := range e.Artifacts {
		p.artifactRule(a)
	}
	for _, x := range e.Exceptions {
		state := "in force"
		if x.State == policy.ExceptionExpired {
			state = string(x.State)
		}
		p.painted(2, "exception", fmt.Sprintf("%s of %s until %s: %s (%s)", x.Weakness, x.Signer, x.Until, x.Reason, state), p.warn)
	}
	return p.writeTo(w)
}

func versionText(v string) string {
	if v == "" {
		return "for a version that is not known"
	}
	return "for version " + v
}

const nobodyCounts = "cannot be met: no signer counts for this version"

func demandText(q policy.RequirementReport) string {
	text := "needs class " + q.Bar.String()
	if q.Bar == policy.ClassNone {
		return nobodyCounts
	}
	if q.Bar < q.Strongest {
		text += fmt.Sprintf(", although %s is declared", q.Strongest)
	}
	if q.Need > 1 {
		text += fmt.Sprintf(", by %d distinct signers", q.Need)
	}
	return text + "; by " + strings.Join(q.Expected, " or ")
}

func (p *page) signer(s policy.SignerInfo) {
	head := fmt.Sprintf("%s: %s", s.Name, s.Class)
	if !s.Counts {
		head += ", does not count for this version"
	}
	p.row(2, "signer", head)
	for _, pin := range s.Pins {
		p.row(4, "", pin)
	}
	if s.Bounds != "" {
		p.row(4, "", "only "+s.Bounds)
	}
	p.blank()
}

func (p *page) artifactRule(a policy.ArtifactRule) {
	p.row(2, "artifact", a.Name)
	if a.UpstreamName != "" {
		p.row(4, "upstream", a.UpstreamName)
	}
	if len(a.Evidence) > 0 {
		p.row(4, "evidence", strings.Join(a.Evidence, ", "))
	}
	if a.Subject != "" {
		p.row(4, "subject", a.Subject)
	}
}
