// Package lazyre compiles regular expressions when they are first used. A
// verifier runs for milliseconds and needs few of those that it has; to compile
// all of them took a tenth of a short run.
package lazyre

import (
	"regexp"
	"sync"
)

// Expression is a regular expression that is not compiled yet. As a variable of a
// package it costs nothing at the start of a program, and the linker leaves the
// regular expressions out of a program that uses none of them.
type Expression struct {
	text     string
	once     sync.Once
	compiled *regexp.Regexp
}

// New returns the expression without a look at it: a test of the repository
// compiles all of them.
func New(text string) *Expression { return &Expression{text: text} }

// Get compiles the expression on its first call, and panics there if it is
// malformed. It is safe for concurrent use.
func (e *Expression) Get() *regexp.Regexp {
	e.once.Do(func() { e.compiled = regexp.MustCompile(e.text) })
	return e.compiled
}
