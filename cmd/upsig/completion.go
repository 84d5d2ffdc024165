package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// shells are those that completion knows.
func shells() []string { return []string{"bash", "zsh", "fish"} }

func completionCommand(*pflag.FlagSet) runner {
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) != 1 || !slices.Contains(shells(), args[0]) {
			return 0, usagef("completion: name a shell: bash, zsh or fish")
		}
		_, err := io.WriteString(s.out, completionFor(args[0]))
		return exitAccepted, err
	}
}

func completionFor(shell string) string {
	switch shell {
	case "bash":
		return bashCompletion()
	case "zsh":
		return zshCompletion()
	}
	return fishCompletion()
}

// place is one command with the words that lead to it, for what walks the tree.
type place struct {
	path    []string // without the program's name
	command *command
}

// places lists all commands, parents first.
func places(c *command, path []string) []place {
	all := []place{{path, c}}
	for _, sub := range c.subs {
		all = append(all, places(sub, append(path[:len(path):len(path)], sub.name))...)
	}
	return all
}

// flagsOf lists a command's flags.
func flagsOf(c *command) []*pflag.Flag {
	set := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	set.SortFlags = false
	if c.bind != nil {
		c.bind(set)
	}
	set.Bool("help", false, "show this help")
	var all []*pflag.Flag
	set.VisitAll(func(f *pflag.Flag) { all = append(all, f) })
	return all
}

// What stands for all files and all folders, where else the words are that can be
// given. No such word is in capitals.
const (
	anyFile   = "FILE"
	anyFolder = "FOLDER"
)

func onFiles() []string { return []string{anyFile} }

// spot is what completion offers at one command.
type spot struct {
	path  []string
	subs  []offer
	flags []offer
	// lead are flags that may stand in front of subs.
	lead     []string
	operands string
}

// offer is a word with what it means. Of a flag, takes says what its value is:
// anyFile, anyFolder, words with | between them, or a name in capitals for anything
// else; nothing if it takes none.
type offer struct{ word, means, takes string }

// spots lists what completion knows, parents first.
func spots() []spot {
	var all []spot
	for _, p := range places(tree(), nil) {
		s := p.spot()
		for _, c := range p.command.inside {
			s.subs = append(s.subs, offer{word: c.name, means: c.short})
		}
		all = append(all, s)
		for _, c := range p.command.inside {
			inner := place{append(slices.Clone(p.path), c.name), c}.spot()
			// What raw takes apart itself has no help for each of its commands.
			inner.flags = slices.DeleteFunc(inner.flags, func(f offer) bool { return f.word == "--help" })
			all = append(all, inner)
		}
	}
	return all
}

func (p place) spot() spot {
	s := spot{path: p.path, lead: p.command.lead, operands: strings.Join(p.command.operands, "|")}
	for _, sub := range p.command.subs {
		s.subs = append(s.subs, offer{word: sub.name, means: sub.short})
	}
	for _, name := range p.command.lead {
		s.flags = append(s.flags, offer{word: name})
	}
	for _, f := range flagsOf(p.command) {
		_, usage := pflag.UnquoteUsage(f)
		s.flags = append(s.flags, offer{"--" + f.Name, usage, takes(f)})
	}
	return s
}

// takes says what a flag's value is, by its choices or by its name in the usage.
func takes(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	switch {
	case f.Value.Type() == "bool":
		return ""
	case f.Annotations[choicesKey] != nil:
		return strings.Join(f.Annotations[choicesKey], "|")
	case name == "PEM":
		return anyFile
	case name == "DIR":
		return anyFolder
	}
	return name
}

// at is the path in one word, as the scripts keep it.
func (s spot) at() string { return strings.Join(s.path, " ") }

// steps are the patterns of a shell's case that lead from spot to spot: the path so
// far and one more word, and the path that follows.
func steps() []offer {
	var all []offer
	for _, s := range spots() {
		for _, sub := range s.subs {
			all = append(all, offer{word: s.at() + " " + sub.word, takes: strings.TrimSpace(s.at() + " " + sub.word)})
		}
		for _, flag := range s.lead {
			all = append(all, offer{word: s.at() + " " + flag, takes: s.at()})
		}
	}
	return all
}

// shellQuote is for bash and zsh.
func shellQuote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
