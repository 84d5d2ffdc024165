package keyrings

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// Notices says what the record files beside certificates tell a verifier: that a
// certificate was last refreshed more than [StaleAfter] ago, so that a revocation
// may be missing from it. Of several copies the one refreshed last counts. Folders
// without a record file say nothing; one that is malformed is a notice itself.
func Notices(certs []*pgp.Certificate, now time.Time) []policy.Notice {
	n := &notary{}
	var all []policy.Notice
	for _, c := range certs {
		if r, known := n.newest(c); known && stale(r, now) {
			all = append(all, policy.Notice{Code: policy.NoticeStaleKeyring, Detail: fmt.Sprintf(
				"certificate %s was last refreshed %d days ago, on %s", c.Fingerprint(), daysBetween(r.Refreshed, now), date(r.Refreshed))})
		}
	}
	return append(n.problems, all...)
}

// notary reads each folder's record file once.
type notary struct {
	folders  map[string]folderRecords
	problems []policy.Notice
}

// folderRecords is what one record file says, by fingerprint.
type folderRecords struct {
	records map[string]Record
	err     error
}

// newest finds the record of the copy that was refreshed last.
func (n *notary) newest(c *pgp.Certificate) (newest Record, known bool) {
	for _, source := range c.Sources() {
		records, _ := n.folder(filepath.Dir(source)) // an error is a notice
		if r, here := records[c.Fingerprint()]; here && (!known || r.Refreshed.After(newest.Refreshed)) {
			newest, known = r, true
		}
	}
	return newest, known
}

// folder reads the records of a folder; a folder without a record file has none.
func (n *notary) folder(dir string) (map[string]Record, error) {
	dir = filepath.Clean(dir)
	if f, done := n.folders[dir]; done {
		return f.records, f.err
	}
	f := readFolder(filepath.Join(dir, RecordFile))
	if f.err != nil {
		n.problems = append(n.problems, policy.Notice{Code: policy.NoticeCertificateProblem, Detail: first(f.err).Error()})
	}
	if n.folders == nil {
		n.folders = map[string]folderRecords{}
	}
	n.folders[dir] = f
	return f.records, f.err
}

func readFolder(file string) folderRecords {
	data, err := readfile.Regular(file, limits.KeyringRecords)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return folderRecords{}
	}
	if err != nil {
		return folderRecords{err: err}
	}
	all, err := readRecords(data, file)
	f := folderRecords{map[string]Record{}, err}
	for _, r := range all {
		f.records[r.Fingerprint] = r
	}
	return f
}

// first is the first of several problems.
func first(err error) error {
	var several *RecordError
	if errors.As(err, &several) {
		return several.Unwrap()[0]
	}
	return err
}
