package main

import (
	"encoding/json"
	"testing"
	"time"
)

// FuzzAt: a time that --at takes is one that a report can state, and that reads
// again as itself.
func FuzzAt(f *testing.F) {
	for _, text := range []string{
		"2026-11-01", "2026-11-01T12:00:00Z", "2026-11-01T12:00:00.123456789+02:00", "0001-01-01", "0000-12-31T00:00:00Z", "0000-01-01T00:00:00+23:59",
		"9999-12-31T23:59:59-23:59", "9999-12-31", "2026-11-01T12:00:00,5Z", "2026-02-30", "now", "1800000000",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := (&verifyFlags{at: once{value: text, set: true}}).check(time.Unix(1800000000, 0), []string{"file"})
		if err != nil {
			return
		}
		if at.IsZero() {
			t.Fatalf("%q is no time", text)
		}
		data, err := json.Marshal(at.UTC())
		if err != nil {
			t.Fatalf("%q cannot be reported: %v", text, err)
		}
		var again time.Time
		if err := json.Unmarshal(data, &again); err != nil || !again.Equal(at) {
			t.Fatalf("%q is reported as %s, which is %v (%v)", text, data, again, err)
		}
	})
}
