package decompress

const (
	// bzip2Longest is the longest code, in bits.
	bzip2Longest = 20
	// bzip2Fast is how many bits are looked at first.
	bzip2Fast = 10
)

// bzip2Code is a canonical Huffman code: shorter codes come first, those of the
// same length in the order of their symbols.
type bzip2Code struct {
	// short has symbol and size of the code that ten bits begin with; zero for
	// longer ones.
	short [1 << bzip2Fast]uint16
	// behind is the first number of twenty bits behind the codes of a length, symbol
	// the place in order of the last of them.
	behind, last [bzip2Longest + 1]int
	order        []uint16
}

// newBzip2Code returns nil unless every sequence of bits is the beginning of one
// code, or a code follows from it.
func newBzip2Code(lengths bzip2Lengths) *bzip2Code {
	c := &bzip2Code{}
	next := 0
	for size := 1; size <= bzip2Longest; size++ {
		each := 1 << (bzip2Longest - size)
		for symbol, length := range lengths {
			if int(length) != size {
				continue
			}
			c.order = append(c.order, uint16(symbol))
			if size <= bzip2Fast && next < 1<<bzip2Longest {
				c.enter(next, size, symbol)
			}
			next += each
		}
		c.behind[size], c.last[size] = next, len(c.order)-1
	}
	if next != 1<<bzip2Longest {
		return nil
	}
	return c
}

func (c *bzip2Code) enter(code, size, symbol int) {
	from := code >> (bzip2Longest - bzip2Fast)
	for i := range 1 << (bzip2Fast - size) {
		c.short[from+i] = uint16(symbol<<5 | size)
	}
}

// decode returns the symbol whose code the highest of these bits are, and its size.
func (c *bzip2Code) decode(bits uint64) (symbol, size int) {
	if e := c.short[bits>>(64-bzip2Fast)]; e != 0 {
		return int(e >> 5), int(e & 31)
	}
	v := int(bits >> (64 - bzip2Longest))
	size = bzip2Fast + 1
	for v >= c.behind[size] {
		size++
	}
	return int(c.order[c.last[size]-(c.behind[size]-1-v)>>(bzip2Longest-size)]), size
}
