// Package tomltree reads TOML strictly: every key by its exact spelling, every
// problem with its position, several problems in one run.
//
// go-toml's own strict mode matches keys in any case and reports duplicates
// without a position, so the grammar is go-toml's and the reading is ours.
package tomltree

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Position is a place in the file; lines and columns count from 1, columns in
// bytes.
type Position struct{ Line, Column int }

// Problem is one thing that is wrong, and where.
type Problem struct {
	Position
	Text string
}

// DateToFill stands for a date in lines that are made to be pasted. It is no TOML, and
// a file that still has it is told so.
const DateToFill = "YYYY-MM-DD"

// Errors gives problems as errors: file:line:column: cause.
func Errors(file string, problems []Problem) []error {
	all := make([]error, len(problems))
	for i, p := range problems {
		all[i] = fmt.Errorf("%s:%d:%d: %s", file, max(1, p.Line), max(1, p.Column), p.Text)
	}
	return all
}

// Table is one table of the file.
type Table struct {
	Position
	entries []*entry
	// byKey finds them: files of records have as many keys as bytes allow.
	byKey map[string]*entry
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
	l := newLines(data)
	if problems := deceptive(data, l); len(problems) > 0 {
		return nil, problems
	}
	if i, what := tooDeep(data); i >= 0 {
		return nil, []Problem{{l.position(i), what}}
	}
	b := builder{data: data, lines: l, root: &Table{Position: Position{1, 1}}}
	b.run()
	if len(b.problems) == 0 {
		// The grammar's finer rules (tables defined twice by dotted keys, say)
		// are go-toml's business.
		b.problems = b.semanticProblems()
	}
	if len(b.problems) > 0 {
		return nil, b.problems
	}
	return b.root, nil
}

// SortProblems orders problems by their place in the file.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

func (t *Table) find(key string) *entry { return t.byKey[key] }

func (t *Table) add(e *entry) {
	if t.byKey == nil {
		t.byKey = map[string]*entry{}
	}
	t.entries = append(t.entries, e)
	t.byKey[e.key] = e
}
