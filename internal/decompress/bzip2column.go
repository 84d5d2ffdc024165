package decompress

// bzip2LongRun is how many equal bytes a count follows.
const bzip2LongRun = 4

// bzip2Column is the content of a block, sorted: the last column of Burrows' and
// Wheeler's matrix.
type bzip2Column struct {
	// rows have a byte each, and above it, once linked, the row that comes next.
	rows   []uint32
	limit  int
	count  [256]int
	front  [256]byte
	run    int
	weight int
}

func (c *bzip2Column) reset(limit int, used []byte) {
	*c = bzip2Column{rows: c.rows[:0], limit: limit, weight: 1}
	if cap(c.rows) < limit {
		c.rows = make([]uint32, 0, limit)
	}
	copy(c.front[:], used)
}

// add takes a symbol: zero and one are digits, of which the lowest comes first, of
// how often the byte in front comes again, others the place of a byte.
func (c *bzip2Column) add(symbol int) error {
	if symbol < 2 {
		c.run += c.weight << symbol
		c.weight <<= 1
		if c.run > c.limit {
			return malformedBzip2("a run is longer than a block")
		}
		return nil
	}
	if err := c.flush(); err != nil {
		return err
	}
	return c.repeat(toFront(c.front[:], symbol-1), 1)
}

// flush ends a run.
func (c *bzip2Column) flush() error {
	n := c.run
	c.run, c.weight = 0, 1
	return c.repeat(c.front[0], n)
}

func (c *bzip2Column) repeat(b byte, n int) error {
	if n > c.limit-len(c.rows) {
		return malformedBzip2("a block holds more than its level allows")
	}
	c.count[b] += n
	for range n {
		c.rows = append(c.rows, uint32(b))
	}
	return nil
}

// check walks the content in its own order. Four equal bytes are followed by a
// count of more of them, which an encoder never leaves out, and which is not zero
// when one more follows: compress/bzip2 would count that one and two others as
// four.
func (c *bzip2Column) check(origin int) error {
	if origin >= len(c.rows) {
		return malformedBzip2("a block begins behind its end")
	}
	c.link()
	row := c.rows[origin] >> 8
	last, run, closed := byte(0), 0, false
	for range c.rows {
		v := c.rows[row]
		b := byte(v)
		row = v >> 8
		switch {
		case run == bzip2LongRun:
			run, closed = 0, b == 0
			continue
		case b != last:
			run = 0
		case closed:
			return malformedBzip2("a run goes on behind its count")
		}
		last, closed = b, false
		run++
	}
	if run == bzip2LongRun {
		return malformedBzip2("a run has no count")
	}
	return nil
}

// link notes for every row the one that comes next: the n-th row that ends with a
// byte is followed by the n-th that begins with it.
func (c *bzip2Column) link() {
	var at [256]int
	sum := 0
	for b, n := range c.count {
		at[b], sum = sum, sum+n
	}
	for i, v := range c.rows {
		b := byte(v)
		c.rows[at[b]] |= uint32(i) << 8
		at[b]++
	}
}
