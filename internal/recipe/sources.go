package recipe

import (
	"strings"

	"github.com/upsig/upsig/internal/beside"
	"github.com/upsig/upsig/internal/decompress"
	"github.com/upsig/upsig/internal/lazyre"
)

// source is a file that a recipe downloads, and the name that it gets, if that is
// another one.
type source struct{ url, name word }

// file is a source that is spelled out.
type file struct{ name, upstream string }

// listName tells checksum lists by their name.
var listName = lazyre.New(`(?i)(?:sha[0-9]*|b2|checksums?)(?:sums?)?(?:\.txt)?$`)

// sources finds the files that have signatures beside them.
func (r *Recipe) sources(s *script, all []source) {
	var files []file
	for _, entry := range all {
		switch f, ok := s.file(entry); {
		case ok:
			files = append(files, f)
		default:
			r.computed(entry.last())
		}
	}
	r.match(files)
}

// match finds among files those that have signatures beside them.
func (r *Recipe) match(all []file) {
	var files, evidence []file
	for _, f := range all {
		if _, signature := beside.Stem(f.name); signature {
			evidence = append(evidence, f)
		} else {
			files = append(files, f)
		}
	}
	for _, e := range evidence {
		r.signed(e, files)
	}
}

// file expands a source's names. Only the last part of the address counts: hosts
// and folders may be computed.
func (s *script) file(entry source) (file, bool) {
	upstream, ok := s.expand(lastPart(entry.url))
	if len(entry.name) == 0 {
		return file{upstream, upstream}, ok && plainFile(upstream)
	}
	name, named := s.expand(entry.name)
	if !ok || !plainFile(upstream) {
		upstream = ""
	}
	return file{name, upstream}, named && plainFile(name)
}

// plainFile is a name that can stand in a policy, with at most one version.
func plainFile(name string) bool {
	return strings.Count(name, "{version}") <= 1 && plainName.Get().MatchString(strings.Replace(name, "{version}", "1", 1))
}

// lastPart is what stands behind the last slash. One inside a substitution leaves a
// brace behind, which is not expanded.
func lastPart(w word) word {
	for i := len(w) - 1; i >= 0; i-- {
		if n := strings.LastIndexByte(w[i].text, '/'); n >= 0 {
			return append(word{{w[i].text[n+1:], w[i].quoted, w[i].single}}, w[i+1:]...)
		}
	}
	return w
}

// last is how the name of a source ends.
func (entry source) last() string {
	w := entry.url
	if len(entry.name) > 0 {
		w = entry.name
	}
	if len(w) == 0 {
		return ""
	}
	return w[len(w)-1].text
}

// computed tells of a source that is not spelled out and ends like evidence.
func (r *Recipe) computed(end string) {
	if _, ok := beside.Stem("x" + end); ok {
		r.note("the name of a signature's file is computed: write [[artifact]] by hand")
	}
}

// signed finds the file that a signature is about.
func (r *Recipe) signed(e file, files []file) {
	if stem, _ := beside.Stem(e.name); listName.Get().MatchString(stem) {
		r.note("a signed checksum list covers files: name it with via in [[artifact]]")
		return
	}
	for _, f := range files {
		if about(e, f) {
			r.pair(e, f)
			return
		}
	}
	r.note("a signature's file belongs to no source that is spelled out")
}

// about reports whether a signature's name, here or upstream, is that of a file.
func about(e, f file) bool {
	stem, _ := beside.Stem(e.name)
	upstream, _ := beside.Stem(e.upstream)
	return covers(stem, f.name) || upstream != "" && covers(upstream, f.upstream)
}

// pair adds a file and its signature.
func (r *Recipe) pair(e, f file) {
	a := Artifact{Name: f.name}
	if f.upstream != f.name {
		a.Upstream = f.upstream
	}
	if stem, _ := beside.Stem(e.name); !covers(stem, f.name) {
		a.Evidence = e.name
	}
	r.add(a)
}

// covers reports whether a signature without its ending is about the file, or about
// its uncompressed content.
func covers(about, name string) bool {
	content, _ := decompress.Strip(name)
	return about != "" && (about == name || about == content)
}

// add keeps the first entry for a file.
func (r *Recipe) add(a Artifact) {
	for _, known := range r.Artifacts {
		if known.Name == a.Name {
			return
		}
	}
	r.Artifacts = append(r.Artifacts, a)
}
