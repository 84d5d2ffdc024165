package render

import (
	"fmt"
	"io"

	"github.com/upsig/upsig/internal/checksums"
	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/rawkeys"
)

// listShown is how many entries of a checksum list are shown.
const listShown = 20

// RawKey writes what a plain key, or a signature under one, says.
func RawKey(w io.Writer, file string, in rawkeys.Inspection, style Style) error {
	p := &page{Style: style}
	p.title(file, in.Form+"; nothing here was verified")
	p.row(2, "key", in.Key)
	p.row(2, "algorithm", in.Algorithm)
	p.row(2, "hash", in.Hash)
	p.row(2, "made for", in.Namespace)
	p.row(2, "comment", remark(in.Untrusted, "nothing signs this"))
	p.row(2, "trusted", remark(in.Trusted, "signed along, if the signature holds"))
	p.flaws(2, nil, in.Reason, in.Detail)
	for _, need := range in.Needs {
		p.row(2, "needs", need)
	}
	if in.Embedded != nil {
		p.entries(in.Embedded)
	}
	return p.writeTo(w)
}

func remark(comment, what string) string {
	if comment == "" {
		return ""
	}
	return comment + " (" + what + ")"
}

// ChecksumList writes what a checksum list gives.
func ChecksumList(w io.Writer, file string, data []byte, style Style) error {
	p := &page{Style: style}
	p.title(file, "checksum list; nothing here was verified")
	p.entries(data)
	p.row(2, "needs", "a signature over the list beside it, and a policy whose [[artifact]] names it as via")
	return p.writeTo(w)
}

func (p *page) entries(data []byte) {
	l, err := checksums.Parse(data)
	if err != nil {
		p.flaws(2, nil, policy.ReasonMalformedList, err.Error())
		return
	}
	for _, e := range l.Entries(listShown) {
		digest := e.Digest
		if e.Weak != "" {
			digest = e.Weak + ", which does not count"
		}
		p.row(2, "gives", digest+" for "+e.Name)
	}
	if n := l.Names() - listShown; n > 0 {
		p.row(2, "", fmt.Sprintf("and %d more", n))
	}
}
