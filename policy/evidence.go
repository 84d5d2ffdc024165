package policy

import (
	"errors"
	"fmt"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/readfile"
)

// ReadEvidence reads an evidence file, bounded. A file that is too large is not
// an error: it becomes a finding. Errors are those of the operating system, and
// that the path is no regular file. The file may be an attacker's: a FIFO must not
// make this wait.
func ReadEvidence(path string) (File, error) {
	data, err := readfile.Regular(path, limits.EvidenceFile)
	switch {
	case errors.Is(err, readfile.ErrTooLarge):
		return tooLarge(path), nil
	case err != nil:
		return File{}, fmt.Errorf("read evidence: %w", err)
	}
	return File{Path: path, Data: data}, nil
}

func tooLarge(path string) File {
	return File{Path: path, Problem: ReasonTooLarge, Detail: fmt.Sprintf("over %d bytes", limits.EvidenceFile)}
}
