package main

import (
	"errors"
	"slices"
	"strings"

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
	flags.Var((*several)(target), name, usage)
}

// several are the values of a flag that may be repeated. An empty one stands for a
// variable that nobody set.
type several []string

func (m *several) String() string { return strings.Join(*m, ", ") }
func (m *several) Type() string   { return "strings" }
func (m *several) Set(text string) error {
	if text == "" {
		return errors.New("must not be empty")
	}
	*m = append(*m, text)
	return nil
}

// choices says which values alone a flag takes, for completion: those that its
// check knows, from the same place.
func choices[T ~string](flags *pflag.FlagSet, name string, values []T) {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	flags.Lookup(name).Annotations = map[string][]string{choicesKey: words}
}

const choicesKey = "choices"

// standardOutput is what --output - means, as in many programs: never a file of
// that name, which would be there unnoticed.
const standardOutput = "-"

// formats are what --format takes.
func formats() []string { return []string{"text", "json"} }

func bindFormat(flags *pflag.FlagSet, format *once) {
	stringOnce(flags, format, "format", "`text` or json")
	choices(flags, "format", formats())
}

func badFormat(format once) bool { return format.set && !slices.Contains(formats(), format.value) }
