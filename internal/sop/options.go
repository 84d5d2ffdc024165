package sop

import (
	"slices"
	"strings"
)

// options are a command line taken apart. The draft's exit codes tell an unknown
// option, an argument that is missing and options that exclude one another apart,
// which is why this is not left to a library.
type options struct {
	values map[string]string
	args   []string
}

// has reports whether the option was given.
func (o options) has(name string) bool { _, ok := o.values[name]; return ok }

// parse reads the options of a subcommand, and --debug, which all have. They may
// stand between arguments, up to "--". An option given twice is an error: which one
// counts must not be guessed.
func (p *program) parse(subcommand string, args []string) (options, error) {
	o := options{values: map[string]string{}}
	valued, bare := optionsOf(subcommand)
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "--":
			o.args = append(o.args, args...)
			return o, nil
		case !strings.HasPrefix(arg, "-") || arg == "-":
			o.args = append(o.args, arg)
			continue
		case arg == Debug:
			p.debug = true
			continue
		}
		name, value, assigned := strings.Cut(arg, "=")
		switch {
		case o.has(name):
			return o, failf(exitIncompatibleOptions, "%s is given twice", name)
		case slices.Contains(bare, name) && !assigned:
		case !slices.Contains(valued, name):
			return o, failf(exitUnsupportedOption, "unknown option %q", arg)
		case !assigned && len(args) == 0:
			return o, failf(exitMissingArg, "%s needs a value", name)
		case !assigned:
			value, args = args[0], args[1:]
		}
		o.values[name] = value
	}
	return o, nil
}
