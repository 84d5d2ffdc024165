package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// writeHelp prints what the tree says about a command.
func writeHelp(w io.Writer, c *command, path []string, flags *pflag.FlagSet) error {
	var b strings.Builder
	usage := strings.Join(path, " ")
	if c.bind != nil {
		fmt.Fprintf(&b, "usage: %s\n", strings.TrimSpace(usage+" [flags] "+c.args))
	}
	if len(c.subs) > 0 {
		fmt.Fprintf(&b, "usage: %s COMMAND\n", usage)
	}
	fmt.Fprintf(&b, "\n%s\n", c.short)
	if c.long != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(c.long))
	}
	if len(c.subs) > 0 {
		fmt.Fprintf(&b, "\nCommands:\n")
		for _, sub := range c.subs {
			fmt.Fprintf(&b, "  %-12s %s\n", sub.name, sub.short)
		}
	}
	// That a switch could be given a value as well is of no use to anybody.
	switches := strings.NewReplacer("[=true|false]", strings.Repeat(" ", len("[=true|false]")))
	fmt.Fprintf(&b, "\nFlags:\n%s", switches.Replace(flags.FlagUsagesWrapped(100)))
	if len(c.examples) > 0 {
		fmt.Fprintf(&b, "\nExamples:\n")
		for _, e := range c.examples {
			fmt.Fprintf(&b, "  %s\n", e)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
