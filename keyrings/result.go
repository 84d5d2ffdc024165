package keyrings

import "github.com/upsig/upsig/pgp"

// Result is what was found. The zero value is nothing.
type Result struct {
	// Certificates are what was asked for, each once, merged from all copies, in
	// the order in which they were asked for ([Find]) or first read ([ReadFile]).
	// [pgp.Certificate.Sources] lists the files.
	Certificates []*pgp.Certificate
	// Revokers are certificates that nobody asked for, of those whom Certificates
	// let revoke them. They serve to check such revocations and for nothing else.
	Revokers []*pgp.Certificate
	// Missing are the fingerprints for which there is no usable certificate, in
	// the order in which they were asked for.
	Missing []Missing
	// Problems are what could not be used, in the order of reading. Those of
	// certificates that nobody asked for are left out.
	Problems []pgp.Problem
}

// Missing is a certificate that was not found.
type Missing struct {
	Fingerprint string
	// SubkeyOf is the fingerprint of a certificate whose subkey this is, as anybody can
	// claim; empty if none was seen.
	SubkeyOf string
	// Looked lists the files and folders where it was looked for.
	Looked []string
}
