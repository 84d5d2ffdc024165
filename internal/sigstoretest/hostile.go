package sigstoretest

import (
	"bytes"
	"crypto"
	"slices"
	"strings"
	"time"
)

// Variant is one file that must not count as good evidence for the artifact as
// it stands, or whose good part must not be overlooked.
type Variant struct {
	// Name is stable, lower case with dashes.
	Name string
	// Why says what the file pretends and which check it is for.
	Why string
	// Data is the file.
	Data []byte
	// SigstoreGo is part of what sigstore-go v1.3.0 says against the file under
	// the options that the instance calls for. Empty means that it accepts the
	// file: the check is upsig's alone.
	SigstoreGo string
	// Key is the managed key to verify with, if one is needed.
	Key *Key
}

// Hostile lists every hostile bundle about the artifact of that name. The good
// bundles that they are edits of verify.
func (in *Instance) Hostile(name string, artifact []byte) []Variant {
	h := hostile{in: in, name: name, artifact: artifact, impostor: in.Impostor(), other: New(in.Name+"-other", in.Now)}
	h.message = in.Sign(Request{Identity: h.jane(), Artifact: artifact})
	h.provenance = in.Sign(Request{Identity: h.workflow(), Statement: h.statement()})
	return slices.Concat(
		h.signatures(), h.entries(), h.promises(), h.proofs(), h.certificates(),
		h.times(), h.keys(), h.envelopes(), h.statements(), h.payloads(), h.forms(), h.limits(), h.bodies(),
	)
}

type hostile struct {
	in, impostor, other *Instance
	name                string
	artifact            []byte
	message, provenance *Bundle
}

func (hostile) jane() Email              { return Email{Address: "jane@example.org"} }
func (hostile) workflow() GitHubWorkflow { return GitHubWorkflow{Repository: "example/example"} }

func (h hostile) statement() *Statement {
	return Provenance(h.workflow(), SHA256(h.name, h.artifact))
}

// sign makes a message bundle of a changed request.
func (h hostile) sign(change func(*Request)) []byte {
	r := Request{Identity: h.jane(), Artifact: h.artifact}
	change(&r)
	return h.in.Sign(r).JSON()
}

// relog is for edits that should not fail at the log already.
func (h hostile) relog(b *Bundle) { h.in.Relog(b) }

// relogTiled does the same in the tiled log.
func (h hostile) relogTiled(b *Bundle) {
	b.request.Log = LogV2
	h.in.Relog(b)
}

// notSigned is what Rekor's own parser says when it reads an entry whose
// signature does not hold.
const notSigned = "invalid signature when validating"

func flip(data []byte) []byte {
	c := bytes.Clone(data)
	c[len(c)-1] ^= 1
	return c
}

