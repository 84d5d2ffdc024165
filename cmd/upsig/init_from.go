package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// readRecipe reads the packaging file, if one is named.
func (f *initFlags) readRecipe() error {
	if !f.from.set {
		return nil
	}
	path := f.from.value
	data, err := readfile.Regular(path, limits.PolicyFile)
	if err != nil {
		return unread(fmt.Errorf("policy init: %w", err), "check the name given with --from: an ebuild, a PKGBUILD, a .spec or debian/watch")
	}
	var ok bool
	if f.recipe, ok = recipe.Parse(path, data); !ok {
		return withHint(usagef("policy init: %s is of no kind that is read", path), "name a .ebuild, a PKGBUILD, a .spec or debian/watch")
	}
	return nil
}

// addPackaged adds the certificates at hand of whom the packaging file names, so that
// what they signed is seen to be theirs. What is not there is told with the draft.
func (f *initFlags) addPackaged(keys *keySet) error {
	r := f.recipe // empty without --from
	if len(r.Fingerprints) > 0 {
		found, err := keyrings.Find(r.Fingerprints, nil, keyrings.Default(filepath.Dir(f.from.value)))
		if err != nil {
			return err
		}
		keys.add(found)
	}
	for _, name := range r.Keyrings {
		if rawKind(r.Method) != "" {
			continue
		}
		found, err := keyrings.ReadFile(recipeFile(f.from.value, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		default:
			keys.add(found)
		}
	}
	return nil
}

// fromRecipe adds to the draft what a packaging file says. What it does not spell out
// is named on standard error.
func (f *initFlags) fromRecipe(s streams, d *draft) error {
	path, r, beside := f.from.value, f.recipe, len(d.keys)
	if !d.recipeIdentity(path, r) {
		r.Notes = append(r.Notes, "the Sigstore identity or its issuer cannot stand in a policy")
	}
	f.leftOut(s, d, path, r)
	if err := f.names(d, path, r); err != nil {
		return err
	}
	d.uncompressed = r.Uncompressed
	for _, fpr := range r.Fingerprints {
		if err := d.certificate(path, fpr, "The packaging file names this certificate. Confirm that it still signs releases.", "", nil); err != nil {
			return err
		}
	}
	d.packaged = append(d.packaged, r.Fingerprints...)
	d.publisher(path, r.Publisher)
	if err := f.recipeKeys(s, d, path, r); err != nil {
		return err
	}
	d.askStrangers(beside)
	return nil
}

// askStrangers asks about each of the first signers, which evidence named, that the
// packaging file does not name although it names others.
func (d *draft) askStrangers(beside int) {
	for i := range d.keys[:beside] {
		if e := &d.keys[i]; len(d.packaged) > 0 && e.table == "pgp.signer" && !slices.Contains(d.packaged, e.id) {
			e.check("The packaging file names other certificates, and not this one. Did upstream change keys? Take it out unless another channel says so.")
		}
	}
}

// leftOut tells what the recipe does not spell out, here and in the draft.
func (f *initFlags) leftOut(s streams, d *draft, path string, r recipe.Recipe) {
	before := len(d.left)
	for _, name := range r.Skipped {
		d.leave("", name+" is not spelled out in "+filepath.Base(path)+", and nothing of it is run")
	}
	for _, note := range r.Notes {
		d.leave("", note)
	}
	d.tellLeft(s, path, before)
}

// tellLeft tells what was left out since there were that many.
func (d *draft) tellLeft(s streams, path string, before int) {
	for _, text := range d.left[before:] {
		fmt.Fprintf(s.err, "upsig: %s: left out: %s\n", safetext.Line(path), text)
	}
}

// names settles what package and files are called.
func (f *initFlags) names(d *draft, path string, r recipe.Recipe) error {
	if d.pkg == "" {
		d.pkg = r.Package
	}
	if d.pkg == "" {
		d.pkg = sourceName(filepath.Join(filepath.Dir(path), "control"))
	}
	if d.pkg == "" {
		return withHint(usagef("policy init: %s does not tell the package's name", path), "give --package NAME")
	}
	switch {
	case d.pattern != "":
	case len(r.Artifacts) > 0:
		d.artifacts = r.Artifacts
	default:
		d.pattern, d.guessed = filepath.Base(d.pkg)+"-{version}.tar.gz", true
	}
	return nil
}

var controlSource = lazyre.New(`(?m)^Source:[ \t]*([a-z0-9][a-z0-9+.-]*)[ \t]*$`)

// sourceName reads the package's name from debian/control; "" if it is not there.
func sourceName(file string) string {
	data, err := readfile.Regular(file, limits.PolicyFile)
	if err != nil {
		return ""
	}
	if m := controlSource.Get().FindSubmatch(data); m != nil {
		return string(m[1])
	}
	return ""
}

// publisher drafts a signer for what pypi.eclass verifies: publish attestations. What
// evidence showed of the repository is better than a guess.
func (d *draft) publisher(path, who string) {
	repository := quote(strings.TrimSuffix(who, "/"))
	if who == "" || slices.ContainsFunc(d.identities, func(e entry) bool { return e.publishes(repository) }) {
		return
	}
	e := entry{table: "sigstore.signer", id: "publisher " + who}
	e.check("The packaging file names who publishes to PyPI.")
	e.pin("kind", "pypi")
	if account, ok := strings.CutPrefix(who, "gcp:"); ok {
		e.pin("identity", account)
	} else {
		e.check("Workflow and ref are guessed.")
		e.lines = append(e.lines, line{"repository", repository})
		e.pin("workflow", ".github/workflows/release.yml")
		e.pin("ref", "refs/tags/v{version}")
	}
	e.lines = append(e.lines, line{"publish-suffices", "true"})
	d.add(e, path)
}

// publishes reports whether the entry is that of a repository's publisher.
func (e entry) publishes(repository string) bool {
	return slices.Contains(e.lines, line{"kind", quote("pypi")}) && slices.Contains(e.lines, line{"repository", repository})
}

// anyVersion stands for the version while an identity is taken apart.
const anyVersion = "9999.0.9999"

// recipeIdentity drafts the identity that an ebuild names for Sigstore. It reports
// false for one that cannot stand in a policy.
func (d *draft) recipeIdentity(path string, r recipe.Recipe) bool {
	identity := strings.ReplaceAll(r.Identity, "{version}", anyVersion)
	if identity == "" && r.Issuer == "" {
		return true
	}
	if identity == "" || r.Issuer == "" {
		return false
	}
	made, err := policy.AdHoc(policy.Flags{Identity: identity, Issuer: r.Issuer})
	if err != nil || len(made.SigstoreSigners) == 0 {
		return false
	}
	// Behind a workflow stands the same one as a publisher to PyPI.
	signer := made.SigstoreSigners[0]
	e := entry{table: "sigstore.signer"}
	e.check("The packaging file names this identity. Confirm that it still signs releases.")
	for _, pin := range [][2]string{
		{"kind", signer.Kind}, {"identity", signer.Identity}, {"issuer", signer.IssuerURL},
		{"repository", signer.Repository}, {"workflow", signer.Workflow},
		{"ref", strings.ReplaceAll(signer.Ref, anyVersion, "{version}")},
	} {
		if strings.Contains(pin[1], anyVersion) {
			return false
		}
		e.pin(pin[0], pin[1])
	}
	return d.addUnder(e, path, policy.PublicGood)
}

// recipeKeys reads the key files that the recipe names: absolute ones where they
// are installed, others beside the recipe.
func (f *initFlags) recipeKeys(s streams, d *draft, path string, r recipe.Recipe) error {
	for _, name := range r.Keyrings {
		file := recipeFile(path, name)
		before := len(d.left)
		var err error
		if kind := rawKind(r.Method); kind != "" {
			err = d.rawKey(path, file, kind)
		} else {
			err = d.certificates(path, file)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintf(s.err, "upsig: %s names the keys in %s, which is not there; install what has it, and run this again\n", safetext.Line(path), safetext.Line(name))
			d.hint("%s", "get the keys in "+safetext.Line(file))
		case err != nil:
			return err
		}
		d.tellLeft(s, path, before)
	}
	return nil
}

// recipeFile is the file that a recipe means by a name.
func recipeFile(path, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(path), name)
}

