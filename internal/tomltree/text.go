package tomltree

import (
	"fmt"
	"sort"
	"unicode/utf8"

	"github.com/upsig/upsig/internal/safetext"
)

// lines finds positions: the offset at which each line begins.
type lines []int

func newLines(data []byte) lines {
	l := lines{0}
	for i, c := range data {
		if c == '\n' {
			l = append(l, i+1)
		}
	}
	return l
}

func (l lines) position(offset int) Position {
	line := sort.Search(len(l), func(i int) bool { return l[i] > offset })
	return Position{line, offset - l[line-1] + 1}
}

// deceptive finds what makes a file say something else to a reviewer than to a
// program, comments included (CVE-2021-42574), one problem per line.
func deceptive(data []byte, l lines) []Problem {
	var problems []Problem
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		text := ""
		switch {
		case r == utf8.RuneError && n <= 1:
			text = "not valid UTF-8"
		case !safetext.Visible(r) && !layout(data[i:]):
			text = fmt.Sprintf("control or invisible character %U", r)
		}
		at := l.position(i)
		if text != "" && (len(problems) == 0 || problems[len(problems)-1].Line != at.Line) {
			problems = append(problems, Problem{at, text})
		}
		i += n
	}
	return problems
}

// layout reports whether the text begins with a tab or the end of a line.
func layout(text []byte) bool {
	return text[0] == '\t' || text[0] == '\n' || (text[0] == '\r' && len(text) > 1 && text[1] == '\n')
}
