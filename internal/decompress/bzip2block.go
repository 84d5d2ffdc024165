package decompress

const (
	// bzip2Group is how many symbols share a selector.
	bzip2Group = 50
	// bzip2Selectors bounds the selectors of a block: what 900,000 bytes and an end
	// need, and the seven that lbzip2 adds to end a block with a byte. No more than
	// 18002 can come to use, which is what libbz2 keeps.
	bzip2Selectors = 9*bzip2Level/bzip2Group + 1 + 7
	bzip2Tables    = 6
)

// bzip2Layout is what stands in front of a block's symbols.
type bzip2Layout struct {
	origin    int
	used      []byte
	tables    []bzip2Lengths
	selectors []byte
}

// bzip2Lengths are the code lengths of a table.
type bzip2Lengths []byte

func (w *bzip2Walk) walkBlock() error {
	var l bzip2Layout
	for _, part := range []func(*bzip2Layout) error{w.start, w.usedBytes, w.selection, w.lengths} {
		if err := part(&l); err != nil {
			return err
		}
	}
	w.block.reset(w.level*bzip2Level, l.used)
	if err := w.symbols(&l); err != nil {
		return err
	}
	return w.block.check(l.origin)
}

// start reads a block's CRC, a flag that bzip2 has not set since version 0.9.5, and
// which rotation the content is.
func (w *bzip2Walk) start(l *bzip2Layout) error {
	if _, err := w.take(32); err != nil {
		return err
	}
	v, err := w.take(1 + 24)
	if err != nil {
		return err
	}
	if v>>24 != 0 {
		return malformedBzip2("a randomised block")
	}
	l.origin = int(v)
	return nil
}

// usedBytes reads which bytes occur, sixteen by sixteen.
func (w *bzip2Walk) usedBytes(l *bzip2Layout) error {
	rows, err := w.take(16)
	if err != nil {
		return err
	}
	for row := range 16 {
		if rows>>(15-row)&1 == 0 {
			continue
		}
		bytes, err := w.take(16)
		if err != nil {
			return err
		}
		for i := range 16 {
			if bytes>>(15-i)&1 != 0 {
				l.used = append(l.used, byte(row<<4|i))
			}
		}
	}
	if len(l.used) == 0 {
		return malformedBzip2("a block without bytes")
	}
	return nil
}

// selection reads which table each group of symbols is coded with: how many other
// tables were used since that one was.
func (w *bzip2Walk) selection(l *bzip2Layout) error {
	v, err := w.take(3 + 15)
	if err != nil {
		return err
	}
	tables, n := int(v>>15), int(v&0x7fff)
	if tables < 2 || tables > bzip2Tables {
		return malformedBzip2("a block has two to six tables")
	}
	if n < 1 || n > bzip2Selectors {
		return malformedBzip2("no selectors, or more than a block can need")
	}
	l.tables, l.selectors = make([]bzip2Lengths, tables), make([]byte, n)
	recent := [bzip2Tables]byte{0, 1, 2, 3, 4, 5}
	for i := range l.selectors {
		place := 0
		for {
			bit, err := w.take(1)
			if err != nil {
				return err
			}
			if bit == 0 {
				break
			}
			if place++; place == tables {
				return malformedBzip2("a selector of no table")
			}
		}
		l.selectors[i] = toFront(recent[:], place)
	}
	return nil
}

// toFront moves what stands at a place to the front, and returns it.
func toFront(list []byte, place int) byte {
	v := list[place]
	copy(list[1:place+1], list[:place])
	list[0] = v
	return v
}

// lengths reads the code lengths of each table, which are given as steps from one
// symbol to the next.
func (w *bzip2Walk) lengths(l *bzip2Layout) error {
	for i := range l.tables {
		first, err := w.take(5)
		if err != nil {
			return err
		}
		length := int(first)
		l.tables[i] = make(bzip2Lengths, len(l.used)+2)
		for symbol := range l.tables[i] {
			if length, err = w.length(length); err != nil {
				return err
			}
			l.tables[i][symbol] = byte(length)
		}
	}
	return nil
}

// length walks from the length of the symbol before. Steps back would change
// nothing, and let a table be of any size.
func (w *bzip2Walk) length(length int) (int, error) {
	const more, less = 0b10, 0b11
	way := uint64(0)
	for {
		if length < 1 || length > bzip2Longest {
			return 0, malformedBzip2("codes have one to twenty bits")
		}
		if err := w.need(2); err != nil {
			return 0, err
		}
		step := w.bits >> 62
		if step < more {
			w.skip(1)
			return length, nil
		}
		if way != 0 && way != step {
			return 0, malformedBzip2("code lengths go back and forth")
		}
		way = step
		w.skip(2)
		if step == less {
			length--
		} else {
			length++
		}
	}
}

// symbols walks the symbols up to the end of the block. Only tables that come to
// use must be sound: lbzip2 writes others.
func (w *bzip2Walk) symbols(l *bzip2Layout) error {
	var codes [bzip2Tables]*bzip2Code
	end := len(l.used) + 1
	for _, table := range l.selectors {
		if codes[table] == nil {
			if codes[table] = newBzip2Code(l.tables[table]); codes[table] == nil {
				return malformedBzip2("a table that is not complete")
			}
		}
		for range bzip2Group {
			if err := w.need(bzip2Longest); err != nil {
				return err
			}
			symbol, size := codes[table].decode(w.bits)
			w.skip(size)
			if symbol == end {
				return w.block.flush()
			}
			if err := w.block.add(symbol); err != nil {
				return err
			}
		}
	}
	return malformedBzip2("a block has too few selectors")
}
