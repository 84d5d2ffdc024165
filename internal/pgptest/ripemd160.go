package pgptest

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

// ripemd160 collects its input; a signature's is small. The algorithm is that
// of Dobbertin, Bosselaers and Preneel, 1996.
type ripemd160 struct{ data []byte }

func newRIPEMD160() hash.Hash { return &ripemd160{} }

func (r *ripemd160) Write(p []byte) (int, error) { r.data = append(r.data, p...); return len(p), nil }
func (r *ripemd160) Reset()                      { r.data = nil }
func (r *ripemd160) Size() int                   { return 20 }
func (r *ripemd160) BlockSize() int              { return 64 }

func (r *ripemd160) Sum(b []byte) []byte {
	msg := append([]byte{}, r.data...)
	msg = append(msg, 0x80)
	for len(msg)%64 != 56 {
		msg = append(msg, 0)
	}
	msg = binary.LittleEndian.AppendUint64(msg, uint64(len(r.data))*8)
	h := [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}
	for ; len(msg) > 0; msg = msg[64:] {
		h = ripemdBlock(h, msg)
	}
	for _, w := range h {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

func ripemdBlock(h [5]uint32, block []byte) [5]uint32 {
	var x [16]uint32
	for i := range x {
		x[i] = binary.LittleEndian.Uint32(block[4*i:])
	}
	left, right := h, h
	for j := range 80 {
		round := j / 16
		left = ripemdStep(left, ripemdMix(round, left)+x[ripemdOrderL[j]]+ripemdAddL[round], int(ripemdShiftL[j]))
		right = ripemdStep(right, ripemdMix(4-round, right)+x[ripemdOrderR[j]]+ripemdAddR[round], int(ripemdShiftR[j]))
	}
	return [5]uint32{
		h[1] + left[2] + right[3], h[2] + left[3] + right[4], h[3] + left[4] + right[0],
		h[4] + left[0] + right[1], h[0] + left[1] + right[2],
	}
}

func ripemdStep(s [5]uint32, add uint32, shift int) [5]uint32 {
	return [5]uint32{s[4], bits.RotateLeft32(s[0]+add, shift) + s[4], s[1], bits.RotateLeft32(s[2], 10), s[3]}
}

func ripemdMix(round int, s [5]uint32) uint32 {
	x, y, z := s[1], s[2], s[3]
	switch round {
	case 0:
		return x ^ y ^ z
	case 1:
		return x&y | ^x&z
	case 2:
		return (x | ^y) ^ z
	case 3:
		return x&z | y & ^z
	}
	return x ^ (y | ^z)
}

var (
	ripemdAddL = [5]uint32{0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e}
	ripemdAddR = [5]uint32{0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0}

	ripemdOrderL = [80]byte{
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
		7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
		3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
		1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
		4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
	}
	ripemdOrderR = [80]byte{
		5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
		6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
		15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
		8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
		12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
	}
	ripemdShiftL = [80]byte{
		11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
		7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
		11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
		11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
		9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
	}
	ripemdShiftR = [80]byte{
		8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
		9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
		9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
		15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
		8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
	}
)
