package decompress

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"github.com/upsig/upsig/internal/limits"
)

const (
	lzipMagic       = "LZIP"
	lzipHeaderSize  = 6
	lzipTrailerSize = 20
	// lzipSmallest is the smallest window.
	lzipSmallest = 4 << 10
)

// lzipReader reads the members of a lzip file, version 1, one after another as
// they come (lzip manual, "File format"). The members' LZMA data ends in a marker.
type lzipReader struct {
	in      *bufio.Reader
	windows windows
	member  *byteCounter
	data    lzmaDecoder
	crc     hash.Hash32
	size    uint64
	any     bool
}

// byteCounter counts what the LZMA decoder takes, which reads byte by byte and
// never ahead.
type byteCounter struct {
	in *bufio.Reader
	n  uint64
}

func (c *byteCounter) ReadByte() (byte, error) {
	b, err := c.in.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

func (c *byteCounter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += uint64(n)
	return n, err
}

func (z *lzipReader) Read(p []byte) (int, error) {
	for {
		if z.member == nil {
			if err := z.next(); err != nil {
				return 0, err
			}
		}
		n, err := z.data.Read(p)
		z.crc.Write(p[:n])
		z.size += uint64(n)
		if err == io.EOF {
			err = z.trailer()
			z.member = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// next opens the next member; io.EOF when there is none.
func (z *lzipReader) next() error {
	if _, err := z.in.Peek(1); err == io.EOF && z.any {
		return io.EOF
	}
	var head [lzipHeaderSize]byte
	if _, err := io.ReadFull(z.in, head[:]); err != nil {
		return noEOF(err)
	}
	if string(head[:4]) != lzipMagic || head[4] != 1 {
		return fmt.Errorf("%w: no lzip member of version 1", ErrMalformed)
	}
	window := 1 << (head[5] & 0x1f)
	window -= window / 16 * int(head[5]>>5)
	switch {
	case window < lzipSmallest:
		return malformedLZMA("no such window")
	case window > limits.ContentWindow:
		return fmt.Errorf("%w: it needs a window of %d bytes", ErrBomb, window)
	}
	if err := z.windows.ask(window); err != nil {
		return err
	}
	z.any, z.crc, z.size = true, crc32.NewIEEE(), 0
	z.member = &byteCounter{in: z.in, n: lzipHeaderSize}
	return z.data.start(z.member, window)
}

// trailer compares a member's CRC, content size and own size.
func (z *lzipReader) trailer() error {
	var tail [lzipTrailerSize]byte
	if _, err := io.ReadFull(z.member, tail[:]); err != nil {
		return noEOF(err)
	}
	le := binary.LittleEndian
	if le.Uint32(tail[:]) != z.crc.Sum32() || le.Uint64(tail[4:]) != z.size || le.Uint64(tail[12:]) != z.member.n {
		return fmt.Errorf("%w: a lzip member's trailer does not fit it", ErrMalformed)
	}
	return nil
}

// noEOF: in the middle of a container the end of the file is an error.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
