package sigstore

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// piece is one attestation or signature of a file, as a bundle.
type piece struct {
	// form names the format for people.
	form string
	// bundle is a Sigstore bundle in JSON; nil when problem is set.
	bundle  []byte
	problem *problem
}

// Names of the forms.
const (
	formBundle     = "Sigstore bundle"
	formPEP740     = "PEP 740 attestation"
	formProvenance = "PEP 740 provenance"
	formDocument   = "attestations document"
	formCosign     = "cosign bundle"
	formDSSE       = "DSSE envelope"
	formStatement  = "in-toto statement"
	formJSON       = "JSON"

	formRekor       = "Rekor log entry"
	formSignature   = "cosign detached signature"
	formCertificate = "cosign certificate"
)

// looksLikeJSON reports whether content begins like a JSON object or array.
func looksLikeJSON(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}

// split finds the pieces of evidence in a file. The problem, if any, is one of
// the file as a whole, with the form as far as it was recognised.
func split(data []byte) ([]piece, string, *problem) {
	if len(data) > limits.EvidenceFile {
		return nil, formJSON, unusable(policy.ReasonTooLarge, "%d bytes, more than %d", len(data), limits.EvidenceFile)
	}
	if form := detachedForm(data); form != "" {
		return nil, form, unusable(policy.ReasonNoLogEntry, "it carries no log entry, without which nothing proves a time; look for upstream's bundle")
	}
	values, p := scan(data)
	if p != nil {
		return nil, formJSON, p
	}
	if len(values) == 0 {
		return nil, formJSON, unusable(policy.ReasonEmptyEvidence, "the file is empty")
	}
	return splitValues(values)
}

func splitValues(values []json.RawMessage) ([]piece, string, *problem) {
	var all []piece
	for _, v := range values {
		pieces, form, p := splitValue(v)
		if p != nil {
			return nil, form, p
		}
		all = append(all, pieces...)
		if p := tooManyAttestations(len(all)); p != nil {
			return nil, form, p
		}
	}
	return all, "", nil
}

func tooManyAttestations(n int) *problem {
	if n <= limits.Attestations {
		return nil
	}
	return unusable(policy.ReasonLimitExceeded, "more than %d attestations", limits.Attestations)
}

// splitValue takes one value at the top level apart: a document, or an array of
// documents.
func splitValue(v json.RawMessage) ([]piece, string, *problem) {
	elements, ok := asArray(v)
	if !ok {
		return document(v)
	}
	if len(elements) == 0 {
		return nil, "JSON array", unusable(policy.ReasonEmptyEvidence, "the list is empty")
	}
	var all []piece
	for _, e := range elements {
		pieces, form, p := document(e)
		if p == nil {
			all = append(all, pieces...)
			p = tooManyAttestations(len(all))
		}
		if p != nil {
			return nil, form, p
		}
	}
	return all, "", nil
}

// document recognises one JSON object by its members.
func document(v json.RawMessage) ([]piece, string, *problem) {
	o := asObject(v)
	switch {
	case isBundle(o):
		return one(piece{form: formBundle, bundle: v})
	case o.has("attestation_bundles"):
		return provenance(o)
	case o.has("verification_material"):
		return one(pep740(o))
	case o.has("attestations"):
		return attestations(o)
	case o.has("base64Signature"), o.has("rekorBundle"):
		return one(cosignBundle(o))
	case o.has("SignedEntryTimestamp", "Payload"):
		return one(rekorEntry(v, o))
	case o.has("payloadType", "payload", "signatures"):
		return one(piece{form: formDSSE, problem: unusable(policy.ReasonNoLogEntry,
			"an envelope alone carries neither a log entry nor a time; look for the bundle that holds it")})
	case o.has("_type", "predicateType"):
		return one(piece{form: formStatement, problem: unusable(policy.ReasonUnsupportedEvidence, "the statement is not signed")})
	}
	return nil, formJSON, unusable(policy.ReasonUnrecognisedEvidence, "%s", recognised(o))
}

// recognised says what JSON is that is no evidence, for whoever took it for some.
func recognised(o object) string {
	mediaType := o.text("mediaType")
	switch {
	case strings.HasPrefix(mediaType, "application/vnd.dev.sigstore.trustedroot"):
		return "a trusted root, which vouches for evidence and is none; give it with --trusted-root"
	case strings.HasPrefix(mediaType, "application/vnd.dev.sigstore.signingconfig"):
		return "a signing configuration, which signers use; look for the bundle that they made"
	case isRegistryKeys(o):
		return "npm's registry keys, which vouch for attestations and are none; a signer of kind npm names the file by keys"
	case o.has("_id", "dist-tags"), o.has("dist", "version"):
		return "npm's metadata of a package; the attestations are at /-/npm/v1/attestations/NAME@VERSION of the registry"
	case o.has("files", "meta"), o.has("info", "urls"):
		return "PyPI's metadata of a project; the provenance is at /integrity/PROJECT/VERSION/FILE/provenance of the index"
	case o.has("message", "documentation_url"):
		return "an error of GitHub's API: " + safetext.Quoted(o.text("message"))
	case len(o) == 0:
		return "JSON, but neither an object with members nor a list of them"
	}
	return "JSON with the members " + memberNames(o) + ", but no form of Sigstore evidence"
}

func isRegistryKeys(o object) bool {
	keys := o.array("keys")
	return len(keys) > 0 && asObject(keys[0]).has("keyId", "keyUsage", "publicKey")
}

// memberNames lists some members of an object, sorted.
func memberNames(o object) string {
	names := slices.Sorted(maps.Keys(o))
	rest := len(names) - limits.NamedMembers
	if rest > 0 {
		names = names[:limits.NamedMembers]
	}
	for i := range names {
		names[i] = safetext.Quoted(names[i])
	}
	text := strings.Join(names, ", ")
	if rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text
}

func one(p piece) ([]piece, string, *problem) { return []piece{p}, p.form, nil }

// isBundle recognises a bundle by its media type or by its members.
func isBundle(o object) bool {
	return strings.HasPrefix(o.text("mediaType"), mediaTypeBase) || o.has("verificationMaterial")
}

// attestations takes npm's attestations document and the answer of GitHub's
// attestations API apart. Both wrap bundles; whatever else they say beside a
// bundle is not signed and not read.
func attestations(o object) ([]piece, string, *problem) {
	list, ok := asArray(o["attestations"])
	if !ok {
		return nil, formDocument, unusable(policy.ReasonMalformedEvidence, `"attestations" is not a list`)
	}
	if len(list) == 0 {
		return nil, formDocument, unusable(policy.ReasonEmptyEvidence, "the list of attestations is empty")
	}
	if p := tooManyAttestations(len(list)); p != nil {
		return nil, formDocument, p
	}
	pieces := make([]piece, 0, len(list))
	for _, e := range list {
		pieces = append(pieces, attestation(e))
	}
	return pieces, formDocument, nil
}

func attestation(e json.RawMessage) piece {
	p := piece{form: formDocument}
	o := asObject(bytes.TrimSpace(e))
	switch {
	case o == nil:
		p.problem = unusable(policy.ReasonMalformedEvidence, "an attestation is not an object")
	case !o.isNull("bundle"):
		p.bundle = bytes.TrimSpace(o["bundle"])
	case o.has("bundle_url"):
		p.problem = unusable(policy.ReasonEmptyEvidence, "the bundle is not in the document, only its address; download it")
	default:
		p.problem = unusable(policy.ReasonEmptyEvidence, "an attestation without a bundle")
	}
	return p
}
