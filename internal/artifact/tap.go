// Package artifact reads a released file once, in constant memory, and computes
// every digest that the evidence needs in that one read.
package artifact

import "crypto"

// Tap asks for one running hash. Equal taps share one state.
type Tap struct {
	Hash crypto.Hash
	// Prefix is hashed before the data (the salt of an OpenPGP v6 signature).
	Prefix string
	// Text hashes the data with line endings as CRLF (OpenPGP text signatures,
	// RFC 9580 section 5.2.1.2).
	Text bool
}
