package pgptest

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// ArmorBlock is an armor block taken apart (RFC 9580 section 6.2). Change the
// fields of [NewArmor] to get a hostile one.
type ArmorBlock struct {
	Begin, End string // labels, such as "PGP SIGNATURE"
	Headers    []string
	// Lines are the base64 lines.
	Lines []string
	// CRC is the checksum line; empty leaves it out.
	CRC string
	// EOL ends every line.
	EOL string
	// Before and After surround the block.
	Before, After string
}

// NewArmor is a good armor block.
func NewArmor(label string, data []byte) *ArmorBlock {
	sum := crc24(data)
	return &ArmorBlock{
		Begin: label, End: label, EOL: "\n",
		Lines: split64(base64.StdEncoding.EncodeToString(data)),
		CRC:   "=" + base64.StdEncoding.EncodeToString([]byte{byte(sum >> 16), byte(sum >> 8), byte(sum)}),
	}
}

// Armor is data in a good armor block.
func Armor(label string, data []byte) string { return NewArmor(label, data).String() }

// ArmorSignature is a signature file.
func ArmorSignature(packets ...[]byte) string { return Armor("PGP SIGNATURE", join(packets...)) }

// String puts the block together.
func (a *ArmorBlock) String() string {
	lines := []string{"-----BEGIN " + a.Begin + "-----"}
	lines = append(lines, a.Headers...)
	lines = append(lines, "")
	lines = append(lines, a.Lines...)
	if a.CRC != "" {
		lines = append(lines, a.CRC)
	}
	lines = append(lines, "-----END "+a.End+"-----", "")
	return a.Before + strings.Join(lines, a.EOL) + a.After
}

func split64(s string) []string {
	var lines []string
	for len(s) > 64 {
		lines, s = append(lines, s[:64]), s[64:]
	}
	return append(lines, s)
}

// crc24 is the checksum of RFC 9580 section 6.1.1.
func crc24(data []byte) uint32 {
	crc := uint32(0xb704ce)
	for _, b := range data {
		crc ^= uint32(b) << 16
		for range 8 {
			crc <<= 1
			if crc&0x1000000 != 0 {
				crc ^= 0x1864cfb
			}
		}
	}
	return crc & 0xffffff
}

// HexFingerprint writes the fingerprint in upper-case hexadecimal.
func (k *Key) HexFingerprint() string { return fmt.Sprintf("%X", k.Fingerprint()) }
