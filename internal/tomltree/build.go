package tomltree

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/upsig/upsig/internal/limits"
)

// builder turns go-toml's flat list of expressions into tables.
type builder struct {
	data   []byte
	lines  lines
	parser unstable.Parser
	root   *Table
	// keys are where the keys of whole lines stand, in order.
	keys     []Position
	problems []Problem
}

func (b *builder) run() {
	b.parser.Reset(b.data)
	current := b.root
	for b.parser.NextExpression() {
		e := b.parser.Expression()
		if k := b.key(e); len(k) > 0 {
			b.keys = append(b.keys, k[0].Position)
		}
		switch e.Kind {
		case unstable.KeyValue:
			b.keyValue(current, e)
		case unstable.Table:
			current = b.header(e, false)
		case unstable.ArrayTable:
			current = b.header(e, true)
		}
	}
	if err := b.parser.Error(); err != nil {
		b.syntaxError(err)
	}
}

func (b *builder) syntaxError(err error) {
	p := Problem{Text: err.Error()}
	var parse *unstable.ParserError
	if errors.As(err, &parse) {
		r := b.parser.Range(parse.Highlight)
		p = Problem{b.at(r), parse.Message}
		if bytes.HasPrefix(b.data[r.Offset:], []byte(DateToFill)) {
			p.Text = "write a date in place of " + DateToFill
		}
	}
	b.problems = append(b.problems, p)
}

func (b *builder) at(r unstable.Range) Position { return b.lines.position(int(r.Offset)) }

func (b *builder) problem(at Position, format string, args ...any) {
	b.problems = append(b.problems, Problem{at, fmt.Sprintf(format, args...)})
}

type keyPart struct {
	Position
	name string
}

func (b *builder) key(n *unstable.Node) []keyPart {
	var parts []keyPart
	for it := n.Key(); it.Next(); {
		parts = append(parts, keyPart{b.at(it.Node().Raw), string(it.Node().Data)})
	}
	return parts
}

// add puts a key into a table. The first of too many is a problem.
func (b *builder) add(t *Table, e *entry) {
	t.add(e)
	if len(t.entries) == limits.TOMLKeys+1 {
		b.problem(e.Position, "a table with more than %d keys", limits.TOMLKeys)
	}
}

// descend walks into the table that a dotted key's leading parts name, and into
// the newest element where the part names an array of tables.
func (b *builder) descend(t *Table, path []keyPart) *Table {
	for _, part := range path {
		e := t.find(part.name)
		if e == nil {
			sub := &Table{Position: part.Position}
			b.add(t, &entry{Position: part.Position, key: part.name,
				value: &value{Position: part.Position, kind: unstable.Table, table: sub}})
			t = sub
			continue
		}
		switch {
		case e.value.table != nil:
			t = e.value.table
		case len(e.value.tables) > 0:
			t = e.value.tables[len(e.value.tables)-1]
		default:
			b.problem(part.Position, "%q is already a value, not a table", part.name)
			return &Table{}
		}
	}
	return t
}

func (b *builder) header(n *unstable.Node, array bool) *Table {
	path := b.key(n)
	last := path[len(path)-1]
	parent := b.descend(b.root, path[:len(path)-1])
	if !array {
		return b.descend(parent, path[len(path)-1:])
	}
	sub := &Table{Position: last.Position}
	e := parent.find(last.name)
	if e == nil {
		e = &entry{Position: last.Position, key: last.name, value: &value{Position: last.Position, kind: unstable.ArrayTable}}
		b.add(parent, e)
	} else if e.value.kind != unstable.ArrayTable {
		b.problem(last.Position, "%q is already defined at line %d", last.name, e.Line)
	}
	e.value.tables = append(e.value.tables, sub)
	return sub
}

func (b *builder) keyValue(t *Table, n *unstable.Node) {
	path := b.key(n)
	last := path[len(path)-1]
	t = b.descend(t, path[:len(path)-1])
	if e := t.find(last.name); e != nil {
		b.problem(last.Position, "duplicate key %q, first at line %d", last.name, e.Line)
		return
	}
	b.add(t, &entry{Position: last.Position, key: last.name, value: b.value(n.Value(), last.Position)})
}

func (b *builder) value(n *unstable.Node, at Position) *value {
	if n.Raw.Length > 0 {
		at = b.at(n.Raw)
	}
	v := &value{Position: at, kind: n.Kind}
	switch n.Kind {
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			v.items = append(v.items, b.value(it.Node(), at))
		}
	case unstable.InlineTable:
		v.table = &Table{Position: at}
		for it := n.Children(); it.Next(); {
			b.keyValue(v.table, it.Node())
		}
	default:
		v.text = string(n.Data)
	}
	return v
}
