package main

import (
	"fmt"
	"strings"
)

// bashCompletion needs bash 4.4 and no package beside it.
func bashCompletion() string {
	var walk, table strings.Builder
	for _, s := range steps() {
		fmt.Fprintf(&walk, "        %s) at=%s ;;\n", shellQuote(s.word), shellQuote(s.takes))
	}
	for _, s := range spots() {
		fmt.Fprintf(&table, "    %s)\n", shellQuote(s.at()))
		if len(s.subs) > 0 {
			fmt.Fprintf(&table, "        subs=(%s)\n", bashWords(s.subs))
		}
		fmt.Fprintf(&table, "        flags=(%s)\n", bashWords(s.flags))
		if s.operands != "" {
			fmt.Fprintf(&table, "        want=%s\n", shellQuote(s.operands))
		}
		table.WriteString("        ;;\n")
	}
	return strings.NewReplacer("@WALK@\n", walk.String(), "@TABLE@\n", table.String()).Replace(bashScript)
}

func bashWords(all []offer) string {
	var words []string
	for _, d := range all {
		if d.takes != "" {
			d.word += "=" + d.takes
		}
		words = append(words, shellQuote(d.word))
	}
	return strings.Join(words, " ")
}

// Names of files are left to readline wherever it sees the word that upsig will:
// it quotes them, and knows ~ and the user's settings.
const bashScript = `# bash completion for upsig; made by "upsig completion bash"
_upsig() {
    local IFS=$' \t\n' at='' want='' flag='' ended='' glue='' head='' prefix='' i=0
    local raw=${COMP_WORDS[COMP_CWORD]} typed word full text
    local -a args=() subs=() flags=()
    typed=${2-$raw}
    COMPREPLY=()

    # Bash divides words at = and : as well, but readline replaces the last part alone.
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ -n $word && $word != *[!=:]* && ${#args[@]} -gt 0 ]]; then
            args[-1]+=$word glue=1
        elif [[ -n $word && -n $glue ]]; then
            args[-1]+=$word glue=''
        else
            args+=("$word") glue=''
        fi
    done
    if [[ -n $glue ]]; then
        head=${args[-1]} typed=''
    else
        head=${args[-1]%"$raw"}
    fi
    full=$head$typed
    unset 'args[-1]'

    while ((i < ${#args[@]})); do
        case "$at ${args[i]}" in
@WALK@
        *) break ;;
        esac
        ((i += 1))
    done
    case $at in
@TABLE@
    esac
    ((i == ${#args[@]})) || subs=()

    # What the word is: a flag's value, a flag, or an argument.
    for word in "${args[@]:i}"; do
        if [[ -n $flag ]]; then
            flag=''
        elif [[ -n $ended ]]; then
            continue
        elif [[ $word == -- ]]; then
            ended=1
        elif [[ $word == -* && " ${flags[*]} " == *" $word="* ]]; then
            flag=$word
        fi
    done
    text=$full
    if [[ -z $flag && -z $ended && $full == --*=* ]]; then
        flag=${full%%=*} text=${full#*=} prefix=$flag=
    fi
    if [[ -n $flag ]]; then
        want=''
        for word in "${flags[@]}"; do
            [[ $word != "$flag="* ]] || want=${word#*=}
        done
    elif [[ -z $ended && $full == -* ]]; then
        printf -v want '%s|' "${flags[@]%%=*}"
    elif ((${#subs[@]})); then
        printf -v want '%s|' "${subs[@]}"
    fi

    local kind=file fallback=default
    case $want in
    *'|'*)
        for word in ${want//|/ }; do
            word=$prefix$word
            [[ $word != "$full"* ]] || COMPREPLY+=("${word#"$head"}")
        done
        ;;
    FILE | FOLDER)
        [[ $want == FILE ]] || kind=directory fallback=dirnames
        if [[ $text == "$typed" ]] && compopt -o "$fallback" -o filenames 2>/dev/null; then
            return
        fi
        # Readline sees more or less than the word, so that the quoting is left to us.
        while IFS='' read -r word; do
            [[ -e $word ]] || continue
            if [[ -d $word ]]; then
                word+=/
                compopt -o nospace 2>/dev/null
            fi
            word=$prefix$word
            printf -v word %q "${word#"$head"}"
            COMPREPLY+=("$word")
        done < <(compgen -A "$kind" -- "$text")
        ;;
    esac
}
complete -F _upsig upsig
`
