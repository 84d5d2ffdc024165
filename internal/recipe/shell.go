package recipe

import (
	"regexp"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

// piece is a part of a shell word between quotes.
type piece struct {
	text           string
	quoted, single bool
}

// word is one word of shell text, not yet expanded.
type word []piece

// readWord reads a word from the beginning of text, up to a blank, a closing
// parenthesis or the end. ok is false where a quote does not end.
func readWord(text string) (w word, rest string, ok bool) {
	var b strings.Builder
	end := func(quoted, single bool) {
		if b.Len() > 0 {
			w = append(w, piece{b.String(), quoted, single})
			b.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\n', ')':
			end(false, false)
			return w, text[i:], true
		case '"', '\'':
			end(false, false)
			n := strings.IndexByte(text[i+1:], c)
			if n < 0 {
				return nil, "", false
			}
			b.WriteString(text[i+1 : i+1+n])
			end(true, c == '\'')
			i += n + 1
		default:
			b.WriteByte(c)
		}
	}
	end(false, false)
	return w, "", true
}

// special characters make text something other than it says.
const special = "$`\\*?[]{}()<>|&;~\"'"

// braces are the alternatives in an unquoted {a,b}.
var braces = lazyre.New(`^([^{}$]*(?:\$\{[A-Za-z_][A-Za-z0-9_]*\}[^{}$]*|\$[A-Za-z_][^{}$]*)*)\{([^{}$]*,[^{}$]*)\}([^{}]*)$`)

// alternatives are the words that the first brace expansion makes of a word.
func (w word) alternatives() []word {
	for i, p := range w {
		if p.quoted {
			continue
		}
		// Each alternative is a copy of what stands around it.
		m := braces.Get().FindStringSubmatch(p.text)
		if m == nil || len(p.text) > limits.RecipeValue || strings.Count(m[2], ",") >= limits.RecipeWords {
			continue
		}
		var all []word
		for _, choice := range strings.Split(m[2], ",") {
			made := append(word{}, w[:i]...)
			made = append(made, piece{text: m[1] + choice + m[3]})
			all = append(all, append(made, w[i+1:]...))
		}
		return all
	}
	return []word{w}
}

var reference = lazyre.New(`\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))`)

// expand puts in what plain references to variables stand for. ok is false where
// anything else would have to be evaluated.
func (w word) expand(lookup func(name string) (string, bool)) (text string, ok bool) {
	ok = true
	for _, p := range w {
		if p.single {
			ok = ok && !strings.ContainsAny(p.text, special)
			text += p.text
			continue
		}
		rest := reference.Get().ReplaceAllStringFunc(p.text, func(string) string { return "" })
		ok = ok && !strings.ContainsAny(rest, special)
		text += reference.Get().ReplaceAllStringFunc(p.text, func(r string) string {
			value, known := lookup(strings.Trim(r, "${}"))
			ok = ok && known
			return value
		})
	}
	return text, ok && len(text) <= limits.RecipeValue
}

// script is a recipe written for a shell.
type script struct {
	text string
	// known are the variables that the build system sets.
	known map[string]string
	// lookups bounds how often variables that refer to each other are followed.
	lookups int
}

func newScript(text string, known map[string]string) *script {
	return &script{text: strings.ReplaceAll(text, "\\\n", ""), known: known, lookups: 500}
}

// assignment finds the text behind a variable's only assignment. Where there are
// several that differ, or the value is built up, which one counts depends on what is
// run, and nothing is.
func (s *script) assignment(name string) (value string, set, clear bool) {
	found := regexp.MustCompile(`(?m)^[ \t]*(?:(?:export|readonly|declare|local)[ \t]+)?`+name+`(\+?=)`).FindAllStringSubmatchIndex(s.text, -1)
	if len(found) == 0 {
		return "", false, true
	}
	clear = true
	for i, m := range found {
		this := s.text[m[1]:]
		if s.text[m[2]:m[3]] != "=" || i > 0 && firstWord(this) != firstWord(value) {
			clear = false
		}
		value = this
	}
	return value, true, clear
}

func firstWord(text string) string {
	_, rest, _ := readWord(text)
	return strings.TrimSuffix(text, rest)
}

// value finds a variable's value. ok is false where it is not spelled out.
func (s *script) value(name string) (value string, ok bool) { return s.valueAt(name, 0) }

func (s *script) valueAt(name string, depth int) (string, bool) {
	if value, known := s.known[name]; known {
		return value, true
	}
	if s.lookups--; s.lookups < 0 {
		return "", false
	}
	text, set, clear := s.assignment(name)
	if !set || !clear || depth > 3 {
		return "", !set && depth == 0
	}
	w, rest, ok := readWord(text)
	if behind, _, _ := strings.Cut(rest, "\n"); !ok || !endsStatement(behind) {
		return "", false
	}
	return w.expand(func(name string) (string, bool) { return s.valueAt(name, depth+1) })
}

// endsStatement reports whether nothing but a comment follows an assignment: words
// behind it would make it one for a command.
func endsStatement(rest string) bool {
	rest = strings.TrimSpace(rest)
	return rest == "" || rest[0] == '#'
}

// expand puts in the values of the variables that a word refers to.
func (s *script) expand(w word) (string, bool) {
	return w.expand(func(name string) (string, bool) { return s.valueAt(name, 1) })
}

// array reads the words of an array, or of all arrays that are given to the name.
func (s *script) array(name string) (words []word, complete bool) {
	complete = true
	for _, m := range regexp.MustCompile(`(?m)^[ \t]*`+name+`\+?=\(`).FindAllStringIndex(s.text, -1) {
		rest := s.text[m[1]:]
		for {
			rest = skipBlanks(rest)
			if rest == "" {
				complete = false
				break
			}
			if rest[0] == ')' {
				break
			}
			w, behind, ok := readWord(rest)
			if !ok || len(words) > limits.RecipeWords {
				complete = false
				break
			}
			words = append(words, w.alternatives()...)
			rest = behind
		}
	}
	return words, complete
}

// skipBlanks skips blanks and comments.
func skipBlanks(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\n\r")
		if !strings.HasPrefix(text, "#") {
			return text
		}
		_, text, _ = strings.Cut(text, "\n")
	}
}
