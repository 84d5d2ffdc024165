package policy

import (
	"slices"
	"time"
)

// Require says which sides must bring evidence. The zero value requires
// something that no evidence can be.
type Require string

const (
	// RequirePGP requires evidence under a key.
	RequirePGP Require = "pgp"
	// RequireSigstore requires evidence under a Sigstore identity.
	RequireSigstore Require = "sigstore"
	// RequireBoth requires two pieces of evidence, one from each side.
	RequireBoth Require = "both"
	// RequireAny requires evidence from either side, at the strongest class
	// declared on either.
	RequireAny Require = "any"
)

// Requires lists the values that a policy may use.
func Requires() []Require { return []Require{RequirePGP, RequireSigstore, RequireBoth, RequireAny} }

// HeldBy says who holds a key: the policy's assertion, which nothing can prove.
type HeldBy string

const (
	// HeldByAuthor: a person who makes the software, outside of the forge.
	HeldByAuthor HeldBy = "author"
	// HeldByCI: the key is a secret of a CI platform.
	HeldByCI HeldBy = "ci"
)

// Policy is what one package declares about its upstream. It is valid once
// [Load] or [AdHoc] returned it; the zero value accepts nothing.
type Policy struct {
	// File is where the policy was read from; empty for an ad-hoc policy.
	File string
	// Package is the package's name, for reports.
	Package string
	Require Require
	// Minimum lowers the bar; [ClassNone] leaves it where the strongest declared
	// signer sets it.
	Minimum   Class
	Releases  []Release
	Artifacts []ArtifactRule
	// Default is what an ad-hoc policy, which has no Artifacts, says of whatever
	// file it is about: no more than Via and Covers.
	Default ArtifactRule
	// Threshold is how many distinct signers the key side needs; 0 means 1.
	Threshold       int
	OpenPGPSigners  []OpenPGPSigner
	KeySigners      []KeySigner
	SigstoreSigners []SigstoreSigner
	// Timestamps say who may vouch for when a signature file existed.
	Timestamps []Timestamp
	Exceptions []Exception
	// Notices came up while the policy was made (an unpinned keyring, say).
	Notices []Notice
}

// Release overrides the policy for some versions.
type Release struct {
	Versions []string
	Require  Require // empty: as the policy
	Minimum  Class   // ClassNone: as the policy
}

// ArtifactRule names one file of the package.
type ArtifactRule struct {
	// Name is the file's name here, with at most one {version}.
	Name string
	// UpstreamName is the file's name upstream, if it was renamed.
	UpstreamName string
	// Evidence are the names of evidence files; empty means they are looked for
	// beside the artifact.
	Evidence []string
	// Subject is the subject name that attestations must carry instead of the
	// file's name (a purl, say).
	Subject string
	// Via is the name of a checksum list: evidence covers it, and it names the
	// artifact with its digests. Evidence for the artifact itself counts as well.
	Via string
	// Covers says what signatures are about.
	Covers Covers
}

// Covers says whether signatures cover a compressed file or what it holds.
type Covers string

const (
	// CoversByName goes by the evidence's name: beside a.tar.xz, a.tar.xz.asc
	// covers the file, and a.tar.sign the file or its content.
	CoversByName Covers = ""
	// CoversAuto takes either, whatever the evidence is called. Both take the content
	// only of files whose own name says that they are compressed.
	CoversAuto Covers = "auto"
	// CoversFile takes the file as it is.
	CoversFile Covers = "file"
	// CoversUncompressed takes the content alone, if the file is compressed.
	CoversUncompressed Covers = "uncompressed"
)

// CoversValues lists the values that a policy may use: not CoversByName, which is to
// leave the key out.
func CoversValues() []Covers { return []Covers{CoversAuto, CoversFile, CoversUncompressed} }

// Scope bounds what a signer is accepted for.
type Scope struct {
	// Versions are anchored globs; empty means all.
	Versions       []string
	ExceptVersions []string
	// SignedBefore, if not zero, is the first moment that is too late.
	SignedBefore time.Time
}

