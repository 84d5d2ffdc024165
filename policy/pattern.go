package policy

import (
	"fmt"
	"path"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

// matchGlob matches s as a whole; * stands for any run of characters but a slash.
// Loaded patterns have none of the other special characters of [path.Match].
func matchGlob(pattern, s string) bool {
	ok, err := path.Match(pattern, s)
	return ok && err == nil
}

func matchAny(patterns []string, s string) bool {
	for _, p := range patterns {
		if matchGlob(p, s) {
			return true
		}
	}
	return false
}

// globsMeet reports whether some text matches both globs. What is too long for a
// version was refused already and meets nothing.
func globsMeet(a, b string) bool {
	if max(len(a), len(b)) > limits.Version || startsDiffer(a, b) {
		return false
	}
	// Row i says for each j whether a[i:] and b[j:] meet; next is row i+1.
	row, next := make([]bool, len(b)+1), make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		row, next = next, row
		clear(row)
		for j := len(b); j >= 0; j-- {
			switch {
			case i == len(a) && j == len(b):
				row[j] = true
			case i < len(a) && a[i] == '*':
				row[j] = next[j] || (j < len(b) && row[j+1])
			case j < len(b) && b[j] == '*':
				row[j] = row[j+1] || (i < len(a) && next[j])
			default:
				row[j] = i < len(a) && j < len(b) && a[i] == b[j] && next[j+1]
			}
		}
	}
	return row[0]
}

// startsDiffer compares what stands before the first stars: most globs differ
// there, and a policy may have thousands of pairs.
func startsDiffer(a, b string) bool {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == '*' || b[i] == '*':
			return false
		case a[i] != b[i]:
			return true
		}
	}
	return false
}

const (
	placeholder           = "{version}"
	placeholderUnderscore = "{version:_}"
)

var versionForm = lazyre.New(`^[0-9][0-9A-Za-z.+~_-]*$`)

// ValidVersion reports whether v is a version as {version} binds it.
func ValidVersion(v string) bool { return len(v) <= limits.Version && versionForm.Get().MatchString(v) }

func checkPlaceholders(text string) error {
	rest := strings.NewReplacer(placeholder, "", placeholderUnderscore, "").Replace(text)
	if strings.ContainsAny(rest, "{}") {
		return fmt.Errorf("%q: the only placeholders are %s and %s", text, placeholder, placeholderUnderscore)
	}
	return nil
}

// namesVersion reports whether the text depends on the version.
func namesVersion(text string) bool {
	return strings.Contains(text, placeholder) || strings.Contains(text, placeholderUnderscore)
}

// expand puts the version into the text. The version's characters are not
// special in patterns.
func expand(text, version string) string {
	return strings.NewReplacer(placeholder, version,
		placeholderUnderscore, strings.ReplaceAll(version, ".", "_")).Replace(text)
}

// bindVersion matches name against a pattern with at most one {version} and
// returns what stands in its place.
func bindVersion(pattern, name string) (version string, ok bool) {
	before, after, has := strings.Cut(pattern, placeholder)
	if !has {
		return "", name == pattern
	}
	if len(name) < len(before)+len(after) || !strings.HasPrefix(name, before) || !strings.HasSuffix(name, after) {
		return "", false
	}
	version = name[len(before) : len(name)-len(after)]
	return version, ValidVersion(version)
}
