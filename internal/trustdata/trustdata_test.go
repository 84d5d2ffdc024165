package trustdata

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestREADMEStatesTheData shows that the README names the digest and the size
// of each embedded file, so that neither changes unnoticed.
func TestREADMEStatesTheData(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"public-good.trusted_root.json": PublicGoodRoot(),
		"npm-keys.json":                 NPMKeys(),
	} {
		sum := sha256.Sum256(data)
		row := fmt.Sprintf("| %d | `%s` |", len(data), hex.EncodeToString(sum[:]))
		if !hasRow(string(readme), "| `"+name+"` |", row) {
			t.Errorf("README.md lacks a row for %s with %s", name, row)
		}
	}
}

func hasRow(readme, start, part string) bool {
	for line := range strings.Lines(readme) {
		if strings.HasPrefix(line, start) && strings.Contains(line, part) {
			return true
		}
	}
	return false
}

// TestCallersCannotChangeTheData shows that every call returns its own copy.
func TestCallersCannotChangeTheData(t *testing.T) {
	PublicGoodRoot()[0] = 'X'
	NPMKeys()[0] = 'X'
	if PublicGoodRoot()[0] != '{' || NPMKeys()[0] != '{' {
		t.Error("a caller changed the embedded trust data")
	}
}
