package keyrings

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

// What is written reads back the same, and reading hostile files neither fails
// badly nor loses anything when they are written again.
func FuzzRecords(f *testing.F) {
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	f.Add(writeRecords(nil))
	f.Add(writeRecords([]Record{{
		Fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567", State: StateRetired, Who: `a "b" \c`, Packages: []string{"x", "y"},
		Accepted: "z", Primary: Digest(nil), Imported: day, Refreshed: day, Retired: day, Because: "q",
		ReplacedBy: "0123456789ABCDEF0123456789ABCDEF01234568",
		Sources:    []Source{{Location: "https://example.org", Date: day, SHA256: Digest(nil)}},
		Continuity: []Continuity{{
			From: "0123456789ABCDEF0123456789ABCDEF01234568", Kind: EvidenceReason, Date: day, Detail: "d",
			Files: []string{Digest(nil) + " continuity/x y"},
		}},
	}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, err := readRecords(data, "keyring.toml")
		if err != nil {
			return
		}
		text := writeRecords(records)
		again, err := readRecords(text, "keyring.toml")
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, text)
		}
		if !bytes.Equal(writeRecords(again), text) || len(again) != len(records) {
			t.Fatalf("writing is not stable:\n%s", text)
		}
		if len(records) == 1 && len(records[0].Sources) < 2 && !reflect.DeepEqual(records, again) {
			t.Fatalf("%+v became %+v", records, again)
		}
	})
}
