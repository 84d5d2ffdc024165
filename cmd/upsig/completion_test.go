package main

import (
	"bytes"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// What completion offers as a flag's value is what the flag takes: the complaint about
// anything else lists it.
func TestCompletionOffersWhatIsTaken(t *testing.T) {
	const fpr = "0123456789ABCDEF0123456789ABCDEF01234567"
	// What must be there for the value to be looked at.
	beside := map[string][]string{
		"verify":       {"--repository=https://github.com/example/hello", "hello.tar.gz"},
		"key":          {"--keyring-dir=keys"},
		"key show":     {"--keyring-dir=keys", "jane"},
		"key import":   {"--keyring-dir=keys", "--fingerprint=" + fpr, "--reason=seen", "jane.asc"},
		"key rotate":   {"--keyring-dir=keys", "old", fpr},
		"key remove":   {"--keyring-dir=keys", "--reason=gone", "jane"},
		"key update":   {"--keyring-dir=keys", "jane.asc"},
		"key diff":     {"old.asc", "new.asc"},
		"trust import": {"--into=roots", "root.json"},
		"trust update": {"--output=root.json"},
	}
	seen := 0
	for _, s := range spots() {
		for _, f := range s.flags {
			if !strings.Contains(f.takes, "|") {
				continue
			}
			seen++
			args := append(slices.Clone(s.path), f.word+"=nonsense")
			if more, ok := beside[s.at()]; ok {
				args = append(args, more...)
			} else {
				args = append(args, beside[s.path[0]]...)
			}
			checkTaken(t, f.takes, args)
		}
	}
	if seen < 15 {
		t.Errorf("only %d flags have choices", seen)
	}
	checkTaken(t, strings.Join(shells(), "|"), []string{"completion", "nonsense"})
}

var (
	listed = regexp.MustCompile(`(?:one of|is not|name a shell:) (.*)`)
	word   = regexp.MustCompile(`[a-z0-9][a-z0-9-]*`)
)

func checkTaken(t *testing.T, offered string, args []string) {
	t.Helper()
	var out, talk bytes.Buffer
	code := run(t.Context(), args, streams{out: &out, err: &talk, now: time.Now})
	first, _, _ := strings.Cut(talk.String(), "\n")
	m := listed.FindStringSubmatch(first)
	if code != exitUsage || m == nil {
		t.Errorf("%v: exit code %d, %q", args, code, talk.String())
		return
	}
	taken := slices.DeleteFunc(word.FindAllString(m[1], -1), func(w string) bool { return w == "or" })
	want := strings.Split(offered, "|")
	slices.Sort(taken)
	slices.Sort(want)
	if !slices.Equal(taken, want) {
		t.Errorf("%v: taken are %q, offered %q", args, taken, want)
	}
}

// A flag's value is known to completion: files, folders, choices, or a name in
// capitals for what it cannot know.
func TestCompletionKnowsEveryValue(t *testing.T) {
	unknown := []string{"ADDRESS", "CONTEXT", "DATE", "FINGERPRINT", "FPR", "GLOB", "ID", "N", "NAME", "PACKAGE", "PATH", "PURPOSE", "REASON", "REF",
		"TEXT", "TIME", "URL", "USER", "VERSION"}
	for _, s := range spots() {
		for _, f := range s.flags {
			if f.takes != "" && f.takes != anyFile && f.takes != anyFolder && !strings.Contains(f.takes, "|") && !slices.Contains(unknown, f.takes) {
				t.Errorf("upsig %s %s takes %q: is it a file, a folder, one of several words?", s.at(), f.word, f.takes)
			}
			if strings.Contains(f.takes, "|") && f.takes != strings.ToLower(f.takes) {
				t.Errorf("upsig %s %s: choices in capitals, %q", s.at(), f.word, f.takes)
			}
		}
	}
	files := regexp.MustCompile(`\b(FILE|FOLDER|ARTIFACT|ROOT)\b`)
	for _, p := range places(tree(), nil) {
		if files.MatchString(p.command.args) && !slices.Equal(p.command.operands, onFiles()) {
			t.Errorf("upsig %s %s: completion offers %q", strings.Join(p.path, " "), p.command.args, p.command.operands)
		}
	}
}

func TestCompletionForBashIsClean(t *testing.T) {
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Skip("shellcheck is not installed")
	}
	cmd := exec.Command("shellcheck", "--norc", "--shell=bash", "--enable=check-unassigned-uppercase,quote-safe-variables", "-")
	cmd.Stdin = strings.NewReader(bashCompletion())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
