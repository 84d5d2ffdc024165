package sigstore

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// entryKinds are the kinds of log entries that sigstore-go can verify, with what
// the spec of each must look like. Rekor's decoder knows no others in this program,
// but its forms of them are wider.
var entryKinds = map[string]func(spec object) *problem{
	"hashedrekord 0.0.1": checkHashedRekord,
	"dsse 0.0.1":         checkDSSE,
	"intoto 0.0.2":       checkInToto,
	"hashedrekord 0.0.2": func(object) *problem { return nil }, // nothing in it is verified by its decoder
}

// checkBody checks an entry's body before a decoder sees it. It must be of the kind
// that the entry says beside it, which sigstore-go does not compare, and of the form
// that logs store: one signature under one key. In the form in which entries are
// proposed to a log, Rekor's decoder verifies each signature under each key.
func checkBody(data []byte, kind string) *problem {
	checkSpec, known := entryKinds[kind]
	if !known {
		return unusable(policy.ReasonUnsupportedEvidence, "log entry of kind %s", safetext.Quoted(kind))
	}
	values, p := scan(data)
	if p != nil {
		return p
	}
	if len(values) != 1 {
		return unusable(policy.ReasonMalformedEvidence, "a log entry's body of %d JSON values", len(values))
	}
	body := asObject(values[0])
	if got := body.text("kind") + " " + body.text("apiVersion"); got != kind {
		return unusable(policy.ReasonMalformedEvidence, "a log entry of kind %s says to be of kind %s", safetext.Quoted(got), safetext.Quoted(kind))
	}
	// Rekor's decoder takes these members in any case, and the last of them.
	if key := body.misspelt("kind", "apiVersion", "spec"); key != "" {
		return unusable(policy.ReasonMalformedEvidence, "a log entry's member %s is misspelt", safetext.Quoted(key))
	}
	if p := checkSpec(body.object("spec")); p != nil {
		return p
	}
	if slowBody(values[0]) {
		return unusable(policy.ReasonLimitExceeded, "a log entry by an RSA key of more than %d bits", limits.CertificateRSABits)
	}
	return nil
}

func checkDSSE(spec object) *problem {
	if !spec.isNull("proposedContent") {
		return proposed()
	}
	return soleSignature(spec.array("signatures"), "verifier")
}

func checkInToto(spec object) *problem {
	envelope := spec.object("content").object("envelope")
	if envelope.text("payload") != "" {
		return proposed()
	}
	return soleSignature(envelope.array("signatures"), "publicKey")
}

func checkHashedRekord(spec object) *problem {
	return soleKey(spec.object("signature").object("publicKey").text("content"))
}

func proposed() *problem {
	return unusable(policy.ReasonMalformedEvidence, "a log entry as it is proposed to a log, not as one stores it")
}

// soleSignature wants one signature: the bundle has one that it can be about.
func soleSignature(list []json.RawMessage, key string) *problem {
	if len(list) != 1 {
		return unusable(policy.ReasonMalformedEvidence, "a log entry with %d signatures instead of one", len(list))
	}
	return soleKey(asObject(bytes.TrimSpace(list[0])).text(key))
}

// soleKey wants one key or certificate: of several, Rekor's decoder takes the others
// for a path to the first, and tries all ways.
func soleKey(text string) *problem {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return unusable(policy.ReasonMalformedEvidence, "a log entry's key is not base64")
	}
	if block, rest := pem.Decode(data); block == nil || len(bytes.TrimSpace(rest)) > 0 {
		return unusable(policy.ReasonMalformedEvidence, "a log entry must name one key or certificate in PEM")
	}
	return nil
}
