package sop

// Subcommand is what a shell's completion knows of a subcommand, and parsing too.
type Subcommand struct {
	Name, Short string
	// Files: the arguments are files.
	Files   bool
	Options []Option
}

// Option is an option with its dashes. Value says what it takes: DATE, FILE, or
// nothing if it is empty.
type Option struct{ Name, Value, Usage string }

// Debug may stand in front of a subcommand, and among its options.
const Debug = "--debug"

// Subcommands lists all subcommands.
func Subcommands() []Subcommand {
	window := []Option{
		{notBefore, "DATE", "signatures may not claim to be older"},
		{notAfter, "DATE", "signatures may not claim to be newer"},
	}
	return []Subcommand{
		{"version", "Print the version", false, []Option{
			{"--backend", "", "of the module that does the cryptography"},
			{"--extended", "", "of everything, for bug reports"},
			{"--sop-spec", "", "of the draft"},
			{"--sopv", "", "of the verification subset"},
		}},
		{"verify", "Verify detached signatures over standard input", true, window},
		{"inline-verify", "Verify a signed message from standard input", true,
			append(window, Option{verificationsOut, "FILE", "write what was verified to this file"})},
	}
}

// optionsOf lists the options of a subcommand that take a value, and those that
// take none.
func optionsOf(subcommand string) (valued, bare []string) {
	for _, s := range Subcommands() {
		for _, o := range s.Options {
			switch {
			case s.Name != subcommand:
			case o.Value != "":
				valued = append(valued, o.Name)
			default:
				bare = append(bare, o.Name)
			}
		}
	}
	return valued, bare
}
