package main

import (
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// example is one command line of the manual or the README.
type example struct {
	command string
	// exit is the exit code that it has.
	exit int
	// aside: needs the network, or files that the quickstart does not have. Such
	// an example is parsed and not run.
	aside bool
}

// manualExamples reads the examples of a page: lines that begin with "$ ", which
// go on after a backslash. A comment in front of the block says what is special.
func manualExamples(page string) []example {
	var all []example
	next := example{}
	joined := strings.ReplaceAll(page, "\\e\n", "\\\n")
	for line := range strings.Lines(strings.ReplaceAll(joined, "\\\n", "\x00")) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, `.\" exit `):
			next.exit, _ = strconv.Atoi(strings.TrimPrefix(line, `.\" exit `))
		case line == `.\" network` || line == `.\" not here`:
			next.aside = true
		case line == ".Ed":
			next = example{}
		case strings.HasPrefix(line, "$ "):
			e := next
			e.command = strings.ReplaceAll(line[2:], "\x00", " ")
			all = append(all, e)
		}
	}
	return all
}

// markdownExamples reads the examples of a Markdown file: indented lines that
// begin with "$ ".
func markdownExamples(text string) []example {
	var all []example
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		if command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ "); ok && strings.HasPrefix(line, "    ") {
			all = append(all, example{command: command})
		}
	}
	return all
}

// Commands of other pages, which need files that the quickstart does not have, are
// commands with flags that exist.
func TestOtherPagesNameRealCommands(t *testing.T) {
	var pages []string
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../integrations/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	commands := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
			at := strings.Index(line, "upsig ")
			if !strings.HasPrefix(line, "    ") || at < 0 || strings.TrimLeft(line[:at], " $") != "" {
				continue
			}
			command, _, _ := strings.Cut(line[at:], " #")
			if err := parses(strings.Fields(command)); err != nil {
				t.Errorf("%s: %s: %v", page, strings.TrimSpace(command), err)
			}
			commands++
		}
	}
	if len(pages) < 10 || commands < 15 {
		t.Errorf("%d pages, %d commands", len(pages), commands)
	}
}

// Every example works as it stands, beside the quickstart's files. Those of one
// page follow one another.
func TestExamples(t *testing.T) {
	sources := map[string][]example{}
	for name, page := range manualPages(t) {
		sources[name] = manualExamples(page)
		if len(sources[name]) == 0 {
			t.Errorf("%s has no examples", name)
		}
	}
	for _, name := range []string{"README.md", "docs/policy.md"} {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if sources[name] = markdownExamples(string(text)); len(sources[name]) == 0 {
			t.Errorf("%s has no examples", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath("sh"); err != nil {
				t.Skip("no shell")
			}
			folder := t.TempDir()
			if err := os.CopyFS(folder, os.DirFS("../../testdata/quickstart")); err != nil {
				t.Fatal(err)
			}
			for _, e := range sources[name] {
				e.try(t, folder)
			}
		})
	}
}

func (e example) try(t *testing.T, folder string) {
	t.Helper()
	if e.aside {
		if err := parses(strings.Fields(e.command)); err != nil {
			t.Errorf("%s: %v", e.command, err)
		}
		return
	}
	cmd := exec.Command("sh", "-c", e.command)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != e.exit {
		t.Errorf("%s\nexit code %d, want %d\n%s", e.command, code, e.exit, out)
	}
}

// parses looks up a command line in the tree, as far as command and flags go.
func parses(words []string) error {
	if words[0] != "upsig" {
		return errors.New("not a command of the tree")
	}
	c, words := tree(), words[1:]
	for len(words) > 0 {
		i := slices.IndexFunc(c.subs, func(s *command) bool { return s.name == words[0] })
		if i < 0 {
			break
		}
		c, words = c.subs[i], words[1:]
	}
	if c.bind == nil {
		return errors.New("no such command")
	}
	flags := pflag.NewFlagSet(c.name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	c.bind(flags)
	return flags.Parse(words)
}
