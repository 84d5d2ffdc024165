package artifact

import (
	"bytes"
	"hash"
	"io"
)

// textWriter hashes text with its line endings as CRLF, as a text signature
// does (RFC 9580 section 5.2.1.2). It holds back nothing: all bytes that it was
// given are in the inner hash, so that the inner hash can be cloned at any time,
// also when the text so far ends in CR.
//
// An LF gets a CR unless it completes a CRLF pair. Of several CRs in a row every
// second one starts no pair, the reading of go-crypto, whose signatures these
// have to match; the RFC does not define the case.
type textWriter struct {
	inner hash.Hash
	// pending is true when the last byte was a CR that an LF would complete.
	pending bool
}

var carriageReturn = []byte{'\r'}

func (w *textWriter) Write(p []byte) (int, error) {
	start := 0
	for at := 0; at < len(p); {
		i := bytes.IndexByte(p[at:], '\n')
		if i < 0 {
			break
		}
		lf := at + i
		if !w.opensPair(p[at:lf]) {
			w.inner.Write(p[start:lf])
			w.inner.Write(carriageReturn)
			start = lf
		}
		w.pending = false
		at = lf + 1
	}
	w.inner.Write(p[start:])
	w.pending = w.opensPair(p[1+bytes.LastIndexByte(p, '\n'):])
	return len(p), nil
}

// opensPair reports whether the text up to the end of tail, which has no LF,
// ends in a CR that an LF would complete.
func (w *textWriter) opensPair(tail []byte) bool {
	run := len(tail) - len(bytes.TrimRight(tail, "\r"))
	odd := run%2 == 1
	if run == len(tail) && w.pending {
		return !odd
	}
	return odd
}

var _ io.Writer = (*textWriter)(nil)
