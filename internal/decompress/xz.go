package decompress

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/ulikunitz/xz/lzma"

	"github.com/upsig/upsig/internal/limits"
)

const (
	xzMagic       = "\xfd7zXZ\x00"
	xzFooterMagic = "YZ"
)

// xzReader reads the streams of an .xz file (The .xz File Format 1.2.0). The
// container is read here rather than by a library because the library allocates
// whatever window a block header asks for.
type xzReader struct {
	in      *bufio.Reader
	windows windows
	stream  *xzStream
	any     bool
}

// xzStream is one stream and the block that is being read.
type xzStream struct {
	flags   [2]byte
	records []xzRecord
	block   *xzBlock
}

// xzRecord is what the index says of a block.
type xzRecord struct{ unpadded, content uint64 }

// xzBlock is one block.
type xzBlock struct {
	head    uint64
	in      *byteCounter
	data    *lzma.Reader2
	check   hash.Hash
	content uint64
	// Sizes that the header states; -1 if it does not.
	wantIn, wantContent int64
}

func malformedXZ(what string) error { return fmt.Errorf("%w: xz: %s", ErrMalformed, what) }

func (z *xzReader) Read(p []byte) (int, error) {
	for {
		if z.stream == nil {
			if err := z.next(); err != nil {
				return 0, err
			}
		}
		s := z.stream
		if s.block == nil {
			end, err := z.openBlock()
			if err != nil {
				return 0, err
			}
			if end {
				z.stream = nil
				continue
			}
		}
		n, err := s.block.data.Read(p)
		s.block.check.Write(p[:n])
		s.block.content += uint64(n)
		if err == io.EOF {
			err = z.closeBlock()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// next reads a stream's header; io.EOF when there is none. Between and after
// streams there may be zeros in fours (section 2.2).
func (z *xzReader) next() error {
	for z.any {
		four, err := z.in.Peek(4)
		if len(four) == 0 && err == io.EOF {
			return io.EOF
		}
		if !bytes.Equal(four, make([]byte, 4)) {
			break
		}
		if _, err := z.in.Discard(4); err != nil {
			return err
		}
	}
	var head [12]byte
	if _, err := io.ReadFull(z.in, head[:]); err != nil {
		return noEOF(err)
	}
	if string(head[:6]) != xzMagic || crc32.ChecksumIEEE(head[6:8]) != binary.LittleEndian.Uint32(head[8:]) {
		return malformedXZ("no stream header")
	}
	z.any, z.stream = true, &xzStream{flags: [2]byte(head[6:8])}
	if z.stream.newCheck() == nil {
		return malformedXZ("a check of unknown kind")
	}
	return nil
}

// newCheck makes the hash that protects the content; nil for an unknown one.
func (s *xzStream) newCheck() hash.Hash {
	if s.flags[0] != 0 {
		return nil
	}
	switch s.flags[1] {
	case 1:
		return reversed{crc32.NewIEEE()}
	case 4:
		return reversed{crc64.New(crc64.MakeTable(crc64.ECMA))}
	case 10:
		return sha256.New()
	}
	return nil
}

// reversed gives the sum with its lowest byte first, as the format stores it.
type reversed struct{ hash.Hash }

func (r reversed) Sum(b []byte) []byte {
	sum := r.Hash.Sum(nil)
	for i := range sum {
		b = append(b, sum[len(sum)-1-i])
	}
	return b
}

// openBlock reads a block header, or the index and footer that end the stream.
func (z *xzReader) openBlock() (end bool, err error) {
	first, err := z.in.ReadByte()
	if err != nil {
		return false, noEOF(err)
	}
	if first == 0 {
		return true, z.stream.tail(z.in)
	}
	head := make([]byte, (int(first)+1)*4)
	head[0] = first
	if _, err := io.ReadFull(z.in, head[1:]); err != nil {
		return false, noEOF(err)
	}
	b, window, err := parseXZBlock(head)
	if err != nil {
		return false, err
	}
	if len(z.stream.records) >= limits.ContentBlocks {
		return false, fmt.Errorf("%w: more than %d blocks", ErrBomb, limits.ContentBlocks)
	}
	// No distance reaches behind the content's beginning: less of it, less window.
	if b.wantContent >= 0 {
		window = int(min(int64(window), b.wantContent))
	}
	if err := z.windows.ask(window); err != nil {
		return false, err
	}
	b.in, b.check = &byteCounter{in: z.in}, z.stream.newCheck()
	z.stream.block = b
	b.data, err = lzma.Reader2Config{DictCap: max(window, lzma.MinDictCap)}.NewReader2(b.in)
	return false, noEOF(err)
}

// closeBlock checks sizes, padding and the content's check.
func (z *xzReader) closeBlock() error {
	b := z.stream.block
	size := b.in.n
	if b.wantIn >= 0 && uint64(b.wantIn) != size || b.wantContent >= 0 && uint64(b.wantContent) != b.content {
		return malformedXZ("a block is not as long as its header says")
	}
	sum := b.check.Sum(nil)
	rest := make([]byte, -size&3+uint64(len(sum)))
	if _, err := io.ReadFull(z.in, rest); err != nil {
		return noEOF(err)
	}
	want := append(make([]byte, -size&3), sum...)
	if !bytes.Equal(rest, want) {
		return malformedXZ("a block's check does not hold")
	}
	z.stream.records = append(z.stream.records, xzRecord{b.head + size + uint64(len(sum)), b.content})
	z.stream.block = nil
	return nil
}
