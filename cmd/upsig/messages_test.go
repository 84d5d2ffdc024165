package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// An error says once which command it is of and what was tried, behind the
// program's name.
func TestErrorsSayItOnce(t *testing.T) {
	none, folder := filepath.Join(t.TempDir(), "none"), t.TempDir()
	policy := filepath.Join(quickstart(t), "hello.toml")
	for _, args := range [][]string{
		{}, {"nosuch"}, {"--nosuch"}, {"policy"}, {"policy", "nosuch"},
		{"verify"}, {"verify", "--nosuch"}, {"verify", none}, {"verify", "--policy", none, none}, {"verify", "--policy", folder, none},
		{"verify", "--policy", policy, none}, {"verify", "--policy", policy, folder}, {"verify", "--policy-dir", none, none},
		{"verify", "--keyring", none, policy}, {"verify", "--key", none, policy}, {"verify", "--key", folder, policy},
		{"verify", "--keyring", policy, "--signature", none, policy}, {"verify", "--via", none, "--key", policy, policy},
		{"verify", "--trusted-root", none, "--repository", "https://github.com/example/hello", policy},
		{"inspect"}, {"inspect", none}, {"inspect", folder}, {"policy", "check", none}, {"policy", "show", none},
		{"policy", "init", none}, {"policy", "init", "--from", none}, {"key", "diff", none, none}, {"key", "lint", none},
		{"key", "import", none}, {"key", "list", "--keyring-dir", none}, {"trust", "list", none}, {"trust", "import", "--into", folder, none},
	} {
		var out, talk bytes.Buffer
		if code := run(t.Context(), args, streams{in: strings.NewReader(""), out: &out, err: &talk, now: someday}); code != exitUsage && code != exitIO {
			t.Errorf("%q: exit code %d", args, code)
		}
		_, text, found := strings.Cut(talk.String(), "upsig: ")
		line, _, _ := strings.Cut(text, "\n")
		said := map[string]bool{"upsig": true}
		for _, part := range strings.Split(line, ": ") {
			if said[part] || !found || strings.HasPrefix(part, "upsig ") {
				t.Errorf("%q: %s", args, line)
			}
			said[part] = true
		}
		if strings.HasPrefix(line, "stat ") || strings.HasPrefix(line, "open /") || strings.HasPrefix(line, "/") && !strings.Contains(line, ".toml:") {
			t.Errorf("%q does not say what was tried: %s", args, line)
		}
	}
}
