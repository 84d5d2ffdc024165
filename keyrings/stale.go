package keyrings

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
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
	n := &notary{records: map[string][]Record{}}
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
	records  map[string][]Record
	problems []policy.Notice
}

// newest finds the record of the copy that was refreshed last.
func (n *notary) newest(c *pgp.Certificate) (newest Record, known bool) {
	for _, source := range c.Sources() {
		for _, r := range n.folder(filepath.Dir(source)) {
			if r.Fingerprint == c.Fingerprint() && (!known || r.Refreshed.After(newest.Refreshed)) {
				newest, known = r, true
			}
		}
	}
	return newest, known
}

func (n *notary) folder(dir string) []Record {
	if records, done := n.records[dir]; done {
		return records
	}
	file := filepath.Join(dir, RecordFile)
	data, err := readfile.Regular(file, limits.KeyringRecords)
	var records []Record
	if err == nil {
		records, err = readRecords(data, file)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		n.problems = append(n.problems, policy.Notice{Code: policy.NoticeCertificateProblem, Detail: firstLine(err.Error())})
	}
	n.records[dir] = slices.Clone(records)
	return records
}

// firstLine is the first of several problems.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
