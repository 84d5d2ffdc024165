package render

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/upsig/upsig/sigstore/trust"
)

// TrustList writes what trusted roots contain and serve.
func TrustList(w io.Writer, l trust.Listing, style Style) error {
	p := &page{Style: style}
	for i, e := range l.Roots {
		if i > 0 {
			p.blank()
		}
		p.trustEntry(e)
	}
	return p.writeTo(w)
}

func (p *page) trustEntry(e trust.Entry) {
	name := e.Name
	if e.File == "" {
		name += ", shipped with upsig"
	}
	p.row(0, "root", name)
	p.row(2, "newest", fmt.Sprintf("content of %s, %d days old; later logs and authorities are unknown to it", dateOnly(e.Newest), e.AgeDays))
	if e.Modified != nil {
		p.row(2, "file of", dateOnly(*e.Modified))
	}
	p.row(2, "digest", e.Digest)
	p.row(2, "serves", serves(e))
	for _, s := range e.Signers {
		p.row(2, "signer", s)
	}
	for i, in := range e.Instances {
		p.row(2, "instance", fmt.Sprintf("%d: %s", i+1, offers(in)))
		for _, a := range in.Authorities {
			p.row(4, label(a.Kind), authorityLine(a))
		}
	}
}

func dateOnly(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func serves(e trust.Entry) string {
	if e.File == "" {
		return "signers that name no root, unless --trusted-root replaces it"
	}
	if slices.ContainsFunc(e.Instances, func(in trust.Instance) bool { return in.GitHub }) {
		return "signers with root = \"github\", by --trusted-root; signers whose root is this file"
	}
	return "signers whose root is this file; by --trusted-root those that name none"
}

func offers(in trust.Instance) string {
	what := "keys alone"
	if in.Identities {
		what = "identities and keys"
	}
	if in.GitHub {
		what = "GitHub's own, " + what
	}
	if in.Time == "log entry" {
		return what + "; a log entry must prove the time"
	}
	return what + "; it has no log, an RFC 3161 timestamp must prove the time"
}

func label(k trust.Kind) string {
	switch k {
	case trust.KindCertificateAuthority:
		return "issuer"
	case trust.KindTransparencyLog:
		return "log"
	case trust.KindCTLog:
		return "CT log"
	case trust.KindTimestampAuthority:
		return "timestamps"
	}
	return string(k)
}

func authorityLine(a trust.Authority) string {
	return fmt.Sprintf("%s, %s; %s", a.Name, validity(a), shortDigest(a.Digest))
}

func validity(a trust.Authority) string {
	from, to := "since ever", ""
	if a.From != nil {
		from = "from " + dateOnly(*a.From)
	}
	if a.To != nil {
		to = " to " + dateOnly(*a.To)
	}
	if a.Ended {
		to += " (ended)"
	}
	return from + to
}

// shortDigest is enough to tell two keys apart by eye; JSON has all of it.
func shortDigest(digest string) string {
	const length = len("sha256:") + 16
	if len(digest) > length {
		return digest[:length]
	}
	return digest
}

// TrustChange writes what storing a trusted root changes.
func TrustChange(w io.Writer, r trust.Report, style Style) error {
	p := &page{Style: style}
	p.row(0, "root", r.File)
	p.row(2, "from", r.Source)
	p.row(2, "newest", "content of "+dateOnly(r.Newest))
	p.row(2, "was", r.Before)
	p.row(2, "digest", r.Digest)
	switch {
	case r.Same():
		p.row(2, "change", "none: this very file is there")
	case len(r.Changes) == 0:
		p.row(2, "change", "none in what is trusted: only the layout of the file differs")
	}
	for _, s := range r.Changes {
		p.trustStep(s)
	}
	return p.writeTo(w)
}

func (p *page) trustStep(s trust.Step) {
	paint := p.warn
	if s.Verb == trust.Added {
		paint = p.good
	}
	p.painted(2, string(s.Verb), string(s.Authority.Kind)+" "+authorityLine(s.Authority), paint)
	if s.Was != nil {
		p.row(4, "was", authorityLine(*s.Was))
	}
	if s.LogDropped {
		p.painted(4, "note", "evidence under it needed a log entry before and does not now", p.bad)
	}
}