// signatures do not hold for the artifact.
func (h hostile) signatures() []Variant {
	m := h.message
	otherDigest := sum([]byte("other bytes"))
	return []Variant{
		{Name: "signature-tampered", Why: "one bit of the signature differs; the log entry does not match",
			Data: m.Edit(func(b *Bundle) { b.Message.Signature = flip(b.Message.Signature) }).JSON(), SigstoreGo: "signature does not match"},
		{Name: "signature-tampered-logged", Why: "a log that checks nothing took a broken signature",
			Data: m.Edit(func(b *Bundle) { b.Message.Signature = flip(b.Message.Signature) }, h.relog).JSON(), SigstoreGo: notSigned},
		{Name: "signature-tampered-tiled", Why: "the same in a tiled log, whose entries sigstore-go does not check when it reads them",
			Data: m.Edit(func(b *Bundle) { b.Message.Signature = flip(b.Message.Signature) }, h.relogTiled).JSON(), SigstoreGo: "could not verify message"},
		{Name: "signature-over-other-bytes", Why: "same key, a signature over other bytes, digest and log entry of the artifact",
			Data: m.Edit(func(b *Bundle) { b.Message.Signature = b.key.digest(otherDigest, b.request.Hash) }, h.relog).JSON(), SigstoreGo: notSigned},
		{Name: "signature-over-other-bytes-tiled", Why: "the same in a tiled log",
			Data: m.Edit(func(b *Bundle) { b.Message.Signature = b.key.digest(otherDigest, b.request.Hash) }, h.relogTiled).JSON(), SigstoreGo: "could not verify message"},
		{Name: "signature-empty", Why: "no signature bytes at all",
			Data: m.Edit(func(b *Bundle) { b.Message.Signature = nil }).JSON(), SigstoreGo: "signature does not match"},
		{Name: "digest-replaced", Why: "a genuine signature over other bytes with the artifact's digest written in",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes")}).
				Edit(func(b *Bundle) { b.Message.Digest = sum(h.artifact) }).JSON(), SigstoreGo: "does not match artifact"},
		{Name: "digest-replaced-logged", Why: "the same, logged as it is",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes")}).
				Edit(func(b *Bundle) { b.Message.Digest = sum(h.artifact) }, h.relog).JSON(), SigstoreGo: notSigned},
		{Name: "digest-replaced-tiled", Why: "the same in a tiled log",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes")}).
				Edit(func(b *Bundle) { b.Message.Digest = sum(h.artifact) }, h.relogTiled).JSON(), SigstoreGo: "could not verify message"},
		{Name: "digest-missing", Why: "the message has no digest",
			Data: m.Edit(func(b *Bundle) { b.Message.Algorithm = "" }).JSON(), SigstoreGo: "missing verification material"},
		{Name: "digest-algorithm-lies", Why: "a SHA-256 digest that says to be SHA-512",
			Data: m.Edit(func(b *Bundle) { b.Message.Algorithm = "SHA2_512" }).JSON(), SigstoreGo: "algorithm mismatch"},
		{Name: "digest-unpaired", Why: "a P-256 key over SHA-512, a pair that Sigstore does not have: the signature holds all the same",
			Data: h.sign(func(r *Request) { r.Hash = crypto.SHA512 }), SigstoreGo: "could not verify message"},
		{Name: "digest-unpaired-rsa", Why: "the same of an RSA key",
			Data: h.sign(func(r *Request) { r.Algorithm, r.Hash = RSA2048, crypto.SHA512 }), SigstoreGo: "could not verify message"},
		{Name: "digest-unpaired-tampered", Why: "a P-256 key over SHA-512, and the signature does not hold",
			Data: h.unpairedTampered().JSON(), SigstoreGo: "verifying log entry"},
		{Name: "other-artifact", Why: "a sound bundle about other bytes: sound, but not about this artifact",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes")}).JSON(), SigstoreGo: "artifact does not match digest"},
	}
}

// unpairedTampered stands in a tiled log, whose entries nobody checks.
func (h hostile) unpairedTampered() *Bundle {
	return h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Hash: crypto.SHA512}).
		Edit(func(b *Bundle) { b.Message.Signature = flip(b.Message.Signature) }, h.relogTiled)
}

