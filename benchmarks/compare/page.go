package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// Marks in the file that -o writes into: what is between them is replaced.
const (
	beginMark = "<!-- results: begin -->"
	endMark   = "<!-- results: end -->"
)

// page writes everything: the machine, the goals, and a table per comparison.
func page(w io.Writer, machine string, l *lab, all []comparison) {
	fmt.Fprintf(w, "%s\n", machine)
	if len(l.missing) > 0 {
		fmt.Fprintf(w, "\nNot installed, so left out: %s.\n", strings.Join(l.missing, ", "))
	}
	fmt.Fprint(w, "\n### Goals\n\n| goal | at most | measured | |\n|---|---|---|---|\n")
	for _, c := range all {
		for _, g := range c.goals {
			limit, measured, verdict := g.result(c)
			fmt.Fprintf(w, "| %s | %s | %s | %s |\n", g.text, limit, measured, verdict)
		}
	}
	programSize(w, l)
	for _, c := range all {
		c.print(w)
	}
}

// programSize is the one goal that no run shows.
func programSize(w io.Writer, l *lab) {
	const most = 25
	info, err := os.Stat(l.upsig)
	if err != nil {
		return
	}
	size, verdict := float64(info.Size())/1e6, "met"
	if size > most {
		verdict = "**missed**"
	}
	fmt.Fprintf(w, "| the program `upsig` | %d MB | %.1f MB | %s |\n", most, size, verdict)
}

func (c comparison) print(w io.Writer) {
	fmt.Fprintf(w, "\n### %s\n\n%s\n\n", c.title, c.about)
	fmt.Fprintf(w, "| | median | of the first | fastest | slowest | peak memory |\n|---|---|---|---|---|---|\n")
	first := c.ways[0]
	for _, way := range c.ways {
		switch {
		case way.missing != "":
		case way.failed != "":
			fmt.Fprintf(w, "| %s | failed (%s) | | | | |\n", way.name, way.failed)
		default:
			relative := "-"
			if first.measured() {
				relative = fmt.Sprintf("%.2f", ratio(way.median(), first.median()))
			}
			m := way.median() // sorts
			fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", way.name, spell(m), relative,
				spell(way.times[0]), spell(way.times[len(way.times)-1]), memory(way.peak))
		}
	}
}

func spell(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

func memory(kibibytes int64) string {
	if kibibytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f MB", float64(kibibytes)/1024)
}

// insert puts the text between the marks of a file.
func insert(file, text string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(old), beginMark)
	_, after, ends := strings.Cut(rest, endMark)
	if !found || !ends {
		return errors.New(file + " lacks the marks " + beginMark + " and " + endMark)
	}
	return os.WriteFile(file, []byte(before+beginMark+"\n\n"+text+"\n"+endMark+after), 0o644)
}
