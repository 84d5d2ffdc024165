package policy

import (
	"crypto"
	"time"
)

// Side is one of the two sides that a policy can require evidence from.
type Side string

const (
	// SideKey is evidence under a key: OpenPGP, or another managed key.
	SideKey Side = "pgp"
	// SideSigstore is evidence under a Sigstore identity.
	SideSigstore Side = "sigstore"
)

// Status is what a collector established about one piece of evidence. The zero
// value is [StatusUnusable].
type Status int

const (
	// StatusUnusable: cannot be judged (unknown key, unsupported form, unreadable).
	StatusUnusable Status = iota
	// StatusMissing: looked for and not found.
	StatusMissing
	// StatusBad: claims to be by a candidate signer and does not hold.
	StatusBad
	// StatusOther: the cryptography holds, but for another digest.
	StatusOther
	// StatusSound: the cryptography holds for this artifact.
	StatusSound
)

// Role says which bytes a piece of evidence is about.
type Role string

const (
	// RoleArtifact: the bytes of the artifact as published.
	RoleArtifact Role = "artifact"
	// RoleContent: what a compressed artifact holds.
	RoleContent Role = "content"
	// RoleList: the bytes of a checksum list that may name the artifact.
	RoleList Role = "list"
	// RoleSignature: the bytes of a signature file.
	RoleSignature Role = "signature"
)

// Finding is what one collector established about one piece of evidence: facts
// only. Whether they suffice is for [Policy.Assess] to say. Every string in it
// may have been written by an attacker, including those of Detail.
type Finding struct {
	// File is the path of the evidence, as given; empty when Status is missing.
	File string
	// Index counts the pieces in File from 1; 0 stands for the file as a whole.
	Index int
	Side  Side
	// Form names the format, such as "OpenPGP signature v4".
	Form string
	// Over says what the evidence is about. [RoleContent] and [RoleList] count only
	// with what [Verify] established about them in the [Subject].
	Over Role
	// List is the file of the checksum list, with RoleList.
	List string
	// Bytes is "sha256:HEX" of what the evidence covers, with RoleContent and
	// RoleList.
	Bytes string
	// Of is the path of the signature file that it is about, with RoleSignature.
	Of string
	// Status is the collector's finding; the zero value is unusable.
	Status Status
	// Reason says why Status is not sound. Empty when it is.
	Reason Reason
	// Detail completes Reason with particulars, one line.
	Detail string

	// Key is the key that the evidence verified under. Only with StatusSound or
	// StatusOther.
	Key *Key
	// Certificate is the verified Sigstore certificate. Only with StatusSound or
	// StatusOther.
	Certificate *Certificate
	// Statement is the authenticated content of an attestation. Only with
	// StatusSound or StatusOther; nil for a plain signature.
	Statement *Statement
	// Root names the Sigstore trusted root that the evidence verified under, as
	// the policy spells it. Only with StatusSound or StatusOther.
	Root string
	// RootDate is the start of the newest validity period in Root, or, without one,
	// in the trusted root that does not know who vouches for the evidence.
	RootDate time.Time
	// Also are further witnesses under which the same evidence verifies, when the
	// policy names several. Root, Key and Times are those of the first.
	Also []Witness

	// Comment is text that the signer signed along (minisign's trusted comment).
	// Only with StatusSound.
	Comment string

	// Claimed says whom the evidence claims to be by, unverified. It serves to
	// raise an alarm and to explain, never to accept.
	Claimed Claimed

	Times      []Time
	Weaknesses []Flaw
	// Refusals are flaws that no policy can accept.
	Refusals []Refusal
	Notices  []Notice
}

