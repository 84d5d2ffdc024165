// Package limits is the one place for every bound that upsig puts on its input.
// All sizes are in bytes.
package limits

import "time"

const (
	// PolicyFile bounds a policy. Real ones are a few hundred bytes.
	PolicyFile = 64 << 10
	// EvidenceFile bounds a signature, bundle or attestation file. The largest
	// genuine one of 1106 measured is 25 kB; GitHub release bundles grow with
	// the number of assets.
	EvidenceFile = 4 << 20
	// EvidenceFiles bounds how many evidence files one run looks at.
	EvidenceFiles = 64
	// MessageFile bounds a signed message, whose text is held in memory until it
	// is accepted.
	MessageFile = 64 << 20
	// CertificateFile bounds a keyring file. Debian's developers' keyring is 32 MB.
	CertificateFile = 64 << 20
	// TrustedRootFile bounds a Sigstore trusted root.
	TrustedRootFile = 4 << 20
	// PublicKeyFile bounds a PEM public key.
	PublicKeyFile = 64 << 10

	// Signatures bounds how many OpenPGP signatures of one file are judged.
	Signatures = 128
	// Candidates bounds how many keys one signature is tried against.
	Candidates = 64
	// Certificates bounds how many certificates are taken from one keyring file.
	Certificates = 16384
	// CertificateKeys bounds how many subkeys one certificate may have.
	CertificateKeys = 512
	// CertificateUserIDs bounds user IDs and attributes of one certificate.
	CertificateUserIDs = 1024
	// SelfSignatures bounds how many signatures by its own primary key one
	// certificate may have. Certifications by others are not counted.
	SelfSignatures = 2048
	// CertificateProblems bounds how many problems of one keyring are listed.
	CertificateProblems = 64
	// KeyringFiles bounds how many keyring files of one folder are read.
	KeyringFiles = 4096
	// SaltedHashes bounds how many hashes with a salt of their own (OpenPGP v6
	// signatures) one read of an artifact computes.
	SaltedHashes = 32
	// Attestations bounds how many bundles of one file are judged.
	Attestations = 128
	// JSONDepth bounds the nesting of any JSON that is read.
	JSONDepth = 64

	// DisplayLine bounds, in characters, foreign text that is shown in one line.
	DisplayLine = 500

	// ClockSkew is how far in the future a signature may be dated.
	ClockSkew = 5 * time.Minute
)
