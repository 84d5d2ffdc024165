package packtest

import (
	"bytes"
	"math/bits"
	"slices"
)

// The standard library only reads bzip2. This is the least that makes a valid
// file: codes of nearly equal length, which compress badly.

const (
	bzip2Start = 0x314159265359
	bzip2End   = 0x177245385090
	// bzip2Group is how many symbols share a selector.
	bzip2Group = 50
	// bzip2Run is the longest run that one count byte stands for.
	bzip2Run = 255
)

// Bzip2 compresses data that fits into one block.
func Bzip2(data []byte) []byte {
	return Bzip2File(NewBzip2Block(data))
}

// Bzip2Block is a block as it stands in the file.
type Bzip2Block struct {
	CRC    uint32
	Random uint64
	// Origin is which of the sorted rotations is the content.
	Origin int
	Used   []byte
	// Tables are the code lengths that symbols are written with, Stated those that the
	// block says if they are not the same.
	Tables, Stated [][]byte
	// Back is how many steps there and back each table begins with.
	Back int
	// Selectors are tables, groups of symbols long.
	Selectors []int
	Symbols   []int
}

// NewBzip2Block makes a block of data.
func NewBzip2Block(data []byte) Bzip2Block {
	return NewBzip2Runs(bzip2Runs(data), data)
}

// NewBzip2Runs makes a block of data in which runs have their counts already, with
// the CRC of what that stands for.
func NewBzip2Runs(runs, data []byte) Bzip2Block {
	return newBzip2Block(runs, data, slices.Compact(slices.Sorted(slices.Values(runs))))
}

// NewBzip2Alphabet makes a block of data that names more bytes as used than are.
func NewBzip2Alphabet(data, used []byte) Bzip2Block {
	return newBzip2Block(bzip2Runs(data), data, used)
}

func newBzip2Block(runs, data, used []byte) Bzip2Block {
	last, origin := burrowsWheeler(runs)
	table := even(len(used) + 2)
	b := Bzip2Block{CRC: bzip2CRC(data), Origin: origin, Used: used, Tables: [][]byte{table, table}, Symbols: moveToFront(last, used)}
	b.Selectors = make([]int, (len(b.Symbols)+bzip2Group-1)/bzip2Group)
	return b
}

// Bzip2File puts blocks into a stream for blocks of 900,000 bytes.
func Bzip2File(blocks ...Bzip2Block) []byte { return Bzip2Stream('9', 0, blocks...) }

// Bzip2Stream puts blocks into a stream. The padding stands behind the CRC, up to the
// next byte.
func Bzip2Stream(level byte, padding uint64, blocks ...Bzip2Block) []byte {
	w := &bitWriter{out: []byte{'B', 'Z', 'h', level}}
	var all uint32
	for _, b := range blocks {
		all = bits.RotateLeft32(all, 1) ^ b.CRC
		w.block(b)
	}
	w.write(48, bzip2End)
	w.write(32, uint64(all))
	w.write(w.room, padding)
	return w.out
}

func (w *bitWriter) block(b Bzip2Block) {
	w.write(48, bzip2Start)
	w.write(32, uint64(b.CRC))
	w.write(1, b.Random)
	w.write(24, uint64(b.Origin))
	w.usedBytes(b.Used)
	stated := b.Stated
	if stated == nil {
		stated = b.Tables
	}
	w.write(3, uint64(len(stated)))
	w.write(15, uint64(len(b.Selectors)))
	w.selectors(b.Selectors)
	for _, t := range stated {
		w.lengths(t, b.Back)
	}
	w.symbols(b)
}

// bitWriter writes numbers, their highest bit first.
type bitWriter struct {
	out  []byte
	room int
}

func (w *bitWriter) write(n int, v uint64) {
	for i := n - 1; i >= 0; i-- {
		if w.room == 0 {
			w.out, w.room = append(w.out, 0), 8
		}
		w.room--
		w.out[len(w.out)-1] |= byte(v>>i&1) << w.room
	}
}

