package main

import (
	"fmt"
	"strings"
)

func fishCompletion() string {
	var b strings.Builder
	var lead strings.Builder
	for _, s := range spots() {
		for _, flag := range s.lead {
			fmt.Fprintf(&lead, "        while test \"$name $words[1]\" = %s\n            set -e words[1]\n        end\n", fishQuote(s.at()+" "+flag))
		}
	}
	b.WriteString(strings.Replace(fishScript, "@LEAD@\n", lead.String(), 1))
	for _, s := range spots() {
		where := s.path
		here := "__upsig_at " + strings.Join(append([]string{"in"}, where...), " ")
		if len(s.subs) > 0 {
			here = "__upsig_at before " + strings.Join(where, " ")
		}
		for _, sub := range s.subs {
			fishLine(&b, "__upsig_at end "+strings.Join(where, " "), "-a", sub.word, "-d", fishQuote(sub.means))
		}
		for _, f := range s.flags {
			fishLine(&b, here, fishFlag(f)...)
		}
		if s.operands != "" {
			fishLine(&b, here, fishValue(s.operands)...)
		}
	}
	return b.String()
}

func fishLine(b *strings.Builder, condition string, words ...string) {
	fmt.Fprintf(b, "complete -c upsig -n %s %s\n", fishQuote(strings.TrimSpace(condition)), strings.Join(words, " "))
}

func fishFlag(f offer) []string {
	words := []string{"-l", strings.TrimPrefix(f.word, "--")}
	if f.takes != "" {
		words = append(append(words, "-r"), fishValue(f.takes)...)
	}
	if f.means != "" {
		words = append(words, "-d", fishQuote(f.means))
	}
	return words
}

// fishValue are the arguments of complete that offer a value or an operand.
func fishValue(takes string) []string {
	switch {
	case takes == anyFile:
		return []string{"-F"}
	case takes == anyFolder:
		return []string{"-f", "-a", "'(__fish_complete_directories (commandline -ct | string replace -r \"^--[a-z-]+=\" \"\"))'"}
	case strings.Contains(takes, "|"):
		return []string{"-f", "-a", fishQuote(strings.ReplaceAll(takes, "|", " "))}
	}
	return []string{"-f"}
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer("\\", "\\\\", "'", "\\'").Replace(text) + "'"
}

const fishScript = `# fish completion for upsig; made by "upsig completion fish"

# Whether the words before the cursor lead to a command: "end" with nothing behind it,
# "before" its commands, where only flags may stand, "in" it with whatever behind it.
function __upsig_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l mode $argv[1]
    set -e argv[1]
    for name in $argv
        set -q words[1]; and test "$words[1]" = "$name"; or return 1
        set -e words[1]
@LEAD@
    end
    switch $mode
        case end
            not set -q words[1]
        case before
            not set -q words[1]; or string match -q -- '-*' "$words[1]"
        case in
            true
    end
end

complete -c upsig -f
`
