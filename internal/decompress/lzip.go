package decompress

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz/lzma"

	"github.com/upsig/upsig/internal/limits"
)

const (
	lzipMagic       = "LZIP"
	lzipHeaderSize  = 6
	lzipTrailerSize = 20
	// lzipProperties are the only ones of the format: lc 3, lp 0, pb 2.
	lzipProperties = 0x5d
)

// lzipReader reads the members of a lzip file, version 1, one after another as
// they come (lzip manual, "File format"). The members' LZMA data ends in a marker.
type lzipReader struct {
	in      *bufio.Reader
	windows windows
	member  *byteCounter
	data    *lzma.Reader
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
		if z.data == nil {
			if err := z.next(); err != nil {
				return 0, err
			}
		}
		n, err := z.data.Read(p)
		z.crc.Write(p[:n])
		z.size += uint64(n)
		if err == io.EOF {
			err = z.trailer()
			z.data = nil
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
	window := uint32(1) << (head[5] & 0x1f)
	window -= window / 16 * uint32(head[5]>>5)
	if window > limits.ContentWindow {
		return fmt.Errorf("%w: it needs a window of %d bytes", ErrBomb, window)
	}
	if err := z.windows.ask(int(window)); err != nil {
		return err
	}
	z.member = &byteCounter{in: z.in, n: lzipHeaderSize}
	return z.start(window)
}

// start puts the header of an .lzma file in front of the member's data.
func (z *lzipReader) start(window uint32) (err error) {
	head := binary.LittleEndian.AppendUint32([]byte{lzipProperties}, window)
	head = binary.LittleEndian.AppendUint64(head, ^uint64(0))
	z.any, z.crc, z.size = true, crc32.NewIEEE(), 0
	z.data, err = lzma.ReaderConfig{DictCap: limits.ContentWindow}.NewReader(&prefixed{head: head, byteCounter: z.member})
	return noEOF(err)
}

// prefixed reads head first.
type prefixed struct {
	head []byte
	*byteCounter
}

func (r *prefixed) ReadByte() (byte, error) {
	if len(r.head) > 0 {
		b := r.head[0]
		r.head = r.head[1:]
		return b, nil
	}
	return r.byteCounter.ReadByte()
}

func (r *prefixed) Read(p []byte) (int, error) {
	if len(r.head) > 0 {
		n := copy(p, r.head)
		r.head = r.head[n:]
		return n, nil
	}
	return r.byteCounter.Read(p)
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
