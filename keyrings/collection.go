package keyrings

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// collection gathers certificates from files.
type collection struct {
	wanted []string
	// all wants whatever comes, and notes it in wanted.
	all   bool
	found map[string]*pgp.Certificate
	// subkeyOf gives the certificate of a subkey that is wanted as one.
	subkeyOf map[string]string
	problems []pgp.Problem
	looked   []string
	// heard are the folders whose records are heard.
	heard  []string
	strays []stray
	// done are the files that were read, so that none is read twice.
	done map[string]bool
}

func newCollection(wanted []string) *collection {
	return &collection{wanted: wanted, found: map[string]*pgp.Certificate{}, subkeyOf: map[string]string{}, done: map[string]bool{}}
}

// explicit reads what the caller named. It must be readable to the last file.
func (c *collection) explicit(name string) error {
	c.looked = append(c.looked, name)
	if !isFolder(name) {
		c.heard = append(c.heard, filepath.Dir(name))
		return c.file(name, false)
	}
	c.heard = append(c.heard, name)
	files, left, err := list(name, c.wanted, []string{".asc", ".gpg", ".pgp"})
	if err != nil {
		return err
	}
	c.leftOut(name, left)
	before := len(c.found)
	for _, f := range files {
		if err := c.file(f, true); err != nil {
			return err
		}
	}
	if c.all && len(c.found) == before {
		c.problem(name, "", policy.ReasonEmptyEvidence, "the folder holds no OpenPGP certificate")
	}
	return nil
}

// search reads one folder of the search path, as far as it can be read.
func (c *collection) search(folder string) {
	c.looked, c.heard = append(c.looked, folder), append(c.heard, folder)
	files, left, err := list(folder, c.wanted, []string{".asc"})
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			c.problem(folder, "", policy.ReasonUnusableKey, err.Error())
		}
		return
	}
	c.leftOut(folder, left)
	for _, f := range files {
		if err := c.file(f, true); err != nil {
			c.problem(f, namedAfter(f, c.wanted), reasonOf(err), err.Error())
		}
	}
}

func reasonOf(err error) policy.Reason {
	if errors.Is(err, ErrTooLarge) {
		return policy.ReasonTooLarge
	}
	return policy.ReasonUnusableKey
}

func (c *collection) leftOut(folder string, files int) {
	if files > 0 {
		c.problem(folder, "", policy.ReasonLimitExceeded, fmt.Sprintf("%d more keyring files were not read", files))
	}
}

func (c *collection) problem(source, fpr string, reason policy.Reason, detail string) {
	c.problems = append(c.problems, pgp.Problem{Source: source, Fingerprint: fpr, Reason: reason, Detail: detail})
}

// file reads one file. A file of a folder need not be a keyring: detached
// signatures are called *.asc too.
func (c *collection) file(path string, inFolder bool) error {
	if key := filepath.Clean(path); c.done[key] {
		return nil
	} else {
		c.done[key] = true
	}
	data, err := readBounded(path)
	if err != nil {
		return err
	}
	certs, problems := parse(data, path)
	for _, cert := range certs {
		c.add(cert, len(data))
	}
	for _, p := range problems {
		c.report(p, data, inFolder)
	}
	if fpr := namedAfter(path, c.wanted); fpr != "" && !c.all && !holds(certs, fpr) {
		c.problem(path, fpr, policy.ReasonNoCertificate, "the file is named after this certificate, but holds "+names(certs))
	}
	return nil
}

// parse reads certificates. A parser that panics has read a hostile file, which
// must not take the others with it.
func parse(data []byte, source string) (certs []*pgp.Certificate, problems []pgp.Problem) {
	defer func() {
		if cause := recover(); cause != nil {
			certs, problems = nil, []pgp.Problem{{
				Source: source, Reason: policy.ReasonMalformedEvidence, Detail: fmt.Sprintf("reading it failed: %v", cause),
			}}
		}
	}()
	return pgp.ReadCertificates(data, source)
}

// add keeps a certificate that is wanted, merged with the copies before it.
func (c *collection) add(cert *pgp.Certificate, fileSize int) {
	fpr := cert.Fingerprint()
	if !slices.Contains(c.wanted, fpr) {
		if !c.all {
			c.noteSubkeys(cert)
			return
		}
		c.wanted = append(c.wanted, fpr)
	}
	if !c.all {
		cert = compact(cert, fileSize)
	}
	if known := c.found[fpr]; known != nil {
		if merged, err := known.Merge(cert); err == nil {
			cert = merged
		}
	}
	c.found[fpr] = cert
}

// noteSubkeys remembers whose subkey it is that somebody asked for as if it were a
// certificate: signatures and other programs name subkeys.
func (c *collection) noteSubkeys(cert *pgp.Certificate) {
	for _, fpr := range cert.Keys()[1:] {
		if slices.Contains(c.wanted, fpr) {
			c.subkeyOf[fpr] = cert.Fingerprint()
		}
	}
}

// compact copies a certificate out of a large keyring, which could not be freed
// otherwise: certificates refer to the data that they were read from.
func compact(cert *pgp.Certificate, fileSize int) *pgp.Certificate {
	packets := cert.Bytes()
	if fileSize < 2*len(packets) {
		return cert
	}
	if again, _ := parse(packets, cert.Source()); len(again) == 1 && again[0].Fingerprint() == cert.Fingerprint() {
		return again[0]
	}
	return cert
}

// report keeps a problem unless it is about a certificate that nobody wants, or
// a file in a folder that is no keyring. Where the file is malformed, what follows
// may be lost, so that is said in any case. A revocation that stands alone is
// kept for later.
func (c *collection) report(p pgp.Problem, data []byte, inFolder bool) {
	switch {
	case c.foreign(p) && p.Reason != policy.ReasonMalformedEvidence:
	case p.Reason == policy.ReasonEmptyEvidence && inFolder:
	case p.Reason == policy.ReasonNoCertificate && p.Fingerprint == "":
		c.addStray(p, data)
	default:
		c.problems = append(c.problems, p)
	}
}

func (c *collection) foreign(p pgp.Problem) bool {
	return p.Fingerprint != "" && !c.all && !slices.Contains(c.wanted, p.Fingerprint)
}

func sameFingerprint(fpr string) func(*pgp.Certificate) bool {
	return func(c *pgp.Certificate) bool { return c.Fingerprint() == fpr }
}

func holds(certs []*pgp.Certificate, fpr string) bool {
	return slices.ContainsFunc(certs, sameFingerprint(fpr))
}

// names lists a few fingerprints for a message.
func names(certs []*pgp.Certificate) string {
	var all []string
	for _, c := range certs {
		all = append(all, c.Fingerprint())
	}
	switch {
	case len(all) == 0:
		return "no certificate"
	case len(all) > limits.NamedCertificates:
		return fmt.Sprintf("%s and %d more", strings.Join(all[:limits.NamedCertificates], ", "), len(all)-limits.NamedCertificates)
	}
	return strings.Join(all, ", ")
}