// Key identifies the key that a piece of evidence verified under.
type Key struct {
	// Kind is "openpgp", the kind of a [[key.signer]], or "npm" for a key of npm's
	// registry.
	Kind string
	// Fingerprint is that of the OpenPGP primary key (upper-case hexadecimal,
	// 40 or 64 digits), "sha256:HEX" of the DER public key for kinds pem and npm,
	// the public key itself for minisign and signify, or [SSHKey.ID].
	Fingerprint string
	// Namespace is what an SSH signature says that it was made for.
	Namespace string
	// Signing is the fingerprint of the (sub)key that made the signature.
	Signing string
	// Public is the key that made an OpenPGP signature, without OpenPGP around it:
	// [*rsa.PublicKey], [*ecdsa.PublicKey], [ed25519.PublicKey], or whatever else has a
	// method Equal as these do. One key in two certificates is equal.
	Public crypto.PublicKey
	// Algorithm is for people, such as "RSA 4096" or "Ed25519".
	Algorithm string
	// Created is when the signing key says it was made.
	Created time.Time
	// UserIDs are those that the certificate's own key signed, the primary one first.
	// Nobody has verified them.
	UserIDs []string
	// Certificate is the file that the certificate was read from; of kind npm,
	// the registry's keys as the policy spells them.
	Certificate string
}

// Certificate is the identity in a Sigstore certificate: Fulcio's extensions
// 1.3.6.1.4.1.57264.1.8 to .23 or, in certificates from before those, the deprecated
// .1 to .6. A field that the certificate lacks is empty.
type Certificate struct {
	// SAN is the subject alternative name; SANKind is "uri", "email" or "other".
	SAN     string
	SANKind string
	Issuer  string

	BuildSignerURI        string
	BuildSignerDigest     string
	RunnerEnvironment     string
	SourceRepository      string
	SourceDigest          string
	SourceRef             string
	SourceRepositoryID    string
	SourceOwner           string
	BuildConfigURI        string
	BuildConfigDigest     string
	BuildTrigger          string
	RunInvocationURI      string
	DeploymentEnvironment string

	NotBefore time.Time
	NotAfter  time.Time
}

// Statement is the authenticated in-toto statement of an attestation.
type Statement struct {
	PredicateType string
	// Matching are the subjects whose digest is the artifact's, in order.
	Matching []StatementSubject
	// Subjects counts all subjects.
	Subjects int
	// EmptyPredicate is true when the predicate is absent, null or {}.
	EmptyPredicate bool
	Provenance     *Provenance
	// URIs are those of all subjects that have one, in order: GitHub states the
	// release that it seals as a package URL.
	URIs []string
	// Package is what a registry's publish attestation says it published.
	Package *Package
}

// Package is a package version in a registry.
type Package struct{ Name, Version, Registry string }

// StatementSubject is one subject of an in-toto statement.
type StatementSubject struct {
	Name   string
	Digest string // "sha256:HEX"
}

// Provenance is what an SLSA predicate (v0.2 or v1) says. The workflow wrote
// it: only what the certificate repeats is backed by the CI platform.
type Provenance struct {
	BuilderID    string
	BuildType    string
	SourceURI    string
	SourceRef    string
	Commit       string
	EntryPoint   string
	InvocationID string
	// Parameters are external parameters, "name=value", sorted.
	Parameters []string
}

// Claimed is whom unverified evidence claims to be by.
type Claimed struct {
	// Issuers are key IDs or fingerprints that an OpenPGP signature carries, or
	// the key hint of a bundle.
	Issuers []string
	// Candidates are the fingerprints of the primary keys that were tried
	// because of these issuers, in the form of [Key].Fingerprint.
	Candidates []string
	// Certificate is the identity in a certificate that was not verified.
	Certificate *Certificate
}

// TimeKind says who vouches for a time.
type TimeKind string

const (
	// TimeClaimed is the signer's own word.
	TimeClaimed TimeKind = "claimed"
	// TimeProven is vouched for by a log or a timestamp authority.
	TimeProven TimeKind = "proven"
)

// Time is one time that evidence carries.
type Time struct {
	Kind TimeKind
	// About says what existed at that time: the artifact or the signature bytes.
	About Role
	At    time.Time
	// By names the log or authority, or "signer".
	By string
}

// Flaw is a weakness found in a piece of evidence.
type Flaw struct {
	Weakness Weakness
	Detail   string
	// After is set for [WeaknessRetiredKey]: when the key was retired.
	After time.Time
}

// Refusal is a flaw that no policy can accept.
type Refusal struct {
	Reason Reason
	Detail string
}
