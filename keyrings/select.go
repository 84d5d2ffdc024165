package keyrings

import (
	"fmt"
	"slices"
	"strings"
)

// Select returns the fingerprint in the keyring that text means: a fingerprint,
// or at least 8 digits that begin or end just one. Two certificates that share
// such digits, as anybody can make them, are an error: nothing is guessed.
func (k *Keyring) Select(text string) (string, error) {
	digits := strings.ToUpper(strings.TrimPrefix(strings.ReplaceAll(text, " ", ""), "0x"))
	if len(digits) < 8 || strings.Trim(digits, "0123456789ABCDEF") != "" {
		return "", fmt.Errorf("%q is not a fingerprint, nor 8 or more digits of one", text)
	}
	var found []string
	for _, fpr := range k.fingerprints() {
		if strings.HasPrefix(fpr, digits) || strings.HasSuffix(fpr, digits) {
			found = append(found, fpr)
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("keyring %s has no certificate %s", k.dir, digits)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("%s could be any of %s; give the full fingerprint", digits, strings.Join(found, ", "))
}

// fingerprints lists what the keyring has a file or a record of, sorted.
func (k *Keyring) fingerprints() []string {
	var all []string
	for _, r := range k.records {
		all = append(all, r.Fingerprint)
	}
	for fpr := range k.certs {
		all = append(all, fpr)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
