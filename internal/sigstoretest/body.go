package sigstoretest

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

type object = map[string]any

// canonical encodes as RFC 8785 asks, for the values that this package puts
// into log entries: ASCII strings, integers, and objects of these.
func canonical(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func sortedKeys[V any](m map[int]V) []int { return slices.Sorted(maps.Keys(m)) }

// logged is what a log is told about a signature.
type logged struct {
	signature []byte
	verifier  []byte // PEM certificate or public key
	der       []byte // the same as DER
	managed   bool
	details   string
	digest    []byte // of the message, or of the envelope's encoding for signing
	hash      crypto.Hash
	envelope  *Envelope
}

func hashObject(h crypto.Hash, digest []byte) object {
	return object{"algorithm": hashName(h), "value": hex.EncodeToString(digest)}
}

func hashName(h crypto.Hash) string { return strings.ReplaceAll(strings.ToLower(h.String()), "-", "") }

// hashProto is the name of the hash in Sigstore's HashAlgorithm enumeration.
func hashProto(h crypto.Hash) string { return strings.Replace(hashName(h), "sha", "SHA2_", 1) }

func record(kind, version string, spec object) []byte {
	return canonical(object{"apiVersion": version, "kind": kind, "spec": spec})
}

// hashedrekord is the body of an entry about a message, version 0.0.1.
func (l logged) hashedrekord() []byte {
	return record("hashedrekord", "0.0.1", object{
		"data": object{"hash": hashObject(l.hash, l.digest)},
		"signature": object{
			"content":   b64(l.signature),
			"publicKey": object{"content": b64(l.verifier)},
		},
	})
}

// dsse is the body of an entry about an envelope, version 0.0.1.
func (l logged) dsse() []byte {
	return record("dsse", "0.0.1", object{
		"envelopeHash": hashObject(crypto.SHA256, sum(l.envelope.rekorJSON())),
		"payloadHash":  hashObject(crypto.SHA256, sum(l.envelope.Payload)),
		"signatures":   []object{{"signature": b64(l.signature), "verifier": b64(l.verifier)}},
	})
}

// intoto is the body of an entry about an envelope, version 0.0.2, in which the
// signature is base64 twice over.
func (l logged) intoto() []byte {
	return record("intoto", "0.0.2", object{
		"content": object{
			"envelope": object{
				"payloadType": l.envelope.PayloadType,
				"signatures": []object{{
					"publicKey": b64(l.verifier), "sig": b64([]byte(b64(l.signature))),
				}},
			},
			"hash":        hashObject(crypto.SHA256, sum(l.envelope.rekorJSON())),
			"payloadHash": hashObject(crypto.SHA256, sum(l.envelope.Payload)),
		},
	})
}

// hashedrekordV2 is the body of an entry of a tiled log, version 0.0.2, about
// messages and envelopes alike.
func (l logged) hashedrekordV2() []byte {
	verifier := object{"keyDetails": l.details}
	if l.managed {
		verifier["publicKey"] = object{"rawBytes": b64(l.der)}
	} else {
		verifier["x509Certificate"] = object{"rawBytes": b64(l.der)}
	}
	return record("hashedrekord", "0.0.2", object{"hashedRekordV002": object{
		"data":      object{"algorithm": hashProto(l.hash), "digest": b64(l.digest)},
		"signature": object{"content": b64(l.signature), "verifier": verifier},
	}})
}
