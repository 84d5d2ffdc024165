package artifact_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"errors"
	"testing"

	"github.com/upsig/upsig/internal/artifact"
)

// TestReadTaps computes what was asked for and nothing else, and ends when that is
// nothing at all.
func TestReadTaps(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<19) // more than all buffers
	d, err := artifact.ReadTaps(context.Background(), bytes.NewReader(data), []artifact.Tap{{Hash: crypto.SHA256}})
	if err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256(data)
	if got, err := d.Sum(crypto.SHA256); err != nil || !bytes.Equal(got, want[:]) {
		t.Errorf("SHA-256: %x, %v", got, err)
	}
	if _, err := d.Sum(crypto.SHA512); !errors.Is(err, artifact.ErrNotTapped) {
		t.Errorf("SHA-512: %v", err)
	}
	d, err = artifact.ReadTaps(context.Background(), bytes.NewReader(data), nil)
	if err != nil || d.Size() != int64(len(data)) {
		t.Errorf("no taps: %v, %v", d, err)
	}
}
