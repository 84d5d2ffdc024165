package sigstore

import (
	"bytes"
	"encoding/json"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// provenance takes a PEP 740 provenance object apart. Its publisher objects are
// the index's word and not signed, so nothing is read from them.
func provenance(o object) ([]piece, string, *problem) {
	if p := pep740Version(o); p != nil {
		return nil, formProvenance, p
	}
	bundles, ok := asArray(o["attestation_bundles"])
	if !ok {
		return nil, formProvenance, unusable(policy.ReasonMalformedEvidence, `"attestation_bundles" is not a list`)
	}
	if len(bundles) == 0 {
		return nil, formProvenance, unusable(policy.ReasonEmptyEvidence, "the list of attestation bundles is empty")
	}
	var all []piece
	for _, b := range bundles {
		pieces, p := publisherBundle(asObject(bytes.TrimSpace(b)))
		if p == nil {
			all = append(all, pieces...)
			p = tooManyAttestations(len(all))
		}
		if p != nil {
			return nil, formProvenance, p
		}
	}
	return all, formProvenance, nil
}

func publisherBundle(o object) ([]piece, *problem) {
	list, ok := asArray(o["attestations"])
	if !ok {
		return nil, unusable(policy.ReasonMalformedEvidence, "an attestation bundle without a list of attestations")
	}
	if len(list) == 0 {
		return nil, unusable(policy.ReasonEmptyEvidence, "a list of attestations is empty")
	}
	if p := tooManyAttestations(len(list)); p != nil {
		return nil, p
	}
	var all []piece
	for _, a := range list {
		p := pep740(asObject(bytes.TrimSpace(a)))
		p.form = formProvenance
		all = append(all, p)
	}
	return all, nil
}

func pep740Version(o object) *problem {
	if v := string(bytes.TrimSpace(o["version"])); v != "1" {
		return unusable(policy.ReasonUnsupportedEvidence, "version %s of PEP 740; only version 1 is known", safetext.Quoted(v))
	}
	return nil
}

// pep740 converts a PEP 740 attestation object to a bundle. All its log entries
// are carried over, so that none goes unchecked.
func pep740(o object) piece {
	p := piece{form: formPEP740}
	if o == nil {
		p.problem = unusable(policy.ReasonMalformedEvidence, "an attestation is not an object")
		return p
	}
	if p.problem = pep740Version(o); p.problem != nil {
		return p
	}
	material, envelope := o.object("verification_material"), o.object("envelope")
	if !material.has("certificate", "transparency_entries") || !envelope.has("statement", "signature") {
		p.problem = unusable(policy.ReasonMalformedEvidence, "certificate, log entries, statement or signature is missing")
		return p
	}
	p.bundle, p.problem = encodeBundle(bundleJSON{
		MediaType: mediaType03,
		Material: materialJSON{
			Certificate: &rawBytesJSON{material["certificate"]},
			Entries:     material["transparency_entries"],
		},
		Envelope: &envelopeJSON{
			Payload:     envelope["statement"],
			PayloadType: payloadInToto,
			Signatures:  []signatureJSON{{envelope["signature"]}},
		},
	})
	return p
}

// The shape of a bundle in JSON, for conversions: members are passed on as they
// came, and the bundle's own decoder judges them.
type (
	bundleJSON struct {
		MediaType string        `json:"mediaType"`
		Material  materialJSON  `json:"verificationMaterial"`
		Envelope  *envelopeJSON `json:"dsseEnvelope,omitempty"`
		Message   *messageJSON  `json:"messageSignature,omitempty"`
	}
	materialJSON struct {
		Certificate *rawBytesJSON   `json:"certificate,omitempty"`
		Chain       *chainJSON      `json:"x509CertificateChain,omitempty"`
		PublicKey   *publicKeyJSON  `json:"publicKey,omitempty"`
		Entries     json.RawMessage `json:"tlogEntries"`
	}
	rawBytesJSON struct {
		RawBytes json.RawMessage `json:"rawBytes"`
	}
	chainJSON struct {
		Certificates []rawBytesJSON `json:"certificates"`
	}
	publicKeyJSON struct {
		Hint string `json:"hint"`
	}
	envelopeJSON struct {
		Payload     json.RawMessage `json:"payload"`
		PayloadType string          `json:"payloadType"`
		Signatures  []signatureJSON `json:"signatures"`
	}
	signatureJSON struct {
		Sig json.RawMessage `json:"sig"`
	}
	messageJSON struct {
		Digest    digestJSON `json:"messageDigest"`
		Signature []byte     `json:"signature"`
	}
	digestJSON struct {
		Algorithm string `json:"algorithm"`
		Digest    []byte `json:"digest"`
	}
)

func encodeBundle(b bundleJSON) ([]byte, *problem) {
	data, err := json.Marshal(b)
	if err != nil {
		return nil, unusable(policy.ReasonMalformedEvidence, "convert to a bundle: %v", err)
	}
	return data, nil
}
