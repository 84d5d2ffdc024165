package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// completingShell is a shell as a user has it, with completion installed where the
// Makefile puts it and nothing else set.
type completingShell struct {
	name string
	// start writes start files and the script into a folder, and says how to start.
	start func(home, script string) (files map[string]string, argv []string)
	// all inserts all that can follow, where a key does that.
	all string
}

const bashStart = `PS1='READY> '; HISTFILE=
bind 'set completion-query-items 0'; bind 'set bell-style none'; bind 'set enable-bracketed-paste off' 2>/dev/null
bind '"\C-y": insert-completions'
write_line() { printf '%s\0' "$READLINE_LINE" >"$LINE"; }
bind -x '"\C-t": write_line'
`

const zshStart = `PS1='READY> '; PROMPT_SP=; LISTMAX=9999; unsetopt promptsp
autoload -Uz compinit; compinit -u -d "$ZDOTDIR/dump"
write_line() { printf '%s\0' "$BUFFER" >"$LINE" }
zle -N write_line
insert_all() { comppostfuncs=(all_at_once); _main_complete }
all_at_once() { compstate[insert]=all; compstate[list]= }
zle -C insert_all complete-word insert_all
bindkey -e; bindkey '^T' write_line; bindkey '^Y' insert_all
`

const fishStart = `function fish_prompt; echo 'READY> '; end; function fish_greeting; end
set -g fish_autosuggestion_enabled 0
function write_line; printf '%s\0' (commandline | string collect) >$LINE; commandline -f repaint; end
bind \ct write_line; bind \cu 'commandline ""'
`

func completingShells() []completingShell {
	bash := func(before string) func(home, script string) (map[string]string, []string) {
		return func(home, script string) (map[string]string, []string) {
			return map[string]string{"rc": bashStart + before + ". ~/script\n", "script": script},
				[]string{"bash", "--noprofile", "--rcfile", filepath.Join(home, "rc"), "-i"}
		}
	}
	return []completingShell{
		{"bash", bash(""), "\x19"},
		{"bash that divides no words and is strict", bash("COMP_WORDBREAKS=${COMP_WORDBREAKS//[=:]/}; set -u; shopt -s failglob; IFS=,\n"), "\x19"},
		{"zsh", func(_, script string) (map[string]string, []string) {
			return map[string]string{".zshrc": "fpath=(~/functions $fpath)\n" + zshStart, "functions/_upsig": script}, []string{"zsh", "-d", "-i"}
		}, "\x19"},
		{"zsh that sources", func(_, script string) (map[string]string, []string) {
			return map[string]string{".zshrc": zshStart + ". ~/script\n", "script": script}, []string{"zsh", "-d", "-i"}
		}, "\x19"},
		{"fish", func(_, script string) (map[string]string, []string) {
			return map[string]string{".config/fish/config.fish": fishStart, ".config/fish/completions/upsig.fish": script,
				".local/fish/generated_completions/none": ""}, []string{"fish", "-i"}
		}, ""},
	}
}

// open starts the shell in a folder.
func (c completingShell) open(t *testing.T, dir string) *typing {
	t.Helper()
	shell, _, _ := strings.Cut(c.name, " ")
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip(shell + " is not installed")
	}
	home := t.TempDir()
	files, argv := c.start(home, completionFor(shell))
	files["bin/upsig"] = "#!/bin/sh\nprintf '%s\\001' \"$@\" >\"$LINE\"; printf '\\0' >>\"$LINE\"\n"
	writeFiles(t, home, files)
	env := []string{"PATH=" + home + "/bin:" + os.Getenv("PATH"), "HOME=" + home, "ZDOTDIR=" + home, "XDG_CONFIG_HOME=" + home + "/.config", "XDG_DATA_HOME=" + home + "/.local"}
	return startTyping(t, dir, env, argv...)
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

// follows lists what can take the place of the line's last word. Fish is asked by
// the command that it has for it.
func (c completingShell) follows(w *typing, line string) []string {
	w.t.Helper()
	if c.all == "" {
		w.keys("begin; complete -C '" + line + "'; printf '\\0'; end >$LINE\r")
		var all []string
		for answer := range strings.Lines(w.written()) {
			word, _, _ := strings.Cut(strings.TrimSuffix(answer, "\n"), "\t")
			all = append(all, word)
		}
		return all
	}
	after := w.after(line + c.all)
	if after == line {
		return nil
	}
	return strings.Fields(strings.TrimPrefix(after, line[:strings.LastIndex(line, " ")]))
}

