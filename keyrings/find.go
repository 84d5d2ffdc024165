package keyrings

import (
	"slices"
	"strings"
)

// Find looks for certificates by the fingerprints of their primary keys, in
// hexadecimal of either case (40 digits for version 4, 64 for version 6): in
// explicit files and folders, and in the search path. All of them are read to
// the end, for a later copy may hold a revocation.
//
// An error means that something explicit could not be read (errors of the file
// system, [ErrNotRegular], [ErrTooLarge]); the result is then empty. Whatever is
// wrong in the search path, or inside of a file, is a Problem of the Result. A
// file FINGERPRINT.asc that does not hold this certificate is a Problem too.
//
// So is a certificate that a record file speaks against: one with another primary
// key, or that its owner revoked, as the record knows, and without the revocation.
// It is left out. What counts are the record files of all folders that are looked
// at, of those with explicit files in them, and of records, where no certificates
// are looked for. A record file that cannot be read speaks against every
// certificate.
func Find(fingerprints, explicit []string, path Path, records ...string) (Result, error) {
	c := newCollection(normalise(fingerprints))
	for _, name := range explicit {
		if err := c.explicit(name); err != nil {
			return Result{}, err
		}
	}
	for _, folder := range path.folders() {
		c.search(folder)
	}
	c.heard = append(c.heard, Path(records).folders()...)
	c.applyStrays()
	c.agree()
	return c.result(), nil
}

// ReadFile reads all certificates of a keyring: a file, or a folder, which stands
// for its files *.asc, *.pgp and *.gpg, without subfolders.
//
// Errors are those of the file system, [ErrNotRegular] and [ErrTooLarge]. What
// is wrong inside of a file is a Problem of the Result. Records count as they do for
// [Find].
func ReadFile(path string) (Result, error) {
	c := newCollection(nil)
	c.all = true
	if err := c.explicit(path); err != nil {
		return Result{}, err
	}
	c.applyStrays()
	c.agree()
	return c.result(), nil
}

// normalise brings fingerprints into the form of [pgp.Certificate.Fingerprint].
func normalise(fingerprints []string) []string {
	var all []string
	for _, f := range fingerprints {
		if f = strings.ToUpper(f); !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}

// result puts what was collected in the order of the request.
func (c *collection) result() Result {
	r := Result{Problems: c.problems, Revokers: c.revokers()}
	for _, fpr := range c.wanted {
		if cert := c.found[fpr]; cert != nil {
			r.Certificates = append(r.Certificates, cert)
			continue
		}
		r.Missing = append(r.Missing, Missing{Fingerprint: fpr, SubkeyOf: c.subkeyOf[fpr], Looked: slices.Clone(c.looked)})
	}
	return r
}
