package decompress

import (
	"bytes"
	"fmt"
	"strings"
)

// The size of a tar header, where its checksum stands, and what marks a number in
// base 256, positive or negative.
const (
	tarBlock    = 512
	tarSumBegin = 148
	tarSumEnd   = 156
	tarBinary   = 0x80
	tarNegative = 0xff
)

// notTar refuses a file that begins with a tar header, whatever follows: GNU tar and
// others look for one before they look for compression, and then unpack what stands in
// the container's own header (the extra field of gzip, a skippable frame of zstd) in
// place of the content.
func (z *Reader) notTar() error {
	// Less than a block is no header, and an error of reading comes again.
	if block, err := z.data.Peek(tarBlock); err == nil && isTarHeader(block) {
		return fmt.Errorf("%w: tar reads it as an archive that is not compressed", ErrMalformed)
	}
	return nil
}

// isTarHeader reports whether the sum of a block, over signed or unsigned bytes, is
// the one that it gives. The magic is no condition: readers of the oldest form know
// none (POSIX.1-1988 section 10.1.1; GNU tar manual, "Basic Tar Format").
func isTarHeader(block []byte) bool {
	var unsigned, signed int64
	for i, c := range block[:tarBlock] {
		if i >= tarSumBegin && i < tarSumEnd {
			c = ' '
		}
		unsigned += int64(c)
		signed += int64(int8(c))
	}
	given, ok := tarNumber(block[tarSumBegin:tarSumEnd])
	return ok && (given == unsigned || given == signed)
}

// tarNumber reads a number in any of the forms that GNU tar takes: octal digits
// after blanks, base 256 with a mark in the first byte, base 64 after a sign.
func tarNumber(field []byte) (n int64, ok bool) {
	if field[0] == tarBinary || field[0] == tarNegative {
		if field[0] == tarNegative {
			n = -1
		}
		for _, c := range field[1:] {
			n = n<<8 | int64(c)
		}
		return n, true
	}
	field = bytes.TrimLeft(field, " \t\n\v\f\r\x00")
	if len(field) > 1 && (field[0] == '+' || field[0] == '-') {
		return tarBase64(field)
	}
	for _, c := range field {
		if c < '0' || c > '7' {
			break
		}
		n, ok = n<<3|int64(c-'0'), true
	}
	return n, ok
}

// tarBase64 reads what GNU tar wrote for a few months of 1998.
func tarBase64(field []byte) (n int64, ok bool) {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for _, c := range field[1:] {
		d := strings.IndexByte(digits, c)
		if d < 0 {
			break
		}
		n, ok = n<<6|int64(d), true
	}
	if field[0] == '-' {
		n = -n
	}
	return n, ok
}
