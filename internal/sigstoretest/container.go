package sigstoretest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
)

// Lines writes bundles as JSON lines, as GitHub's command line does.
func Lines(bundles ...*Bundle) []byte {
	var out bytes.Buffer
	for _, b := range bundles {
		out.Write(b.Compact())
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// Array writes bundles as one JSON array.
func Array(bundles ...*Bundle) []byte {
	all := []object{}
	for _, b := range bundles {
		all = append(all, b.object())
	}
	return indent(all)
}

// Attestation writes the bundle as a PEP 740 attestation object. Its parts must
// be those of an envelope under a certificate.
func (b *Bundle) Attestation() []byte { return indent(b.attestation()) }

func (b *Bundle) attestation() object {
	entries := []object{}
	for _, e := range b.Entries {
		entries = append(entries, e.json())
	}
	return object{
		"version": 1,
		"verification_material": object{
			"certificate": b64(b.Certificate), "transparency_entries": entries,
		},
		"envelope": object{"statement": b64(b.Envelope.Payload), "signature": b64(b.Signature())},
	}
}

// Publisher is the unsigned part of a PEP 740 provenance object.
type Publisher struct {
	Kind        string `json:"kind"`
	Repository  string `json:"repository"`
	Workflow    string `json:"workflow"`
	Environment string `json:"environment,omitempty"`
}

// ProvenanceObject writes bundles as a PEP 740 provenance object, as the index
// serves it.
func ProvenanceObject(p Publisher, bundles ...*Bundle) []byte {
	all := []object{}
	for _, b := range bundles {
		all = append(all, b.attestation())
	}
	return indent(object{
		"version":             1,
		"attestation_bundles": []object{{"publisher": p, "attestations": all}},
	})
}

// NPMDocument writes bundles as npm's registry serves them.
func NPMDocument(bundles ...*Bundle) []byte {
	all := []object{}
	for _, b := range bundles {
		all = append(all, object{"predicateType": b.predicateType(), "bundle": b.object()})
	}
	return indent(object{"attestations": all})
}

// GitHubAnswer writes bundles as GitHub's API answers.
func GitHubAnswer(bundles ...*Bundle) []byte {
	all := []object{}
	for _, b := range bundles {
		all = append(all, object{
			"bundle": b.object(), "repository_id": 4711, "bundle_url": "https://storage.example/bundle.json.sn",
		})
	}
	return indent(object{"attestations": all})
}

// Cosign writes a message bundle as cosign did before it adopted Sigstore's
// form: with the log's promise, without proof.
func (b *Bundle) Cosign() []byte {
	e := b.Entries[0]
	return canonical(object{
		"base64Signature": b64(b.Signature()), "cert": b64(b.logged().verifier),
		"rekorBundle": object{
			"SignedEntryTimestamp": b64(e.SET),
			"Payload": object{
				"body": b64(e.Body), "integratedTime": e.IntegratedTime,
				"logIndex": e.LogIndex, "logID": hex.EncodeToString(e.LogID),
			},
		},
	})
}

// predicateType reads the statement's; npm repeats it outside of the bundle.
func (b *Bundle) predicateType() string {
	var s struct{ PredicateType string }
	if b.Envelope == nil || json.Unmarshal(b.Envelope.Payload, &s) != nil {
		return ""
	}
	return s.PredicateType
}
