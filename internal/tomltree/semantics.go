package tomltree

import (
	"errors"
	"sort"

	"github.com/pelletier/go-toml/v2"
)

// semanticProblems asks go-toml what the builder does not check.
func (b *builder) semanticProblems() []Problem {
	err := toml.Unmarshal(b.data, &map[string]any{})
	if err == nil {
		return nil
	}
	p := Problem{b.firstWrong(), err.Error()}
	if decode, ok := errors.AsType[*toml.DecodeError](err); ok {
		p.Line, p.Column = decode.Position()
	}
	return []Problem{p}
}

// firstWrong finds the place that go-toml does not tell: the first key up to
// which, with its line, the document is wrong.
func (b *builder) firstWrong() Position {
	if len(b.keys) == 0 {
		return b.root.Position
	}
	i := sort.Search(len(b.keys)-1, func(i int) bool {
		end := b.lines[b.keys[i+1].Line-1]
		return toml.Unmarshal(b.data[:end], &map[string]any{}) != nil
	})
	return b.keys[i]
}
