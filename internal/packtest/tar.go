package packtest

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// TarHeader is the header of an empty regular file in a tar archive (POSIX.1-1988
// section 10.1.1) whose name begins with the given bytes, fewer than 100. put writes
// the checksum into its field of eight bytes.
func TarHeader(name []byte, put func(field []byte, sum int64)) []byte {
	h := make([]byte, 512)
	copy(h, name)
	copy(h[100:], "0000644\x000000000\x000000000\x0000000000000\x0000000000000\x00        0")
	copy(h[257:], "ustar\x0000")
	var sum int64
	for _, c := range h {
		sum += int64(c)
	}
	put(h[148:156], sum)
	return h
}

// OctalSum writes a checksum as tar does.
func OctalSum(field []byte, sum int64) { copy(field, fmt.Sprintf("%06o\x00 ", sum)) }

// GzipTarToo makes of a gzip file without fields one that tar takes for an archive,
// not compressed, with what is given behind the first header: both stand in the extra
// field (RFC 1952 section 2.3.1.1).
func GzipTarToo(file, archive []byte, put func(field []byte, sum int64)) []byte {
	const head, extra = 10, 12
	first := slices.Concat(file[:head], binary.LittleEndian.AppendUint16(nil, uint16(512-extra+len(archive))))
	first[3] |= 4
	return slices.Concat(TarHeader(first, put), archive, file[head:])
}

// ZstdTarToo is the same for zstd, in a skippable frame (RFC 8878 section 3.1.2).
func ZstdTarToo(file, archive []byte, put func(field []byte, sum int64)) []byte {
	first := binary.LittleEndian.AppendUint32([]byte{0x50, 0x2a, 0x4d, 0x18}, uint32(512-8+len(archive)))
	return slices.Concat(TarHeader(first, put), archive, file)
}
