package policy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// vectorNames lists what the vectors' artifacts are called.
func vectorNames(f *testing.F, part string) []string {
	f.Helper()
	files, err := filepath.Glob("../testdata/vectors/*" + part + "*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	var names []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		_, line, _ := strings.Cut(string(data), "\nartifact: ")
		name, _, _ := strings.Cut(line, "\n")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		f.Fatal("no vectors")
	}
	return names
}

// FuzzDistributions: names of wheels and source distributions are the same file
// just where a second statement of the formats says so, which shares nothing with
// the first one; and that one's spelling of a name is the same file.
func FuzzDistributions(f *testing.F) {
	for _, name := range vectorNames(f, "pypi") {
		f.Add(name, name)
	}
	for _, pair := range [][2]string{
		{"Hello_World-1.0.tar.gz", "hello-world-1.0.0.tar.gz"}, {"hello-1.0.alpha.1.tar.gz", "hello-1.0a1.tar.gz"}, {"a-1.0.post2.zip", "a-1.0rev2.zip"},
		{"a-1.0-1-py3-none-any.whl", "a-1.0-01-py3-none-any.whl"}, {"a-1!1.0.dev.tar.gz", "a-01!1dev0.tar.gz"}, {"a-1+l_01.01a.zip", "a-1+L.1-01A.zip"},
		{"a-1-py2.py3-none-any.whl", "a-1.0.0-py3.py2-none-any.whl"}, {"a_b-v1c1-0_x-cp3.cp4-abi3-a.b.whl", "a.b-1rc1-00_x-cp4.cp3-abi3-b.a.whl"},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 256 || len(b) > 256 {
			return
		}
		x, ok := parseDistribution(a)
		if y, also := parseDistribution(b); !ok || !also {
			if (target{name: a}).isDistribution(StatementSubject{Name: b}) {
				t.Fatalf("%q and %q match, and one of them is no distribution", a, b)
			}
		} else if same := plainDistribution(a) == plainDistribution(b); x.equal(y) != same || y.equal(x) != same {
			t.Fatalf("%q and %q: %+v and %+v; %q and %q", a, b, x, y, plainDistribution(a), plainDistribution(b))
		}
		if !ok {
			return
		}
		plain := plainDistribution(a)
		if again, ok := parseDistribution(plain); !ok || !again.equal(x) {
			t.Fatalf("%q is %+v, and %q is %+v", a, x, plain, again)
		}
	})
}

// plainDistribution spells the name of a distribution in the one way that is
// normal (PEP 427, 503, 440 and 625). What is no distribution's name comes out as
// anything, or the same.
func plainDistribution(file string) string {
	if stem, wheel := strings.CutSuffix(file, ".whl"); wheel {
		parts := strings.Split(stem, "-")
		parts[0], parts[1] = plainProject(parts[0]), plainVersion(parts[1])
		if len(parts) == 6 {
			// A number, and then a text, whose zeros count (binary distribution format).
			parts[2] = regexp.MustCompile(`^0+([0-9])`).ReplaceAllString(parts[2], "$1")
		}
		for i := len(parts) - 3; i < len(parts); i++ {
			tags := strings.Split(strings.ToLower(parts[i]), ".")
			slices.Sort(tags)
			parts[i] = strings.Join(slices.Compact(tags), ".")
		}
		return strings.Join(parts, "-") + ".whl"
	}
	ending := regexp.MustCompile(`(\.tar\.gz|\.zip)$`).FindString(file)
	stem := strings.TrimSuffix(file, ending)
	dash := strings.LastIndexByte(stem, '-')
	return plainProject(stem[:dash]) + "-" + plainVersion(stem[dash+1:]) + ending
}

func plainProject(name string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("-_.", r) }), "_"))
}

// plainVersion rewrites a version step by step: letters, separators, implicit
// numbers, leading zeros, zeros at the end of the release.
func plainVersion(version string) string {
	version, local, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(version), "v"), "+")
	edit := func(form, by string) { version = regexp.MustCompile(form).ReplaceAllString(version, by) }
	edit(`-([0-9]+)$`, "post$1")
	edit(`-([0-9]+)([-_.]?dev)`, "post$1$2")
	edit(`[-_.]?([a-z]+)[-_.]?`, "<$1>")
	for long, short := range map[string]string{"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc", "r": "post", "rev": "post"} {
		edit("<"+long+">", "<"+short+">")
	}
	edit(`>(<|$)`, ">0$1")
	version = dropZeros(version)
	edit(`^([0-9.]+?)(\.0)+(<|$)`, "$1$3")
	edit(`!([0-9.]+?)(\.0)+(<|$)`, "!$1$3")
	edit(`^0!`, "")
	edit(`<(post|dev)>`, ".$1")
	edit(`[<>]`, "")
	for i, part := range strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("-_.", r) }) {
		if !strings.ContainsAny(part, "abcdefghijklmnopqrstuvwxyz") {
			part = dropZeros(part)
		}
		version += string("+."[min(i, 1)]) + part
	}
	return version
}

// dropZeros drops the zeros in front of numbers that follow no letter.
func dropZeros(text string) string {
	return regexp.MustCompile(`(^|[^0-9a-z])0+([0-9])`).ReplaceAllString(text, "$1$2")
}
