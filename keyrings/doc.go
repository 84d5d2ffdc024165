// Package keyrings finds OpenPGP certificates by the fingerprint of their primary
// key: in keyring files that are named, and in a search path of folders. It works
// offline.
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
