package sigstoretest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// envelopes do not carry the statement that was signed.
func (h hostile) envelopes() []Variant {
	p := h.provenance
	other := Provenance(h.workflow(), SHA256("other", []byte("other bytes")))
	genuine := h.in.Sign(Request{Identity: h.workflow(), Statement: other})
	swap := func(b *Bundle) { b.Envelope.Payload = h.statement().JSON() }
	return []Variant{
		{Name: "payload-tampered", Why: "the payload was replaced after signing",
			Data: genuine.Edit(swap).JSON(), SigstoreGo: "payload hash"},
		{Name: "payload-tampered-logged", Why: "the same, logged as it is",
			Data: genuine.Edit(swap, h.relog).JSON(), SigstoreGo: "could not verify envelope"},
		{Name: "payload-type-replaced", Why: "the payload type was replaced after signing",
			Data: p.Edit(func(b *Bundle) { b.Envelope.PayloadType = "application/json" }).JSON(), SigstoreGo: "could not verify envelope"},
		{Name: "payload-type-other", Why: "signed and logged under another payload type",
			Data:       h.in.Sign(Request{Identity: h.workflow(), Statement: h.statement(), PayloadType: "application/json"}).JSON(),
			SigstoreGo: "unsupported DSSE payload type"},
		{Name: "payload-type-case", Why: "signed under the payload type in capitals",
			Data:       h.in.Sign(Request{Identity: h.workflow(), Statement: h.statement(), PayloadType: strings.ToUpper(InToto)}).JSON(),
			SigstoreGo: "unsupported DSSE payload type"},
		{Name: "key-id-foreign", Why: "a good signature with a key ID that is spelt in another way than sigstore-go's: a hint that nothing signs",
			Data: p.Edit(func(b *Bundle) { b.Envelope.KeyID = "release-2026" }).JSON(), SigstoreGo: "could not verify envelope"},
		{Name: "signatures-none", Why: "an envelope without signature",
			Data: p.Edit(func(b *Bundle) { b.Envelope.Signatures = nil }).JSON(), SigstoreGo: "signature does not match"},
		{Name: "signatures-two", Why: "the good signature twice",
			Data: p.Edit(func(b *Bundle) { b.Envelope.Signatures = append(b.Envelope.Signatures, b.Signature()) }).JSON(), SigstoreGo: "exactly one signature"},
		{Name: "signatures-good-and-bad", Why: "the good signature and a bad one",
			Data: p.Edit(func(b *Bundle) { b.Envelope.Signatures = append(b.Envelope.Signatures, flip(b.Signature())) }).JSON(), SigstoreGo: "exactly one signature"},
		{Name: "envelope-signature-tampered-logged", Why: "a log that checks nothing took a broken signature",
			Data: p.Edit(func(b *Bundle) { b.Envelope.Signatures = [][]byte{flip(b.Signature())} }, h.relog).JSON(), SigstoreGo: "could not verify envelope"},
		{Name: "envelope-entry-of-another", Why: "a genuine entry of another attestation by the same workflow",
			Data: p.Edit(func(b *Bundle) { b.Entries = genuine.Entries }).JSON(), SigstoreGo: "signature does not match"},
		{Name: "envelope-entry-of-another-certificate", Why: "an entry about the same envelope and signature under another certificate",
			Data: p.Edit(func(b *Bundle) {
				b.Entries = p.Edit(func(o *Bundle) { o.Certificate = genuine.Certificate }, h.relog).Entries
			}).JSON(), SigstoreGo: "certificate does not match"},
		{Name: "envelope-entry-of-another-payload", Why: "an entry about the same signature and another payload",
			Data: p.Edit(func(b *Bundle) {
				b.Entries = p.Edit(func(o *Bundle) { o.Envelope.Payload = genuine.Envelope.Payload }, h.relog).Entries
			}).JSON(), SigstoreGo: "payload hash"},
		{Name: "envelope-logged-as-message", Why: "the envelope's signature logged as one over a message",
			Data: p.Edit(func(b *Bundle) {
				b.Entries = p.Edit(func(o *Bundle) {
					o.Message = &Message{Algorithm: "SHA2_256", Digest: sum(pae(InToto, o.Envelope.Payload)), Signature: o.Signature()}
					o.Envelope = nil
				}, h.relog).Entries
			}).JSON(), SigstoreGo: "not a dsse_v001 or intoto_v002"},
	}
}

// attest signs a statement with an edit.
func (h hostile) attest(edit func(*Statement)) []byte {
	return h.in.Sign(Request{Identity: h.workflow(), Statement: h.statement().Edit(edit)}).JSON()
}

