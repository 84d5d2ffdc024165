// Package sigstore turns Sigstore evidence in every form that upstreams publish
// into facts for the policy: bundles (v0.1 to v0.3, one or several in a file),
// PEP 740 attestations and provenance, npm's attestations document, the answer
// of GitHub's attestations API, and cosign's older bundle.
//
// # Trust model
//
// Evidence is hostile until verified. It is bounded in bytes, depth and count
// before any decoder sees it, and fields that no signature covers (a publisher
// object, a predicate type beside a bundle, a digest hint) are never passed on
// as facts. Verification is offline, against the trusted roots that the caller
// gives, by digest only; the artifact's bytes never come here. Identities are
// not judged: a [policy.Finding] carries the verified certificate, and the
// policy matches it.
//
// Each trusted root has its own verifier, and its content sets what is asked of
// evidence: a root that lists transparency logs requires a log entry, one that
// lists certificate transparency logs requires a proof of publication in the
// certificate, and one without transparency logs requires an RFC 3161 time.
// Roots are never merged, because a bundle with a forged log entry would verify
// under the timestamp authority of another instance.
//
// # Compatibility
//
// The cryptography is sigstore-go's. Its path for old clients, which signed with
// SHA-256 under P-384 and P-521 keys, prints to the process's standard error and
// is not used: such signatures are checked step by step with the same exported
// parts. Signatures under pure Ed25519 over an artifact need the artifact itself
// and are reported as such.
package sigstore