// entries are log entries that do not belong to the signature.
func (h hostile) entries() []Variant {
	m := h.message
	stranger := h.in.Sign(Request{Identity: Email{Address: "mallory@example.org"}, Artifact: h.artifact})
	sameKey := m.Edit(func(b *Bundle) { b.Message.Digest = sum([]byte("other bytes")); b.Resign() }, h.relog)
	return []Variant{
		{Name: "entry-of-another-signature", Why: "a genuine entry about the same artifact by somebody else",
			Data: m.Edit(func(b *Bundle) { b.Entries = stranger.Entries }).JSON(), SigstoreGo: "signature does not match"},
		{Name: "entry-of-another-artifact", Why: "a genuine entry by the same certificate about other bytes",
			Data: m.Edit(func(b *Bundle) { b.Entries = sameKey.Entries }).JSON(), SigstoreGo: "signature does not match"},
		{Name: "entry-of-another-certificate", Why: "a genuine entry about the same signature under another certificate",
			Data: m.Edit(func(b *Bundle) {
				b.Entries = m.Edit(func(o *Bundle) { o.Certificate = stranger.Certificate }, h.relog).Entries
			}).JSON(), SigstoreGo: notSigned},
		{Name: "entry-of-another-digest", Why: "a log that checks nothing took this signature for other bytes",
			Data: m.Edit(func(b *Bundle) {
				b.Entries = m.Edit(func(o *Bundle) { o.Message.Digest = sum([]byte("other bytes")) }, h.relog).Entries
			}).JSON(), SigstoreGo: notSigned},
		{Name: "entry-twice", Why: "one entry counted as two",
			Data: m.Edit(func(b *Bundle) { b.Entries = append(b.Entries, b.Entries[0]) }).JSON(), SigstoreGo: "duplicate tlog entries"},
		{Name: "entry-missing", Why: "no entry, no time",
			Data: m.Edit(func(b *Bundle) { b.Entries = nil }).JSON(), SigstoreGo: "not enough verified log entries"},
		{Name: "entry-missing-timestamped", Why: "no entry, but an RFC 3161 timestamp",
			Data: h.sign(func(r *Request) { r.Log, r.Timestamp = LogNone, true }), SigstoreGo: "not enough verified log entries"},
		{Name: "entry-of-unknown-log", Why: "the only entry is of a log that the root does not list",
			Data: m.Edit(func(b *Bundle) { h.other.Relog(b) }).JSON(), SigstoreGo: "not enough verified log entries"},
		{Name: "entry-of-impostor-log", Why: "an entry under the log's ID, signed by another key",
			Data: m.Edit(func(b *Bundle) {
				h.impostor.Relog(b)
				b.Entries[0].LogID = h.in.LogID()
				b.Entries[0].SET = h.impostor.Promise(b.Entries[0])
			}).JSON(), SigstoreGo: "not enough verified log entries"},
		{Name: "entry-body-tampered", Why: "the entry's body was edited to fit; SET and proof do not cover it",
			Data: m.Edit(func(b *Bundle) {
				b.Entries[0] = stranger.Entries[0].Clone()
				b.Entries[0].Body = m.Entries[0].Body
			}).JSON(), SigstoreGo: "not enough verified log entries"},
		{Name: "entry-body-spaced", Why: "the body says the same in other bytes",
			Data: m.Edit(func(b *Bundle) { b.Entries[0].Body = append([]byte(" "), b.Entries[0].Body...) }).JSON(), SigstoreGo: "not enough verified log entries"},
		{Name: "entry-body-no-json", Why: "a body that is no log entry",
			Data: m.Edit(func(b *Bundle) { b.Entries[0].Body = []byte("hello") }).JSON(), SigstoreGo: "not a recognizable Rekor"},
		{Name: "entry-kind-lies", Why: "kind and version do not say what the body is",
			Data: m.Edit(func(b *Bundle) { b.Entries[0].Version = "0.0.2" }).JSON(), SigstoreGo: ""},
		{Name: "entry-kind-unknown", Why: "an entry of a kind that nobody knows",
			Data: m.Edit(func(b *Bundle) {
				e := b.Entries[0]
				e.Body = bytes.Replace(e.Body, []byte(`"hashedrekord"`), []byte(`"helm"`), 1)
				e.Kind = "helm"
			}).JSON(), SigstoreGo: "not a recognizable Rekor"},
		{Name: "entry-for-envelope", Why: "the entry of an attestation beside a plain signature",
			Data: m.Edit(func(b *Bundle) { b.Entries = h.provenance.Entries }).JSON(), SigstoreGo: "signature does not match"},
	}
}

// promises are signed entry timestamps that do not hold.
func (h hostile) promises() []Variant {
	m := h.message
	edit := func(f func(*Entry)) []byte { return m.Edit(func(b *Bundle) { f(b.Entries[0]) }).JSON() }
	return []Variant{
		{Name: "set-missing", Why: "integratedTime without the SET that vouches for it: no time",
			Data: edit(func(e *Entry) { e.SET = nil }), SigstoreGo: "threshold not met"},
		{Name: "set-by-another-key", Why: "a SET under the log's ID by another key",
			Data: edit(func(e *Entry) { e.SET = h.impostor.Promise(e) }), SigstoreGo: "not enough verified log entries"},
		{Name: "set-tampered", Why: "one bit of the SET differs",
			Data: edit(func(e *Entry) { e.SET = flip(e.SET) }), SigstoreGo: "not enough verified log entries"},
		{Name: "set-time-moved", Why: "the SET is genuine, the time it covers was edited",
			Data: edit(func(e *Entry) { e.IntegratedTime++ }), SigstoreGo: "not enough verified log entries"},
		{Name: "set-index-moved", Why: "the SET is genuine, the index it covers was edited",
			Data: edit(func(e *Entry) { e.LogIndex++ }), SigstoreGo: "not enough verified log entries"},
		{Name: "set-before-log", Why: "logged before the log's key was valid",
			Data: h.sign(func(r *Request) { r.At = h.in.from.Add(-time.Hour) }), SigstoreGo: "not enough verified log entries"},
		{Name: "set-missing-v0.1", Why: "the first bundle version needs a SET",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Version: "0.1"}).
				Edit(func(b *Bundle) { b.Entries[0].SET = nil }).JSON(), SigstoreGo: "inclusion promises missing"},
	}
}

