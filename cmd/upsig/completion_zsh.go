package main

import (
	"fmt"
	"strings"
)

// zshCompletion works as a file _upsig in fpath and when it is sourced.
func zshCompletion() string {
	var walk, table strings.Builder
	for _, s := range steps() {
		fmt.Fprintf(&walk, "        (%s) at=%s ;;\n", shellQuote(s.word), shellQuote(s.takes))
	}
	for _, s := range spots() {
		fmt.Fprintf(&table, "    (%s)\n", shellQuote(s.at()))
		zshArray(&table, "subs", s.subs)
		zshArray(&table, "flags", s.flags)
		table.WriteString("        takes=(")
		for _, f := range s.flags {
			if f.takes != "" {
				fmt.Fprintf(&table, " %s %s", f.word, shellQuote(f.takes))
			}
		}
		fmt.Fprintf(&table, " )\n        want=%s\n        ;;\n", shellQuote(s.operands))
	}
	return strings.NewReplacer("@WALK@\n", walk.String(), "@TABLE@\n", table.String()).Replace(zshScript)
}

func zshArray(b *strings.Builder, name string, all []offer) {
	fmt.Fprintf(b, "        %s=(\n", name)
	for _, d := range all {
		fmt.Fprintf(b, "            %s\n", shellQuote(d.word+":"+d.means))
	}
	b.WriteString("        )\n")
}

const zshScript = `#compdef upsig
# zsh completion for upsig; made by "upsig completion zsh"
_upsig() {
    local at want flag ended word expl
    local -a args subs flags values
    local -A takes
    args=("${(@)words[2,CURRENT-1]}")
    while (( $#args )); do
        case "$at $args[1]" in
@WALK@
        (*) break ;;
        esac
        shift args
    done
    case $at in
@TABLE@
    esac

    # What the word is: a flag's value, a flag, or an argument.
    (( ! $#args )) || subs=()
    for word in "${(@)args}"; do
        if [[ -n $flag ]]; then
            flag=
        elif [[ -n $ended ]]; then
            continue
        elif [[ $word == -- ]]; then
            ended=1
        elif [[ $word == --[a-z-]## && -n $takes[$word] ]]; then
            flag=$word
        fi
    done
    if [[ -z $flag && -z $ended && $PREFIX == --[a-z-]##=* ]]; then
        flag=${PREFIX%%=*}
        compset -P 1 '*='
    fi
    if [[ -n $flag ]]; then
        want=$takes[$flag]
    elif [[ -z $ended && $PREFIX == -* ]]; then
        _describe -o flag flags
        return
    elif (( $#subs )); then
        _describe -t commands command subs
        return
    fi
    case $want in
    (FILE) _files ;;
    (FOLDER) _files -/ ;;
    (*'|'*)
        values=("${(@s:|:)want}")
        _wanted values expl value compadd -a values
        ;;
    (?*) _message "$want" ;;
    (*) return 1 ;;
    esac
}

# Autoloaded, this file is the function that completes; sourced, it is not.
if [[ $funcstack[1] == _upsig ]]; then
    _upsig "$@"
else
    compdef _upsig upsig
fi
`
