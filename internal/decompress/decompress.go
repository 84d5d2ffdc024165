// Package decompress reads what a compressed file holds, in one pass and bounded
// memory, for signatures that cover the uncompressed file (as kernel.org makes
// them).
//
// # Trust model
//
// Nothing of the input is signed when it is read: a container is the most
// exposed parser of a verifier. So windows are bounded before they are
// allocated, output is bounded in total and in proportion to the input, and
// every container is read to its end: checks must hold, and no byte may stand
// behind the last member. A signature over the content is good for what the
// format's own program unpacks, so a file that this program might read in another
// way is refused, although its checks hold. What comes out is for hashing; nothing
// is stored.
//
// # Compatibility
//
// gzip, bzip2, xz, zstd and lzip files may have several members, as their own
// tools read them; .lzma files have one. xz streams may have LZMA2 filters only
// (no BCJ, no delta), and zero padding between and after them in fours. gzip and
// lzip files with anything behind the last member are refused, though gzip -d
// only warns. What is refused because programs do not agree about it, no encoder is
// known to write: a tar header at the begin of any of them, which tar prefers to the
// compression; in bzip2 files, codes that are not complete in tables that come to
// use, runs that go on behind their count or end a block without one, and randomised
// blocks (bzip2 before 0.9.5 wrote those); in gzip files, flags without a meaning; in
// lzip files, markers other than that of the end.
package decompress

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ulikunitz/xz/lzma"

	"github.com/upsig/upsig/internal/limits"
)

// Form is a compression format, named as its file name ending.
type Form string

// The forms that are read.
const (
	Gzip  Form = "gz"
	Bzip2 Form = "bz2"
	XZ    Form = "xz"
	Zstd  Form = "zst"
	Lzip  Form = "lz"
	LZMA  Form = "lzma"
)

// Errors of [Reader.Read] and [NewReader].
var (
	// ErrBomb says that the content is out of proportion, or needs more memory
	// than any genuine release.
	ErrBomb = errors.New("decompression bomb")
	// ErrMalformed says that the container is broken, or that something stands
	// behind it.
	ErrMalformed = errors.New("malformed compressed file")
)

// Reader gives out the uncompressed content.
type Reader struct {
	form Form
	in   *counter
	data *bufio.Reader
	out  io.Reader
	size int64
	done func()
}

// counter counts the compressed bytes that were handed out.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// headSize is how many bytes tell the form: an .lzma header.
const headSize = lzma.HeaderLen

// bufferSize is what is read of the compressed file at once.
const bufferSize = 64 << 10

// NewReader looks at the first bytes of r. A file that is not compressed in a
// form that is known gives nil and no error.
func NewReader(r io.Reader) (*Reader, error) {
	z := &Reader{in: &counter{Reader: r}, done: func() {}}
	z.data = bufio.NewReaderSize(z.in, bufferSize)
	head, err := z.data.Peek(headSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if z.form = detect(head); z.form == "" {
		return nil, nil
	}
	if err := z.notTar(); err != nil {
		return nil, err
	}
	if err := z.open(); err != nil {
		return nil, z.explain(err)
	}
	return z, nil
}

// Form says how the file is compressed.
func (z *Reader) Form() Form { return z.form }

// Close frees what the decoder holds.
func (z *Reader) Close() { z.done() }

func (z *Reader) open() (err error) {
	switch z.form {
	case Gzip:
		z.out, err = newGzip(z.data)
	case Bzip2:
		z.out = newBzip2(z.data)
	case XZ:
		z.out = &xzReader{in: z.data, windows: windows{in: z.in}}
	case Zstd:
		z.out, z.done, err = newZstd(z.data)
	case Lzip:
		z.out = &lzipReader{in: z.data, windows: windows{in: z.in}}
	case LZMA:
		z.out, err = lzma.ReaderConfig{DictCap: limits.ContentWindow}.NewReader(z.data)
	}
	return err
}

// Read gives out content. The end of it is the end of the file: an error other
// than [io.EOF] means that nothing read so far may be relied on.
func (z *Reader) Read(p []byte) (int, error) {
	n, err := z.out.Read(p)
	z.size += int64(n)
	if z.size > limits.ContentSize {
		return n, fmt.Errorf("%w: the content has more than %d bytes", ErrBomb, int64(limits.ContentSize))
	}
	if z.size > limits.ContentFree && z.size/limits.ContentRatio > z.in.n {
		return n, fmt.Errorf("%w: the content is more than %d times the file's size", ErrBomb, limits.ContentRatio)
	}
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF:
		return n, z.atEnd()
	}
	return n, z.explain(err)
}

// atEnd makes sure that the decoder has used the whole file.
func (z *Reader) atEnd() error {
	switch _, err := z.data.ReadByte(); err {
	case io.EOF:
		return io.EOF
	case nil:
		return fmt.Errorf("%w: something stands behind the compressed data", ErrMalformed)
	default:
		return err
	}
}

// explain tells memory limits from broken data.
func (z *Reader) explain(err error) error {
	var dictionary *lzma.ErrDictSize
	switch {
	case errors.Is(err, ErrBomb), errors.Is(err, ErrMalformed):
		return err
	case errors.As(err, &dictionary), isZstdLimit(err):
		return fmt.Errorf("%w: it needs a window of more than %d bytes", ErrBomb, limits.ContentWindow)
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("%w: the %s data is truncated", ErrMalformed, z.form)
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}

// ending is how the name of a compressed file ends: what it stands for, and the forms
// that such a file may have.
type ending struct {
	ending, content string
	forms           []Form
}

func endings() []ending {
	return []ending{
		{".gz", "", []Form{Gzip}}, {".bz2", "", []Form{Bzip2}}, {".xz", "", []Form{XZ}},
		{".zst", "", []Form{Zstd}}, {".lz", "", []Form{Lzip}}, {".lzma", "", []Form{LZMA}},
		{".tgz", ".tar", []Form{Gzip}}, {".tbz2", ".tar", []Form{Bzip2}}, {".tbz", ".tar", []Form{Bzip2}},
		{".txz", ".tar", []Form{XZ}}, {".tzst", ".tar", []Form{Zstd}}, {".tlz", ".tar", []Form{Lzip, LZMA}},
	}
}

// endingOf finds the ending of a name; false for a name without one.
func endingOf(name string) (e ending, stem string, ok bool) {
	for _, e := range endings() {
		if stem, found := strings.CutSuffix(name, e.ending); found && stem != "" {
			return e, stem, true
		}
	}
	return ending{}, name, false
}

// Strip returns the name that a compressed file's content goes by: name without
// the ending of a compressed file, .tar put in where the ending stands for it.
// ok is false for a name without such an ending.
func Strip(name string) (content string, ok bool) {
	e, stem, ok := endingOf(name)
	return stem + e.content, ok
}

// Fits reports whether a file of that name is taken for one of that form by programs
// that go by names. A name without an ending says nothing, and fits every form.
func Fits(name string, form Form) bool {
	e, _, ok := endingOf(name)
	return !ok || slices.Contains(e.forms, form)
}
