package decompress

import "io"

// chance is how likely a bit is zero, in parts of 2048, less a half: nothing is
// known of what is zero.
type chance int16

const (
	chanceBits = 11
	// chanceStep is by how much of what is missing each bit changes the chance: a
	// part of 32.
	chanceStep = 5
	evenChance = 1 << (chanceBits - 1)
)

// rangeDecoder decodes bits (lzip manual, as before). Once reading fails it gives
// zeros.
type rangeDecoder struct {
	in          io.ByteReader
	width, code uint32
	err         error
}

// start reads the first bytes, of which the first is zero.
func (r *rangeDecoder) start(in io.ByteReader) error {
	*r = rangeDecoder{in: in, width: 1<<32 - 1}
	first := r.next()
	for range 4 {
		r.code = r.code<<8 | r.next()
	}
	switch {
	case r.err != nil:
		return noEOF(r.err)
	case first != 0, r.code == r.width:
		return malformedLZMA("no LZMA data")
	}
	return nil
}

func (r *rangeDecoder) next() uint32 {
	if r.err != nil {
		return 0
	}
	b, err := r.in.ReadByte()
	r.err = err
	return uint32(b)
}

func (r *rangeDecoder) normalize() {
	if r.width < 1<<24 {
		r.width <<= 8
		r.code = r.code<<8 | r.next()
	}
}

func (r *rangeDecoder) bit(c *chance) int {
	r.normalize()
	zero := uint32(evenChance + int32(*c))
	if bound := r.width >> chanceBits * zero; r.code >= bound {
		r.width -= bound
		r.code -= bound
		*c -= chance(zero >> chanceStep)
		return 1
	} else {
		r.width = bound
	}
	*c += chance((1<<chanceBits - zero) >> chanceStep)
	return 0
}

// direct decodes bits that are as likely zero as not.
func (r *rangeDecoder) direct(n int) (v uint32) {
	for range n {
		r.normalize()
		r.width >>= 1
		v <<= 1
		if r.code >= r.width {
			r.code -= r.width
			v |= 1
		}
	}
	return v
}

// tree decodes a number below len(chances), a power of two, its highest bit first.
func (r *rangeDecoder) tree(chances []chance) int {
	v := 1
	for v < len(chances) {
		v = v<<1 | r.bit(&chances[v])
	}
	return v - len(chances)
}

// reversed decodes n bits, the lowest first.
func (r *rangeDecoder) reversed(chances []chance, n int) (v uint32) {
	at := 1
	for i := range n {
		bit := r.bit(&chances[at])
		at = at<<1 | bit
		v |= uint32(bit) << i
	}
	return v
}
