package artifact_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/artifact"
)

// FuzzParseDigest: what is taken for a digest is one, of the length that its
// algorithm has, and prints as it was given.
func FuzzParseDigest(f *testing.F) {
	for _, n := range []int{0, 62, 64, 66, 96, 128} {
		for _, name := range []string{"sha256", "sha384", "sha512", "SHA256", "md5", "blake2b", "file"} {
			f.Add(name + ":" + strings.Repeat("a", n))
		}
	}
	f.Add("sha256:" + strings.Repeat("\u00e9", 32))
	f.Fuzz(func(t *testing.T, arg string) {
		h, sum, is, err := artifact.ParseDigest(arg)
		if err != nil || !is {
			if h != 0 || sum != nil || (err != nil) != is {
				t.Fatalf("%q: %v %x %t %v", arg, h, sum, is, err)
			}
			return
		}
		name, digits, _ := strings.Cut(arg, ":")
		if len(sum) != h.Size() || hex.EncodeToString(sum) != strings.ToLower(digits) || name != strings.ToLower(name) {
			t.Fatalf("%q: %v %x", arg, h, sum)
		}
	})
}
