package decompress_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/packtest"
)

// edited is a file of one block, of a text, that was changed.
func edited(edit func(b *packtest.Bzip2Block)) []byte {
	b := packtest.NewBzip2Block([]byte(strings.Repeat("hello, packagers\n", 20)))
	edit(&b)
	return packtest.Bzip2File(b)
}

// longer has codes of one more bit: half of what could be coded means nothing.
func longer(table []byte) []byte {
	out := bytes.Clone(table)
	for i := range out {
		out[i]++
	}
	return out
}

func unchanged(*packtest.Bzip2Block) {}

// runs is a file of a text in which runs have their counts.
func runs(text string) []byte {
	return packtest.Bzip2File(packtest.NewBzip2Runs([]byte(text), nil))
}

// long is a file whose block has n equal bytes, at a level.
func long(level byte, n int) []byte {
	b := packtest.NewBzip2Block([]byte("a"))
	b.Symbols = nil
	for n++; n > 1; n >>= 1 { // bijective binary digits
		b.Symbols = append(b.Symbols, n&1)
	}
	b.Symbols = append(b.Symbols, 2)
	return packtest.Bzip2Stream(level, 0, b)
}

// places is a file whose block has n bytes that take turns.
func places(level byte, n int) []byte {
	b := packtest.NewBzip2Block([]byte("ab"))
	b.Symbols = append(slices.Repeat([]int{2}, n), 3)
	b.Selectors = make([]int, n/50+1)
	return packtest.Bzip2Stream(level, 0, b)
}

// What the walk refuses, whatever the decoder would say.
func TestBzip2Walk(t *testing.T) {
	good := edited(unchanged)
	second := func(head string) []byte { return slices.Concat(good, []byte(head), good[len(head):]) }
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"no magic":              {second("BZi9"), "no stream header"},
		"level 0":               {second("BZh0"), "no stream header"},
		"level :":               {second("BZh:"), "no stream header"},
		"neither block nor end": {second("BZh91AY&SX"), "neither a block nor the end"},
		"padding":               {packtest.Bzip2Stream('9', 1, packtest.NewBzip2Block([]byte("a"))), "the padding of a stream"},
		"randomised":            {edited(func(b *packtest.Bzip2Block) { b.Random = 1 }), "a randomised block"},
		"no bytes":              {edited(func(b *packtest.Bzip2Block) { b.Used = nil }), "a block without bytes"},
		"one table":             {edited(func(b *packtest.Bzip2Block) { b.Tables = b.Tables[:1] }), "two to six tables"},
		"seven tables":          {edited(tables(7)), "two to six tables"},
		"no selectors":          {edited(func(b *packtest.Bzip2Block) { b.Selectors = nil }), "no selectors"},
		"18009 selectors":       {edited(selectors(18009)), "more than a block can need"},
		"a selector too few":    {edited(func(b *packtest.Bzip2Block) { b.Selectors = b.Selectors[1:] }), "too few selectors"},
		"selector of no table":  {edited(func(b *packtest.Bzip2Block) { b.Selectors = append(b.Selectors, 2) }), "a selector of no table"},
		"length 0":              {edited(stated(func(table []byte) { table[0] = 0 })), "one to twenty bits"},
		"length 21":             {edited(stated(func(table []byte) { table[3] = 21 })), "one to twenty bits"},
		"not complete":          {edited(func(b *packtest.Bzip2Block) { b.Stated = [][]byte{longer(b.Tables[0]), b.Tables[1]} }), "not complete"},
		"a code not given":      {edited(stated(func(table []byte) { table[len(table)-1]++ })), "not complete"},
		"a code given twice":    {edited(stated(func(table []byte) { table[len(table)-1]-- })), "not complete"},
		"most codes are twice": {edited(stated(func(table []byte) {
			clear(table)
			table[0] = 1
			copy(table[1:], slices.Repeat([]byte{1}, len(table)-1))
		})), "not complete"},
		"begins behind its end": {edited(func(b *packtest.Bzip2Block) { b.Origin = 341 }), "begins behind its end"},
		"empty":                 {edited(func(b *packtest.Bzip2Block) { b.Symbols, b.Origin = b.Symbols[len(b.Symbols)-1:], 0 }), "begins behind its end"},
		"a byte too many":       {places('1', 100_001), "more than its level allows"},
		"a run too long":        {long('1', 100_001), "a run is longer than a block"},
		"a run of any length":   {long('9', math.MaxInt/2), "a run is longer than a block"},
		"no count":              {runs("abcdddd"), "a run has no count"},
		"no count later":        {runs("aaaa\x02bbbbbbbbb"), "a run has no count"},
		"goes on":               {runs("aaaa\x00aaa\x05"), "a run goes on"},
		"goes on once":          {runs("aaaa\x00ab"), "a run goes on"},
	} {
		t.Run(name, func(t *testing.T) {
			err := decompress.WalkBzip2(bytes.NewReader(test.file))
			if !errors.Is(err, decompress.ErrMalformed) || !strings.Contains(fmt.Sprint(err), test.want) {
				t.Errorf("%v", err)
			}
			if _, _, err := content(bytes.NewReader(test.file)); !errors.Is(err, decompress.ErrMalformed) {
				t.Errorf("the file is read: %v", err)
			}
		})
	}
}

func tables(n int) func(*packtest.Bzip2Block) {
	return func(b *packtest.Bzip2Block) { b.Tables = slices.Repeat(b.Tables[:1], n) }
}

func selectors(n int) func(*packtest.Bzip2Block) {
	return func(b *packtest.Bzip2Block) { b.Selectors = make([]int, n) }
}

// stated changes what the first table says, and not what it is.
func stated(edit func(table []byte)) func(*packtest.Bzip2Block) {
	return func(b *packtest.Bzip2Block) {
		table := bytes.Clone(b.Tables[0])
		edit(table)
		b.Stated = [][]byte{table, b.Tables[1]}
	}
}

