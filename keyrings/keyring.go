package keyrings

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/pgp"
)

// Keyring is a folder with one certificate per file, named FINGERPRINT.asc, and
// [RecordFile], which says where each came from and why it is there. The value is
// a snapshot: it changes nothing by itself, its methods return a [Plan].
type Keyring struct {
	dir     string
	records []Record
	certs   map[string]*pgp.Certificate
	// base are the digests of the files as they were read; a name without one was
	// not there.
	base map[string][sha256.Size]byte
	// dumps describe the certificates, each worked out when it is first asked for:
	// it takes milliseconds, and large keyrings have a thousand.
	dumps map[string]func() pgp.CertificateDump
	// extra are certificates that lie in the file of another.
	extra map[string][]*pgp.Certificate
	// problems are findings of reading the folder.
	problems []Finding
}

// Open reads a keyring. A folder that does not exist is an empty keyring. Errors
// are those of the file system, and a [*RecordError] for a record file that is
// malformed. Certificate files that are broken, or disagree with the records,
// are what [Keyring.Lint] reports; the rest of the keyring stays usable.
func Open(dir string) (*Keyring, error) {
	k := &Keyring{
		dir: dir, certs: map[string]*pgp.Certificate{}, base: map[string][sha256.Size]byte{},
		dumps: map[string]func() pgp.CertificateDump{}, extra: map[string][]*pgp.Certificate{},
	}
	data, err := k.read(RecordFile, limits.KeyringRecords)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("read keyring: %w", err)
	default:
		if k.records, err = readRecords(data, filepath.Join(dir, RecordFile)); err != nil {
			return nil, err
		}
	}
	if err := k.readCertificates(); err != nil {
		return nil, err
	}
	return k, nil
}

// Dir is the keyring's folder.
func (k *Keyring) Dir() string { return k.dir }

// Records returns the records, by fingerprint.
func (k *Keyring) Records() []Record {
	all := slices.Clone(k.records)
	slices.SortFunc(all, func(a, b Record) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
	return all
}

// Record returns the record of a certificate.
func (k *Keyring) Record(fingerprint string) (Record, bool) {
	for _, r := range k.records {
		if r.Fingerprint == fingerprint {
			return r, true
		}
	}
	return Record{}, false
}

// Certificate returns a certificate as its file has it; nil if there is none.
func (k *Keyring) Certificate(fingerprint string) *pgp.Certificate { return k.certs[fingerprint] }

func (k *Keyring) read(name string, max int64) ([]byte, error) {
	data, err := readfile.Regular(filepath.Join(k.dir, filepath.FromSlash(name)), max)
	if err == nil {
		k.base[name] = sha256.Sum256(data)
	}
	return data, err
}

// certificateName is how certificate files are called.
var certificateName = lazyre.New(`^([0-9A-F]{40}|[0-9A-F]{64})\.asc$`)

func certificateFile(fpr string) string { return fpr + ".asc" }

func (k *Keyring) readCertificates() error {
	entries, err := os.ReadDir(k.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read keyring: %w", err)
	}
	n := 0
	for _, e := range entries {
		if certificateName.Get().MatchString(e.Name()) {
			n++
		}
	}
	if err := k.fits(n); err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case certificateName.Get().MatchString(name):
			if err := k.readCertificate(name); err != nil {
				return err
			}
		case filepath.Ext(name) == ".asc" && !strings.HasPrefix(name, "."):
			k.problem(CodeWrongName, "", "%s is not named after a fingerprint", name)
		}
	}
	return nil
}

// fits returns an error when a keyring has so many certificate files that it is not
// read at all.
func (k *Keyring) fits(files int) error {
	if files > limits.KeyringCertificates {
		return fmt.Errorf("read keyring: %s has %d certificate files, more than %d: divide it", k.dir, files, limits.KeyringCertificates)
	}
	return nil
}

// readCertificate reads one file. It counts for the certificate that it is named
// after, and only if it holds this certificate and no other.
func (k *Keyring) readCertificate(name string) error {
	fpr := strings.TrimSuffix(name, ".asc")
	data, err := k.read(name, limits.CertificateFile)
	if target, link := os.Readlink(filepath.Join(k.dir, name)); err != nil && link == nil {
		return fmt.Errorf("read keyring: %s is a link to %s, which cannot be read; restore it, or remove the link: %w",
			filepath.Join(k.dir, name), safetext.Line(target), err)
	}
	if err != nil {
		return fmt.Errorf("read keyring: %w", err)
	}
	certs, problems := parse(data, filepath.Join(k.dir, name))
	for _, p := range problems {
		k.fromProblem(p, fpr)
	}
	for _, c := range certs {
		if c.Fingerprint() == fpr {
			k.certs[fpr], k.dumps[fpr] = c, sync.OnceValue(c.Inspect)
			continue
		}
		k.extra[fpr] = append(k.extra[fpr], c)
		k.problem(CodeExtraCertificate, fpr, "%s also holds %s", name, c.Fingerprint())
	}
	if c := k.certs[fpr]; c == nil {
		k.problem(CodeWrongName, fpr, "%s holds %s", name, names(certs))
	}
	return nil
}

// stateOf lets a revocation in the certificate overrule what a record says.
func stateOf(d pgp.CertificateDump, s State) State {
	hard, soft := keyRevocations(d)
	switch {
	case hard:
		return StateRevoked
	case soft && s != StateRevoked:
		return StateRetired
	}
	return s
}

// keyRevocations reports whether the owner revoked the primary key, for all time
// or from some day on.
func keyRevocations(d pgp.CertificateDump) (hard, soft bool) {
	if len(d.Keys) == 0 {
		return false, false
	}
	return revocations(d.Keys[0])
}

// revocations reports the same of any key.
func revocations(k pgp.KeyDump) (hard, soft bool) {
	for _, s := range k.Signatures {
		if s.Valid && s.Revocation != "" {
			hard, soft = hard || !s.Soft, soft || s.Soft
		}
	}
	return hard, soft
}
