package policy

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzPurls: whatever stands in a package URL, the files that npm's names are
// names of files of its version, and the release that GitHub's names is the one
// that a general reader of URLs finds. What we write for a package reads as it.
func FuzzPurls(f *testing.F) {
	for _, purl := range []string{
		"pkg:npm/%40example/hello@1.2.0", "pkg:npm/example@1.0.0", "pkg:npm/a/b/c@1", "pkg:npm/@1", "pkg:npm/a@b@1", "pkg:npm/a@1?x=y", "pkg:npm/%2e%2e%2fa@1",
		"pkg:github/o/r@v1", "pkg:github/o/r@release%2F1%2B2", "pkg:github/o/r@%40scope/pkg@1", "pkg:github/o/r@v%zz", "pkg:github/o/r@v+1",
	} {
		f.Add(purl, "@example/hello", "1.2.0")
		f.Add(purl, "left-pad", "1.0.0-rc.1+b")
	}
	f.Fuzz(func(t *testing.T, purl, name, version string) {
		for _, file := range npmFileNames(purl) {
			_, stated, _ := cutLast(purl, "@")
			if strings.ContainsAny(file, "/") || !strings.HasSuffix(file, "-"+stated+".tgz") {
				t.Fatalf("%q is published as %q", purl, file)
			}
		}
		if repository, tag, ok := githubPurl(purl); ok {
			owned, escaped, _ := strings.Cut(strings.TrimPrefix(purl, "pkg:github/"), "@")
			want, err := url.PathUnescape(escaped)
			if err != nil || tag != want || tag == "" || repository != "https://github.com/"+owned {
				t.Fatalf("%q is %q of %q, not %q (%v)", purl, tag, repository, want, err)
			}
		}
		if checkNPMPackage(name) != nil || !ValidVersion(version) {
			return
		}
		rest := strings.TrimPrefix(npmPurl(name, version), "pkg:npm/")
		got, _, _ := cutLast(rest, "@")
		if plain, err := url.PathUnescape(got); err != nil || plain != name || rest != got+"@"+version {
			t.Fatalf("%s %s becomes %s (%v)", name, version, rest, err)
		}
		_, base, _ := cutLast("/"+name, "/")
		if files := npmFileNames(npmPurl(name, version)); !slices.Contains(files, base+"-"+version+".tgz") {
			t.Fatalf("%s %s is in %q", name, version, files)
		}
	})
}