// statements are genuinely signed and say something else.
func (h hostile) statements() []Variant {
	good := SHA256(h.name, h.artifact)
	other := SHA256("other", []byte("other bytes"))
	upper := map[string]string{"sha256": strings.ToUpper(good.Digest["sha256"])}
	return []Variant{
		{Name: "subject-other-name", Why: "the right digest under another name: an old release renamed",
			Data: h.attest(func(s *Statement) { s.Subjects[0].Name = "example-0.9.0.tar.gz" })},
		{Name: "subject-no-name", Why: "the right digest without name",
			Data: h.attest(func(s *Statement) { s.Subjects[0].Name = "" })},
		{Name: "subject-other-digest", Why: "the right name with another digest",
			Data: h.attest(func(s *Statement) { s.Subjects[0].Digest = other.Digest }), SigstoreGo: "does not match any digest"},
		{Name: "subject-name-and-digest-apart", Why: "two subjects: this name with another digest, this digest with another name",
			Data: h.attest(func(s *Statement) {
				s.Subjects = []Subject{{Name: h.name, Digest: other.Digest}, {Name: "other", Digest: good.Digest}}
			})},
		{Name: "subject-twice", Why: "the same name twice, once with the right digest",
			Data: h.attest(func(s *Statement) {
				s.Subjects = []Subject{{Name: h.name, Digest: other.Digest}, good}
			})},
		{Name: "subject-path", Why: "the name with a path before it",
			Data: h.attest(func(s *Statement) { s.Subjects[0].Name = "../dist/" + h.name })},
		{Name: "subject-digest-upper", Why: "the digest in capitals: in-toto asks for lower case",
			Data: h.attest(func(s *Statement) { s.Subjects[0].Digest = upper })},
		{Name: "subject-digest-short", Why: "half of the digest",
			Data: h.attest(func(s *Statement) {
				s.Subjects[0].Digest = map[string]string{"sha256": good.Digest["sha256"][:32]}
			}), SigstoreGo: "does not match any digest"},
		{Name: "subject-digest-mixed", Why: "one subject, the right SHA-256 and a SHA-512 of something else",
			Data: h.attest(func(s *Statement) {
				s.Subjects[0].Digest = map[string]string{"sha256": good.Digest["sha256"], "sha384": strings.Repeat("00", 48)}
			})},
		{Name: "subject-digest-other-algorithm", Why: "the digest under an algorithm that it is not of",
			Data: h.attest(func(s *Statement) {
				s.Subjects[0].Digest = map[string]string{"gitCommit": good.Digest["sha256"]}
			}), SigstoreGo: "does not match digests"},
		{Name: "subjects-none", Why: "about nothing",
			Data: h.attest(func(s *Statement) { s.Subjects = []Subject{} }), SigstoreGo: "does not match digests"},
		{Name: "subject-digest-none", Why: "a subject without digest",
			Data: h.attest(func(s *Statement) { s.Subjects[0].Digest = nil }), SigstoreGo: "does not match digests"},
		{Name: "predicate-type-other", Why: "a bill of materials by the right workflow is no provenance",
			Data: h.attest(func(s *Statement) { s.PredicateType = "https://spdx.dev/Document/v2.3" })},
		{Name: "predicate-type-empty", Why: "no predicate type",
			Data: h.attest(func(s *Statement) { s.PredicateType = "" })},
		{Name: "predicate-type-prefix", Why: "a predicate type that merely starts like provenance",
			Data: h.attest(func(s *Statement) { s.PredicateType = SLSAv1 + "evil" })},
		{Name: "predicate-missing", Why: "provenance without content",
			Data: h.attest(func(s *Statement) { s.Predicate = nil })},
		{Name: "predicate-other-shape", Why: "provenance whose predicate is a list",
			Data: h.attest(func(s *Statement) { s.Predicate = []string{"hello"} }), SigstoreGo: "statement"},
		{Name: "publish-with-predicate", Why: "PyPI's publish attestation must have no predicate",
			Data: h.attest(func(s *Statement) { s.PredicateType, s.Predicate = PyPIPublish, object{"builder": "me"} })},
		{Name: "builder-differs", Why: "the provenance names another builder than the certificate",
			Data: h.attest(func(s *Statement) {
				w := h.workflow()
				w.Builder = &GitHubBuilder{"trusted/builder", ".github/workflows/build.yml", "refs/tags/v1", "c0ffee"}
				s.Predicate = Provenance(w).Predicate
			})},
		{Name: "source-differs", Why: "the provenance names another repository than the certificate",
			Data: h.attest(func(s *Statement) {
				s.Predicate = Provenance(GitHubWorkflow{Repository: "other/other"}).Predicate
			})},
		{Name: "statement-type-other", Why: "no in-toto statement, by its own word",
			Data: h.attest(func(s *Statement) { s.Type = "https://example.org/Statement" })},
		{Name: "control-bytes", Why: "escape sequences in every string that a report may show",
			Data: h.attest(func(s *Statement) {
				s.Subjects = append(s.Subjects, Subject{Name: "\x1b[2J\x07", Digest: good.Digest})
				s.Predicate.(object)["runDetails"] = object{"builder": object{"id": "\x1b]0;owned\x07"}}
			})},
	}
}

