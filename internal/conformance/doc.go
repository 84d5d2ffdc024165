// Conformance runs a folder in the layout of sigstore-conformance's bundle-verify
// through the Sigstore collector, offline, each case by file and by digest, and
// counts what passed.
//
//	go run ./internal/conformance FOLDER
//
// FOLDER holds the cases, or is the suite's repository or its test/assets. Each
// folder in it is a case, with bundle.sigstore.json and optionally artifact (else
// a.txt beside or above the cases), identity and issuer (else those of the suite's
// own signing workflow), key.pub (a managed key instead of an identity) and
// trusted_root.json (else the embedded public-good root). A case whose name ends in
// _fail must not verify; managed-key-and-client-identity_fail asks for both.
//
// A case that came out otherwise than it must is told as FAIL. One that cannot be
// run (no bundle, no artifact, an unreadable file) is told as ODD: it neither passed
// nor failed, whatever its name says. Either makes the exit code 1.
//
// What is judged is cryptography and the signer's name, as the suite does. Names of
// subjects, predicate types and pinned workflows are the policy's, and not asked.
package main
