// Package policy has the words that all of upsig speaks, and the judge: which
// evidence a package must bring ([Policy]), what collectors found out about what is
// there ([Finding]), and whether that is enough ([Report]).
//
// One call does it all: [Verify] gives the evidence to [Collector] values (those of
// packages pgp, sigstore and rawkeys), reads the artifact once, and judges.
// [Policy.Assess] is the judge alone, a pure function of policy, subject, findings
// and time. A [Policy] comes from [Load] or [LoadFile], or from [AdHoc] for what a
// caller names.
//
// # Trust model
//
// The policy is the caller's word; its authenticity is the packaging tree's job.
// Everything else is hostile: the artifact, evidence, checksum lists, and their
// names. Collectors establish facts and cannot say "accepted": only what the policy
// names by fingerprint, key or identity counts, and only where it is sound and of no
// [Weakness] that the policy does not accept by name.
//
// The zero value of every type that could say yes says no. Evidence that is declared
// and bad rejects, whatever else verifies; without a class as strong as the strongest
// that is declared, the [Verdict] is a rejection. A collector that panics leaves its
// evidence unusable. Each cause is a [Reason], which says what to do next.
//
// Strings in findings and reports are raw. Whoever prints them must sanitise them.
//
// # Compatibility
//
// Policies are TOML of the schema "upsig/policy/v1", read strictly: unknown and
// misspelt keys are errors with their place. Reports are written as JSON of the
// schema "upsig/report/v1"; both schemas stand in docs. Reasons, weaknesses, notices
// and classes are enumerations to which later versions may add.
package policy
