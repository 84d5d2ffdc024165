package policy

import (
	"fmt"
	"regexp"
	"strings"
)

// matchGlob matches s as a whole; * stands for any run of characters but a slash.
func matchGlob(pattern, s string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	tail, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	if !star {
		return tail == ""
	}
	for i := 0; ; i++ {
		if matchGlob(rest, tail[i:]) {
			return true
		}
		if i == len(tail) || tail[i] == '/' {
			return false
		}
	}
}

func matchAny(patterns []string, s string) bool {
	for _, p := range patterns {
		if matchGlob(p, s) {
			return true
		}
	}
	return false
}

const (
	placeholder           = "{version}"
	placeholderUnderscore = "{version:_}"
)

var versionForm = regexp.MustCompile(`^[0-9][0-9A-Za-z.+~_-]*$`)

// ValidVersion reports whether v is a version as {version} binds it.
func ValidVersion(v string) bool { return len(v) <= 128 && versionForm.MatchString(v) }

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
