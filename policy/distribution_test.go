package policy

import "testing"

// TestDistributions: pairs of names that are the same file to PyPI, and pairs that
// are not.
func TestDistributions(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"hello-1.0.tar.gz", "hello-1.0.tar.gz", true},
		{"Hello_World-1.0.tar.gz", "hello-world-1.0.0.tar.gz", true},
		{"hello.world-1.0.zip", "hello--world-1.0.zip", true},
		{"hello-1.0a1.tar.gz", "hello-1.0-alpha.1.tar.gz", false}, // the last dash parts name and version
		{"hello-1.0a1.tar.gz", "hello-1.0.alpha.1.tar.gz", true},
		{"hello-1.0rc1.tar.gz", "hello-v1.0c01.tar.gz", true},
		{"hello-1.0.post2.tar.gz", "hello-1.0rev2.tar.gz", true},
		{"hello-1.0.dev0.tar.gz", "hello-1.0dev.tar.gz", true},
		{"hello-1!1.0.tar.gz", "hello-01!1.tar.gz", true},
		{"hello-1.0+Local_01.tar.gz", "hello-1.0+local.1.tar.gz", true},
		{"hello-1.0-py2.py3-none-any.whl", "hello-1.0-py3.py2-none-any.whl", true},
		{"hello-1.0-01-py3-none-any.whl", "hello-1.0-1-py3-none-any.whl", true},

		{"hello-1.0.tar.gz", "hello-1.0.zip", false},
		{"hello-1.0.tar.gz", "hello-1.0.1.tar.gz", false},
		{"hello-1.0.tar.gz", "hello-1.0.post1.tar.gz", false},
		{"hello-1.0.tar.gz", "hello-1.0.dev0.tar.gz", false},
		{"hello-1.0.tar.gz", "hello-1.0a0.tar.gz", false},
		{"hello-1.0.tar.gz", "hello-1.0+local.tar.gz", false},
		{"hello-1.0.tar.gz", "hello-1!1.0.tar.gz", false},
		{"hello-1.0.tar.gz", "hello-evil-1.0.tar.gz", false},
		{"hello-10.tar.gz", "hello-1.tar.gz", false},
		{"hello-1.0-py3-none-any.whl", "hello-1.0-py3-none-manylinux1_x86_64.whl", false},
		{"hello-1.0-py3-none-any.whl", "hello-1.0-1-py3-none-any.whl", false},
		{"hello-1.0-py3-none-any.whl", "hello-1.0.tar.gz", false},
	} {
		if got := (target{name: c.a}).isDistribution(StatementSubject{Name: c.b}); got != c.want {
			a, _ := parseDistribution(c.a)
			b, _ := parseDistribution(c.b)
			t.Errorf("%s and %s: %t; %+v, %+v", c.a, c.b, got, a, b)
		}
	}
	for _, bad := range []string{
		"", "hello", "hello.tar.gz", "hello-.tar.gz", "-1.0.tar.gz", "hello-1.0.tar.xz", "hello-1.0.tar.gz ", "dist/hello-1.0.tar.gz",
		"hello-1.0\n.tar.gz", "hello-1.x.tar.gz", "hell\u00f6-1.0.tar.gz", "hello-1.0-py3-any.whl", "hello__x-1.0-py3-none-any.whl",
		"hello-1.0-x-py3-none-any.whl", "hello-1.0-1-2-py3-none-any.whl", "hello-1.0-py3..py2-none-any.whl", "hello-1.0--none-any.whl",
		"hello-1.0-a.b.c.d.e.f.g.h.i-a.b.c.d.e.f-a.b.c.d.e.f.whl",
	} {
		if d, ok := parseDistribution(bad); ok {
			t.Errorf("%q parses: %+v", bad, d)
		}
	}
}

func TestGitHubPurl(t *testing.T) {
	for purl, want := range map[string][2]string{
		"pkg:github/o/r@v1":                 {"https://github.com/o/r", "v1"},
		"pkg:github/o/r@release%2F1%2B2":    {"https://github.com/o/r", "release/1+2"},
		"pkg:github/o/r@%40scope/pkg@1":     {"https://github.com/o/r", "@scope/pkg@1"},
		"pkg:github/o/r":                    {},
		"pkg:github/o/r@":                   {},
		"pkg:github/o@v1":                   {},
		"pkg:github/o/r/x@v1":               {},
		"pkg:github/o/r@v1?x=y":             {},
		"pkg:github/o/r@v1#x":               {},
		"pkg:github/o/r@v%":                 {},
		"pkg:github/o/r@v%zz":               {},
		"pkg:npm/o/r@v1":                    {},
		"https://github.com/o/r@v1":         {},
		"pkg:github/o/r\u200b@v1":           {},
		"pkg:github/o/r%2e%2e/../../x/y@v1": {},
		"xpkg:github/o/r@v1":                {},
	} {
		repository, tag, ok := githubPurl(purl)
		if repository != want[0] || tag != want[1] || ok != (want[0] != "") {
			t.Errorf("%s: %q, %q, %t", purl, repository, tag, ok)
		}
	}
}
