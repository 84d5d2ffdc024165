package sigstore

import (
	"crypto/x509"
	"errors"
	"slices"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	rekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/tlog"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/upsig/upsig/internal/lazyre"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

const (
	mediaTypeBase = "application/vnd.dev.sigstore.bundle"
	mediaType01   = mediaTypeBase + "+json;version=0.1"
	mediaType03   = mediaTypeBase + ".v0.3+json"
	payloadInToto = "application/vnd.in-toto+json"
)

var mediaVersion = lazyre.New(`^application/vnd\.dev\.sigstore\.bundle(?:\+json;version=|\.v)(\d+\.\d+(?:\.\d+)?)`)

// parsed is a bundle taken apart, nothing of it verified.
type parsed struct {
	bundle  *bundle.Bundle
	version string // "0.3"
	entries []*tlog.Entry
	// entryProblem says that a log entry's body does not stand up to being read:
	// Rekor's decoder verifies the signature in it. The entries are then not
	// loaded, and the bundle never verifies.
	entryProblem *problem
	// leaf is the signing certificate; nil for a bundle under a key, whose hint
	// is then set (and may be empty).
	leaf *x509.Certificate
	hint string
	// setOnly is true when an inclusion proof without checkpoint was removed.
	setOnly bool

	signature []byte
	message   *message  // a signature over the artifact's digest, or
	envelope  *envelope // a signature over a statement
}

// message is what a message signature signs.
type message struct {
	algorithm digestAlgorithm
	digest    []byte
}

// envelope is a DSSE envelope.
type envelope struct {
	payloadType string
	payload     []byte
	// statement is the payload as an in-toto statement; nil with a problem.
	statement *statement
	problem   *problem
	// facts reads the statement, once for all that it may be about.
	facts func() policy.Statement
}

// parseBundle decodes a scanned bundle, of a file that may have as many more log
// entries and timestamps as are left.
func parseBundle(raw []byte, left *int) (*parsed, *problem) {
	version, p := bundleVersion(asObject(raw))
	if p != nil {
		return nil, p
	}
	pb := new(protobundle.Bundle)
	if err := protojson.Unmarshal(raw, pb); err != nil {
		return nil, unusable(policy.ReasonMalformedEvidence, "decode bundle: %v", err)
	}
	if p := checkCounts(pb.GetVerificationMaterial(), left); p != nil {
		return nil, p
	}
	if p := checkMaterial(pb, version); p != nil {
		return nil, p
	}
	out := &parsed{version: version, setOnly: version == "0.1" && stripProofs(pb)}
	if p := checkProofs(pb); p != nil {
		return nil, p
	}
	forgetKeyIDs(pb)
	out.entryProblem = setAsideEntries(pb)
	if p := out.load(pb); p != nil {
		return nil, p
	}
	return out, nil
}

func bundleVersion(o object) (string, *problem) {
	mediaType := o.text("mediaType")
	m := mediaVersion.Get().FindStringSubmatch(mediaType)
	switch {
	case mediaType == "":
		return "", unusable(policy.ReasonMalformedEvidence, "the bundle does not say its version")
	case m == nil:
		return "", unusable(policy.ReasonUnsupportedEvidence, "media type %s", safetext.Quoted(mediaType))
	case !slices.Contains([]string{"0.1", "0.2", "0.3"}, m[1]):
		return "", unusable(policy.ReasonUnsupportedEvidence, "bundle version %s; 0.1 to 0.3 are known", m[1])
	}
	return m[1], nil
}

// checkCounts bounds log entries and timestamps. Each of them makes decoders verify
// signatures.
func checkCounts(m *protobundle.VerificationMaterial, left *int) *problem {
	entries, stamps := len(m.GetTlogEntries()), len(m.GetTimestampVerificationData().GetRfc3161Timestamps())
	if entries > limits.LogEntries {
		return unusable(policy.ReasonLimitExceeded, "%d log entries, more than %d", entries, limits.LogEntries)
	}
	if stamps > limits.LogEntries {
		return unusable(policy.ReasonLimitExceeded, "%d timestamps, more than %d", stamps, limits.LogEntries)
	}
	if *left -= entries + stamps; *left < 0 {
		return unusable(policy.ReasonLimitExceeded, "more than %d log entries and timestamps in one file", limits.FileWitnesses)
	}
	return nil
}

// checkMaterial refuses what no verifier here supports, with a better reason than
// the library's, and what a decoder would take long for.
func checkMaterial(pb *protobundle.Bundle, version string) *problem {
	m := pb.GetVerificationMaterial()
	if m.GetX509CertificateChain() != nil && version == "0.3" {
		return unusable(policy.ReasonUnsupportedEvidence, "a certificate chain in a bundle of version 0.3")
	}
	for _, e := range m.GetTlogEntries() {
		if p := checkEntry(e); p != nil {
			return p
		}
	}
	for _, t := range m.GetTimestampVerificationData().GetRfc3161Timestamps() {
		if p := checkToken(t.GetSignedTimestamp()); p != nil {
			return p
		}
	}
	return nil
}

// checkEntry checks an entry's shape.
func checkEntry(e *rekor.TransparencyLogEntry) *problem {
	kind := e.GetKindVersion().GetKind() + " " + e.GetKindVersion().GetVersion()
	if p := checkBody(e.GetCanonicalizedBody(), kind); p != nil {
		return p
	}
	if n := len(e.GetInclusionProof().GetCheckpoint().GetEnvelope()); n > limits.Checkpoint {
		return unusable(policy.ReasonLimitExceeded, "a checkpoint of %d bytes, more than %d", n, limits.Checkpoint)
	}
	if len(e.GetLogId().GetKeyId()) == 0 || e.GetLogIndex() < 0 {
		return unusable(policy.ReasonMalformedEvidence, "a log entry without log or index")
	}
	return nil
}

// forgetKeyIDs removes the key IDs of an envelope's signatures. Nothing signs them, and
// for DSSE they are hints alone; sigstore-go takes a signature under the right key for
// a bad one when its key ID is spelt in another way than its own.
func forgetKeyIDs(pb *protobundle.Bundle) {
	for _, s := range pb.GetDsseEnvelope().GetSignatures() {
		s.Keyid = ""
	}
}

// checkProofs refuses inclusion proofs that end in a root which nobody signed.
func checkProofs(pb *protobundle.Bundle) *problem {
	for _, e := range pb.GetVerificationMaterial().GetTlogEntries() {
		if e.GetInclusionProof() != nil && e.GetInclusionProof().GetCheckpoint().GetEnvelope() == "" {
			return unusable(policy.ReasonMalformedEvidence, "an inclusion proof without checkpoint")
		}
	}
	return nil
}

// setAsideEntries removes the log entries when one of them cannot be read.
func setAsideEntries(pb *protobundle.Bundle) *problem {
	for _, e := range pb.GetVerificationMaterial().GetTlogEntries() {
		if _, err := tlog.ParseTransparencyLogEntry(e); err != nil {
			pb.VerificationMaterial.TlogEntries = nil
			return bad(policy.ReasonLogEntryInvalid, "%v", err)
		}
	}
	return nil
}

// stripProofs removes inclusion proofs that lack their checkpoint from entries
// that carry a signed entry timestamp: the form of genuine early bundles
// (python/cpython#122785, sigstore/sigstore-go#259). A proof without a signed
// checkpoint proves nothing; the timestamp alone is then verified.
func stripProofs(pb *protobundle.Bundle) bool {
	stripped := false
	for _, e := range pb.GetVerificationMaterial().GetTlogEntries() {
		bare := e.GetInclusionProof() != nil && e.GetInclusionProof().GetCheckpoint().GetEnvelope() == ""
		if bare && len(e.GetInclusionPromise().GetSignedEntryTimestamp()) > 0 {
			e.InclusionProof = nil
			stripped = true
		}
	}
	return stripped
}

func (out *parsed) load(pb *protobundle.Bundle) *problem {
	b, err := bundle.NewBundle(pb)
	if err != nil {
		return loadProblem(err)
	}
	out.bundle = b
	if out.entries, err = b.TlogEntries(); err != nil {
		return loadProblem(err)
	}
	content, err := b.VerificationContent()
	if err != nil {
		return loadProblem(err)
	}
	if out.leaf = content.Certificate(); out.leaf == nil {
		out.hint = content.PublicKey().Hint()
	}
	return out.loadContent(pb)
}

func loadProblem(err error) *problem {
	if errors.Is(err, bundle.ErrUnsupportedMediaType) {
		return unusable(policy.ReasonUnsupportedEvidence, "%v", err)
	}
	return unusable(policy.ReasonMalformedEvidence, "%v", err)
}

func (out *parsed) loadContent(pb *protobundle.Bundle) *problem {
	if env := pb.GetDsseEnvelope(); env != nil {
		if n := len(env.GetSignatures()); n != 1 {
			return unusable(policy.ReasonMalformedEvidence, "an envelope with %d signatures instead of one", n)
		}
		out.signature = env.GetSignatures()[0].GetSig()
		out.envelope = openEnvelope(env.GetPayloadType(), env.GetPayload())
		return nil
	}
	msg := pb.GetMessageSignature()
	name := msg.GetMessageDigest().GetAlgorithm().String()
	alg, ok := protoAlgorithm(name)
	if !ok {
		return unusable(policy.ReasonUnsupportedEvidence, "a signature over the digest %s", safetext.Quoted(name))
	}
	digest := msg.GetMessageDigest().GetDigest()
	if len(digest) != alg.hash.Size() {
		return unusable(policy.ReasonMalformedEvidence, "a digest of %d bytes for %s", len(digest), alg.name)
	}
	out.signature = msg.GetSignature()
	out.message = &message{algorithm: alg, digest: digest}
	return nil
}
