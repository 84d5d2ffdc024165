package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCompletion asks the real shells what follows half a word.
func TestCompletion(t *testing.T) {
	scripts := map[string]string{"bash": bashCompletion(), "zsh": zshCompletion(), "fish": fishCompletion()}
	ask := map[string]string{
		"bash": `. "$SCRIPT"; COMP_WORDS=(upsig $WORDS); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _upsig; printf '%s\n' "${COMPREPLY[@]}"`,
		"zsh": `autoload -U +X compinit; compinit -u -d "$SCRIPT.dump"; . "$SCRIPT"; COMP_WORDS=(upsig ${=WORDS}); COMP_CWORD=$((${#COMP_WORDS}-1));
			setopt ksharrays shwordsplit; _upsig; printf '%s\n' "${COMPREPLY[@]}"`,
		"fish": `source $SCRIPT; complete -C "upsig $WORDS" | cut -f1`,
	}
	for shell, script := range scripts {
		t.Run(shell, func(t *testing.T) {
			if _, err := exec.LookPath(shell); err != nil {
				t.Skip(shell + " is not installed")
			}
			file := filepath.Join(t.TempDir(), "completion")
			if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			for words, want := range map[string]string{
				"ver":                    "verify",
				"policy ch":              "check",
				"verify --certificate-i": "--certificate-identity",
				"policy show --vers":     "--version",
			} {
				cmd := exec.Command(shell, "-c", ask[shell])
				cmd.Env = append(os.Environ(), "SCRIPT="+file, "WORDS="+words)
				out, err := cmd.CombinedOutput()
				got := strings.Fields(string(out))
				if shell == "zsh" && slices.Contains(got, want) {
					got = []string{want} // zsh filters when it shows the words, not before
				}
				if err != nil || !slices.Equal(got, []string{want}) {
					t.Errorf("upsig %s: got %q (%v), want %s", words, out, err, want)
				}
			}
		})
	}
}
