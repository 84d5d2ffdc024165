package policy

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

// distribution is the name of a file on PyPI, taken apart and normalised: equal
// ones are the same file to PyPI (packaging.utils, the binary distribution format
// and the source distribution format of the Python packaging specifications).
type distribution struct {
	form    string // ".whl", ".tar.gz" or ".zip"
	name    string
	version string
	build   string
	tags    []string // python-abi-platform, sorted
}

var (
	projectForm    = lazyre.New(`^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$`)
	nameSeparators = lazyre.New(`[-_.]+`)
	buildForm      = lazyre.New(`^0*([0-9]+)([A-Za-z0-9_.]*)$`)
	tagForm        = lazyre.New(`^[a-z0-9_]+(?:\.[a-z0-9_]+)*$`)
)

// parseDistribution reads the name of a wheel or a source distribution; false
// for anything else.
func parseDistribution(file string) (distribution, bool) {
	if stem, ok := strings.CutSuffix(file, ".whl"); ok {
		return parseWheel(stem)
	}
	for _, form := range []string{".tar.gz", ".zip"} {
		stem, ok := strings.CutSuffix(file, form)
		name, version, dashed := cutLast(stem, "-")
		if ok && dashed {
			d := distribution{form: form}
			return d, d.setProject(name, version)
		}
	}
	return distribution{}, false
}

// parseWheel takes NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM apart.
func parseWheel(stem string) (distribution, bool) {
	parts := strings.Split(stem, "-")
	d := distribution{form: ".whl"}
	n := len(parts)
	if n != 5 && n != 6 || strings.Contains(parts[0], "__") || !d.setProject(parts[0], parts[1]) {
		return d, false
	}
	if n == 6 {
		m := buildForm.Get().FindStringSubmatch(parts[2])
		if m == nil {
			return d, false
		}
		d.build = m[1] + m[2]
	}
	return d, d.setTags(parts[n-3], parts[n-2], parts[n-1])
}

// setProject normalises the project's name (PEP 503) and the version (PEP 440).
func (d *distribution) setProject(name, version string) bool {
	if !projectForm.Get().MatchString(name) {
		return false
	}
	d.name = strings.ToLower(nameSeparators.Get().ReplaceAllString(name, "-"))
	var ok bool
	d.version, ok = pythonVersion(version)
	return ok
}

// setTags expands compressed tags: py2.py3-none-any is two (PEP 425).
func (d *distribution) setTags(python, abi, platform string) bool {
	for _, set := range []*string{&python, &abi, &platform} {
		if *set = strings.ToLower(*set); !tagForm.Get().MatchString(*set) {
			return false
		}
	}
	if (strings.Count(python, ".")+1)*(strings.Count(abi, ".")+1)*(strings.Count(platform, ".")+1) > limits.WheelTags {
		return false
	}
	for p := range strings.SplitSeq(python, ".") {
		for a := range strings.SplitSeq(abi, ".") {
			for m := range strings.SplitSeq(platform, ".") {
				d.tags = append(d.tags, p+"-"+a+"-"+m)
			}
		}
	}
	slices.Sort(d.tags)
	d.tags = slices.Compact(d.tags)
	return true
}

// versionParts is PEP 440's grammar (appendix B), after lower-casing: epoch,
// release, pre-release, post-release (either spelling), development release,
// local version.
var versionParts = lazyre.New(`^v?(?:([0-9]+)!)?([0-9]+(?:\.[0-9]+)*)` +
	`(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?([0-9]*))?` +
	`(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]*))?` +
	`(?:[-_.]?(dev)[-_.]?([0-9]*))?` +
	`(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`)

// pythonVersion brings a version into the one form that all its spellings share;
// 1.0 and 1.0.0 are equal.
func pythonVersion(text string) (string, bool) {
	m := versionParts.Get().FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return "", false
	}
	v := number(m[1]) + "!" + release(m[2])
	if m[3] != "" {
		v += preRelease(m[3]) + number(m[4])
	}
	if m[5] != "" || m[6] != "" {
		v += ".post" + number(m[5]+m[7])
	}
	if m[8] != "" {
		v += ".dev" + number(m[9])
	}
	return v + localVersion(m[10]), true
}

// number drops leading zeros; nothing is zero.
func number(digits string) string {
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return "0"
	}
	return digits
}

// release drops leading zeros of each number, and zeros at the end.
func release(text string) string {
	parts := strings.Split(text, ".")
	for i := range parts {
		parts[i] = number(parts[i])
	}
	for len(parts) > 1 && parts[len(parts)-1] == "0" {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, ".")
}

func preRelease(word string) string {
	switch word {
	case "alpha":
		return "a"
	case "beta":
		return "b"
	case "c", "pre", "preview":
		return "rc"
	}
	return word
}

func localVersion(text string) string {
	if text == "" {
		return ""
	}
	parts := strings.Split(nameSeparators.Get().ReplaceAllString(text, "."), ".")
	for i, p := range parts {
		if strings.Trim(p, "0123456789") == "" {
			parts[i] = number(p)
		}
	}
	return "+" + strings.Join(parts, ".")
}
