package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// comparison is several ways to do the same.
type comparison struct {
	title, about string
	// folder holds the files.
	folder string
	rounds int
	ways   []*way
	goals  []goal
	// scaling says what goals against one CPU are measured by.
	scaling scaling
}

// scaling is what several CPUs of a machine make of work that has nothing in common: they
// may share a core, and then two are not twice one. What a goal compares with the way
// serial is divided by how the other two compare.
type scaling struct{ serial, together, apart string }

// way is one way: commands that run one after the other.
type way struct {
	name     string
	commands [][]string
	// stdin names a file for standard input; empty for none.
	stdin string
	// slow: it runs once only.
	slow bool

	// missing names a program that is not installed.
	missing string
	failed  string
	times   []time.Duration
	// peak is the largest resident set of its processes, in kibibytes; 0 if unknown.
	peak int64
}

func (w *way) median() time.Duration {
	slices.Sort(w.times)
	return w.times[len(w.times)/2]
}

// measured reports whether there is a time.
func (w *way) measured() bool { return len(w.times) > 0 && w.failed == "" && w.missing == "" }

// measure runs all ways in turns, each time in another order, so that what the
// machine does besides falls on all alike. A round before, which is not timed, fills
// the caches and measures memory.
func (l *lab) measure(ctx context.Context, c *comparison) error {
	for _, w := range c.ways {
		if l.look(w); w.missing == "" && !w.slow {
			if err := l.once(ctx, c, w, true); err != nil {
				return err
			}
			w.times = nil
		}
	}
	for round := range c.rounds {
		for i := range c.ways {
			w := c.ways[(i+round)%len(c.ways)]
			if w.missing != "" || w.failed != "" || w.slow && len(w.times) > 0 {
				continue
			}
			if err := l.once(ctx, c, w, w.slow); err != nil {
				return err
			}
		}
	}
	return nil
}

// look finds the programs.
func (l *lab) look(w *way) {
	for _, words := range w.commands {
		if _, err := exec.LookPath(words[0]); err != nil {
			w.missing = words[0]
			if !slices.Contains(l.missing, words[0]) {
				l.missing = append(l.missing, words[0])
			}
			return
		}
	}
}

// once runs the commands. Whatever does not exit with 0 has said no, and failed.
// An error is one of ours.
func (l *lab) once(ctx context.Context, c *comparison, w *way, memory bool) error {
	var total time.Duration
	for _, words := range w.commands {
		took, talk, err := l.command(ctx, filepath.Join(l.work, c.folder), words, w, memory)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			w.failed = err.Error()
			fmt.Fprintf(os.Stderr, "%s: %s: %v: %s\n", c.title, w.name, err, talk)
			return nil
		}
		total += took
	}
	w.times = append(w.times, total)
	return nil
}

// command runs one program, and notes its memory if that is asked for. A process
// starts with the peak of whoever forked it, so this one, which is larger than
// some that it measures, lets time(1) fork.
func (l *lab) command(ctx context.Context, folder string, words []string, w *way, memory bool) (time.Duration, string, error) {
	peak := filepath.Join(l.work, "peak")
	timer, err := exec.LookPath("time")
	viaTimer := memory && err == nil
	if viaTimer {
		words = append([]string{timer, "-f", "%M", "-o", peak}, words...)
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir, cmd.Env = folder, l.environment
	var talk strings.Builder
	cmd.Stderr = &talk
	if w.stdin != "" {
		f, err := os.Open(filepath.Join(folder, w.stdin))
		if err != nil {
			return 0, "", err
		}
		defer f.Close()
		cmd.Stdin = f
	}
	start := time.Now()
	err = cmd.Run()
	took := time.Since(start)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && memory && !viaTimer {
		w.peak = max(w.peak, int64(usage.Maxrss))
	}
	if viaTimer {
		w.peak = max(w.peak, lastNumber(peak))
	}
	return took, talk.String(), err
}

// lastNumber reads what time(1) wrote; 0 if it is no number.
func lastNumber(file string) int64 {
	text, err := os.ReadFile(file)
	words := strings.Fields(string(text))
	if err != nil || len(words) == 0 {
		return 0
	}
	n, err := strconv.ParseInt(words[len(words)-1], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
