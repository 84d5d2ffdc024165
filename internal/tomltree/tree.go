// Package tomltree reads TOML strictly: every key by its exact spelling, every
// problem with its position, several problems in one run.
//
// go-toml's own strict mode matches keys in any case and reports duplicates
// without a position, so the grammar is go-toml's and the reading is ours.
package tomltree

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Position is a place in the file; lines and columns count from 1.
type Position struct{ Line, Column int }

// Problem is one thing that is wrong, and where.
type Problem struct {
	Position
	Text string
}

// Table is one table of the file.
type Table struct {
	Position
	entries []*entry
}

type entry struct {
	Position
	key   string
	value *value
	used  bool
}

// value is exactly one of: a table, an array of tables, an array, a scalar.
type value struct {
	Position
	kind   unstable.Kind
	text   string
	table  *Table
	tables []*Table
	items  []*value
}

// Parse reads a document of at most max bytes. With problems there is no table.
func Parse(data []byte, max int) (*Table, []Problem) {
	if len(data) > max {
		return nil, []Problem{{Text: fmt.Sprintf("file is larger than %d bytes", max)}}
	}
	if i := invalidUTF8(data); i >= 0 {
		return nil, []Problem{{position(data, i), "not valid UTF-8"}}
	}
	if i := tooDeep(data); i >= 0 {
		return nil, []Problem{{position(data, i), fmt.Sprintf("brackets nest deeper than %d", maxDepth)}}
	}
	b := builder{data: data, root: &Table{Position: Position{1, 1}}}
	b.run()
	if len(b.problems) == 0 {
		// The grammar's finer rules (tables defined twice by dotted keys, say)
		// are go-toml's business.
		b.problems = semanticProblems(data)
	}
	if len(b.problems) > 0 {
		return nil, b.problems
	}
	return b.root, nil
}

// maxDepth is far above any real policy; go-toml's parser recurses per bracket.
const maxDepth = 32

// tooDeep returns the offset of the bracket that nests too deep, or -1. Brackets
// in strings count as well: a policy has no use for dozens of them in a row.
func tooDeep(data []byte) int {
	depth := 0
	for i, c := range data {
		switch c {
		case '[', '{':
			if depth++; depth > maxDepth {
				return i
			}
		case ']', '}', '\n':
			depth = max(0, depth-1)
		}
	}
	return -1
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return -1
}

func position(data []byte, offset int) Position {
	p := Position{1, 1}
	for _, c := range data[:min(offset, len(data))] {
		if c == '\n' {
			p = Position{p.Line + 1, 1}
		} else {
			p.Column++
		}
	}
	return p
}

func semanticProblems(data []byte) []Problem {
	err := toml.Unmarshal(data, &map[string]any{})
	if err == nil {
		return nil
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		return []Problem{{Position{line, column}, decode.Error()}}
	}
	return []Problem{{Text: err.Error()}}
}

// SortProblems orders problems by their place in the file.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

func (t *Table) find(key string) *entry {
	for _, e := range t.entries {
		if e.key == key {
			return e
		}
	}
	return nil
}
