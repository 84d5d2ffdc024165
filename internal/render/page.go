package render

import (
	"io"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
)

// page collects labelled lines. Values are sanitised here, once; what the
// renderer paints itself goes through raw.
type page struct {
	Style
	b strings.Builder
}

const (
	labelWidth = 12
	textWidth  = 100
	minWidth   = 60
)

// columns is the width that lines are wrapped to.
func (s Style) columns() int {
	if s.Width == 0 {
		return textWidth
	}
	return min(max(s.Width, minWidth), textWidth)
}

func (p *page) raw(line string) {
	p.b.WriteString(strings.TrimRight(line, " "))
	p.b.WriteByte('\n')
}

func (p *page) blank() { p.b.WriteByte('\n') }

// row writes a label and a value, wrapped between words.
func (p *page) row(indent int, label, value string) {
	p.painted(indent, label, value, func(s string) string { return s })
}

func (p *page) painted(indent int, label, value string, paint func(string) string) {
	if value == "" {
		return
	}
	pad := strings.Repeat(" ", indent)
	for i, line := range wrap(safetext.Line(value), p.columns()-indent-labelWidth) {
		if i > 0 {
			label = ""
		}
		p.raw(pad + p.faint(fill(label, labelWidth)) + paint(line))
	}
}

func fill(s string, width int) string {
	if len(s) >= width {
		return s + " "
	}
	return s + strings.Repeat(" ", width-len(s))
}

// wrap breaks between words; a word longer than the width stays whole, so that
// digests and URLs can be copied.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, p.b.String())
	return err
}
