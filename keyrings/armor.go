package keyrings

import (
	"bytes"
	"slices"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp/armor"

	"github.com/upsig/upsig/pgp"
)

const publicKeyLabel = "PGP PUBLIC KEY BLOCK"

// Binary writes clean certificates one after the other, by fingerprint.
func Binary(certs ...*pgp.Certificate) []byte {
	var out []byte
	for _, c := range sorted(certs) {
		out = append(out, c.Bytes()...)
	}
	return out
}

// Armor writes certificates as one armor block, by fingerprint. The same
// certificates give the same bytes.
func Armor(certs ...*pgp.Certificate) ([]byte, error) {
	// Version 6 certificates come without the old checksum (RFC 9580 section 6.1).
	checksum := !slices.ContainsFunc(certs, func(c *pgp.Certificate) bool { return c.Version() == 6 })
	var b bytes.Buffer
	w, err := armor.EncodeWithChecksumOption(&b, publicKeyLabel, nil, checksum)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(Binary(certs...)); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func sorted(certs []*pgp.Certificate) []*pgp.Certificate {
	certs = slices.Clone(certs)
	slices.SortFunc(certs, func(a, b *pgp.Certificate) int { return strings.Compare(a.Fingerprint(), b.Fingerprint()) })
	return certs
}
