package beside_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/upsig/upsig/internal/beside"
)

func TestSignedList(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"none":                 {nil, ""},
		"signed":               {map[string]string{"SHA256SUMS": "00  a-1.tar.gz\n", "SHA256SUMS.asc": "x"}, "SHA256SUMS"},
		"of the file alone":    {map[string]string{"a-1.tar.gz.sha256": "00  a-1.tar.gz\n", "a-1.tar.gz.sha256.minisig": "x"}, "a-1.tar.gz.sha256"},
		"in its own signature": {map[string]string{"SHA256.sig": "untrusted comment\nSHA256 (a-1.tar.gz) = 00\n"}, "SHA256.sig"},
		"unsigned":             {map[string]string{"SHA256SUMS": "00  a-1.tar.gz\n"}, ""},
		"of another file":      {map[string]string{"SHA256SUMS": "00  b-1.tar.gz\n", "SHA256SUMS.asc": "x"}, ""},
		"second of two":        {map[string]string{"SHA256SUMS": "00  a-1.tar.gz\n", "SHA512SUMS": "00  a-1.tar.gz\n", "SHA512SUMS.sig": "x"}, "SHA512SUMS"},
	} {
		dir := folder(t, "a-1.tar.gz")
		for file, text := range test.files {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got := beside.SignedList(filepath.Join(dir, "a-1.tar.gz")); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
