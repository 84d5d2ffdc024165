package decompress

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
)

// gzipReserved are flags without a meaning (RFC 1952 section 2.3.1.2). compress/gzip
// does not look at them; others refuse the file, or take it for something else.
const gzipReserved = 0xe0

// gzipReader reads the members of a gzip file one after another.
type gzipReader struct {
	in     *bufio.Reader
	member *gzip.Reader
}

func newGzip(in *bufio.Reader) (*gzipReader, error) {
	z := &gzipReader{in: in}
	return z, z.next()
}

// next opens the next member.
func (z *gzipReader) next() error {
	const flags = 3
	head, err := z.in.Peek(flags + 1)
	if err != nil {
		return noEOF(err)
	}
	if head[flags]&gzipReserved != 0 {
		return fmt.Errorf("%w: gzip: a flag that means nothing", ErrMalformed)
	}
	if z.member == nil {
		z.member, err = gzip.NewReader(z.in)
	} else {
		err = z.member.Reset(z.in)
	}
	if err != nil {
		return noEOF(err)
	}
	z.member.Multistream(false)
	return nil
}

func (z *gzipReader) Read(p []byte) (int, error) {
	for {
		n, err := z.member.Read(p)
		if err == io.EOF {
			err = z.atEnd()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// atEnd opens another member behind the last one, if there is one.
func (z *gzipReader) atEnd() error {
	if _, err := z.in.Peek(1); err != nil {
		return err
	}
	return z.next()
}
