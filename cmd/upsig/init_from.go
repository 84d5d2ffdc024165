package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/recipe"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/policy"
)

// fromRecipe adds to the draft what a packaging file says. What it does not spell out
// is named on standard error.
func (f *initFlags) fromRecipe(s streams, d *draft) error {
	path := f.from.value
	data, err := readfile.Regular(path, limits.PolicyFile)
	if err != nil {
		return fmt.Errorf("policy init: %w", err)
	}
	r, ok := recipe.Parse(path, data)
	if !ok {
		return withHint(usagef("policy init: %s is of no kind that is read", path), "name a .ebuild, a PKGBUILD or debian/watch")
	}
	if !d.recipeIdentity(r) {
		r.Notes = append(r.Notes, "the Sigstore identity or its issuer cannot stand in a policy")
	}
	f.leftOut(s, d, path, r)
	if err := f.names(d, path, r); err != nil {
		return err
	}
	d.uncompressed = r.Uncompressed
	for _, fpr := range r.Fingerprints {
		add(&d.keys, d.keyEntry(fpr, "The packaging file names this certificate. Confirm that it still signs releases."))
	}
	d.publisher(r.Publisher)
	return f.recipeKeys(s, d, path, r)
}

// leftOut tells what the recipe does not spell out, here and in the draft.
func (f *initFlags) leftOut(s streams, d *draft, path string, r recipe.Recipe) {
	for _, name := range r.Skipped {
		d.left = append(d.left, name+" is not spelled out in "+safetext.Line(filepath.Base(path))+", and nothing of it is run")
	}
	d.left = append(d.left, r.Notes...)
	for _, text := range d.left {
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
	if m := controlSource().FindSubmatch(data); m != nil {
		return string(m[1])
	}
	return ""
}

// publisher drafts a signer for what pypi.eclass verifies.
func (d *draft) publisher(who string) {
	if who == "" || !safe(who) {
		return
	}
	entry := "# CHECK: The packaging file names who publishes to PyPI. Workflow and ref are guessed.\n[[sigstore.signer]]\nkind = \"pypi\"\n"
	if account, ok := strings.CutPrefix(who, "gcp:"); ok {
		add(&d.identities, entry+"identity = "+quote(account)+"\n")
		return
	}
	add(&d.identities, entry+"repository = "+quote(strings.TrimSuffix(who, "/"))+
		"\nworkflow = \".github/workflows/release.yml\"\nref = \"refs/tags/v{version}\"\n")
}

// anyVersion stands for the version while an identity is taken apart.
const anyVersion = "9999.0.9999"

// recipeIdentity drafts the identity that an ebuild names for Sigstore. It reports
// false for one that cannot stand in a policy.
func (d *draft) recipeIdentity(r recipe.Recipe) bool {
	identity := strings.ReplaceAll(r.Identity, "{version}", anyVersion)
	if identity == "" && r.Issuer == "" {
		return true
	}
	if identity == "" || r.Issuer == "" || !safe(identity, r.Issuer) {
		return false
	}
	made, err := policy.AdHoc(policy.Flags{Identity: identity, Issuer: r.Issuer})
	if err != nil || len(made.SigstoreSigners) == 0 {
		return false
	}
	// Behind a workflow stands the same one as a publisher to PyPI.
	signer := made.SigstoreSigners[0]
	entry := "# CHECK: The packaging file names this identity. Confirm that it still signs releases.\n[[sigstore.signer]]\nkind = " + quote(signer.Kind) + "\n"
	for _, pin := range [][2]string{
		{"identity", signer.Identity}, {"issuer", signer.IssuerURL},
		{"repository", signer.Repository}, {"workflow", signer.Workflow},
		{"ref", strings.ReplaceAll(signer.Ref, anyVersion, "{version}")},
	} {
		if strings.Contains(pin[1], anyVersion) {
			return false
		}
		if pin[1] != "" {
			entry += pin[0] + " = " + quote(pin[1]) + "\n"
		}
	}
	add(&d.identities, entry)
	return true
}

// recipeKeys reads the key files that the recipe names: absolute ones where they
// are installed, others beside the recipe.
func (f *initFlags) recipeKeys(s streams, d *draft, path string, r recipe.Recipe) error {
	for _, name := range r.Keyrings {
		file := name
		if !filepath.IsAbs(name) {
			file = filepath.Join(filepath.Dir(path), name)
		}
		var err error
		switch r.Method {
		case "minisig", "signify":
			err = d.rawKey(file, map[string]string{"minisig": "minisign", "signify": "signify"}[r.Method])
		default:
			err = d.certificates(file, name)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			fmt.Fprintf(s.err, "upsig: %s names the keys in %s, which is not there; install what has it, and run this again\n", safetext.Line(path), safetext.Line(name))
		case err != nil:
			return err
		}
	}
	return nil
}

// certificates drafts a signer for every certificate in the file.
func (d *draft) certificates(file, name string) error {
	found, err := keyrings.ReadFile(file)
	if err != nil {
		return err
	}
	for _, c := range found.Certificates {
		entry := d.keyEntry(c.Fingerprint(), "This certificate stands in the packaging's keyring. Confirm that it still signs releases.")
		if !filepath.IsAbs(name) {
			entry += fmt.Sprintf("keyring      = %s\n", quote(name))
		}
		add(&d.keys, entry)
	}
	return nil
}

// rawKey drafts a minisign or signify key.
func (d *draft) rawKey(file, kind string) error {
	data, err := readfile.Regular(file, limits.PublicKeyFile)
	if err != nil {
		return err
	}
	id, err := policy.ParseRawKey(string(data))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	add(&d.keys, fmt.Sprintf("# CHECK: The packaging file names this key. Is it held by the author, or a secret of a CI platform (\"ci\")?\n[[key.signer]]\nname    = \"author %d\"\nkind    = %s\nkey     = %s\nheld-by = \"author\"\n",
		len(d.keys)+1, quote(kind), quote(id)))
	return nil
}