func names[T ~string](values []T) string {
	var all []string
	for _, v := range values {
		all = append(all, string(v))
	}
	return strings.Join(all, " ")
}

// What follows a line, in every shell. The folder has files and a folder.
func followers() []struct{ line, want string } {
	const files = "-odd alpha.tar.gz beta.toml keys/"
	verify := "--policy --version --name --keyring --fingerprint --signature --bundle --certificate-identity --certificate-oidc-issuer" +
		" --repository --workflow --ref --key --trusted-root --via --covers --require --accept --at --format --output --report --all" +
		" --policy-dir --jobs --quiet --help"
	return []struct{ line, want string }{
		// Commands, and flags only behind a dash.
		{"", "verify inspect policy key trust completion sop"},
		{"ver", "verify"},
		{"policy ch", "check"},
		{"policy ", "init check show schema"},
		{"-", "--version --verbose --help"},
		{"policy -", "--help"},
		{"--version ", ""},
		{"-- ", ""},
		{"nothing ", ""},
		{"verify --", verify},
		{"verify --certificate-i", "--certificate-identity"},
		{"verify alpha.tar.gz --al", "--all"},
		// Each command's own flags, where two commands have one name.
		{"policy show --", "--version --help"},
		{"key show --", "--keyring-dir --format --help"},
		{"trust list --", "--policy --format --help"},
		{"key list --", "--keyring-dir --expiring --package --format --help"},
		{"trust import --", "--into --name --allow-older --dry-run --yes --format --help"},
		// Arguments.
		{"verify ", files},
		{"verify al", "alpha.tar.gz"},
		{"verify keys/", "keys/jane.asc"},
		{"verify --quiet alpha.tar.gz be", "beta.toml"},
		{"verify sha256:", ""},
		{"inspect ", files},
		{"policy check ", files},
		{"trust list ", files},
		{"key list ", ""},
		{"policy schema ", ""},
		{"completion ", "bash zsh fish"},
		{"completion --", "--help"},
		// Values of flags.
		{"verify --policy ", files},
		{"verify --policy al", "alpha.tar.gz"},
		{"verify --policy=", files},
		{"verify --policy=al", "alpha.tar.gz"},
		{"verify --key be", "beta.toml"},
		{"verify --policy-dir ", "keys/"},
		{"verify --policy-dir=", "keys/"},
		{"key list --keyring-dir ", "keys/"},
		{"trust update --state=k", "keys/"},
		{"verify --format ", "text json"},
		{"verify --format=", "text json"},
		{"verify --format=t", "text"},
		{"verify --format -", ""},
		{"verify --format al", ""},
		{"verify --format text ", files},
		{"verify --format=text be", "beta.toml"},
		{"key show --format ", "text json"},
		{"verify --require ", names(policy.Requires())},
		{"verify --covers ", names(policy.CoversValues())},
		{"verify --accept ", names(policy.Weaknesses())},
		{"verify --accept sha1-b", "sha1-binding"},
		{"key export --layout ", names(keyrings.Layouts())},
		{"key export --layout=keys", "keys-pgp"},
		{"verify --ref ", ""},
		{"verify --ref=", ""},
		{"verify --quiet=", ""},
		{"verify --at now --form", "--format"},
		// The end of flags, and what is none.
		{"verify -- ", files},
		{"verify -- -", "-odd"},
		{"verify -- --al", ""},
		{"verify -- --policy ", files},
		{"verify --name -- --al", "--all"},
		{"verify --name --format ", files},
		// The other interface.
		{"sop ", "version verify inline-verify"},
		{"sop -", "--debug --help"},
		{"sop --debug i", "inline-verify"},
		{"sop version --", "--backend --extended --sop-spec --sopv --debug"},
		{"sop version ", ""},
		{"sop inline-verify --", "--not-before --not-after --verifications-out --debug"},
		{"sop --debug inline-verify --verifications-out ", files},
		{"sop verify be", "beta.toml"},
		{"sop verify --not-after ", ""},
	}
}

