// Package smallorder recognises public keys of EdDSA under which anybody can sign:
// points of small order. What a verifier computes of the message has no weight there,
// so that one signature, made without a secret, holds for every file or for a part of
// them. RFC 8032 leaves them in.
package smallorder

import (
	"crypto/ed25519"
	"slices"
)

const (
	size448 = 57
	// sign is the bit of the last byte that says which x is meant.
	sign = 0x80
)

// Ed25519 reports whether a key (32 bytes, RFC 8032 section 5.1.5) is one; false for
// what has another length.
func Ed25519(key []byte) bool { return listed(points25519(), key, ed25519.PublicKeySize) }

// Ed448 reports the same of a key of 57 bytes (RFC 8032 section 5.2.5).
func Ed448(key []byte) bool { return listed(points448(), key, size448) }

// listed compares the y coordinate: both x of one y have the same order.
func listed(points [][]byte, key []byte, size int) bool {
	if len(key) != size {
		return false
	}
	y := slices.Clone(key)
	y[size-1] &^= sign
	return slices.ContainsFunc(points, func(p []byte) bool { return slices.Equal(p, y) })
}

// points25519 lists the y coordinates, in little-endian order, of the points whose
// order divides 8, and the encodings of them that are not reduced modulo 2^255-19.
func points25519() [][]byte {
	prime := func(last byte) []byte {
		y := slices.Repeat([]byte{0xff}, ed25519.PublicKeySize)
		y[0], y[31] = last, 0x7f
		return y
	}
	return [][]byte{
		small(0, ed25519.PublicKeySize), small(1, ed25519.PublicKeySize),
		{
			0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
			0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
		},
		{
			0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
			0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
		},
		prime(0xec), prime(0xed), prime(0xee), // -1, and 0 and 1 once more
	}
}

// points448 lists those whose order divides 4, modulo 2^448-2^224-1.
func points448() [][]byte {
	prime := func(half byte) []byte { // 2^448-2^224 and, with 0xff, what is one less
		return slices.Concat(slices.Repeat([]byte{half}, 28), slices.Repeat([]byte{0xff}, 28), []byte{0})
	}
	minusOne, zero, one := prime(0xff), prime(0xff), prime(0)
	minusOne[0], minusOne[28], zero[28] = 0xfe, 0xfe, 0xfe
	return [][]byte{small(0, size448), small(1, size448), minusOne, zero, one}
}

func small(y byte, size int) []byte {
	b := make([]byte, size)
	b[0] = y
	return b
}
