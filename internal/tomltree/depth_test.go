package tomltree

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/upsig/upsig/internal/limits"
)

// quoted are strings and comments of all forms, as values of a key. Each has an x
// that stands for a text, and marks that end something else.
var quoted = []string{
	`"x"`, `'x'`, `"""x"""`, `'''x'''`, `"x#'"`, `'x#"\'`, `"\\x"`, `"\"x"`, `"x\\" # '`, `"x\"'''"`, `'x\\'`,
	"\"\"\"\nx\n\"\"\"", "'''\nx\r\n'''", `"""x""""`, `"""x"""""`, `"""x\""""`, `"""x\\"""`, `"""\"""x"""`, `""""x"" """`,
	`'''x''''`, `'''x'''''`, `''''x'''`, `'''x\'''`, `""""""#x`, `''''''#x`, "\"\"\"a\\\n  x\"\"\"", `1 # x"'`, `1# x"""`, `''#'''x`,
	"\n # x ' \"\n1", "[\"x\"\n] # '''\n",
}

// What stands in a string or comment nests nothing, however many there are.
func TestTextNestsNothing(t *testing.T) {
	for _, form := range quoted {
		for _, text := range []string{strings.Repeat("[", 40), strings.Repeat("{", 40), strings.Repeat("]", 40), strings.Repeat(".", 40)} {
			document := strings.Repeat("[[k]]\nv = ["+strings.ReplaceAll(form, "x", text)+"\n]\n", 2)
			if _, problems := Parse([]byte(document), len(document)); len(problems) > 0 {
				t.Errorf("%s: %v", document, problems)
			}
		}
	}
}

// Behind a string or comment everything counts again.
func TestNestingBehindText(t *testing.T) {
	for _, form := range quoted {
		before := "v = [" + strings.ReplaceAll(form, "x", strings.Repeat("]", 40)) + "\n,"
		for _, nested := range []string{strings.Repeat("[", limits.TOMLDepth), strings.Repeat("{a=", limits.TOMLDepth), "{" + strings.Repeat("a.", limits.TOMLDepth)} {
			if i, _ := tooDeep([]byte(before + nested)); i < len(before) {
				t.Errorf("%s: %d", before+nested, i)
			}
		}
	}
}

// Whatever comes before, an endless run of brackets or of dots does not overflow
// the stack, which would end the program.
func TestStackIsSafe(t *testing.T) {
	const size = 1 << 20
	for _, before := range []string{
		"", "v=", "v=[", "v={", "v={a=", "[", "[[", "v='", `v="`, `v="""`, "v='''", `v="\"`, `v="""\`, "\"\"\"=", `["""].`, "v=1#\n", "v='''''''", `v=""""""`, "#\n",
	} {
		for _, run := range []string{"[", "a."} {
			if _, problems := Parse([]byte(before+strings.Repeat(run, size/len(run))), 2*size); len(problems) == 0 {
				t.Errorf("%q before %q: no problem", before, run)
			}
		}
	}
}

func TestDottedKeys(t *testing.T) {
	parts := func(n int) string { return strings.TrimSuffix(strings.Repeat(`a . "b.'" .`, n/2), ".") }
	for _, form := range []string{"x = 1", "[x]", "[[x]]", "v = {x = 1}", "v = [{z = 1.5, x = 1}]", "v = 1.5\nx = 1979-05-27T07:32:00.5Z", "[v.v]\nx = 1.5"} {
		for n, want := range map[int]int{limits.TOMLDepth: 0, limits.TOMLDepth + 2: 1} {
			document := strings.ReplaceAll(form, "x", parts(n))
			_, problems := Parse([]byte(document), 1<<16)
			if len(problems) != want || want > 0 && !strings.Contains(problems[0].Text, "more than 32 parts") {
				t.Errorf("%s: %v", document, problems)
			}
		}
	}
}

// Random documents nest as deep as they were made to.
func TestNestingIsCountedExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	texts := func() string {
		form := quoted[r.IntN(13)]
		if strings.Contains(form, " # ") {
			form = `""`
		}
		return strings.ReplaceAll(form, "x", strings.Repeat(string("[{]}.#"[r.IntN(6)]), r.IntN(50)))
	}
	for range 3000 {
		depth := 1 + r.IntN(40)
		value := texts()
		for range depth {
			if r.IntN(2) == 0 {
				value = "[" + texts() + ", " + value + ",\n " + texts() + "]"
			} else {
				value = "{a = " + texts() + ", b = " + value + "}"
			}
		}
		document := "['t']\n" + `"k[" = ` + value + "\n"
		if err := toml.Unmarshal([]byte(document), &map[string]any{}); err != nil {
			t.Fatalf("%s: %v", document, err)
		}
		if i, _ := tooDeep([]byte(document)); (i >= 0) != (depth > limits.TOMLDepth) {
			t.Fatalf("depth %d: %d\n%s", depth, i, document)
		}
	}
}
