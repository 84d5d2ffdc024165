package main

import (
	"bytes"
	"os"
	"testing"
)

// TestCommittedDocs: the committed page is what the code says.
func TestCommittedDocs(t *testing.T) {
	got, err := os.ReadFile("../../docs/reasons.md")
	if err != nil || !bytes.Equal(got, reasons()) {
		t.Error("docs/reasons.md is not up to date; run go run ./internal/gendocs docs")
	}
}
