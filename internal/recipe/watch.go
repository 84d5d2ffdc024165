package recipe

import (
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
)

var (
	decompressOption = lazyre.New(`(?mi)^(?:[^#\n]*opts?=[^\n]*\bdecompress\b|Decompress:[ \t]*yes\b)`)
	pgpMode          = lazyre.New(`(?mi)^(?:[^#\n]*\bpgpmode=|Pgp-Mode:[ \t]*)([a-z]+)`)
	gitMode          = lazyre.New(`(?mi)^(?:[^#\n]*\bmode=|Mode:[ \t]*)git\b`)
	matchingPattern  = lazyre.New(`(?mi)^Matching-Pattern:[ \t]*(?:\n[ \t]+)?(\S+)[ \t]*$`)
	watchOptions     = lazyre.New(`^(?:opts|options)=(?:"[^"]*"|\S*)[ \t]*`)
)

// watch reads debian/watch: the certificates lie beside it, in upstream/ (Debian
// policy section 4.11).
func (r *Recipe) watch(text string) {
	r.Keyrings = []string{"upstream/signing-key.asc"}
	text = strings.ReplaceAll(text, "\\\n", "")
	r.Uncompressed = decompressOption.Get().MatchString(text)
	for _, m := range pgpMode.Get().FindAllStringSubmatch(text, -1) {
		switch strings.ToLower(m[1]) {
		case "none":
			r.note("debian/watch checks no signature (pgpmode none): does upstream sign?")
		case "gittag":
			r.note("the signature is that of a git tag (pgpmode gittag): it covers no file")
		case "self":
			r.note("the file carries its own signature (pgpmode self): verify it with sopv inline-verify")
		}
	}
	if !gitMode.Get().MatchString(text) {
		r.watchFile(patterns(text))
	}
}

// patterns are what the lines look for: the last word of an address with a group in
// it, or the word behind the address. Since version 5 a field has it.
func patterns(text string) []string {
	var all []string
	for _, m := range matchingPattern.Get().FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(watchOptions.Get().ReplaceAllString(strings.TrimSpace(line), ""))
		switch {
		case len(fields) == 0 || !strings.Contains(fields[0], "://"):
		case strings.Contains(fields[0], "("):
			all = append(all, fields[0])
		case len(fields) > 1:
			all = append(all, fields[1])
		}
	}
	return all
}

// watchFile drafts the artifact where there is one pattern, and that is a name with
// a group for the version.
func (r *Recipe) watchFile(patterns []string) {
	if len(patterns) == 1 {
		if name, ok := patternName(patterns[0]); ok {
			r.add(Artifact{Name: name})
			return
		}
	}
	r.note("debian/watch has no plain name for the file: write [[artifact]] by hand")
}

// patternName takes the group out of a pattern that has one.
func patternName(pattern string) (string, bool) {
	for _, folders := range []string{"(?:.*/)?", "(?:.*?/)?", ".*/"} {
		pattern = strings.TrimPrefix(pattern, folders)
	}
	start, end := strings.IndexByte(pattern, '('), strings.LastIndexByte(pattern, ')')
	if start < 0 || end < start || strings.Count(pattern, "(") != 1 {
		return "", false
	}
	before := pattern[:start]
	name := before[strings.LastIndexByte(before, '/')+1:] + "{version}" + pattern[end+1:]
	name = strings.ReplaceAll(name, `\.`, ".")
	return name, plainFile(name)
}
