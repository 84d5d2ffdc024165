package sigstore_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/upsig/upsig/policy"
	"github.com/upsig/upsig/sigstore"
)

const garbageSize = 100 << 20

// TestHugeEvidenceFile: 100 MB that begin like a bundle are refused by size, and
// read no further than the limit.
func TestHugeEvidenceFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.sigstore.json")
	if err := os.WriteFile(path, []byte(`{"mediaType":"`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, garbageSize); err != nil {
		t.Fatal(err)
	}
	spent := allocated(func() {
		f, err := policy.ReadEvidence(path)
		if err != nil || f.Problem != policy.ReasonTooLarge || f.Data != nil {
			t.Errorf("%v, problem %q, %d bytes", err, f.Problem, len(f.Data))
		}
	})
	if spent > 32<<20 {
		t.Errorf("allocated %d MiB", spent>>20)
	}
}

// TestHugeEvidence: given the bytes all the same, the collector parses none.
func TestHugeEvidence(t *testing.T) {
	data := make([]byte, garbageSize)
	copy(data, `[[[[[[[[`)
	c, err := sigstore.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	spent := allocated(func() {
		for _, f := range findings(t, c, &policy.Policy{}, digests{}, policy.File{Path: "huge", Data: data}) {
			wantStatus(t, f, policy.StatusUnusable, policy.ReasonTooLarge)
		}
		if in := sigstore.Inspect(data); in.Reason != policy.ReasonTooLarge {
			t.Errorf("inspected: %q", in.Reason)
		}
	})
	if spent > 1<<20 {
		t.Errorf("allocated %d KiB", spent>>10)
	}
}

// allocated is how many bytes do allocates in all.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
