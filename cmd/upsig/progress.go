package main

import (
	"fmt"
	"io"
)

// progress says on a terminal how far a long run is, in one line that goes away.
// Without a terminal it says nothing: its zero value.
type progress struct {
	w           io.Writer
	done, total int
	shown       bool
}

// step counts a file and shows the line.
func (p *progress) step() {
	p.done++
	if p.w != nil && p.done < p.total {
		fmt.Fprintf(p.w, "\r%d of %d files\x1b[K", p.done, p.total)
		p.shown = true
	}
}

// clear makes room for what is printed next.
func (p *progress) clear() {
	if p.shown {
		io.WriteString(p.w, "\r\x1b[K")
		p.shown = false
	}
}
