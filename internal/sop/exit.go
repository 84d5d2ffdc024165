package sop

import (
	"errors"
	"fmt"
)

// Exit codes of the draft, section 7 ("Failure Modes"), as far as they can happen
// here. 2, which Go programs exit with when they crash, is none of them.
const (
	exitOK                       = 0
	exitUnspecified              = 1
	exitNoSignature              = 3
	exitMissingArg               = 19
	exitUnsupportedOption        = 37
	exitBadData                  = 41
	exitOutputExists             = 59
	exitMissingInput             = 61
	exitUnsupportedSubcommand    = 69
	exitUnsupportedSpecialPrefix = 71
	exitAmbiguousInput           = 73
	exitIncompatibleOptions      = 83
)

// failure is an error with its exit code.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func failf(code int, format string, args ...any) error {
	return &failure{code, fmt.Errorf(format, args...)}
}

// exitCode is the one place where a code is made of an error.
func exitCode(err error) int {
	var f *failure
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &f) && f.code != exitOK:
		return f.code
	}
	return exitUnspecified
}
