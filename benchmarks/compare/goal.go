package main

import (
	"fmt"
	"time"
)

// goal is what a comparison should show: that one way takes at most so much of
// what another takes, or so much memory.
type goal struct {
	text string
	way  string
	than string  // empty for memory
	most float64 // a ratio, or mebibytes
}

// result is the measured figure in words, and whether the goal is met.
func (g goal) result(c comparison) (limit, measured, verdict string) {
	limit = fmt.Sprintf("%.2f", g.most)
	if g.than == "" {
		limit = fmt.Sprintf("%.0f MB", g.most)
	}
	names := []string{g.way}
	if g.than != "" {
		names = append(names, g.than)
	}
	scaled := g.than != "" && g.than == c.scaling.serial
	if scaled {
		names = append(names, c.scaling.together, c.scaling.apart)
	}
	for _, name := range names {
		if w := c.find(name); w == nil || !w.measured() {
			return limit, "-", "not measured: " + name
		}
	}
	w := c.find(g.way)
	value := float64(w.peak) / 1024
	if measured = fmt.Sprintf("%.0f MB", value); g.than != "" {
		value = ratio(w.median(), c.find(g.than).median())
		if scaled {
			value /= ratio(c.find(c.scaling.together).median(), c.find(c.scaling.apart).median())
		}
		measured = fmt.Sprintf("%.2f", value)
	} else if w.peak == 0 {
		return limit, "-", "not measured: memory"
	}
	if value <= g.most {
		return limit, measured, "met"
	}
	return limit, measured, "**missed**"
}

func (c comparison) find(name string) *way {
	for _, w := range c.ways {
		if w.name == name {
			return w
		}
	}
	return nil
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