// rawKind is the kind of key behind an ebuild's method; "" if that is a certificate.
func rawKind(method string) string {
	return map[string]string{"minisig": "minisign", "signify": "signify"}[method]
}

// certificates drafts a signer for every certificate in the file, and leaves out what
// is none.
func (d *draft) certificates(path, file string) error {
	found, err := keyrings.ReadFile(file)
	if err != nil {
		return err
	}
	for _, c := range found.Certificates {
		d.packaged = append(d.packaged, c.Fingerprint())
		err := d.certificate(path, c.Fingerprint(), "This certificate stands in the packaging's keyring. Confirm that it still signs releases.", file, nil)
		if err != nil {
			return err
		}
	}
	for _, p := range found.Problems {
		text := because(policy.Finding{Reason: p.Reason, Detail: p.Detail})
		if p.Fingerprint != "" {
			text = p.Fingerprint + ": " + text
		}
		d.leave(p.Source, text)
	}
	if len(found.Certificates) == 0 {
		d.hint("get another copy of %s: there is no certificate in it that can be used", safetext.Line(file))
	}
	return nil
}

// rawKey drafts a minisign or signify key.
func (d *draft) rawKey(path, file, kind string) error {
	data, err := readfile.Regular(file, limits.PublicKeyFile)
	if err != nil {
		return err
	}
	id, err := policy.ParseRawKey(string(data))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	e := entry{table: "key.signer", id: id}
	e.check("The packaging file names this key.")
	e.check(whose)
	e.pin("name", d.author())
	e.pin("kind", kind)
	e.pin("key", id)
	e.pin("held-by", string(policy.HeldByAuthor))
	d.add(e, path)
	return nil
}
