package beside

import (
	"bytes"
	"path/filepath"

	"github.com/upsig/upsig/policy"
)

// listNames are what upstreams call the checksum list of a release, and listSuffixes
// what they append to a file's own name.
var (
	listNames = [...]string{
		"SHA256SUMS", "SHA512SUMS", "SHA256SUMS.txt", "SHA512SUMS.txt", "SHASUMS256.txt",
		"sha256sums", "sha512sums", "sha256sums.txt", "sha512sums.txt", "sha256sum.txt", "sha512sum.txt",
		"checksums.txt", "checksum.txt", "CHECKSUMS", "CHECKSUMS.txt", "CHECKSUM", "SHA256", "SHA512", "B2SUMS",
	}
	listSuffixes = [...]string{".sha256", ".sha512", ".sha256sum", ".sha512sum"}
)

// clearSigned begins a text with its OpenPGP signature inside (RFC 9580 section 7).
const clearSigned = "-----BEGIN PGP SIGNED MESSAGE-----"

// SignedList is the name of a checksum list beside the file at path that names the
// file, and that evidence lies beside or is in; "" if there is none. It serves to
// explain and to draft: nothing of it is verified.
func SignedList(path string) string {
	dir, base := filepath.Split(path)
	names := listNames[:]
	for _, suffix := range listSuffixes {
		names = append(names, base+suffix)
	}
	for _, name := range names {
		// A list that is part of its own signature is called like one.
		for _, list := range append([]string{name}, Candidates(name)...) {
			if text, ok := mentions(filepath.Join(dir, list), base); ok && list != base && signed(filepath.Join(dir, list), text) {
				return list
			}
		}
	}
	return ""
}

// mentions reports whether the file names the other, and what is in it.
func mentions(path, name string) (text []byte, ok bool) {
	file, err := policy.ReadEvidence(path)
	return file.Data, err == nil && file.Problem == "" && bytes.Contains(file.Data, []byte(name))
}

func signed(path string, text []byte) bool {
	if _, embedded := Stem(filepath.Base(path)); embedded || bytes.Contains(text, []byte(clearSigned)) {
		return true
	}
	evidence, err := About(path)
	return err == nil && len(evidence) > 0
}
