// Package rawkeys states facts about signatures under plain Ed25519 keys: those
// of minisign and of OpenBSD's signify.
//
// # Trust model
//
// The signature file is the attacker's, and so is its key ID, which nothing signs:
// it only chooses which of the policy's keys are tried, and the whole public key
// is what findings name. minisign's trusted comment is read only when its own
// signature and that of the file hold; control characters in it refuse the
// signature, since programs print it. The untrusted comment is never shown.
//
// Neither format has expiry, revocation or a time that anybody but the signer
// vouches for. What a sound finding says is that somebody with that key, at any
// time, signed these bytes.
//
// # Compatibility
//
// minisign signatures are prehashed (BLAKE2b-512, "ED") or legacy ("Ed"), which,
// like signify's, are plain Ed25519 over the whole file: the file is still read
// once and never held in memory. minisign signatures without trusted comment have
// signify's form and are taken for such. signify's embedded signatures carry the
// text that they sign; they are read as checksum lists alone.
package rawkeys
