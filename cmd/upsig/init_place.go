package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
)

// draftFolder says how a draft names the files that it hangs on. Paths in a policy are
// relative to its folder and never leave it.
type draftFolder struct {
	// folder is where the draft goes; empty means the working folder.
	folder string
	// by are the names given so far, by absolute path.
	by map[string]named
}

// named is a file as the draft names it.
type named struct {
	name string
	// copied is the file that has to be copied to that name; empty if it is there.
	copied string
}

// check is the comment that says what to copy; empty if nothing needs to be.
func (p named) check() string {
	if p.copied == "" {
		return ""
	}
	return fmt.Sprintf("# CHECK: copy %s to %s beside this policy.\n", safetext.Line(p.copied), p.name)
}

// of names a file, which must have one of the endings, if there are any. What does
// not lie below the draft's folder has to be copied there, into the subfolder.
func (p *draftFolder) of(file, subfolder string, endings ...string) (named, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return named{}, err
	}
	if known, ok := p.by[abs]; ok {
		return known, nil
	}
	folder, err := filepath.Abs(p.folder)
	if err != nil {
		return named{}, err
	}
	name, err := filepath.Rel(folder, abs)
	found := named{name: filepath.ToSlash(name)}
	if err != nil || !nameable(found.name, endings) {
		found = named{name: p.free(abs, subfolder, endings), copied: file}
	}
	if p.by == nil {
		p.by = map[string]named{}
	}
	p.by[abs] = found
	return found, nil
}

// nameable reports whether a policy can name the file so.
func nameable(name string, endings []string) bool {
	fits := len(endings) == 0 || slices.Contains(endings, path.Ext(name))
	return fits && safe(name) && !path.IsAbs(name) && !slices.Contains(strings.Split(name, "/"), "..")
}

// free is a name that no other file has, for a copy.
func (p *draftFolder) free(file, subfolder string, endings []string) string {
	ending := filepath.Ext(file)
	stem := strings.TrimSuffix(filepath.Base(file), ending)
	if !safe(stem) || stem == "" {
		stem = "copy"
	}
	if !nameable("x"+ending, endings) {
		ending = strings.Join(endings[:min(1, len(endings))], "")
	}
	for i := 1; ; i++ {
		name := path.Join(subfolder, stem+ending)
		if i > 1 {
			name = path.Join(subfolder, fmt.Sprintf("%s-%d%s", stem, i, ending))
		}
		_, err := os.Lstat(filepath.Join(p.folder, filepath.FromSlash(name)))
		if err != nil && !p.taken(name) {
			return name
		}
	}
}

func (p *draftFolder) taken(name string) bool {
	for _, other := range p.by {
		if other.name == name {
			return true
		}
	}
	return false
}

// tell says what has to be copied before the draft can be used.
func (p *draftFolder) tell(w io.Writer, draft string) {
	for _, line := range p.copies() {
		if strings.Contains(draft, line.check()) {
			fmt.Fprintf(w, "upsig: copy %s to %s: a policy names files in or below its own folder alone\n",
				safetext.Line(line.copied), safetext.Line(filepath.Join(p.folder, line.name)))
		}
	}
}

// copies are the files to copy, sorted.
func (p *draftFolder) copies() []named {
	var all []named
	for _, one := range p.by {
		if one.copied != "" {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b named) int { return strings.Compare(a.name, b.name) })
	return all
}

// searched reports whether a certificate is found without being named: below the
// policy's folder, where it may move to another file, or where distributions install
// them. See [keyrings.Default].
func (p *draftFolder) searched(file string) bool {
	abs, err := filepath.Abs(file)
	folder, errFolder := filepath.Abs(p.folder)
	return err == nil && errFolder == nil && filepath.Ext(abs) == ".asc" &&
		slices.Contains(keyrings.Default(folder)[1:], filepath.Dir(abs))
}

// find finds a file by the name that the draft has for it.
func (p *draftFolder) find(name string) (named, bool) {
	for _, one := range p.by {
		if one.name == name {
			return one, true
		}
	}
	return named{}, false
}
