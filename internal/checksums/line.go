package checksums

import (
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
)

var (
	// tagged is "SHA256 (name) = hex" of BSD and "SHA256(name)= hex" of OpenSSL.
	// The last ")" that fits ends the name, as in both programs.
	tagged = lazyre.New(`^([A-Za-z][A-Za-z0-9/-]*)(?: \((.+)\) = |\((.+)\)= )([0-9A-Fa-f]+)$`)
	// bare is "hex  name", "hex *name" and "hex name".
	bare = lazyre.New(`^([0-9A-Fa-f]{32,})(?:(?:  | \*)(.+)| ([^ *].*))$`)
	// longNumber is what must not stand outside of an entry.
	longNumber = lazyre.New(`[0-9A-Fa-f]{32}`)
)

// parseLine reads one line without its end; is reports whether it is an entry.
func parseLine(line string) (e entry, is bool, err error) {
	if err := checkLine(line); err != nil {
		return e, false, err
	}
	text, escaped := strings.CutPrefix(line, `\`)
	switch m := tagged.Get().FindStringSubmatch(text); {
	case m != nil:
		e, is, err = taggedEntry(m[1], m[2]+m[3], m[4])
	default:
		if m := bare.Get().FindStringSubmatch(text); m != nil {
			e, err = bareEntry(m[1], m[2]+m[3])
			is = true
		}
	}
	switch {
	case err != nil:
		return e, false, err
	case !is && longNumber.Get().MatchString(line):
		return e, false, errors.New("it holds a long hexadecimal number and is no entry")
	case !is:
		return e, false, nil
	}
	if escaped {
		e.name, err = unescape(e.name)
	}
	e.name = strings.TrimPrefix(e.name, "./")
	return e, true, err
}

// checkLine refuses what makes readers differ: control characters, and armor,
// whose text must not be taken for signed.
func checkLine(line string) error {
	switch {
	case len(line) > limits.ChecksumLine:
		return fmt.Errorf("it has more than %d bytes", limits.ChecksumLine)
	case strings.HasPrefix(line, "-----BEGIN"):
		return errors.New("it begins armor; only what a signature covers may be read as a list")
	}
	for i := range len(line) {
		if c := line[i]; c < ' ' && c != '\t' || c == 0x7f {
			return fmt.Errorf("it has a control character (0x%02x)", c)
		}
	}
	return nil
}

// taggedEntry reads a line that names its algorithm. A word in that place which
// is no algorithm (SIZE, say) makes a line of text.
func taggedEntry(word, name, digits string) (e entry, is bool, err error) {
	a, known := algorithmOf(word)
	if !known {
		if !longNumber.Get().MatchString(digits) {
			return e, false, nil
		}
		return entry{name: name, weak: word}, true, nil
	}
	if len(digits) != 2*a.size {
		return e, false, fmt.Errorf("%d digits are no %s", len(digits), word)
	}
	return newEntry(name, digits, a)
}

// bareEntry reads a line whose algorithm follows from the digest's length.
func bareEntry(digits, name string) (entry, error) {
	a, known := algorithmOfLength(len(digits))
	if !known {
		return entry{}, fmt.Errorf("no digest has %d digits", len(digits))
	}
	e, _, err := newEntry(name, digits, a)
	return e, err
}

func newEntry(name, digits string, a algorithm) (entry, bool, error) {
	sum, err := hex.DecodeString(digits)
	if err != nil {
		return entry{}, false, err
	}
	e := entry{name: name, Digest: Digest{Hashes: a.hashes, Sum: sum}}
	if len(a.hashes) == 0 {
		e.weak = a.name
	}
	return e, true, nil
}

// unescape undoes what GNU programs do to names with backslashes and line ends.
func unescape(name string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] != '\\' {
			b.WriteByte(name[i])
			continue
		}
		i++
		switch {
		case i < len(name) && name[i] == '\\':
			b.WriteByte('\\')
		case i < len(name) && name[i] == 'n':
			b.WriteByte('\n')
		case i < len(name) && name[i] == 'r':
			b.WriteByte('\r')
		default:
			return "", errors.New("the name has an escape that does not exist")
		}
	}
	return b.String(), nil
}

// algorithm is a kind of digest; without hashes it is one that does not count.
type algorithm struct {
	name   string
	size   int
	hashes []crypto.Hash
}

// algorithmOf finds an algorithm by a tag, as BSD, coreutils and OpenSSL write it.
func algorithmOf(tag string) (algorithm, bool) {
	name := strings.ToUpper(tag)
	switch name {
	case "SHA256", "SHA-256", "SHA2-256":
		return algorithm{name, 32, []crypto.Hash{crypto.SHA256}}, true
	case "SHA384", "SHA-384", "SHA2-384":
		return algorithm{name, 48, []crypto.Hash{crypto.SHA384}}, true
	case "SHA512", "SHA-512", "SHA2-512":
		return algorithm{name, 64, []crypto.Hash{crypto.SHA512}}, true
	case "SHA512/256", "SHA512-256", "SHA2-512/256":
		return algorithm{name, 32, []crypto.Hash{crypto.SHA512_256}}, true
	case "SHA3-256":
		return algorithm{name, 32, []crypto.Hash{crypto.SHA3_256}}, true
	case "SHA3-384":
		return algorithm{name, 48, []crypto.Hash{crypto.SHA3_384}}, true
	case "SHA3-512":
		return algorithm{name, 64, []crypto.Hash{crypto.SHA3_512}}, true
	case "BLAKE2B", "BLAKE2B512", "BLAKE2B-512":
		return algorithm{name, 64, []crypto.Hash{crypto.BLAKE2b_512}}, true
	case "MD5":
		return algorithm{name, 16, nil}, true
	case "SHA1", "SHA-1", "RMD160", "RIPEMD160", "RIPEMD-160":
		return algorithm{name, 20, nil}, true
	}
	return algorithm{}, false
}

// algorithmOfLength says what a digest of so many digits is: 128 are SHA-512 or,
// in a list made with b2sum, BLAKE2b. Either way a digest that fits is the file's.
func algorithmOfLength(digits int) (algorithm, bool) {
	switch digits {
	case 32:
		return algorithm{"MD5", 16, nil}, true
	case 40:
		return algorithm{"SHA1", 20, nil}, true
	case 56:
		return algorithm{"SHA224", 28, nil}, true
	case 64:
		return algorithm{"SHA256", 32, []crypto.Hash{crypto.SHA256}}, true
	case 96:
		return algorithm{"SHA384", 48, []crypto.Hash{crypto.SHA384}}, true
	case 128:
		return algorithm{"SHA512", 64, []crypto.Hash{crypto.SHA512, crypto.BLAKE2b_512}}, true
	}
	return algorithm{}, false
}

// hashName names a hash as DIGEST arguments and in-toto statements do.
func hashName(h crypto.Hash) string {
	switch h {
	case crypto.SHA256:
		return "sha256"
	case crypto.SHA384:
		return "sha384"
	case crypto.SHA512:
		return "sha512"
	case crypto.BLAKE2b_512:
		return "blake2b"
	}
	return strings.ToLower(h.String())
}
