// Package artifact reads a released file once, in constant memory, and computes
// every digest that the evidence needs in that one read.
//
// # Trust model
//
// The bytes are the attacker's, and so are the taps: evidence asks for them
// before anybody knows whether it is genuine. A tap that cannot be served (a
// broken hash, a salt too many) therefore fails alone, in [Digests.State], and
// never stops the evidence beside it. A read that did not see the whole file,
// or saw it change, yields no digests at all. The zero value of [Digests] knows
// nothing and fails every question.
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
