package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

func completionCommand(*pflag.FlagSet) runner {
	return func(_ context.Context, s streams, args []string) (int, error) {
		writers := map[string]func() string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}
		if len(args) != 1 || writers[args[0]] == nil {
			return 0, usagef("completion: name a shell: bash, zsh or fish")
		}
		_, err := io.WriteString(s.out, writers[args[0]]())
		return exitAccepted, err
	}
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

// words are what can stand next: subcommands and flags.
func (p place) words() string {
	var all []string
	for _, sub := range p.command.subs {
		all = append(all, sub.name)
	}
	for _, f := range flagsOf(p.command) {
		all = append(all, "--"+f.Name)
	}
	return strings.Join(all, " ")
}

// bashCompletion offers subcommands and flags, and files where neither fits.
func bashCompletion() string {
	var b strings.Builder
	b.WriteString("# bash completion for upsig; made by \"upsig completion bash\"\n_upsig() {\n" +
		"    local current=${COMP_WORDS[COMP_CWORD]} path= word words=\n" +
		"    for word in \"${COMP_WORDS[@]:1:$((COMP_CWORD-1))}\"; do\n        case \"$path $word\" in\n")
	for _, p := range places(tree(), nil)[1:] {
		last := len(p.path) - 1
		fmt.Fprintf(&b, "        %q) path=%q ;;\n", spaced(p.path[:last])+" "+p.path[last], spaced(p.path))
	}
	b.WriteString("        esac\n    done\n    case \"$path\" in\n")
	for _, p := range places(tree(), nil) {
		fmt.Fprintf(&b, "    %q) words=%q ;;\n", spaced(p.path), p.words())
	}
	b.WriteString("    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n" +
		"    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$current\"))\n}\n" +
		"complete -o filenames -F _upsig upsig\n")
	return b.String()
}

func spaced(path []string) string { return strings.Join(path, " ") }

// zshCompletion wraps bash's: one set of rules is enough.
func zshCompletion() string {
	return "#compdef upsig\n# zsh completion for upsig; made by \"upsig completion zsh\"\n" +
		"autoload -U +X bashcompinit && bashcompinit\n" + bashCompletion()
}

func fishCompletion() string {
	var b strings.Builder
	b.WriteString("# fish completion for upsig; made by \"upsig completion fish\"\n")
	for _, p := range places(tree(), nil) {
		condition := "__fish_use_subcommand"
		if len(p.path) > 0 {
			condition = "__fish_seen_subcommand_from " + p.path[len(p.path)-1]
		}
		for _, sub := range p.command.subs {
			fmt.Fprintf(&b, "complete -c upsig -n %s -f -a %s -d %s\n", fishQuote(condition), sub.name, fishQuote(sub.short))
		}
		for _, f := range flagsOf(p.command) {
			takes := " -r"
			if f.Value.Type() == "bool" {
				takes = ""
			}
			_, usage := pflag.UnquoteUsage(f)
			fmt.Fprintf(&b, "complete -c upsig -n %s -l %s%s -d %s\n", fishQuote(condition), f.Name, takes, fishQuote(usage))
		}
	}
	return b.String()
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
