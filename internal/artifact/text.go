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

// textBuffer is how much converted text is hashed at once. Lines are short, and an
// attacker's are empty: hashing each by itself took fifteen times as long.
const textBuffer = 8 << 10

func (w *textWriter) Write(p []byte) (int, error) {
	out := make([]byte, 0, textBuffer)
	take := func(text []byte) {
		if len(out)+len(text) >= textBuffer {
			w.inner.Write(out)
			out = out[:0]
		}
		if len(text) >= textBuffer {
			w.inner.Write(text)
		} else {
			out = append(out, text...)
		}
	}
	start := 0
	for at := 0; at < len(p); {
		i := bytes.IndexByte(p[at:], '\n')
		if i < 0 {
			break
		}
		lf := at + i
		if !w.opensPair(p[at:lf]) {
			take(p[start:lf])
			out = append(out, '\r')
			start = lf
		}
		w.pending = false
		at = lf + 1
	}
	take(p[start:])
	w.inner.Write(out)
	w.pending = w.opensPair(p[1+bytes.LastIndexByte(p, '\n'):])
	return len(p), nil
}

// opensPair reports whether the text up to the end of tail, which has no LF,
// ends in a CR that an LF would complete.
func (w *textWriter) opensPair(tail []byte) bool {
	switch n := len(tail); {
	case n == 0:
		return w.pending
	case tail[n-1] != '\r':
		return false
	}
	run := len(tail) - len(bytes.TrimRight(tail, "\r"))
	odd := run%2 == 1
	if run == len(tail) && w.pending {
		return !odd
	}
	return odd
}

var _ io.Writer = (*textWriter)(nil)
