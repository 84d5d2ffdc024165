package render

import (
	"fmt"
	"strings"

	"github.com/upsig/upsig/policy"
)

// over tells how evidence that is not about the file itself leads to it.
func (p *page) over(e policy.EvidenceReport) {
	switch e.Over {
	case policy.RoleContent:
		p.row(inEvidence, "covers", "the uncompressed content of the file")
	case policy.RoleList:
		p.list(e.List)
	case policy.RoleArtifact, policy.RoleSignature:
	}
	p.row(inEvidence, "comment", e.Comment)
}

// list prints the chain: evidence, list, artifact.
func (p *page) list(l *policy.ListReport) {
	if l == nil {
		return
	}
	text := "the checksum list " + l.File
	if l.Digest != "" {
		text += " (" + l.Digest + ")"
	}
	p.row(inEvidence, "covers", text)
	if len(l.Gives) == 0 {
		return
	}
	gives := fmt.Sprintf("which gives %s for %s", strings.Join(l.Gives, " and "), l.Names)
	if l.Holds {
		p.row(inEvidence, "", gives+": the file's own")
	} else {
		p.painted(inEvidence, "", gives+": NOT the file's own", p.bad)
	}
}

// content names the bytes inside of a compressed artifact.
func (p *page) content(c *policy.ContentReport) {
	if c == nil {
		return
	}
	label := "content"
	if c.Reason != "" {
		p.painted(2, label, fmt.Sprintf("not read: %s (%s)", c.Reason.Explain(), c.Reason), p.warn)
		return
	}
	for _, d := range c.Digests {
		p.row(2, label, d)
		label = ""
	}
	p.row(2, label, fmt.Sprintf("%d bytes, compressed as %s", c.Size, c.Form))
}
