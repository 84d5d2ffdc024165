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

// filterLZMA2 is the one filter that is read (section 5.3.1).
const filterLZMA2 = 0x21

// parseXZBlock reads a block header with its size byte and CRC (section 3.1).
func parseXZBlock(head []byte) (b *xzBlock, window int, err error) {
	body, sum := head[:len(head)-4], head[len(head)-4:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(sum) {
		return nil, 0, malformedXZ("a block header's check does not hold")
	}
	if body[1]&0x3f != 0 {
		return nil, 0, malformedXZ("a filter other than LZMA2, or an unknown flag")
	}
	b = &xzBlock{head: uint64(len(head)), wantIn: -1, wantContent: -1}
	rest := body[2:]
	if body[1]&0x40 != 0 {
		b.wantIn, rest = varint(rest)
	}
	if body[1]&0x80 != 0 {
		b.wantContent, rest = varint(rest)
	}
	if len(rest) < 3 || rest[0] != filterLZMA2 || rest[1] != 1 {
		return nil, 0, malformedXZ("a filter other than LZMA2")
	}
	for _, c := range rest[3:] {
		if c != 0 {
			return nil, 0, malformedXZ("a block header's padding is not zero")
		}
	}
	window, err = xzWindow(rest[2])
	return b, window, err
}

// xzWindow is the window that a block asks for.
func xzWindow(code byte) (int, error) {
	size, err := lzma.DecodeDictCap(code)
	switch {
	case err != nil:
		return 0, malformedXZ("no such window")
	case size > limits.ContentWindow:
		return 0, fmt.Errorf("%w: it needs a window of %d bytes", ErrBomb, size)
	}
	return int(size), nil
}

// varint reads a multibyte integer (section 1.2); a broken one leaves nothing to
// read.
func varint(b []byte) (int64, []byte) {
	var v uint64
	for i := 0; i < 9 && i < len(b); i++ {
		v |= uint64(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			if b[i] == 0 && i > 0 {
				return -1, nil
			}
			return int64(v), b[i+1:]
		}
	}
	return -1, nil
}

// tail reads the index behind its first byte, which must agree with the blocks
// that were read, and the stream footer.
func (s *xzStream) tail(in *bufio.Reader) error {
	index := &indexReader{in: in, sum: crc32.NewIEEE()}
	index.take(0)
	if index.varint() != uint64(len(s.records)) {
		return index.fail("the index does not fit the blocks")
	}
	for _, r := range s.records {
		if index.varint() != r.unpadded || index.varint() != r.content {
			return index.fail("the index does not fit the blocks")
		}
	}
	// Nothing more is counted once reading failed: without the first condition a
	// file that ends here would keep this loop for ever.
	for index.err == nil && index.n%4 != 0 {
		if index.byte() != 0 {
			return index.fail("the index's padding is not zero")
		}
	}
	var foot [16]byte
	if _, err := io.ReadFull(in, foot[:]); err != nil {
		return noEOF(err)
	}
	return s.footer(foot, index)
}

// footer compares the index's check, its size and the stream's flags (section 2.1.2).
func (s *xzStream) footer(foot [16]byte, index *indexReader) error {
	le := binary.LittleEndian
	switch {
	case index.err != nil:
		return index.err
	case le.Uint32(foot[:]) != index.sum.Sum32():
		return malformedXZ("the index's check does not hold")
	case le.Uint32(foot[4:]) != crc32.ChecksumIEEE(foot[8:14]), string(foot[14:]) != xzFooterMagic:
		return malformedXZ("no stream footer")
	case (uint64(le.Uint32(foot[8:]))+1)*4 != index.n+4, [2]byte(foot[12:14]) != s.flags:
		return malformedXZ("the stream footer does not fit the stream")
	}
	return nil
}

// indexReader reads the index byte by byte and remembers the first error.
type indexReader struct {
	in  *bufio.Reader
	sum hash.Hash32
	n   uint64
	err error
}

func (r *indexReader) take(b byte) {
	r.sum.Write([]byte{b})
	r.n++
}

func (r *indexReader) byte() byte {
	b, err := r.in.ReadByte()
	if err != nil {
		if r.err == nil {
			r.err = noEOF(err)
		}
		return 0
	}
	r.take(b)
	return b
}

// varint reads an integer; one that is broken agrees with nothing that is
// expected.
func (r *indexReader) varint() uint64 {
	var raw []byte
	for len(raw) < 9 {
		b := r.byte()
		if raw = append(raw, b); b&0x80 == 0 {
			break
		}
	}
	v, _ := varint(raw)
	return uint64(v)
}

func (r *indexReader) fail(what string) error {
	if r.err != nil {
		return r.err
	}
	return malformedXZ(what)
}
