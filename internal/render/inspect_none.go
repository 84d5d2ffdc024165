package render

import (
	"io"
	"strings"

	"github.com/upsig/upsig/internal/beside"
)

// NoEvidence says of a file that it is nothing that upsig knows, such as the release
// itself, and which files are about it.
func NoEvidence(w io.Writer, file string, size int, evidence []string, style Style) error {
	p := &page{Style: style}
	what := "no signature, attestation, certificate, key, checksum list or policy"
	if size == 0 {
		what = "nothing: the file is empty"
	}
	p.title(file, what)
	next := "if it is a released file, inspect what signs or attests it: a file such as " + file + ".asc or " + file + ".sigstore.json"
	_, named := beside.Stem(file)
	switch {
	case named:
		next = "download it again: its name is that of evidence, its content is not"
	case len(evidence) > 0:
		next = "inspect what lies beside it: " + strings.Join(evidence, ", ")
	}
	p.row(0, "next", next)
	return p.writeTo(w)
}
