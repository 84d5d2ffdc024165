package packtest

import (
	"encoding/binary"
	"hash/crc32"
)

// LzipStored is a lzip member in which every byte is a literal and stands for
// itself. Its LZMA data ends in a marker of that length: in files that are sound,
// of length 2.
func LzipStored(data []byte, marker int) []byte {
	e := &rangeEncoder{width: 1<<32 - 1, chances: map[chanceOf]int{}}
	previous := byte(0)
	for i, b := range data {
		e.bit(0, chanceOf{match, i % 4})
		e.tree(8, int(b), chanceOf{literal, int(previous >> 5)})
		previous = b
	}
	e.bit(1, chanceOf{match, len(data) % 4})
	e.bit(0, chanceOf{repeated, 0})
	e.bit(0, chanceOf{beyond, 0})
	e.tree(3, marker-2, chanceOf{length, len(data) % 4})
	e.tree(6, 1<<6-1, chanceOf{slot, marker - 2})
	e.ones(26)
	e.tree(4, 1<<4-1, chanceOf{lowest, 0})
	for range 4 {
		e.shift()
	}
	out := append([]byte("LZIP\x01\x0c"), e.out...) // a window of 4 KiB
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(data))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(data)))
	return binary.LittleEndian.AppendUint64(out, uint64(len(out)+8))
}

// What is coded, as far as literals and a marker need it.
const (
	match = iota
	literal
	repeated
	beyond
	length
	slot
	lowest
	// nodes of a tree have this added for each.
	node
)

type chanceOf struct{ what, context int }

// rangeEncoder encodes bits as LZMA does (LZMA SDK, "LZMA specification").
type rangeEncoder struct {
	low     uint64
	width   uint32
	out     []byte
	chances map[chanceOf]int
}

func (e *rangeEncoder) bit(bit int, of chanceOf) {
	zero := 1024 + e.chances[of]
	bound := e.width >> 11 * uint32(zero)
	if bit == 0 {
		e.width = bound
		e.chances[of] += (2048 - zero) >> 5
	} else {
		e.low += uint64(bound)
		e.width -= bound
		e.chances[of] -= zero >> 5
	}
	e.normalize()
}

func (e *rangeEncoder) ones(n int) {
	for range n {
		e.width >>= 1
		e.low += uint64(e.width)
		e.normalize()
	}
}

func (e *rangeEncoder) normalize() {
	for e.width < 1<<24 {
		e.width <<= 8
		e.shift()
	}
}

// shift puts out a byte. A carry goes through bytes of 255 before it, of which the
// first of all is a zero.
func (e *rangeEncoder) shift() {
	if len(e.out) == 0 {
		e.out = []byte{0}
	}
	if e.low>>32 != 0 {
		i := len(e.out) - 1
		for ; e.out[i] == 255; i-- {
			e.out[i] = 0
		}
		e.out[i]++
	}
	e.out = append(e.out, byte(e.low>>24))
	e.low = e.low & (1<<24 - 1) << 8
}

// tree writes n bits, the highest first. In the tree of the lowest bits of a
// distance they come the other way round; here they are all ones.
func (e *rangeEncoder) tree(n, v int, of chanceOf) {
	at := 1
	for i := n - 1; i >= 0; i-- {
		bit := v >> i & 1
		e.bit(bit, chanceOf{of.what + node*at, of.context})
		at = at<<1 | bit
	}
}
