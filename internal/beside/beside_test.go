package beside_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/policy"
)

func load(t *testing.T, lines string) *policy.Policy {
	t.Helper()
	p, err := policy.Load([]byte("schema = 'upsig/policy/v1'\npackage = 'p'\nrequire = 'pgp'\n[[artifact]]\nname = 'a-{version}.tar.xz'\n"+lines+
		"\n[[pgp.signer]]\nname = 'Jane'\nheld-by = 'author'\nfingerprints = ['0123456789ABCDEF0123456789ABCDEF01234567']\n"), "p.toml")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func folder(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(files []policy.File) []string {
	var all []string
	for _, f := range files {
		all = append(all, filepath.Base(f.Path))
	}
	slices.Sort(all)
	return all
}

func TestFind(t *testing.T) {
	dir := folder(t, "a-1.tar.xz", "a-1.tar.xz.asc", "a-1.tar.sign", "b-1.tgz.sig", "SUMS", "SUMS.asc", "SUMS.txt", "SUMS.minisig", "other.asc", "explicit.sig")
	for name, test := range map[string]struct {
		lines           string
		evidence, lists []string
		missing         int
	}{
		"plain":         {"", []string{"a-1.tar.sign", "a-1.tar.xz.asc"}, nil, 0},
		"covers = file": {"covers = 'file'", []string{"a-1.tar.xz.asc"}, nil, 0},
		"upstream name": {"upstream-name = 'b-{version}.tgz'", []string{"a-1.tar.sign", "a-1.tar.xz.asc", "b-1.tgz.sig"}, nil, 0},
		"list":          {"via = 'SUMS'", []string{"SUMS.asc", "SUMS.minisig", "a-1.tar.sign", "a-1.tar.xz.asc"}, []string{"SUMS"}, 0},
		"no list":       {"via = 'NONE'", []string{"a-1.tar.sign", "a-1.tar.xz.asc"}, nil, 1},
		"named":         {"via = 'SUMS'\nevidence = ['explicit.sig', 'gone.sig']", []string{"explicit.sig"}, []string{"SUMS"}, 1},
	} {
		found, err := beside.Find(load(t, test.lines), &policy.Artifact{Name: "a-1.tar.xz"}, filepath.Join(dir, "a-1.tar.xz"))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(test.evidence, names(found.Evidence)); d != "" || !slices.Equal(test.lists, names(found.Lists)) || len(found.Missing) != test.missing {
			t.Errorf("%s: lists %v, missing %v, evidence (-want +got): %s", name, names(found.Lists), found.Missing, d)
		}
	}
	about, err := beside.About(filepath.Join(dir, "SUMS"))
	if err != nil || !slices.Equal(names(about), []string{"SUMS.asc", "SUMS.minisig"}) {
		t.Errorf("%v, %v", names(about), err)
	}
}

// A signature that belongs to no file stays: it must not be overlooked.
func TestArtifacts(t *testing.T) {
	p := load(t, "via = 'SUMS'")
	args := []string{"d/a-1.tar.xz", "d/a-1.tar.xz.asc", "d/a-1.tar.sign", "d/SUMS", "d/SUMS.asc", "d/stray.asc", "e/a-1.tar.xz.asc"}
	if got, want := beside.Artifacts(p, "", args), []string{"d/a-1.tar.xz", "d/stray.asc", "e/a-1.tar.xz.asc"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := beside.Artifacts(&policy.Policy{}, "", []string{"x.sig", "./x"}); !slices.Equal(got, []string{"./x"}) {
		t.Errorf("got %q", got)
	}
}

// A list without an artifact that needs it is none itself, nor is its signature. What
// is about that one is no part of the circle, and stays.
func TestListCircle(t *testing.T) {
	list := &policy.Policy{Default: policy.ArtifactRule{Via: "SUMS"}}
	args := []string{"a/x", "a/SUMS", "a/SUMS.sig", "b/SUMS", "b/SUMS.sig", "b/SUMS.sig.asc"}
	for range args {
		args = append(args[1:], args[0])
		got := beside.Artifacts(list, "", args)
		slices.Sort(got)
		if want := []string{"a/x", "b/SUMS.sig.asc"}; !slices.Equal(got, want) {
			t.Errorf("%q: got %q", args, got)
		}
	}
}

// A signature over a signature is about no artifact: no verdict would mention it,
// so it stays, whatever the order.
func TestEvidenceOfEvidence(t *testing.T) {
	list := &policy.Policy{Default: policy.ArtifactRule{Via: "SUMS"}}
	for _, test := range []struct {
		policy     *policy.Policy
		args, want []string
	}{
		{&policy.Policy{}, []string{"x", "x.sig", "x.sig.sig"}, []string{"x", "x.sig.sig"}},
		{&policy.Policy{}, []string{"x", "x.sig", "x.sig.sig", "x.sig.sig.asc", "x.sig.sig.asc.asc"}, []string{"x", "x.sig.sig", "x.sig.sig.asc.asc"}},
		{&policy.Policy{}, []string{"x.sig", "x.sig.sig"}, []string{"x.sig"}},
		{load(t, ""), []string{"a-1.tar.xz", "a-1.tar.sign", "a-1.tar.sign.asc"}, []string{"a-1.tar.sign.asc", "a-1.tar.xz"}},
		{load(t, "evidence = ['a.sig']"), []string{"a-1.tar.xz", "a.sig", "a.sig.asc"}, []string{"a-1.tar.xz", "a.sig.asc"}},
		{list, []string{"x", "SUMS", "SUMS.asc", "x.asc"}, []string{"x"}},
		{list, []string{"x", "SUMS", "SUMS.asc", "SUMS.asc.asc"}, []string{"SUMS.asc.asc", "x"}},
		{list, []string{"SUMS", "SUMS.asc"}, nil},
	} {
		args := slices.Clone(test.args)
		for range args {
			args = append(args[1:], args[0])
			for _, order := range [][]string{args, reversed(args)} {
				got := slices.Sorted(slices.Values(beside.Artifacts(test.policy, "", order)))
				if !slices.Equal(got, test.want) {
					t.Errorf("%q: got %q, want %q", order, got, test.want)
				}
			}
		}
	}
}

func reversed(all []string) []string {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}

// Beside a file whose name is as long as names can be there is no evidence, and
// looking for it is no failure.
func TestLongestName(t *testing.T) {
	name := strings.Repeat("a", 255)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
		t.Skip("such a name is not possible here:", err)
	}
	p := &policy.Policy{Default: policy.ArtifactRule{Via: strings.Repeat("b", 300)}}
	found, err := beside.Find(p, &policy.Artifact{Name: name}, filepath.Join(dir, name))
	if err != nil || len(found.Evidence)+len(found.Lists) > 0 || len(found.Missing) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	if about, err := beside.About(filepath.Join(dir, name)); err != nil || len(about) > 0 {
		t.Errorf("%v, %v", about, err)
	}
}

// What evidence is called leads back to what it is about.
func TestStem(t *testing.T) {
	for _, name := range beside.Candidates("a-1.tar.gz") {
		if stem, ok := beside.Stem(name); stem != "a-1.tar.gz" || !ok {
			t.Errorf("%s: %q, %t", name, stem, ok)
		}
	}
	for _, name := range []string{"a-1.tar.gz", ".asc", ""} {
		if stem, ok := beside.Stem(name); ok {
			t.Errorf("%s: %q", name, stem)
		}
	}
}