// payloads are genuinely signed and no plain statement.
func (h hostile) payloads() []Variant {
	good := string(h.statement().JSON())
	other := string(Provenance(h.workflow(), SHA256(h.name, []byte("other bytes"))).JSON())
	sign := func(payload string) []byte {
		return h.in.Sign(Request{Identity: h.workflow(), Payload: []byte(payload)}).JSON()
	}
	subjects := func(s string) string {
		i, j := strings.Index(s, `"subject":`), strings.Index(s, `,"predicateType"`)
		return s[i:j]
	}
	twice := strings.Replace(other, subjects(other), subjects(other)+","+subjects(good), 1)
	folded := strings.Replace(other, subjects(other), subjects(other)+","+strings.Replace(subjects(good), "subject", "Subject", 1), 1)
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	return []Variant{
		{Name: "payload-empty", Why: "nothing was signed", Data: h.in.Sign(Request{Identity: h.workflow(), Payload: []byte{}}).JSON(), SigstoreGo: "statement|missing"},
		{Name: "payload-no-json", Why: "the payload is no JSON", Data: sign("hello"), SigstoreGo: "statement"},
		{Name: "payload-array", Why: "the payload is a list", Data: sign("[" + good + "]"), SigstoreGo: "statement"},
		{Name: "payload-null", Why: "the payload is null", Data: sign("null"), SigstoreGo: "does not match digests"},
		{Name: "payload-two-statements", Why: "two statements in a row", Data: sign(other + good), SigstoreGo: "statement"},
		{Name: "payload-key-twice", Why: "two lists of subjects: readers differ on which one counts", Data: sign(twice), SigstoreGo: "decoding json"},
		{Name: "payload-key-folded", Why: "a second list of subjects in other case, which encoding/json takes for the first", Data: sign(folded), SigstoreGo: "decoding json"},
		{Name: "payload-unknown-field", Why: "a field that statements do not have", Data: sign(strings.Replace(good, `"predicateType"`, `"extra":1,"predicateType"`, 1)), SigstoreGo: "decoding json"},
		{Name: "subject-digest-number", Why: "a number among the digests of a subject: sigstore-go cannot read the statement, and the signature holds",
			Data: sign(strings.Replace(good, `"digest":{`, `"digest":{"size":12,`, 1)), SigstoreGo: "statement"},
		{Name: "subject-name-number", Why: "the same of a subject's name",
			Data: sign(strings.Replace(good, `"name":"`+h.name+`"`, `"name":1`, 1)), SigstoreGo: "statement"},
		{Name: "payload-deep", Why: "a predicate nested 5000 levels deep",
			Data: sign(fmt.Sprintf(`{"_type":%q,%s,"predicateType":%q,"predicate":%s}`, StatementV1, subjects(good), SLSAv1, deep))},
		{Name: "payload-not-utf-8", Why: "bytes that are no text", Data: sign(strings.Replace(good, SLSAv1, SLSAv1+"\xff", 1)), SigstoreGo: "decoding json"},
	}
}

// limits are files beyond any genuine size.
func (h hostile) limits() []Variant {
	many := make([]Subject, 1025)
	for i := range many {
		many[i] = SHA256(fmt.Sprintf("file-%d", i), []byte{byte(i), byte(i >> 8)})
	}
	many[0] = SHA256(h.name, h.artifact)
	wide := SHA256(h.name, h.artifact)
	for i := range 33 {
		wide.Digest[fmt.Sprintf("x%d", i)] = hex.EncodeToString(sum([]byte{byte(i)}))
	}
	return []Variant{
		{Name: "subjects-1025", Why: "more subjects than sigstore-go reads",
			Data: h.attest(func(s *Statement) { s.Subjects = many }), SigstoreGo: "too many subjects"},
		{Name: "subject-digests-34", Why: "more digests of one subject than sigstore-go reads",
			Data: h.attest(func(s *Statement) { s.Subjects = []Subject{wide} }), SigstoreGo: "too many digests"},
		{Name: "entries-33", Why: "more log entries than sigstore-go reads",
			Data: h.message.Edit(func(b *Bundle) { b.Entries = slices.Repeat(b.Entries, 33) }).JSON(), SigstoreGo: "too many tlog entries"},
		{Name: "timestamps-33", Why: "more timestamps than sigstore-go reads",
			Data: h.message.Edit(func(b *Bundle) {
				b.Timestamps = slices.Repeat([][]byte{h.in.Timestamp(b.Signature(), h.in.Now)}, 33)
			}).JSON(), SigstoreGo: "too many signed timestamps"},
		{Name: "large", Why: "a good bundle with 5 MB of blanks behind it",
			Data: append(h.message.JSON(), bytes.Repeat([]byte(" "), 5<<20)...)},
	}
}
