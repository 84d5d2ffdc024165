package artifact

import (
	"context"
	"fmt"
	"io"

	"github.com/upsig/upsig/internal/decompress"
)

// Content is what a compressed artifact holds, as far as one read could tell.
type Content struct {
	// Form is the file name ending of the compression, such as "xz"; empty if the
	// artifact is not compressed.
	Form string
	// Digests are those of the content; nil with Err.
	Digests *Digests
	// Err says why the content could not be read to its end: it wraps
	// [decompress.ErrBomb] or [decompress.ErrMalformed].
	Err error
}

// ReadWithContent reads r once, as [Read] does, and decompresses it in the same
// pass, to compute more taps over the content. Content that cannot be read is no
// error of the artifact. Memory grows by the buffers for the content and by the
// decompressor's window.
func ReadWithContent(ctx context.Context, r io.Reader, taps, contentTaps []Tap) (*Digests, Content, error) {
	d, c, err := readWithContent(ctx, r, taps, contentTaps)
	if err != nil {
		return nil, Content{}, fmt.Errorf("read artifact: %w", err)
	}
	return d, c, nil
}

func readWithContent(ctx context.Context, r io.Reader, taps, contentTaps []Tap) (*Digests, Content, error) {
	pr, pw := io.Pipe()
	result := make(chan Content, 1)
	go func() {
		c := readContent(ctx, pr, contentTaps)
		// The other end must never wait for a reader that has gone.
		pr.CloseWithError(io.ErrClosedPipe)
		result <- c
	}()
	d, err := read(ctx, r, taps, &tolerant{w: pw})
	pw.CloseWithError(err) // nil is the end of the file
	c := <-result
	if err != nil {
		return nil, Content{}, err
	}
	return d, c, nil
}

// tolerant writes until the other end is gone, and then does as if: a
// decompressor that gave up does not end the read of the artifact.
type tolerant struct {
	w    io.Writer
	gone bool
}

func (t *tolerant) Write(p []byte) (int, error) {
	if !t.gone {
		if _, err := t.w.Write(p); err != nil {
			t.gone = true
		}
	}
	return len(p), nil
}

// readContent decompresses r. A panic of a decompressor is a malformed file.
func readContent(ctx context.Context, r io.Reader, taps []Tap) (c Content) {
	defer func() {
		if p := recover(); p != nil {
			c.Digests, c.Err = nil, fmt.Errorf("%w: the decompressor gave up", decompress.ErrMalformed)
		}
	}()
	z, err := decompress.NewReader(r)
	if err != nil {
		return Content{Form: "unknown", Err: err}
	}
	if z == nil {
		return Content{}
	}
	defer z.Close()
	c.Form = string(z.Form())
	c.Digests, c.Err = read(ctx, z, taps)
	return c
}
