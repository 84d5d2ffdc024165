package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A program that says no has no time, whatever it took.
func TestFailureHasNoTime(t *testing.T) {
	l := &lab{work: t.TempDir(), environment: os.Environ()}
	if err := os.Mkdir(filepath.Join(l.work, "f"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := comparison{title: "T", folder: "f", rounds: 2, ways: []*way{
		one("good", "true"), {name: "second fails", commands: [][]string{{"true"}, {"false"}}}, one("missing", "no-such-program-here"),
		{name: "slow", commands: [][]string{{"true"}}, slow: true},
	}, goals: []goal{{"failed", "good", "second fails", 1}, {"missing", "missing", "good", 1}, {"good", "good", "slow", 1e9}}}
	if err := l.measure(context.Background(), &c); err != nil {
		t.Fatal(err)
	}
	good, failed, missing, slow := c.ways[0], c.ways[1], c.ways[2], c.ways[3]
	if !good.measured() || failed.measured() || missing.measured() || len(good.times) != 2 || len(slow.times) != 1 {
		t.Errorf("%+v, %+v, %+v, %+v", good, failed, missing, slow)
	}
	for i, want := range []string{"not measured: second fails", "not measured: missing", "met"} {
		if _, _, verdict := c.goals[i].result(c); verdict != want {
			t.Errorf("goal %d: %s", i, verdict)
		}
	}
	var text strings.Builder
	page(&text, "A machine.", l, []comparison{c})
	for _, want := range []string{"Not installed, so left out: no-such-program-here.", "| second fails | failed (exit status 1) | | | | |"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in:\n%s", want, &text)
		}
	}
}

func TestGoals(t *testing.T) {
	c := comparison{ways: []*way{
		{name: "fast", times: []time.Duration{3, 1, 2}, peak: 33 << 10}, {name: "slow", times: []time.Duration{4}},
		{name: "one", times: []time.Duration{10}}, {name: "all", times: []time.Duration{7}}, {name: "two at once", times: []time.Duration{16}}, {name: "two", times: []time.Duration{20}},
	}, scaling: scaling{"one", "two at once", "two"}}
	for _, test := range []struct {
		goal    goal
		verdict string
	}{
		{goal{"", "fast", "slow", 0.5}, "met"}, {goal{"", "slow", "fast", 1.9}, "**missed**"},
		{goal{"", "fast", "", 32}, "**missed**"}, {goal{"", "fast", "", 33}, "met"},
		{goal{"", "all", "one", 0.87}, "**missed**"}, {goal{"", "all", "one", 0.88}, "met"}, {goal{"", "all", "two", 0.35}, "met"},
		{goal{"", "slow", "", 32}, "not measured: memory"}, {goal{"", "nobody", "fast", 1}, "not measured: nobody"},
	} {
		if _, _, verdict := test.goal.result(c); verdict != test.verdict {
			t.Errorf("%+v: %s", test.goal, verdict)
		}
	}
	// Without the other work there is nothing to hold it against.
	c.ways = c.ways[:4]
	if _, _, verdict := (goal{"", "all", "one", 0.88}).result(c); verdict != "not measured: two at once" {
		t.Error(verdict)
	}
}

func TestInsert(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("before " + beginMark + " old " + endMark + " after")
	for range 2 {
		if err := insert(file, "new"); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(file); string(got) != "before "+beginMark+"\n\nnew\n"+endMark+" after" {
		t.Errorf("%q", got)
	}
	write("no marks")
	if err := insert(file, "new"); err == nil {
		t.Error("a file without marks is written")
	}
	page, err := os.ReadFile("../../docs/performance.md")
	if err != nil || strings.Count(string(page), beginMark) != 1 || strings.Count(string(page), endMark) != 1 {
		t.Errorf("the page has no place for results: %v", err)
	}
}

func TestVersions(t *testing.T) {
	for text, want := range map[string]string{
		"gpgv (GnuPG) 2.2.40\nlibgcrypt 1.10.1": "2.2.40", "gosop 0.0.0\nGopenPGP 2.5.2": "2.5.2", "GitVersion:    v3.1.3": "v3.1.3", "none": "",
	} {
		if got := versionIn(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