// proofs are inclusion proofs that do not hold.
func (h hostile) proofs() []Variant {
	m := h.message
	edit := func(f func(*Proof)) []byte { return m.Edit(func(b *Bundle) { f(b.Entries[0].Proof) }).JSON() }
	early := h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Version: "0.1"})
	return []Variant{
		{Name: "proof-missing", Why: "bundles since version 0.2 need an inclusion proof",
			Data: m.Edit(func(b *Bundle) { b.Entries[0].Proof = nil }).JSON(), SigstoreGo: "inclusion proof missing"},
		{Name: "checkpoint-missing", Why: "a proof without checkpoint ends in a root that nobody signed",
			Data: edit(func(p *Proof) { p.Checkpoint = "" }), SigstoreGo: "missing required checkpoint"},
		{Name: "checkpoint-by-another-key", Why: "the checkpoint is by another key",
			Data: edit(func(p *Proof) { p.Checkpoint = h.impostor.Checkpoint(p.TreeSize, p.RootHash) }), SigstoreGo: "checkpoint did not verify"},
		{Name: "checkpoint-key-id-lies", Why: "the checkpoint is by another key under the log's key ID",
			Data: edit(func(p *Proof) {
				l := h.in.v1
				l.key = h.impostor.v1.key
				p.Checkpoint = forgeCheckpoint(l, h.in.v1.noteID(), p)
			}), SigstoreGo: "checkpoint did not verify"},
		{Name: "checkpoint-of-another-root", Why: "a genuine checkpoint of another tree",
			Data: edit(func(p *Proof) { p.Checkpoint = h.in.Checkpoint(p.TreeSize, sum([]byte("root"))) }), SigstoreGo: "does not match signed tree head"},
		{Name: "checkpoint-unsigned", Why: "a checkpoint without signature lines",
			Data: edit(func(p *Proof) { p.Checkpoint, _, _ = strings.Cut(p.Checkpoint, "— "); p.Checkpoint += "\n" }), SigstoreGo: "malformed note"},
		{Name: "proof-root-replaced", Why: "the proof names another root",
			Data: edit(func(p *Proof) { p.RootHash = sum([]byte("root")) }), SigstoreGo: "inclusion"},
		{Name: "proof-hash-replaced", Why: "one hash of the path differs",
			Data: edit(func(p *Proof) { p.Hashes[0] = flip(p.Hashes[0]) }), SigstoreGo: "inclusion"},
		{Name: "proof-hash-dropped", Why: "the path is one hash short",
			Data: edit(func(p *Proof) { p.Hashes = p.Hashes[1:] }), SigstoreGo: "inclusion"},
		{Name: "proof-index-moved", Why: "the proof is for another leaf",
			Data: edit(func(p *Proof) { p.LogIndex ^= 1 }), SigstoreGo: "inclusion"},
		{Name: "proof-of-another-entry", Why: "SET of this entry, proof of another",
			Data: m.Edit(func(b *Bundle) { b.Entries[0].Proof = h.provenance.Entries[0].Proof }).JSON(), SigstoreGo: "inclusion"},
		{Name: "proof-bad-v0.1", Why: "a good SET does not excuse a proof that fails",
			Data: early.Edit(func(b *Bundle) { b.Entries[0].Proof.Hashes[0] = sum(nil) }).JSON(), SigstoreGo: "inclusion"},
	}
}

func forgeCheckpoint(l rekor, id []byte, p *Proof) string {
	note := l.checkpoint(p.TreeSize, p.RootHash)
	i := strings.LastIndexByte(note, ' ')
	signature := must(unb64(strings.TrimSpace(note[i+1:])))
	return note[:i+1] + b64(slices.Concat(id[:4], signature[4:])) + "\n"
}
