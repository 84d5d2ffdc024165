// Package fetch gets trusted roots through TUF (The Update Framework), with
// sigstore-go's client. It is for the command that updates a root; nothing that
// verifies evidence calls it.
//
// # Trust model
//
// The mirror is hostile. A repository is trusted through its initial root
// metadata, which comes with upsig (public-good) or from the caller, and through
// nothing else: every later root is signed by the one before and by itself, and
// the rest by the keys that the last root names. Expired metadata is refused,
// which bounds for how long a mirror can hold back news (a freeze).
//
// What was seen before is remembered as a [State], the metadata of the last
// update. With it a mirror cannot serve older metadata that has not expired yet
// (a rollback), nor withhold a root whose purpose was to withdraw a key.
//
// Each file, all files together, their number and the time are bounded. The
// cache of the client lives in a temporary folder; nothing is read or written in
// the home directory.
//
// # Compatibility
//
// The client reads the clock to judge expiry, as no one can pass it a time.
package fetch
