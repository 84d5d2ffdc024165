package packtest

import (
	"encoding/binary"
	"slices"
)

// ZstdLZMAToo makes of a zstd file one that programs which take a dictionary of any size
// read as the .lzma file that is given, of so many bytes of content, up to 65535: its
// header is that of a skippable frame as well (RFC 8878 section 3.1.2), in which the
// rest of it stands. Its dictionary may have up to 1 MiB.
func ZstdLZMAToo(file, lzma []byte, content int) []byte {
	const head, frame = 13, 8
	first := []byte{0x5d, 0x2a, 0x4d, 0x18} // dictionary, but for its highest byte
	first = binary.LittleEndian.AppendUint32(first, uint32(content)<<8)
	first = append(first, 0, 0, 0, 0, 0) // of the content's size
	out := slices.Concat(first, lzma[head:])
	return append(append(out, make([]byte, frame+content<<8-len(out))...), file...)
}
