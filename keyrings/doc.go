// Package keyrings finds OpenPGP certificates by the fingerprint of their primary
// key, in keyring files that are named and in a search path of folders; and it
// keeps them: in a folder of one armored certificate per file, with a record of
// where each came from and why it is trusted ([Open], [Keyring]). It works offline.
//
// Whatever changes a keyring is a [Plan] first: a value to be shown, then applied
// under a lock, atomically. Merging is append-only ([Merge]), cleaning keeps every
// self-signature, revocation and binding of a subkey that may sign ([Clean]), and
// equal content is equal bytes.
//
// # Trust model
//
// A keyring vouches for nothing. The fingerprint that the policy pins does: a
// certificate may therefore come from any file, and a file name is only a hint
// that is checked. What a file can do is to withhold, so all files are read, and
// a revocation in any copy of a certificate counts, wherever the rest was found.
// What could not be read is reported, never passed over.
//
// All the same only folders of the packager or the distribution are searched.
// The folder of the artifact and the working folder are not, unless the policy
// itself lies there: whoever made the artifact fills them.
//
// In a keyring that is kept, a certificate is there because somebody named its
// fingerprint and wrote down why. New material can add to it, never take away: a
// copy without a revocation that is known changes nothing. What material says of
// itself, names and addresses above all, is nobody's word; it is raw in all values
// here, and whoever prints it must sanitise it. Beside the fingerprint, which is
// SHA-1 in version 4, the record pins the SHA-256 of the primary key.
//
// Contents are hostile: bounded, parsed apart, and a broken certificate or file
// does not hide its neighbours. FIFOs and devices are refused unopened.
//
// # Compatibility
//
// Keyring files are what [pgp.ReadCertificates] reads: certificates armored or
// binary, several armor blocks in one file, text around. A folder given as a
// keyring stands for its files *.asc, *.pgp and *.gpg. Revocation certificates as
// gpg --gen-revoke makes them may lie in a file of their own.
package keyrings