// habitsOfFish are lines that fish itself takes apart in another way, whatever a
// script says: it offers files behind : and =, and goes by dashes alone.
func habitsOfFish() []string {
	return []string{"verify sha256:", "verify --quiet=", "verify --format -", "verify --name -- --al", "verify --name --format "}
}

// TestCompletion types at real terminals what a user does. The first Tab of each
// session is the first key that is tried.
func TestCompletion(t *testing.T) {
	for _, shell := range completingShells() {
		t.Run(shell.name, func(t *testing.T) {
			t.Parallel()
			top := t.TempDir()
			w := shell.open(t, top)
			t.Run("first Tab", func(t *testing.T) { firstTab(t, w) })
			t.Run("empty folder", func(t *testing.T) { inEmptyFolder(t, w) })
			t.Run("what follows", func(t *testing.T) { whatFollows(t, shell, w, filepath.Join(top, "files")) })
			t.Run("hostile names", func(t *testing.T) { hostileNames(t, shell, w, filepath.Join(top, "hostile")) })
		})
	}
}

func firstTab(t *testing.T, w *typing) {
	w.t = t
	for _, x := range []struct{ typed, want string }{
		{"upsig ver\t", "upsig verify "},
		{"upsig ver\t--form\tj\t", "upsig verify --format json "},
		{"upsig ver\t--format=j\t", "upsig verify --format=json "},
	} {
		if got := w.after(x.typed); got != x.want {
			t.Errorf("%q: got %q, want %q", x.typed, got, x.want)
		}
	}
}

// inEmptyFolder: no flag comes in where a file is wanted and there is none.
func inEmptyFolder(t *testing.T, w *typing) {
	w.t = t
	for _, line := range []string{"upsig verify ", "upsig verify --policy ", "upsig verify --policy=", "upsig verify --policy-dir ", "upsig key list "} {
		if got := w.after(line + "\t"); got != line {
			t.Errorf("%s: it became %q", line, got)
		}
	}
}

func whatFollows(t *testing.T, shell completingShell, w *typing, dir string) {
	w.t = t
	writeFiles(t, dir, map[string]string{"-odd": "", "alpha.tar.gz": "", "beta.toml": "", "keys/jane.asc": ""})
	w.keys("cd " + dir + "\r")
	ofFlag := regexp.MustCompile(`^--[a-z-]+=`)
	for _, f := range followers() {
		if shell.name == "fish" && slices.Contains(habitsOfFish(), f.line) {
			continue
		}
		got, want := shell.follows(w, "upsig "+f.line), strings.Fields(f.want)
		for i := range got {
			// Bash adds the slash where nothing else follows.
			got[i] = strings.TrimSuffix(ofFlag.ReplaceAllString(got[i], ""), "/")
		}
		for i := range want {
			want[i] = strings.TrimSuffix(want[i], "/")
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("upsig %s: got %q, want %q", f.line, got, want)
		}
	}
}

// hostileNames: a file's name is quoted and never run, and upsig is given it as it is.
func hostileNames(t *testing.T, shell completingShell, w *typing, top string) {
	w.t = t
	for i, name := range []string{
		"my file-1.tar.gz", "my 'single' \"double\".asc", "my$(touch ran).asc", "my`touch ran`.asc", "my;touch ran", "my&touch ran",
		"my\nnewline", "my\\back\\slash", "my*glob?[a]", "my~tilde", "my#hash", "my!bang", "my{a,b}", "my=a:b", "my\ttab", "myé", "my$HOME",
	} {
		if shell.name == "fish" && strings.Contains(name, "\t") {
			continue // fish takes what is behind a tab for a description
		}
		dir := filepath.Join(top, strconv.Itoa(i))
		writeFiles(t, dir, map[string]string{name: ""})
		w.keys("cd " + dir + "\r")
		for _, typed := range []string{"my\t", "--policy=my\t"} {
			if strings.HasPrefix(shell.name, "bash that") && strings.Contains(name, "\n") && strings.Contains(typed, "=") {
				continue // compgen, which is all there is then, divides it
			}
			w.keys("upsig verify " + typed + "\r")
			got, want := w.written(), "verify\x01"+strings.ReplaceAll(typed, "my\t", name)+"\x01"
			if got != want {
				t.Errorf("%q: upsig was given %q, want %q", typed, got, want)
			}
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != 1 {
			t.Errorf("%q: the folder has %v, %v", name, left, err)
		}
	}
}
