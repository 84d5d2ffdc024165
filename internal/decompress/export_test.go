package decompress

import (
	"bufio"
	"io"
)

// WalkBzip2 walks a file without the decoder, which refuses some of it as well.
func WalkBzip2(r io.Reader) error {
	_, err := io.Copy(io.Discard, struct{ io.Reader }{&bzip2Walk{in: bufio.NewReader(r)}})
	return err
}

// Bzip2With reads with another decoder.
func Bzip2With(r, decoder io.Reader) io.Reader {
	return &bzip2Reader{walk: &bzip2Walk{in: bufio.NewReader(r)}, out: decoder}
}
