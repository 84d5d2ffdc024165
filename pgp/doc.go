// Package pgp reads OpenPGP certificates, detached signatures and signed messages,
// and states facts about them as [policy.Finding] values.
//
// The packet framing, the signature headers and subpackets, and the judgement
// of certificates are this package's own; the public-key cryptography is that of
// ProtonMail/go-crypto. Neither the order of certificates in a keyring, nor that of
// packets in a certificate, nor a
// broken certificate beside a good one, nor a colliding key ID, nor an earlier
// call changes an answer.
//
// # Trust model
//
// Everything read is hostile: signature files, keyrings, user IDs, notations.
// Only hashed subpackets decide anything; unhashed ones serve as hints to find
// candidate keys and, for the embedded back-signature, as a container of
// something that is itself verified. A certificate proves nothing about its
// owner: the policy names primary keys by fingerprint, and this package only says
// under which primary key a signature holds. All times are the signer's claim.
//
// A signature is sound when its cryptography holds under a candidate key. What
// is wrong nevertheless is listed in full: weaknesses that a policy may accept
// by name, and refusals that it cannot.
//
// Strings in findings, problems and dumps are raw. Whoever prints them must
// sanitise them.
//
// # Compatibility
//
// What cannot be checked is said: a revocation over an unknown hash or of an unknown
// version, one by a designated revoker whose certificate is not at hand, one whose
// own certificate is not at hand. It is a notice and not a refusal, because anybody
// can add such a packet to somebody's certificate. Revocations that can be checked
// count over any hash, of any version, at any place, and whoever they name; so do those
// by designated revokers whose certificates are at hand. Self-signatures and bindings
// count at any place too, for what they cover; not behind a packet that is not
// understood, which is what they may be about.
//
// A file of detached signatures holds signatures and packets that every reader
// skips (markers, padding, the types that RFC 9580 section 4.3 calls non-critical);
// nothing may follow the last packet of a binary file, not even a line ending.
// Armor is labelled PGP SIGNATURE, or PGP ARMORED FILE as gpg --enarmor does it. The
// label PGP MESSAGE, which PGP 2 gave to detached signatures too, and armor within
// armor are refused with the way to take them off.
//
// Certificates of version 4 and 6; signatures of version 3, 4 and 6 (RFC 9580),
// with the post-quantum algorithms of RFC 9980 that go-crypto has, and ECDSA on
// NIST's curves, Brainpool's and secp256k1. A hash is as long as these demand for the
// kind of key, a signing subkey of its primary key's version, and RSA's public exponent
// has 24 bits at most. Version 3 and
// version 5 keys, secret keys and GnuPG keyboxes are reported, not used.
package pgp
