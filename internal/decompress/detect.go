package decompress

import (
	"bytes"
	"encoding/binary"

	"github.com/ulikunitz/xz/lzma"
)

// detect tells the form from a file's first bytes, of which 13 suffice; empty if
// the file is not compressed. Names prove nothing.
func detect(head []byte) Form {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}):
		return Gzip
	case len(head) > 3 && bytes.HasPrefix(head, []byte("BZh")) && head[3] >= '1' && head[3] <= '9':
		return Bzip2
	case bytes.HasPrefix(head, []byte(xzMagic)):
		return XZ
	case isZstd(head):
		return Zstd
	case bytes.HasPrefix(head, []byte(lzipMagic)):
		return Lzip
	case isLZMA(head):
		return LZMA
	}
	return ""
}

// isLZMA recognises an .lzma header, which has no magic number: the properties
// that every encoder writes, a dictionary of a usual size, and a length that is
// unknown or below 256 GiB.
func isLZMA(head []byte) bool {
	return len(head) >= lzma.HeaderLen && head[0] == 0x5d && lzma.ValidHeader(head[:lzma.HeaderLen])
}

// zstd frames begin with a magic number; skippable frames, which may come first,
// with one of sixteen (RFC 8878 section 3.1).
func isZstd(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	magic := binary.LittleEndian.Uint32(head)
	return magic == 0xFD2FB528 || magic&0xFFFFFFF0 == 0x184D2A50
}
