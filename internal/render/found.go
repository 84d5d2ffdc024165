package render

import (
	"fmt"
	"io"

	"github.com/upsig/upsig/policy"
)

// Found writes what pieces of evidence say and whether they hold, where no policy
// judges them yet.
func Found(w io.Writer, all []policy.EvidenceReport) error {
	p := &page{}
	for _, e := range all {
		p.found(e)
	}
	return p.writeTo(w)
}

func (p *page) found(e policy.EvidenceReport) {
	where := e.File
	if e.Index > 1 {
		where = fmt.Sprintf("%s, number %d", e.File, e.Index)
	}
	sound := e.Finding == policy.StatusSound && len(e.Refusals) == 0
	if sound {
		p.row(inEvidence, "found", where+": sound")
	} else {
		p.row(inEvidence, "found", where+": not sound")
		if e.Finding == policy.StatusSound {
			e.Reason, e.Detail = e.Refusals[0].Reason, e.Refusals[0].Detail
		}
		p.because(e)
	}
	p.who(e)
	p.over(e)
	p.provenance(e)
	p.times(e)
	p.weaknesses(e)
	for _, n := range e.Notices {
		p.row(inEvidence, "notice", fmt.Sprintf("%s (%s)", n.Detail, n.Code))
	}
}
