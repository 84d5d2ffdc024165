package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/upsig/upsig/internal/sop"
)

const manual = "../../docs/man"

// sopvMain is the program sopv, for the examples that run it.
func sopvMain() {
	os.Exit(sop.Run(context.Background(), os.Args[1:], sop.World{
		Name: "sopv", In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Env: os.LookupEnv,
	}))
}

// manualPages reads the sources of the manual, by name.
func manualPages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(manual, "*.[15]"))
	if err != nil || len(files) < 6 {
		t.Fatalf("%d pages, %v", len(files), err)
	}
	pages := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(file)] = string(data)
	}
	return pages
}

// pageOf is the page that a command stands in.
func pageOf(pages map[string]string, path []string) string {
	if len(path) > 0 {
		if name := "upsig-" + path[0] + ".1"; pages[name] != "" {
			return name
		}
	}
	return "upsig.1"
}

var (
	synopsisLine = regexp.MustCompile(`^\.Nm(?: (.*))?$`)
	flagName     = regexp.MustCompile(`\bFl -([a-z][a-z0-9-]*)`)
)

// section returns the lines of a page's section.
func section(page, name string) []string {
	_, after, _ := strings.Cut(page, "\n.Sh "+name+"\n")
	body, _, _ := strings.Cut(after, "\n.Sh ")
	return strings.Split(body, "\n")
}

// synopsis maps each command of a page to the flags in its synopsis.
func synopsis(page string) map[string][]string {
	all := map[string][]string{}
	current := ""
	for _, line := range section(page, "SYNOPSIS") {
		if m := synopsisLine.FindStringSubmatch(line); m != nil {
			if current = m[1]; current == "" {
				current = "upsig"
			}
			all[current] = append([]string{}, all[current]...) // a command may have several forms
		}
		for _, m := range flagName.FindAllStringSubmatch(line, -1) {
			all[current] = append(all[current], m[1])
		}
	}
	return all
}

// described lists the flags that a page has a paragraph for.
func described(page string) []string {
	var all []string
	for _, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, ".It Fl -") {
			for _, m := range flagName.FindAllStringSubmatch(line, -1) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// The manual has every command with just its flags, and explains each of them.
func TestManualIsComplete(t *testing.T) {
	pages := manualPages(t)
	shown := map[string]bool{}
	for _, p := range places(tree(), nil) {
		name := strings.Join(append([]string{"upsig"}, p.path...), " ")
		file := pageOf(pages, p.path)
		if p.command.bind == nil && p.command.raw == nil {
			continue // a branch
		}
		flags, ok := synopsis(pages[file])[name]
		if !ok {
			t.Errorf("the synopsis of %s does not have %q", file, name)
			continue
		}
		shown[file+" "+name] = true
		checkFlags(t, file, pages[file], p, name, flags)
	}
	// What upsig(1) says in one line for a page of its own needs no command.
	for _, branch := range []string{"upsig.1 upsig verify", "upsig.1 upsig key", "upsig.1 upsig trust"} {
		shown[branch] = true
	}
	for file, page := range pages {
		for name := range synopsis(page) {
			if file != "sopv.1" && !shown[file+" "+name] {
				t.Errorf("%s has %q, which is no command", file, name)
			}
		}
	}
}

func checkFlags(t *testing.T, file, page string, p place, name string, flags []string) {
	t.Helper()
	var want []string
	for _, f := range flagsOf(p.command) {
		if f.Name != "help" || len(p.path) == 0 {
			want = append(want, f.Name)
		}
	}
	if p.command.raw != nil {
		want = nil
	}
	if got := slices.Compact(slices.Sorted(slices.Values(flags))); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("%s: %s has flags %v, want %v", file, name, got, want)
	}
	for _, f := range want {
		if !slices.Contains(described(page), f) {
			t.Errorf("%s does not explain --%s", file, f)
		}
	}
}

// No page names a flag that its commands do not have.
func TestManualNamesNoOtherFlags(t *testing.T) {
	known := map[string][]string{}
	pages := manualPages(t)
	for _, p := range places(tree(), nil) {
		for _, f := range flagsOf(p.command) {
			for _, file := range []string{pageOf(pages, p.path), "upsig.1", "upsig-policy.5"} {
				known[file] = append(known[file], f.Name)
			}
		}
	}
	for _, f := range flagsOf(place{path: []string{"verify"}, command: commandAt(t, "verify")}.command) {
		known["upsig-trust.1"] = append(known["upsig-trust.1"], f.Name) // it tells where roots are used
	}
	known["sopv.1"] = sopvFlags(t)
	for file, page := range pages {
		for _, m := range flagName.FindAllStringSubmatch(page, -1) {
			if !slices.Contains(known[file], m[1]) {
				t.Errorf("%s names --%s, which does not exist", file, m[1])
			}
		}
	}
}

func commandAt(t *testing.T, path string) *command {
	t.Helper()
	for _, p := range places(tree(), nil) {
		if strings.Join(p.path, " ") == path {
			return p.command
		}
	}
	t.Fatalf("no command %q", path)
	return nil
}

// sopvFlags are those in the usage of sopv.
func sopvFlags(t *testing.T) []string {
	t.Helper()
	var out strings.Builder
	sop.Run(context.Background(), []string{"--help"}, sop.World{Name: "sopv", Out: &out, Err: &out, Now: time.Now, Env: os.LookupEnv})
	all := []string{"help"}
	for _, m := range regexp.MustCompile(`--([a-z][a-z-]*)`).FindAllStringSubmatch(out.String(), -1) {
		all = append(all, m[1])
	}
	return all
}

// sopv(1) explains every option of the usage.
func TestManualOfSopvIsComplete(t *testing.T) {
	page := manualPages(t)["sopv.1"]
	for _, name := range sopvFlags(t) {
		if !slices.Contains(described(page), name) {
			t.Errorf("sopv.1 does not explain --%s", name)
		}
	}
}

// mandoc finds nothing to mend, and the rendered pages say what the sources say.
// Layout differs between versions of mandoc, so that words are compared.
func TestManualRenders(t *testing.T) {
	if _, err := exec.LookPath("mandoc"); err != nil {
		t.Skip("mandoc is not installed")
	}
	for name := range manualPages(t) {
		file := filepath.Join(manual, name)
		lint, _ := exec.Command("mandoc", "-T", "lint", file).Output()
		for line := range strings.Lines(string(lint)) {
			if !strings.Contains(line, "operating system explicitly specified") && !strings.Contains(line, "referenced manual not found") {
				t.Error(line)
			}
		}
		rendered, err := exec.Command("mandoc", "-T", "ascii", file).Output()
		if err != nil {
			t.Fatal(err)
		}
		committed, err := os.ReadFile(file + ".txt")
		plain := regexp.MustCompile(`.\x08`).ReplaceAll(rendered, nil)
		if err != nil || !slices.Equal(strings.Fields(string(plain)), strings.Fields(string(committed))) {
			t.Errorf("%s.txt is not what %s says; run make man (%v)", name, name, err)
		}
	}
}