// Steps of code lengths lead one way.
func TestBzip2Steps(t *testing.T) {
	file := edited(func(b *packtest.Bzip2Block) { b.Back = 1 })
	if err := decompress.WalkBzip2(bytes.NewReader(file)); !errors.Is(err, decompress.ErrMalformed) || !strings.Contains(fmt.Sprint(err), "back and forth") {
		t.Errorf("%v", err)
	}
}

// What encoders write that is unusual is read.
func TestBzip2Unusual(t *testing.T) {
	text := strings.Repeat("hello, packagers\n", 20)
	empty := packtest.Bzip2File()
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"unused selectors":         {edited(selectors(18008)), text},
		"an unused, unsound table": {edited(func(b *packtest.Bzip2Block) { b.Stated = [][]byte{b.Tables[0], longer(b.Tables[1])} }), text},
		"six tables":               {edited(tables(6)), text},
		"tables in turns": {edited(func(b *packtest.Bzip2Block) {
			tables(3)(b)
			b.Selectors = []int{2, 0, 1, 2, 1, 0, 2}[:len(b.Selectors)]
		}), text},
		"codes of twenty bits":         {edited(skewed), text},
		"an empty stream":              {empty, ""},
		"streams, one of them empty":   {slices.Concat(edited(unchanged), empty, packtest.Bzip2Stream('1', 0, packtest.NewBzip2Block([]byte("b")))), text + "b"},
		"two blocks":                   {packtest.Bzip2File(packtest.NewBzip2Block([]byte("aaaa")), packtest.NewBzip2Block([]byte("aaab"))), "aaaaaaab"},
		"runs":                         {packtest.Bzip2File(packtest.NewBzip2Block([]byte(strings.Repeat("a", 700) + "bbbb"))), strings.Repeat("a", 700) + "bbbb"},
		"a count like what is counted": {packtest.Bzip2File(packtest.NewBzip2Block(bytes.Repeat([]byte{251}, 1000))), strings.Repeat("\xfb", 1000)},
		"zeros":                        {packtest.Bzip2File(packtest.NewBzip2Block(make([]byte, 4))), "\x00\x00\x00\x00"},
	} {
		for way, r := range map[string]io.Reader{"at once": bytes.NewReader(test.file), "byte by byte": iotest.OneByteReader(bytes.NewReader(test.file))} {
			if got, _, err := content(r); err != nil || string(got) != test.want {
				t.Errorf("%s, %s: %d bytes, %v", name, way, len(got), err)
			}
		}
	}
}

// skewed has a code of each length up to the longest, and two of that.
func skewed(b *packtest.Bzip2Block) {
	for s := 'A'; len(b.Used) < 19; s++ {
		b.Used = append(b.Used, byte(s)) // capitals do not occur
	}
	text := []byte(strings.Repeat("hello, packagers\n", 20))
	*b = packtest.NewBzip2Alphabet(text, slices.Compact(slices.Sorted(slices.Values(b.Used))))
	table := make([]byte, len(b.Used)+2)
	for i := range table {
		table[len(table)-1-i] = byte(min(i+1, 20))
	}
	b.Tables = [][]byte{table, table}
}

// A block may be full.
func TestBzip2Full(t *testing.T) {
	for name, file := range map[string][]byte{"a run": long('1', 100_000), "bytes": places('1', 100_000)} {
		// The runs in it have no counts that would fit.
		if err := decompress.WalkBzip2(bytes.NewReader(file)); err != nil && !strings.Contains(err.Error(), "count") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Wherever the file ends, the walk notices.
func TestBzip2Truncated(t *testing.T) {
	file := edited(unchanged)
	for size := range file {
		if err := decompress.WalkBzip2(bytes.NewReader(file[:size])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d of %d bytes: %v", size, len(file), err)
		}
	}
	failing := io.MultiReader(bytes.NewReader(file), iotest.ErrReader(io.ErrClosedPipe))
	if _, _, err := content(failing); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a reader that fails: %v", err)
	}
}

// The CRCs are looked at, which are for the decoder.
func TestBzip2Checks(t *testing.T) {
	for name, file := range map[string][]byte{
		"of the block": edited(func(b *packtest.Bzip2Block) { b.CRC++ }),
		"of the file":  slices.Concat(edited(unchanged)[:len(edited(unchanged))-2], []byte{0, 0}),
	} {
		if _, _, err := content(bytes.NewReader(file)); !errors.Is(err, decompress.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Where the decoder ends before the walk, nothing counts.
func TestBzip2Agreement(t *testing.T) {
	if _, err := io.ReadAll(decompress.Bzip2With(bytes.NewReader(edited(unchanged)), strings.NewReader("hello"))); !errors.Is(err, decompress.ErrMalformed) {
		t.Errorf("%v", err)
	}
}

// What real encoders write is read, whatever its size.
func TestBzip2Tools(t *testing.T) {
	for _, args := range [][]string{{"bzip2", "-1c"}, {"bzip2", "-9c"}, {"pbzip2", "-1cp2"}, {"lbzip2", "-1cn2"}, {"lbzip2", "-9cn2"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			for _, size := range []int{0, 1, 2, 4, 5, 49, 50, 51, 255, 256, 1000, 99_000, 100_001, 250_000} {
				for name, want := range map[string][]byte{"mixed": sample(size), "zeros": make([]byte, size)} {
					got, _, err := content(bytes.NewReader(tool(t, want, args[0], args[1:]...)))
					if err != nil || !bytes.Equal(got, want) {
						t.Errorf("%d bytes, %s: %d bytes, %v", size, name, len(got), err)
					}
				}
			}
		})
	}
}
