package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
)

// writeNotJudged writes that there is no verdict about a file, or that a policy cannot
// be used, and why. Each of several problems has a line, which is indented: no text of
// a stranger starts a line that could be taken for a verdict.
func (f *verifyFlags) writeNotJudged(w io.Writer, r result) error {
	what := "NOT EVALUATED"
	if r.policy {
		what = "NOT LOADED"
	}
	head := safetext.Line(what + " " + r.file)
	problems := safetext.Problems(r.err)
	// The name stands in front already; before a line and column it stays, for editors.
	problems[0] = strings.TrimPrefix(problems[0], safetext.Line(r.file)+": ")
	var err error
	switch {
	case f.quiet && len(problems) > 1: // all of them are on standard error
		_, err = fmt.Fprintf(w, "%s: %s (and %d more)\n", head, problems[0], len(problems)-1)
	case f.quiet:
		_, err = fmt.Fprintf(w, "%s: %s\n", head, problems[0])
	case len(problems) > 1:
		_, err = fmt.Fprintf(w, "%s:\n  %s\n\n", head, strings.Join(problems, "\n  "))
	default:
		_, err = fmt.Fprintf(w, "%s: %s\n\n", head, problems[0])
	}
	return err
}
