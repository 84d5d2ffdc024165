// Package policy has the vocabulary of upsig and its judge: what a package
// declares about its upstream, what collectors find in evidence, and the verdict
// that follows.
//
// [LoadFile] reads a policy, [AdHoc] makes one without a file, and [Verify] does
// the rest in one call: it hands the evidence to the collectors, reads the artifact
// once, and judges. The collectors are [github.com/upsig/upsig/pgp.New],
// [github.com/upsig/upsig/sigstore.New] and
// [github.com/upsig/upsig/rawkeys.Collector]; only those that are imported are
// compiled in. Certificates for the first come from
// [github.com/upsig/upsig/keyrings.Find].
//
//	p, err := policy.LoadFile("hello.toml")
//	artifact, err := policy.OpenArtifact("hello-1.2.0.tar.gz")
//	signature, err := policy.ReadEvidence("hello-1.2.0.tar.gz.asc")
//	found, err := keyrings.Find(p.Fingerprints(), []string{"keys"}, nil)
//	report, err := policy.Verify(ctx, p, policy.Request{
//		Artifact: artifact,
//		Evidence: []policy.File{signature},
//		Now:      time.Now(),
//	}, pgp.New(slices.Concat(found.Certificates, found.Revokers), found.Problems))
//
// An error means that there is no verdict. Without one, Report.Verdict.Accepted is
// the answer, Report.Verdict.Class says who vouches, and a rejection has a [Reason],
// which explains itself ([Reason.Explain]) and says what to do ([Reason.Next]).
//
// # Trust model
//
// The policy is trusted, and nothing else is: it says who counts, and whoever can
// change it decides. The artifact, the evidence, certificates and checksum lists
// are hostile. The time is the caller's, no clock is read.
//
// Collectors state facts ([Finding]) and cannot say "accepted"; the judge
// ([Policy.Assess]) is a pure function of policy, subject, findings and time. It
// fails closed: the zero value of every verdict, finding, outcome and report is
// failure, and what cannot be judged never counts.
//
// The strongest signer that the policy declares for the version sets the bar
// ([Class]), so that evidence by CI never makes up for the author's. Evidence
// that claims to be by a declared signer and does not hold rejects, whatever else
// is there, and raises Verdict.Alarm.
//
// What a verdict means depends on two things that no cryptography shows, and that
// are the policy's word: that the author holds a key ([HeldByAuthor]), and that a
// builder is isolated ([Builder]).
//
// A report names the digests of the bytes that were judged. A program that reads
// the file again, to unpack it, compares them, or works on a copy of its own.
// Strings in findings and reports may be an attacker's, and are raw: whoever prints
// them sanitises them.
//
// # Compatibility
//
// Policies are of the schema [Schema], reports of [ReportSchema]; JSON Schemas of
// both are in the folder docs. A key, reason, weakness, notice or class may be added
// within a schema, so that readers of reports should expect words that they do not
// know. What exists keeps its meaning; otherwise the schema gets another number.
//
// Before version 1.0.0 the Go interface may change with any release; NEWS says how.
package policy
