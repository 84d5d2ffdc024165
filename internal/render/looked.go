package render

import (
	"fmt"
	"strings"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/policy"
)

// shownStems is how many rows the names take at most.
const shownStems = 8

// looked says under which names evidence was looked for, where there is none: a file
// of another name is the most common cause. Names of one stem share a row.
func (p *page) looked(r *policy.Report) {
	rows, left := lookedRows(r.LookedFor)
	if len(rows) == 0 {
		return
	}
	p.blank()
	if left > 0 {
		rows = append(rows, fmt.Sprintf("and %d more", left))
	}
	label := "looked for"
	for _, row := range rows {
		p.row(2, label, row)
		label = ""
	}
}

// lookedRows writes each stem once, with its endings. The second result is how many
// names are left out, for a policy may name very many.
func lookedRows(names []string) (rows []string, left int) {
	last := ""
	for i, name := range names {
		stem, _ := beside.Stem(name)
		if i > 0 && stem == last && stem != name {
			rows[len(rows)-1] += ", " + strings.TrimPrefix(name, stem)
			continue
		}
		if len(rows) == shownStems {
			return rows, len(names) - i
		}
		rows, last = append(rows, name), stem
	}
	return rows, 0
}
