// Package rawkeys states facts about signatures under plain keys, which no
// certificate goes with: those of minisign, of OpenBSD's signify, and of SSH.
//
// # Trust model
//
// The signature file is the attacker's, and so is the key or the key ID in it,
// which nothing signs: it only chooses which of the policy's keys are tried, and
// the whole public key is what findings name. minisign's trusted comment is read
// only when its own signature and that of the file hold; control characters in it
// refuse the signature, since programs print it. The untrusted comment is never
// shown. An SSH signature signs what it was made for, its namespace: findings
// state it, and the policy says which one it must be.
//
// minisign's trusted comment is signed by the same key without saying what it is: the
// bytes of a signature with its comment behind them pass as a file under signify's
// form. Nobody but the signer chooses these bytes, and a key of kind minisign refuses
// that form. Policies refuse one key under both kinds. What looks like a
// plain signature and may be a prehashed one over another file is refused: one over a
// file of 64 bytes.
//
// None of these formats has expiry, revocation or a time that anybody but the
// signer vouches for. What a sound finding says is that somebody with that key, at
// any time, signed these bytes.
//
// # Compatibility
//
// minisign signatures are prehashed (BLAKE2b-512, "ED") or legacy ("Ed"), which,
// like signify's, are plain Ed25519 over the whole file: the file is still read
// once and never held in memory. minisign signatures without trusted comment have
// signify's form and are taken for such. signify's embedded signatures carry the
// text that they sign; they are read as checksum lists alone.
//
// SSH signatures are those of "ssh-keygen -Y sign" over SHA-256 or SHA-512, with
// keys of Ed25519, ECDSA or RSA, or Ed25519 and ECDSA on a security key that was
// touched. Stricter than ssh-keygen: nothing may stand around the armor, which is
// whole lines of base64, the reserved field must be empty, and RSA keys have 2048
// bits. Certificates ("ssh-keygen -s") do not sign for the key in them.
package rawkeys
