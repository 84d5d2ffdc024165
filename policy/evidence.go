package policy

import (
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/upsig/upsig/internal/limits"
)

// ReadEvidence reads an evidence file, bounded. A file that is too large is not
// an error: it becomes a finding. Errors are those of the operating system, and
// that the path is no regular file. The file may be an attacker's: a FIFO must not
// make this wait.
func ReadEvidence(path string) (File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return File{}, fmt.Errorf("read evidence: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return File{}, fmt.Errorf("read evidence: %w", err)
	}
	if !info.Mode().IsRegular() {
		return File{}, fmt.Errorf("read evidence: %s is not a regular file", path)
	}
	if info.Size() > limits.EvidenceFile {
		return tooLarge(path), nil
	}
	data, err := io.ReadAll(io.LimitReader(f, limits.EvidenceFile+1))
	if err != nil {
		return File{}, fmt.Errorf("read evidence: %w", err)
	}
	if len(data) > limits.EvidenceFile {
		return tooLarge(path), nil
	}
	return File{Path: path, Data: data}, nil
}

func tooLarge(path string) File {
	return File{Path: path, Problem: ReasonTooLarge, Detail: fmt.Sprintf("over %d bytes", limits.EvidenceFile)}
}
