// Package lazyre compiles regular expressions when they are first used. A
// verifier runs for milliseconds and needs few of those that it has; to compile
// all of them took a tenth of a short run.
package lazyre

import (
	"regexp"
	"sync"
)

// New returns a function that compiles the expression on its first call, and
// panics there if it is malformed: a test of the repository compiles all of them.
// It is safe for concurrent use.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