// OpenPGPSigner is a person or program with one or several OpenPGP certificates.
type OpenPGPSigner struct {
	Name string
	// Fingerprints of primary keys: upper-case hexadecimal, 40 or 64 digits.
	Fingerprints []string
	// Keyring is the file to find them in; empty means the search path.
	Keyring string
	HeldBy  HeldBy
	Scope
}

// KeySigner is a key other than an OpenPGP certificate.
type KeySigner struct {
	Name string
	// Kind is "pem", a public key under which Sigstore bundles are made, or
	// "minisign", "signify" or "ssh".
	Kind string
	// ID is how findings name the key: "sha256:HEX" of the DER public key, the
	// whole public key as minisign and signify write it, or [SSHKey.ID].
	ID string
	// DER is the public key of kind pem (SubjectPublicKeyInfo).
	DER []byte
	// SSH is the public key of kind ssh in wire form, as [SSHKey] has it.
	SSH []byte
	// Namespace is what SSH signatures must be made for, [SSHNamespace] as a rule.
	Namespace string
	HeldBy    HeldBy
	// Root is the trusted root whose logs and timestamp authorities count; empty for a
	// key of kind pem that is trusted alone, without log and time.
	Root string
	Scope
}

// SigstoreSigner is a Sigstore identity.
type SigstoreSigner struct {
	Name string
	// Kind is github, gitlab, google, email, pypi, npm, github-release or custom.
	Kind string
	// Root is the trusted root that must verify the evidence: [PublicGood],
	// [GitHub] or a file.
	Root string

	// Repository and the like pin a CI identity (github, gitlab, pypi). Of a
	// github-release only Repository and Ref count, the tag as refs/tags/TAG.
	Repository   string
	RepositoryID string
	Workflow     string
	Ref          string
	Commit       string
	Events       []string
	Runner       string
	Environment  string
	Builder      *Builder

	// Identity and IssuerURL pin a person's account (email), a service account
	// (google, pypi), or anything (custom).
	Identity  string
	IssuerURL string

	// PublishSuffices lets a publish attestation stand where provenance could be
	// demanded (pypi).
	PublishSuffices bool
	// Package is the package's name in the registry (npm).
	Package string
	// Keys are the registry's keys (npm): [EmbeddedKeys] or a file.
	Keys string

	// Predicates and Class are for custom alone.
	Predicates []string
	Class      Class
	Scope
}

// Builder is a reusable workflow that signs for the workflows that call it.
type Builder struct {
	// Repository is the builder's, https://github.com/OWNER/NAME, and Workflow the
	// path of the workflow file in it; empty for any.
	Repository string
	Workflow   string
	// Ref is exact; {version} may stand in it where Repository is the signer's own.
	Ref string
	// Digest is the commit of the builder, hexadecimal.
	Digest string
	// Isolated is the policy's assertion that callers cannot tamper with it.
	Isolated bool
}

// Exception accepts a weakness of one signer until a date.
type Exception struct {
	Weakness Weakness
	Signer   string
	Reason   string
	// Until is the last day on which the exception applies (UTC). Zero only in
	// ad-hoc policies.
	Until    time.Time
	Versions []string
}

const (
	// PublicGood is the name of the embedded Sigstore trusted root.
	PublicGood = "public-good"
	// GitHub is the name of the trusted root of GitHub's own Sigstore instance,
	// which seals releases. It is not embedded.
	GitHub = "github"
	// EmbeddedKeys is the name of npm's registry keys as upsig ships them.
	EmbeddedKeys = "npmjs"
)

// Fingerprints lists the OpenPGP primary fingerprints that the policy names,
// for whatever version, each once.
func (p *Policy) Fingerprints() []string {
	var all []string
	for _, s := range p.OpenPGPSigners {
		for _, f := range s.Fingerprints {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// Roots lists the Sigstore trusted roots that the policy's signers name, each once.
func (p *Policy) Roots() []string {
	var all []string
	add := func(name string) {
		if name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	for _, s := range p.SigstoreSigners {
		add(s.Root)
	}
	for _, s := range p.KeySigners {
		add(s.Root)
	}
	for _, t := range p.Timestamps {
		add(t.Root)
	}
	return all
}
