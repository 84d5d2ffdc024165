package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

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
		return err
	}
	r, ok := recipe.Parse(path, data)
	if !ok {
		return withHint(usagef("policy init: %s is of no kind that is read", path), "name a .ebuild, a PKGBUILD or debian/watch")
	}
	for _, name := range r.Skipped {
		fmt.Fprintf(s.err, "upsig: %s: %s is not spelled out, and nothing is evaluated; left out\n", safetext.Line(path), name)
	}
	if d.pkg == "" {
		d.pkg = r.Package
	}
	if d.pattern == "" {
		d.pattern = d.pkg + "-{version}.tar.gz"
		d.guessed = true
	}
	d.uncompressed = r.Uncompressed
	for _, fpr := range r.Fingerprints {
		add(&d.keys, d.keyEntry(fpr, "The packaging file names this certificate. Confirm that it still signs releases."))
	}
	d.recipeIdentity(r)
	return f.recipeKeys(s, d, path, r)
}

// recipeIdentity drafts the identity that an ebuild names for Sigstore.
func (d *draft) recipeIdentity(r recipe.Recipe) {
	if r.Identity == "" || r.Issuer == "" || !safe(r.Identity, r.Issuer) {
		return
	}
	made, err := policy.AdHoc(policy.Flags{Identity: r.Identity, Issuer: r.Issuer})
	if err != nil || len(made.SigstoreSigners) != 1 {
		return
	}
	signer := made.SigstoreSigners[0]
	entry := "# CHECK: The packaging file names this identity. Confirm that it still signs releases.\n[[sigstore.signer]]\nkind = " + quote(signer.Kind) + "\n"
	for _, pin := range [][2]string{
		{"identity", signer.Identity}, {"issuer", signer.IssuerURL},
		{"repository", signer.Repository}, {"workflow", signer.Workflow}, {"ref", signer.Ref},
	} {
		if pin[1] != "" {
			entry += pin[0] + " = " + quote(pin[1]) + "\n"
		}
	}
	add(&d.identities, entry)
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
			fmt.Fprintf(s.err, "upsig: %s names the keys in %s, which is not installed here\n", safetext.Line(path), safetext.Line(name))
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
