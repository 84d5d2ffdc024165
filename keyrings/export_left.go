package keyrings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// ErrNoneActive says that there is nothing to export: all certificates are retired or
// revoked.
var ErrNoneActive = errors.New("no active certificate")

// Leftovers looks in the folder of an export for files of earlier ones that the export
// leaves out, and whose certificates the keyring has retired since. Programs trust
// them as long as they lie there.
//
// Those that their owner revoked are returned with the revocation, to be written in
// place of what is there (UAPI.11 wants revoked certificates to be present). Of the
// others only the names are returned: whether to delete them is for a person to say.
func (k *Keyring) Leftovers(place string, o ExportOptions, exported []File) (revoked []File, retired []string, err error) {
	name, err := o.fileName()
	if name == nil || err != nil {
		return nil, nil, err
	}
	for _, r := range k.Records() {
		file := name(r.Fingerprint)
		there, err := os.Lstat(filepath.Join(place, file))
		if err != nil || there.IsDir() || masked(filepath.Join(place, file)) ||
			slices.ContainsFunc(exported, func(f File) bool { return f.Name == file }) {
			continue
		}
		switch {
		case k.revoked(r):
			files, err := k.Export(ExportOptions{Layout: o.Layout, VOA: o.VOA, Fingerprints: []string{r.Fingerprint}})
			if err != nil {
				return nil, nil, fmt.Errorf("%s was revoked and is still there without it: %w", filepath.Join(place, file), err)
			}
			revoked = append(revoked, files...)
		case r.State != StateActive:
			retired = append(retired, file)
		}
	}
	return revoked, retired, nil
}

// revoked reports whether the owner revoked a certificate, as record or file know.
func (k *Keyring) revoked(r Record) bool {
	if r.State == StateRevoked || r.RetiredBy == ByOwner {
		return true
	}
	c := k.dumps[r.Fingerprint]
	if c == nil {
		return false
	}
	hard, soft := keyRevocations(c())
	return hard || soft
}
