package decompress

import (
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/upsig/upsig/internal/limits"
)

// newZstd decodes in the caller's goroutine, where a panic can be caught.
func newZstd(r io.Reader) (io.Reader, func(), error) {
	d, err := zstd.NewReader(r,
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(limits.ContentWindow))
	if err != nil {
		return nil, nil, err
	}
	return d, d.Close, nil
}

func isZstdLimit(err error) bool {
	return errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded)
}
