package keyrings

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/pgp"
)

// Layout is a form that build systems keep keys in.
type Layout string

const (
	// LayoutOpenPGPKeys is one armored file, as in /usr/share/openpgp-keys.
	LayoutOpenPGPKeys Layout = "openpgp-keys"
	// LayoutSigningKey is one armored file, as debian/upstream/signing-key.asc.
	LayoutSigningKey Layout = "signing-key"
	// LayoutKeyring is one binary file, as gpgv reads (.gpg, .keyring).
	LayoutKeyring Layout = "keyring"
	// LayoutKeysPGP is a folder of FINGERPRINT.asc, as Arch's keys/pgp.
	LayoutKeysPGP Layout = "keys-pgp"
	// LayoutVOA is a hierarchy OS/PURPOSE/CONTEXT/openpgp/FINGERPRINT.openpgp
	// (UAPI.11, version 0.1).
	LayoutVOA Layout = "voa"
)

// Layouts lists all layouts.
func Layouts() []Layout {
	return []Layout{LayoutOpenPGPKeys, LayoutSigningKey, LayoutKeyring, LayoutKeysPGP, LayoutVOA}
}

// VOA places certificates in a VOA hierarchy.
type VOA struct{ OS, Purpose, Context string }

var (
	voaPart = lazyre.New(`^[a-z0-9_.-]+$`)
	voaOS   = lazyre.New(`^[a-z0-9_.-]+(:[a-z0-9_.-]*){0,4}$`)
)

// Check reports what cannot be a name in a VOA hierarchy.
func (v VOA) Check() error {
	_, err := v.folder()
	return err
}

func (v VOA) folder() (string, error) {
	for _, p := range []struct {
		what, text string
		form       *regexp.Regexp
	}{{"os", v.OS, voaOS.Get()}, {"purpose", v.Purpose, voaPart.Get()}, {"context", v.Context, voaPart.Get()}} {
		if !p.form.MatchString(p.text) || strings.Trim(p.text, ".") == "" {
			return "", fmt.Errorf("export: %s %q must consist of a-z, 0-9, _, . and -", p.what, p.text)
		}
	}
	return filepath.Join(v.OS, v.Purpose, v.Context, "openpgp"), nil
}

// File is one file of an export, its name relative to the place that the caller
// gives; empty for an export of one file.
type File struct {
	Name string
	Data []byte
}

// ExportOptions say what to export.
type ExportOptions struct {
	Layout Layout
	// Fingerprints are full; empty means every active certificate.
	Fingerprints []string
	// All takes the retired and revoked ones as well. Programs such as gpgv trust
	// whatever a keyring holds.
	All bool
	// VOA is for that layout.
	VOA VOA
}

// Export writes certificates in the form that a build system wants. Importing the
// result gives the same certificates, byte by byte.
func (k *Keyring) Export(o ExportOptions) ([]File, error) {
	certs, err := k.chosen(o)
	if err != nil {
		return nil, err
	}
	switch o.Layout {
	case LayoutKeyring:
		return []File{{Data: Binary(certs...)}}, nil
	case LayoutOpenPGPKeys, LayoutSigningKey:
		text, err := Armor(certs...)
		return []File{{Data: text}}, err
	case LayoutKeysPGP, LayoutVOA:
		name, err := o.fileName()
		if err != nil {
			return nil, err
		}
		return apart(certs, name)
	}
	return nil, fmt.Errorf("export: layout %q is none of %s", o.Layout, safetext.Alternatives(Layouts()))
}

// fileName returns how a layout of many files calls them; nil for one of a single file.
func (o ExportOptions) fileName() (func(fpr string) string, error) {
	switch o.Layout {
	case LayoutKeysPGP:
		return certificateFile, nil
	case LayoutVOA:
		folder, err := o.VOA.folder()
		return func(fpr string) string { return filepath.Join(folder, strings.ToLower(fpr)+".openpgp") }, err
	case LayoutOpenPGPKeys, LayoutSigningKey, LayoutKeyring:
	}
	return nil, nil
}

// chosen lists the clean certificates to export. One that was asked for and is
// not there, or cannot be used, is an error: a build must not lose a key silently.
func (k *Keyring) chosen(o ExportOptions) ([]*pgp.Certificate, error) {
	var certs []*pgp.Certificate
	for _, r := range k.Records() {
		named := slices.Contains(o.Fingerprints, r.Fingerprint)
		if !named && (len(o.Fingerprints) > 0 || !o.All && r.State != StateActive) {
			continue
		}
		c := k.certs[r.Fingerprint]
		if c == nil {
			return nil, fmt.Errorf("export: there is no usable %s", filepath.Join(k.dir, certificateFile(r.Fingerprint)))
		}
		if err := samePrimary(&r, c); err != nil {
			return nil, err
		}
		if why := disagreement(r, c, k.dumps[r.Fingerprint]()); why != "" {
			return nil, fmt.Errorf("export %s: %s", r.Fingerprint, why)
		}
		if !named && !o.All && stateOf(k.dumps[r.Fingerprint](), r.State) != StateActive {
			continue
		}
		clean, _, err := Clean(c)
		if err != nil {
			return nil, err
		}
		certs = append(certs, clean)
	}
	for _, f := range o.Fingerprints {
		if !holds(certs, f) {
			return nil, fmt.Errorf("export: keyring %s has no record of %s", k.dir, f)
		}
	}
	if len(certs) == 0 {
		return nil, fmt.Errorf("export: keyring %s: %w", k.dir, ErrNoneActive)
	}
	return certs, nil
}

func apart(certs []*pgp.Certificate, name func(string) string) ([]File, error) {
	var all []File
	for _, c := range certs {
		text, err := Armor(c)
		if err != nil {
			return nil, err
		}
		all = append(all, File{name(c.Fingerprint()), text})
	}
	return all, nil
}

// MixesVersions reports whether a file holds certificates of version 6 beside those of
// version 4: gpgv of GnuPG 2.2 and sqv 1.1 then read none of it.
func (f File) MixesVersions() bool {
	certs, _ := parse(f.Data, f.Name)
	six := 0
	for _, c := range certs {
		if c.Version() == 6 {
			six++
		}
	}
	return six > 0 && six < len(certs)
}

// WriteFiles writes an export to a file or below a folder, each file atomically
// and none unless all fit on the disk. Files that are there and not part of the
// export stay.
func WriteFiles(place string, all []File) error {
	folder := place
	var writes []write
	for _, f := range all {
		if f.Name == "" {
			if isFolder(place) {
				return fmt.Errorf("export: %s is a folder; name a file", place)
			}
			folder, f.Name = filepath.Dir(place), filepath.Base(place)
		}
		writes = append(writes, write{filepath.ToSlash(f.Name), f.Data})
	}
	if err := replaceAll(folder, writes); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