// bzip2CRC is CRC-32 with the highest bit first.
func bzip2CRC(data []byte) uint32 {
	crc := ^uint32(0)
	for _, b := range data {
		crc ^= uint32(b) << 24
		for range 8 {
			high := crc>>31 != 0
			crc <<= 1
			if high {
				crc ^= 0x04c11db7
			}
		}
	}
	return ^crc
}

// bzip2Runs puts a count behind every four equal bytes.
func bzip2Runs(data []byte) []byte {
	var out []byte
	for len(data) > 0 {
		n := 1
		for n < len(data) && n < bzip2Run && data[n] == data[0] {
			n++
		}
		out = append(out, bytes.Repeat(data[:1], min(n, 4))...)
		if n >= 4 {
			out = append(out, byte(n-4))
		}
		data = data[n:]
	}
	return out
}

// burrowsWheeler sorts all rotations and returns their last bytes, and which of
// them is the block itself.
func burrowsWheeler(block []byte) (last []byte, origin int) {
	twice := slices.Concat(block, block)
	order := make([]int, len(block))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return bytes.Compare(twice[a:a+len(block)], twice[b:b+len(block)])
	})
	for i, at := range order {
		last = append(last, twice[at+len(block)-1])
		if at == 0 {
			origin = i
		}
	}
	return last, origin
}

// moveToFront gives the symbols: runs of the byte in front as bijective binary
// numbers (symbols 0 and 1), else the byte's place, and an end.
func moveToFront(last, used []byte) []int {
	var symbols []int
	front, run := slices.Clone(used), 0
	flush := func() {
		for ; run > 0; run = (run - 1) / 2 {
			symbols = append(symbols, (run+1)%2)
		}
	}
	for _, b := range last {
		i := bytes.IndexByte(front, b)
		if i == 0 {
			run++
			continue
		}
		flush()
		symbols = append(symbols, i+1)
		copy(front[1:], front[:i])
		front[0] = b
	}
	flush()
	return append(symbols, len(used)+1)
}

// usedBytes writes which bytes occur, sixteen by sixteen.
func (w *bitWriter) usedBytes(used []byte) {
	var rows [16]uint64
	var some uint64
	for _, b := range used {
		rows[b>>4] |= 1 << (15 - b&15)
		some |= 1 << (15 - b>>4)
	}
	w.write(16, some)
	for _, row := range rows {
		if row != 0 {
			w.write(16, row)
		}
	}
}

// selectors writes how many other tables were used since each one was.
func (w *bitWriter) selectors(selectors []int) {
	recent := []int{0, 1, 2, 3, 4, 5, 6, 7}
	for _, s := range selectors {
		place := slices.Index(recent, s)
		w.write(place+1, 1<<(place+1)-2)
		recent = slices.Insert(slices.Delete(recent, place, place+1), 0, s)
	}
}

// even are the code lengths of a table whose first codes are one bit shorter, so
// that every code means something.
func even(alphabet int) []byte {
	long := bits.Len(uint(alphabet - 1))
	short := 1<<long - alphabet
	return slices.Concat(bytes.Repeat([]byte{byte(long - 1)}, short), bytes.Repeat([]byte{byte(long)}, alphabet-short))
}

func (w *bitWriter) lengths(table []byte, back int) {
	at := table[0]
	w.write(5, uint64(at))
	for range back {
		w.write(4, 0b1011)
	}
	for _, length := range table {
		for ; at < length; at++ {
			w.write(2, 0b10)
		}
		for ; at > length; at-- {
			w.write(2, 0b11)
		}
		w.write(1, 0)
	}
}

// symbols writes as many as there are selectors for.
func (w *bitWriter) symbols(b Bzip2Block) {
	for i, s := range b.Symbols {
		if i/bzip2Group == len(b.Selectors) {
			return
		}
		table := b.Tables[b.Selectors[i/bzip2Group]]
		w.write(int(table[s]), canonical(table, s))
	}
}

// canonical is the code of a symbol: shorter ones come first, then smaller symbols.
func canonical(table []byte, symbol int) (code uint64) {
	for size := byte(1); size <= table[symbol]; size++ {
		code <<= 1
		for s, length := range table {
			if length == size && (size < table[symbol] || s < symbol) {
				code++
			}
		}
	}
	return code
}
