package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/tomltree"
)

// Schema is the version of the policy file that this package reads.
const Schema = "upsig/policy/v1"

// LoadError lists everything that is wrong with a policy file.
type LoadError struct {
	File string
	// Problems have a Line and a Column, from 1 (0 where there is no place; columns count
	// bytes), and a Text.
	Problems []tomltree.Problem
}

// Error gives one line per problem: file:line:column: cause.
func (e *LoadError) Error() string { return fmt.Sprint(errors.Join(e.Unwrap()...)) }

// Unwrap gives one error per problem. The text does not tell them apart: it may
// quote line feeds.
func (e *LoadError) Unwrap() []error { return tomltree.Errors(e.File, e.Problems) }

// LoadFile reads a policy file. A file that cannot be read gives the error of
// the operating system, one that is wrong a [*LoadError].
func LoadFile(path string) (*Policy, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limits.PolicyFile+1))
	if err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	return Load(data, path)
}

// Load reads a policy; file names it in errors and reports. Errors are of type
// [*LoadError] and name as many problems as could be found in one run.
func Load(data []byte, file string) (*Policy, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &LoadError{file, []tomltree.Problem{{Text: "the policy is empty; begin with schema = \"" + Schema + "\""}}}
	}
	table, problems := tomltree.Parse(data, limits.PolicyFile)
	if len(problems) > 0 {
		return nil, &LoadError{file, problems}
	}
	p := &Policy{File: file}
	l := loader{policy: p, root: tomltree.NewReader(table, &problems)}
	l.load()
	if len(problems) > 0 {
		tomltree.SortProblems(problems)
		return nil, &LoadError{file, problems}
	}
	return p, nil
}

// loader turns tables into a Policy, and says what is wrong with them.
type loader struct {
	// keys are those of the signers so far, read once each.
	keys []bareKey

	policy *Policy
	root   *tomltree.Reader
	names  []string
	// Tables that whole comes back to.
	releases, artifacts []*tomltree.Reader
	pgp                 *tomltree.Reader
}

func (l *loader) load() {
	p, r := l.policy, l.root
	if s := r.String("schema"); s != Schema {
		r.Problem(r.At("schema"), "schema must be %q", Schema)
	}
	if p.Package = r.String("package"); p.Package == "" && !r.Has("package") {
		r.Problem(r.Position(), "package is missing")
	}
	p.Require = l.require(r, true)
	p.Minimum = l.class(r, "minimum")
	l.releases, l.artifacts = r.Tables("release"), r.Tables("artifact")
	for _, t := range l.releases {
		p.Releases = append(p.Releases, l.readRelease(t))
	}
	for _, t := range l.artifacts {
		p.Artifacts = append(p.Artifacts, l.artifact(t))
	}
	l.keySide(r)
	for _, t := range r.Tables("timestamp") {
		p.Timestamps = append(p.Timestamps, l.timestamp(t))
	}
	if t := r.Table("sigstore"); t != nil {
		for _, s := range t.Tables("signer") {
			p.SigstoreSigners = append(p.SigstoreSigners, l.sigstoreSigner(s))
		}
		t.Done()
	}
	r.Done()
	l.whole()
}

func (l *loader) keySide(r *tomltree.Reader) {
	if t := r.Table("pgp"); t != nil {
		l.pgp = t
		for _, s := range t.Tables("signer") {
			l.policy.OpenPGPSigners = append(l.policy.OpenPGPSigners, l.openPGPSigner(s))
		}
		for _, a := range t.Tables("accept") {
			l.policy.Exceptions = append(l.policy.Exceptions, l.exception(a))
		}
		l.threshold(t)
		t.Done()
	}
	if t := r.Table("key"); t != nil {
		for _, s := range t.Tables("signer") {
			l.policy.KeySigners = append(l.policy.KeySigners, l.keySigner(s))
		}
		t.Done()
	}
}

func (l *loader) threshold(t *tomltree.Reader) {
	n, ok := t.Int("threshold")
	if !ok {
		return
	}
	if n < 1 {
		t.Problem(t.At("threshold"), "threshold must be at least 1")
	}
	l.policy.Threshold = n
}

func (l *loader) require(r *tomltree.Reader, mandatory bool) Require {
	text := r.String("require")
	for _, known := range Requires() {
		if text == string(known) {
			return known
		}
	}
	if mandatory || r.Has("require") {
		r.Problem(r.At("require"), "require must be one of pgp, sigstore, both, any")
	}
	return ""
}

func (l *loader) class(r *tomltree.Reader, key string) Class {
	text := r.String(key)
	if text == "" {
		return ClassNone
	}
	c, ok := ParseClass(text)
	if !ok || c == ClassNone {
		r.Problem(r.At(key), "%q is not a class: %s", text, strings.Join(classNames()[1:], ", "))
	}
	return c
}

func (l *loader) readRelease(r *tomltree.Reader) Release {
	rel := Release{Versions: l.globs(r, "versions"), Require: l.require(r, false), Minimum: l.class(r, "minimum")}
	if rel.Versions == nil {
		r.Problem(r.Position(), "a [[release]] needs versions")
	}
	r.Done()
	return rel
}

func (l *loader) globs(r *tomltree.Reader, key string) []string {
	all := r.Strings(key)
	for _, g := range all {
		if g != "" {
			check(r, key, checkVersionGlob(g))
		}
	}
	return all
}

// check notes err, if any, at the key.
func check(r *tomltree.Reader, key string, err error) {
	if err != nil {
		r.Problem(r.At(key), "%v", err)
	}
}

// optional reads a string and checks it if it is there.
func optional(r *tomltree.Reader, key string, f func(string) error) string {
	text := r.String(key)
	if text != "" {
		check(r, key, f(text))
	}
	return text
}

// mandatory reads a string that must be there, and checks it.
func mandatory(r *tomltree.Reader, key string, f func(string) error) string {
	if !r.Has(key) {
		r.Problem(r.Position(), "%s is missing", key)
	}
	return optional(r, key, f)
}

func anything(string) error { return nil }
