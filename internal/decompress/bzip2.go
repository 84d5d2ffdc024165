package decompress

import (
	"bufio"
	"compress/bzip2"
	"fmt"
	"io"
)

const (
	bzip2Magic = "BZh"
	bzip2Block = 0x314159265359
	bzip2End   = 0x177245385090
	// bzip2Level is what a block may hold, in bytes, per level of the header.
	bzip2Level = 100_000
)

// bzip2Reader gives out what compress/bzip2 makes of a file that was walked. The
// format has no specification but libbz2 (as of 1.0.8), and compress/bzip2 reads
// some files otherwise than it does: it builds other codes out of a table that is
// not complete, and counts a run differently that another one of the same byte
// follows. Either lets one file hold two contents, with checks that hold for both.
type bzip2Reader struct {
	walk *bzip2Walk
	out  io.Reader
}

func newBzip2(in *bufio.Reader) *bzip2Reader {
	walk := &bzip2Walk{in: in}
	return &bzip2Reader{walk: walk, out: bzip2.NewReader(walk)}
}

func (z *bzip2Reader) Read(p []byte) (int, error) {
	n, err := z.out.Read(p)
	if err == io.EOF && !z.walk.ended() {
		return n, malformedBzip2("the decoder ends before the file")
	}
	return n, err
}

func malformedBzip2(what string) error { return fmt.Errorf("%w: bzip2: %s", ErrMalformed, what) }

// bzip2Walk reads a file block by block and gives out the bytes of a block once
// it has seen that there is one way to read it. What it does not follow, it
// refuses. It leaves the CRCs to the decoder.
type bzip2Walk struct {
	in    *bufio.Reader
	bits  uint64 // the next bits, the first of them highest
	have  int    // how many of these there are
	piece []byte // bytes that were read
	given int    // bytes of piece that were given out
	level int
	block bzip2Column
	err   error
}

// ended says whether the file was walked and given out to its end.
func (w *bzip2Walk) ended() bool { return w.err == io.EOF && w.given == len(w.piece) }

// ReadByte makes compress/bzip2 take no more than it needs.
func (w *bzip2Walk) ReadByte() (byte, error) {
	if err := w.fill(); err != nil {
		return 0, err
	}
	b := w.piece[w.given]
	w.given++
	return b, nil
}

func (w *bzip2Walk) Read(p []byte) (int, error) {
	if err := w.fill(); err != nil {
		return 0, err
	}
	n := copy(p, w.piece[w.given:])
	w.given += n
	return n, nil
}

// fill walks on until there is something to give out.
func (w *bzip2Walk) fill() error {
	for w.given == len(w.piece) {
		if w.err != nil {
			return w.err
		}
		w.piece, w.given = w.piece[:0], 0
		if w.err = w.next(); w.err != nil && w.err != io.EOF {
			w.piece = nil
		}
	}
	return nil
}

// next walks a stream's header, a block or the end of a stream.
func (w *bzip2Walk) next() error {
	if w.level == 0 {
		return w.header()
	}
	magic, err := w.take(48)
	switch {
	case err != nil:
		return err
	case magic == bzip2Block:
		return w.walkBlock()
	case magic == bzip2End:
		return w.end()
	}
	return malformedBzip2("neither a block nor the end of a stream")
}

func (w *bzip2Walk) header() error {
	magic, err := w.take(8 * len(bzip2Magic))
	if err != nil {
		return err
	}
	level, err := w.take(8)
	if err != nil {
		return err
	}
	if magic != 'B'<<16|'Z'<<8|'h' || level < '1' || level > '9' {
		return malformedBzip2("no stream header")
	}
	w.level = int(level - '0')
	return nil
}

// end reads the CRC of a stream and the zeros up to the next byte. Behind them the
// file ends, or another stream begins.
func (w *bzip2Walk) end() error {
	if _, err := w.take(32); err != nil {
		return err
	}
	padding, err := w.take(w.have % 8)
	if err != nil {
		return err
	}
	if padding != 0 {
		return malformedBzip2("the padding of a stream is not zero")
	}
	w.level = 0
	if err := w.more(); err != nil || w.have > 0 {
		return err
	}
	return io.EOF
}

// more reads bytes for as many bits as there is room for. At the end of the file
// there are fewer.
func (w *bzip2Walk) more() error {
	for w.have <= 56 {
		b, err := w.in.ReadByte()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		w.piece = append(w.piece, b)
		w.bits |= uint64(b) << (56 - w.have)
		w.have += 8
	}
	return nil
}

// need makes sure that there are n bits, of at most 57.
func (w *bzip2Walk) need(n int) error {
	if w.have >= n {
		return nil
	}
	if err := w.more(); err != nil {
		return err
	}
	if w.have < n {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (w *bzip2Walk) take(n int) (uint64, error) {
	if err := w.need(n); err != nil {
		return 0, err
	}
	v := w.bits >> (64 - n)
	w.skip(n)
	return v, nil
}

func (w *bzip2Walk) skip(n int) {
	w.bits <<= n
	w.have -= n
}
