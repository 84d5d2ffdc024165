package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
)

// asker puts questions on standard error and reads answers.
type asker struct {
	in  *bufio.Reader
	out io.Writer
	// terminal: somebody sits at the other end.
	terminal bool
}

func newAsker(s streams) *asker {
	return &asker{bufio.NewReader(io.LimitReader(s.in, limits.Answers)), s.err, s.asked}
}

// line reads one answer; empty at the end of the input.
func (a *asker) line(question string) string {
	fmt.Fprint(a.out, question)
	text, _ := a.in.ReadString('\n')
	return strings.TrimSpace(text)
}

func (a *asker) confirm(question string) bool {
	answer := strings.ToLower(a.line(question + " [y/N] "))
	return answer == "y" || answer == "yes"
}

// refused says that the answer was no, or that nobody could answer.
func (a *asker) refused() {
	if !a.terminal {
		fmt.Fprintln(a.out)
	}
	fmt.Fprintln(a.out, "upsig: nothing was written")
	if !a.terminal {
		giveHint(a.out, "look at it with --dry-run, then write it with --yes, which does not ask")
	}
}

// askFingerprints makes the user compare: what is typed must come from elsewhere,
// so that it cannot be answered with "yes". The certificates' own fingerprints
// are not shown before.
func askFingerprints(a *asker, s streams, materials []keyrings.Material) []string {
	var all []string
	certs := keyrings.Certificates(materials)
	for _, c := range certs {
		fmt.Fprintf(s.err, "A certificate made %s that calls itself %s.\n", c.Created().Format(time.DateOnly), userIDs(c.SignedUserIDs()))
		text := a.line("Its fingerprint, as seen through another channel: ")
		text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
		if text == "" {
			continue
		}
		all = append(all, strings.TrimPrefix(text, "0X"))
	}
	return all
}

func userIDs(ids []string) string {
	if len(ids) == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%q", safetext.Line(ids[0]))
}
