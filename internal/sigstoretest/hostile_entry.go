package sigstoretest

import (
	"bytes"
	"strings"
)

// bodies are log entries in forms that Rekor's decoder takes and logs do not store.
// They are logged as they are.
func (h hostile) bodies() []Variant {
	m, p := h.message, h.provenance
	relog := func(b *Bundle, kind, version string, body []byte) []byte {
		return b.Edit(func(b *Bundle) {
			b.Entries = []*Entry{h.in.v1.add(kind, version, body, h.in.Now)}
		}).JSON()
	}
	l := p.logged()
	dsse, intoto := l.dsse(), l.intoto()
	once := object{"signature": b64(l.signature), "verifier": b64(l.verifier)}
	sole, twice := canonical([]object{once}), canonical([]object{once, once})
	proposal := object{"proposedContent": object{"envelope": string(l.envelope.rekorJSON()), "verifiers": []string{b64(l.verifier)}}}
	var members bytes.Buffer
	members.Write(bytes.TrimSuffix(dsse, []byte("}")))
	members.WriteString(`,"Spec":` + string(canonical(proposal)) + `}`)
	key := b64(m.logged().verifier)
	path := b64(append(m.logged().verifier, pemBlock("CERTIFICATE", h.in.ca.cert.Raw)...))
	return []Variant{
		{Name: "entry-proposed", Why: "an entry as it is proposed to a log: Rekor's decoder verifies each signature in it under each key",
			Data: relog(p, "dsse", "0.0.1", record("dsse", "0.0.1", proposal))},
		{Name: "entry-proposed-folded", Why: "an entry as a log stores it, and a proposal under a name in other case, which encoding/json takes for the same",
			Data: relog(p, "dsse", "0.0.1", members.Bytes())},
		{Name: "entry-proposed-in-toto", Why: "an entry of the other kind about envelopes with its payload, as it is proposed to a log",
			Data: relog(p, "intoto", "0.0.2", bytes.Replace(intoto, []byte(`"payloadType"`),
				[]byte(`"payload":"`+b64([]byte(b64(l.envelope.Payload)))+`","payloadType"`), 1))},
		{Name: "entry-signatures-two", Why: "an entry with the signature twice",
			Data: relog(p, "dsse", "0.0.1", bytes.Replace(dsse, sole, twice, 1))},
		{Name: "entry-signatures-two-in-toto", Why: "the same in the other kind of entries about envelopes",
			Data: relog(p, "intoto", "0.0.2", repeatSignature(intoto))},
		{Name: "entry-keys-two", Why: "an entry under a certificate and its issuer: Rekor's decoder looks for a path",
			Data: relog(m, "hashedrekord", "0.0.1", bytes.Replace(m.Entries[0].Body, []byte(key), []byte(path), 1))},
		{Name: "checkpoint-large", Why: "a checkpoint with its signature hundreds of times, all of which are verified",
			Data: m.Edit(func(b *Bundle) {
				c := b.Entries[0].Proof.Checkpoint
				line := c[strings.Index(c, "\n\n")+2:]
				b.Entries[0].Proof.Checkpoint += strings.Repeat(line, 16<<10/len(line))
			}).JSON()},
	}
}

func repeatSignature(body []byte) []byte {
	before, rest, _ := bytes.Cut(body, []byte(`"signatures":[`))
	sole, after, _ := bytes.Cut(rest, []byte("]"))
	return bytes.Join([][]byte{before, []byte(`"signatures":[`), sole, []byte(","), sole, []byte("]"), after}, nil)
}
