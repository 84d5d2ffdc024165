package sigstore

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// cosignBundle converts the bundle that cosign wrote before it adopted
// Sigstore's: signature, certificate or key, and an entry of a Rekor v1 log
// with its signed entry timestamp. The digest comes from the log entry, which
// verification then holds against the signature.
func cosignBundle(o object) piece {
	p := piece{form: formCosign}
	entry := o.object("rekorBundle")
	if len(entry) == 0 {
		p.problem = unusable(policy.ReasonNoLogEntry, "no entry of a transparency log")
		return p
	}
	signature, err := base64.StdEncoding.DecodeString(o.text("base64Signature"))
	if err != nil || len(signature) == 0 {
		p.problem = unusable(policy.ReasonMalformedEvidence, "the signature is missing or not base64")
		return p
	}
	payload := entry.object("Payload")
	digest, prob := cosignDigest(payload)
	if prob != nil {
		p.problem = prob
		return p
	}
	material := materialJSON{Entries: cosignEntry(entry, payload)}
	if prob := material.setCertificate(o.text("cert")); prob != nil {
		p.problem = prob
		return p
	}
	p.bundle, p.problem = encodeBundle(bundleJSON{
		MediaType: mediaType01,
		Material:  material,
		Message:   &messageJSON{Digest: digest, Signature: signature},
	})
	return p
}

// rekorEntry converts a log entry that cosign wrote beside a detached signature
// and certificate. Its body repeats both, so the entry suffices.
func rekorEntry(v json.RawMessage, o object) piece {
	body, p := decodeBody(o.object("Payload"))
	if p != nil {
		return piece{form: formRekor, problem: p}
	}
	quote := func(s string) json.RawMessage {
		raw, err := json.Marshal(s)
		if err != nil {
			return json.RawMessage(`""`)
		}
		return raw
	}
	out := cosignBundle(object{
		"rekorBundle":     v,
		"base64Signature": quote(body.Spec.Signature.Content),
		"cert":            quote(body.Spec.Signature.PublicKey.Content),
	})
	out.form = formRekor
	return out
}

// detachedForm recognises what cosign wrote beside a log entry: a signature in
// base64, or a certificate in PEM. It returns "" for anything else.
func detachedForm(data []byte) string {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || len(data) > limits.DetachedText {
		return ""
	}
	if decoded, err := base64.StdEncoding.DecodeString(string(data)); err == nil {
		if block, _ := pem.Decode(decoded); block == nil {
			return detachedSignature(decoded)
		}
		data = decoded // cosign writes certificates in base64 over PEM
	}
	if block, rest := pem.Decode(data); block != nil && block.Type == "CERTIFICATE" && bytes.HasPrefix(data, []byte("-----BEGIN")) && len(bytes.TrimSpace(rest)) == 0 {
		return formCertificate
	}
	return ""
}

// detachedSignature recognises an ECDSA signature, a DER sequence of two
// integers. Other signatures have no shape to tell them by.
func detachedSignature(der []byte) string {
	var rs struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(der, &rs); err != nil || len(rest) > 0 {
		return ""
	}
	return formSignature
}

// setCertificate takes a certificate or public key in PEM, itself in base64 in
// the files that cosign writes.
func (m *materialJSON) setCertificate(text string) *problem {
	if decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil {
		text = string(decoded)
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return unusable(policy.ReasonMalformedEvidence, "no certificate or key in PEM")
	}
	switch block.Type {
	case "CERTIFICATE":
		raw, err := json.Marshal(block.Bytes)
		if err != nil {
			return unusable(policy.ReasonMalformedEvidence, "%v", err)
		}
		m.Chain = &chainJSON{[]rawBytesJSON{{raw}}}
	case "PUBLIC KEY":
		m.PublicKey = &publicKeyJSON{}
	default:
		return unusable(policy.ReasonUnsupportedEvidence, "PEM block %s", safetext.Quoted(block.Type))
	}
	return nil
}

// cosignBody is the part of a log entry's body that a conversion needs.
type cosignBody struct {
	Kind       string `json:"kind"`
	APIVersion string `json:"apiVersion"`
	Spec       struct {
		Signature struct {
			Content   string `json:"content"`
			PublicKey struct {
				Content string `json:"content"`
			} `json:"publicKey"`
		} `json:"signature"`
		Data struct {
			Hash struct {
				Algorithm string `json:"algorithm"`
				Value     string `json:"value"`
			} `json:"hash"`
		} `json:"data"`
	} `json:"spec"`
}

func decodeBody(payload object) (cosignBody, *problem) {
	var body cosignBody
	raw, err := base64.StdEncoding.DecodeString(payload.text("body"))
	if err != nil {
		return body, unusable(policy.ReasonMalformedEvidence, "the log entry's body is not base64")
	}
	if _, p := scan(raw); p != nil {
		return body, p
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return body, unusable(policy.ReasonMalformedEvidence, "the log entry's body: %v", err)
	}
	return body, nil
}

func cosignDigest(payload object) (digestJSON, *problem) {
	body, p := decodeBody(payload)
	if p != nil {
		return digestJSON{}, p
	}
	if body.Kind != "hashedrekord" || body.Spec.Data.Hash.Algorithm != "sha256" {
		return digestJSON{}, unusable(policy.ReasonUnsupportedEvidence, "log entry of kind %s over %s",
			safetext.Quoted(body.Kind), safetext.Quoted(body.Spec.Data.Hash.Algorithm))
	}
	sum, err := hex.DecodeString(body.Spec.Data.Hash.Value)
	if err != nil {
		return digestJSON{}, unusable(policy.ReasonMalformedEvidence, "the log entry's digest is not hexadecimal")
	}
	return digestJSON{Algorithm: "SHA2_256", Digest: sum}, nil
}

// cosignEntry builds the entry as a bundle has it. Members that do not fit end
// up empty and make the bundle's decoder refuse it.
func cosignEntry(entry, payload object) json.RawMessage {
	body, _ := decodeBody(payload)
	logID, _ := hex.DecodeString(payload.text("logID"))
	data, err := json.Marshal([]any{map[string]any{
		"logIndex":          number(payload["logIndex"]),
		"logId":             map[string]any{"keyId": logID},
		"kindVersion":       map[string]any{"kind": body.Kind, "version": body.APIVersion},
		"integratedTime":    number(payload["integratedTime"]),
		"inclusionPromise":  map[string]any{"signedEntryTimestamp": entry.text("SignedEntryTimestamp")},
		"canonicalizedBody": payload.text("body"),
	}})
	if err != nil {
		return json.RawMessage("[]")
	}
	return data
}

func number(raw json.RawMessage) json.RawMessage {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}
