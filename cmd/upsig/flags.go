package main

import (
	"errors"

	"github.com/spf13/pflag"
)

// once is a string flag that refuses to be given twice: which one counts would
// depend on the order, and a verifier must not guess.
type once struct {
	value string
	set   bool
}

func (o *once) String() string { return o.value }
func (o *once) Type() string   { return "string" }
func (o *once) Set(text string) error {
	switch {
	case o.set:
		return errors.New("given twice")
	case text == "":
		return errors.New("must not be empty")
	}
	o.value, o.set = text, true
	return nil
}

// stringOnce declares a single-value flag. The argument's name in the usage is
// what stands in back quotes.
func stringOnce(flags *pflag.FlagSet, target *once, name, usage string) {
	flags.Var(target, name, usage)
}

// stringMany declares a flag that may be repeated. Commas mean nothing in it.
func stringMany(flags *pflag.FlagSet, target *[]string, name, usage string) {
	flags.StringArrayVar(target, name, nil, usage)
}
