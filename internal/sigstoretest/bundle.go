package sigstoretest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// InToto is the payload type of in-toto statements.
const InToto = "application/vnd.in-toto+json"

// Bundle is a Sigstore bundle before it is written: every field may be edited,
// into whatever should not verify.
type Bundle struct {
	MediaType string
	// Certificate is the signing certificate (DER); nil for a managed key.
	Certificate []byte
	// Chain holds further certificates, of bundles before version 0.3.
	Chain [][]byte
	// Legacy writes an x509CertificateChain instead of a certificate.
	Legacy bool
	// Hint names a managed key.
	Hint       string
	Entries    []*Entry
	Timestamps [][]byte // RFC 3161 responses
	Message    *Message
	Envelope   *Envelope
	// Extra are further members of the JSON object.
	Extra map[string]any

	request Request
	key     signer
}

// Entry is a transparency log entry.
type Entry struct {
	LogIndex       int64
	LogID          []byte
	Kind, Version  string
	IntegratedTime int64  // seconds since 1970; 0 is left out
	SET            []byte // signed entry timestamp
	Proof          *Proof
	Body           []byte // canonicalised
}

// Proof is an inclusion proof.
type Proof struct {
	LogIndex, TreeSize int64
	RootHash           []byte
	Hashes             [][]byte
	Checkpoint         string // left out when empty
}

// Message is a signature over a digest.
type Message struct {
	Algorithm string // "SHA2_256"; both are left out when empty
	Digest    []byte
	Signature []byte
}

// Envelope is a DSSE envelope.
type Envelope struct {
	Payload     []byte
	PayloadType string
	Signatures  [][]byte
	// KeyID is a hint with each signature; it is left out when empty.
	KeyID string
}

// pae is DSSE's encoding of what is signed.
func pae(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

func (e *Envelope) json() object {
	signatures := []object{}
	for _, s := range e.Signatures {
		one := object{"sig": b64(s)}
		if e.KeyID != "" {
			one["keyid"] = e.KeyID
		}
		signatures = append(signatures, one)
	}
	return object{"payload": b64(e.Payload), "payloadType": e.PayloadType, "signatures": signatures}
}

// rekorJSON is the envelope as it was sent to the log.
func (e *Envelope) rekorJSON() []byte { return canonical(e.json()) }

// Signature returns the bundle's first signature.
func (b *Bundle) Signature() []byte {
	switch {
	case b.Message != nil:
		return b.Message.Signature
	case b.Envelope != nil && len(b.Envelope.Signatures) > 0:
		return b.Envelope.Signatures[0]
	}
	return nil
}

// Clone copies the bundle, so that an edit leaves the original alone. Bytes are
// shared: edits replace them.
func (b *Bundle) Clone() *Bundle {
	c := *b
	c.Chain, c.Timestamps = slices.Clone(b.Chain), slices.Clone(b.Timestamps)
	c.Entries = make([]*Entry, len(b.Entries))
	for i, e := range b.Entries {
		c.Entries[i] = e.Clone()
	}
	if b.Message != nil {
		m := *b.Message
		c.Message = &m
	}
	if b.Envelope != nil {
		e := *b.Envelope
		e.Signatures = slices.Clone(e.Signatures)
		c.Envelope = &e
	}
	return &c
}

// Clone copies the entry, bytes shared.
func (e *Entry) Clone() *Entry {
	c := *e
	if e.Proof != nil {
		p := *e.Proof
		p.Hashes = slices.Clone(p.Hashes)
		c.Proof = &p
	}
	return &c
}

// Edit returns an edited copy.
func (b *Bundle) Edit(edits ...func(*Bundle)) *Bundle {
	c := b.Clone()
	for _, edit := range edits {
		edit(c)
	}
	return c
}

// JSON writes the bundle, indented, with a final newline. The members are
// sorted, so that equal bundles give equal bytes.
func (b *Bundle) JSON() []byte { return indent(b.object()) }

// Compact writes the bundle on one line, without newline.
func (b *Bundle) Compact() []byte { return canonical(b.object()) }

func indent(v any) []byte {
	var out bytes.Buffer
	if err := json.Indent(&out, canonical(v), "", "  "); err != nil {
		panic(err)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

func (b *Bundle) object() object {
	all := object{"mediaType": b.MediaType, "verificationMaterial": b.material()}
	if b.Message != nil {
		m := object{"signature": b64(b.Message.Signature)}
		if b.Message.Algorithm != "" {
			m["messageDigest"] = object{"algorithm": b.Message.Algorithm, "digest": b64(b.Message.Digest)}
		}
		all["messageSignature"] = m
	}
	if b.Envelope != nil {
		all["dsseEnvelope"] = b.Envelope.json()
	}
	for k, v := range b.Extra {
		all[k] = v
	}
	return all
}

func (b *Bundle) material() object {
	m := object{}
	switch {
	case b.Certificate == nil && b.Hint != "":
		m["publicKey"] = object{"hint": b.Hint}
	case b.Certificate == nil:
	case b.Legacy:
		m["x509CertificateChain"] = object{"certificates": rawBytes(append([][]byte{b.Certificate}, b.Chain...))}
	default:
		m["certificate"] = object{"rawBytes": b64(b.Certificate)}
	}
	entries := []object{}
	for _, e := range b.Entries {
		entries = append(entries, e.json())
	}
	if len(entries) > 0 {
		m["tlogEntries"] = entries
	}
	if len(b.Timestamps) > 0 {
		var all []object
		for _, t := range b.Timestamps {
			all = append(all, object{"signedTimestamp": b64(t)})
		}
		m["timestampVerificationData"] = object{"rfc3161Timestamps": all}
	}
	return m
}

func rawBytes(all [][]byte) []object {
	var out []object
	for _, der := range all {
		out = append(out, object{"rawBytes": b64(der)})
	}
	return out
}

// json writes the entry as protojson does: 64-bit integers are strings.
func (e *Entry) json() object {
	o := object{
		"logIndex":          strconv.FormatInt(e.LogIndex, 10),
		"logId":             object{"keyId": b64(e.LogID)},
		"kindVersion":       object{"kind": e.Kind, "version": e.Version},
		"canonicalizedBody": b64(e.Body),
	}
	if e.IntegratedTime != 0 {
		o["integratedTime"] = strconv.FormatInt(e.IntegratedTime, 10)
	}
	if e.SET != nil {
		o["inclusionPromise"] = object{"signedEntryTimestamp": b64(e.SET)}
	}
	if e.Proof != nil {
		o["inclusionProof"] = e.Proof.json()
	}
	return o
}

func (p *Proof) json() object {
	hashes := []string{}
	for _, h := range p.Hashes {
		hashes = append(hashes, b64(h))
	}
	o := object{
		"logIndex": strconv.FormatInt(p.LogIndex, 10), "treeSize": strconv.FormatInt(p.TreeSize, 10),
		"rootHash": b64(p.RootHash), "hashes": hashes,
	}
	if p.Checkpoint != "" {
		o["checkpoint"] = object{"envelope": p.Checkpoint}
	}
	return o
}
