package artifact

import (
	"crypto"
	"encoding/hex"
	"fmt"
	"strings"
)

var digestNames = [...]struct {
	name string
	hash crypto.Hash
}{
	{"sha256", crypto.SHA256},
	{"sha384", crypto.SHA384},
	{"sha512", crypto.SHA512},
}

func digestName(h crypto.Hash) string {
	for _, d := range digestNames {
		if d.hash == h {
			return d.name
		}
	}
	return ""
}

// ParseDigest reads a digest that stands for an artifact: sha256:HEX, sha384:HEX
// or sha512:HEX, in either case of hexadecimal.
//
// The third result says whether the argument looks like a digest at all rather
// than like a file name; only then can there be an error, which says what is
// wrong with it. A file of such a name can be given with a directory (./NAME).
func ParseDigest(arg string) (crypto.Hash, []byte, bool, error) {
	name, digits, found := strings.Cut(arg, ":")
	if !found || !looksLikeHash(name) {
		return 0, nil, false, nil
	}
	for _, d := range digestNames {
		if d.name == name {
			sum, err := parseHex(digits, d.hash.Size())
			if err != nil {
				return 0, nil, true, fmt.Errorf("parse %s digest: %w", name, err)
			}
			return d.hash, sum, true, nil
		}
	}
	return 0, nil, true, fmt.Errorf("parse digest: algorithm %q is not sha256, sha384 or sha512", name)
}

// looksLikeHash recognises the names of hash algorithms, supported or not, in
// any case, so that a slip gets a better message than "no such file".
func looksLikeHash(name string) bool {
	name = strings.ToLower(name)
	for _, family := range []string{"sha", "md", "blake", "rmd", "ripemd", "sm"} {
		rest, ok := strings.CutPrefix(name, family)
		if ok && rest != "" && strings.Trim(rest, "0123456789-_bs") == "" {
			return true
		}
	}
	return false
}

func parseHex(digits string, size int) ([]byte, error) {
	if len(digits) != 2*size {
		return nil, fmt.Errorf("it has %d hexadecimal digits instead of %d", len(digits), 2*size)
	}
	sum, err := hex.DecodeString(digits)
	if err != nil {
		return nil, fmt.Errorf("it is not hexadecimal: %w", err)
	}
	return sum, nil
}
