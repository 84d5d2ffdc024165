package sigstore

import (
	"bytes"
	"crypto"

	"github.com/sigstore/sigstore-go/pkg/tlog"

	"github.com/upsig/upsig/policy"
)

// boundEntries checks for itself that entries of the tiled logs' form are about
// this very signature, signer and digest. sigstore-go derives that from the
// entry's hash, but not where a checkpoint names a tree of a Rekor v1 log
// (CVE-2026-22703 is the same mistake elsewhere).
func (r run) boundEntries() *problem {
	for _, e := range r.parsed.entries {
		if !e.IsRekorV2() {
			continue
		}
		if !bytes.Equal(e.Signature(), r.parsed.signature) {
			return bad(policy.ReasonLogEntryInvalid, "the log entry is about another signature")
		}
		if p := r.boundSigner(e); p != nil {
			return p
		}
		if !r.parsed.isLogged(e) {
			return bad(policy.ReasonLogEntryInvalid, "the log entry is about another digest")
		}
	}
	return nil
}

// boundSigner compares the entry's certificate or key with the bundle's.
func (r run) boundSigner(e *tlog.Entry) *problem {
	signer, err := r.parsed.bundle.VerificationContent()
	if err != nil {
		return unusable(policy.ReasonMalformedEvidence, "%v", err)
	}
	if !signer.CompareKey(e.PublicKey(), r.material) {
		return bad(policy.ReasonLogEntryInvalid, "the log entry is about another certificate or key")
	}
	return nil
}

// isLogged compares the entry's digest with that of what the bundle signs.
func (p *parsed) isLogged(e *tlog.Entry) bool {
	digest, name, ok := e.GetHashedRekordDigest()
	if !ok {
		return false
	}
	a, ok := protoAlgorithm(name)
	if !ok {
		return false
	}
	if p.message != nil {
		return a == p.message.algorithm && bytes.Equal(digest, p.message.digest)
	}
	return bytes.Equal(digest, sumOf(a.hash, p.envelope.encoded()))
}

func sumOf(h crypto.Hash, data []byte) []byte {
	state := h.New()
	state.Write(data)
	return state.Sum(nil)
}
