package sigstoretest

import (
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// rekor is a transparency log. One key serves one log.
type rekor struct {
	host string
	key  signer
	tree uint64 // the number in the origin of a v1 log
	v2   bool
}

// id names the log in entries and in the trusted root.
func (l rekor) id() []byte {
	if l.v2 {
		return l.noteID()
	}
	return l.key.id()
}

// noteID is the hash whose first four bytes stand before a checkpoint's
// signature: of the key alone for ECDSA, of name, type and key for Ed25519
// (C2SP signed-note).
func (l rekor) noteID() []byte {
	pub, ok := l.key.Public().(ed25519.PublicKey)
	if !ok {
		return l.key.id()
	}
	return sum([]byte(l.host+"\n\x01"), pub)
}

// origin is the first line of checkpoints. That of a v1 log ends in its tree's
// number, by which sigstore-go tells the two apart.
func (l rekor) origin() string {
	if l.v2 {
		return l.host
	}
	return fmt.Sprintf("%s - %d", l.host, l.tree)
}

// checkpoint signs the head of a tree, as a signed note.
func (l rekor) checkpoint(size int64, root []byte) string {
	text := fmt.Sprintf("%s\n%d\n%s\n", l.origin(), size, b64(root))
	signature := l.key.message([]byte(text), crypto.SHA256)
	return fmt.Sprintf("%s\n— %s %s\n", text, l.host, b64(slices.Concat(l.noteID()[:4], signature)))
}

// add logs a body and returns the entry with everything that the log vouches for.
func (l rekor) add(kind, version string, body []byte, at time.Time) *Entry {
	p := newPath(body)
	e := &Entry{
		LogID: l.id(), Kind: kind, Version: version, Body: body, LogIndex: p.index,
		Proof: &Proof{
			LogIndex: p.index, TreeSize: p.size, RootHash: p.root, Hashes: p.siblings,
			Checkpoint: l.checkpoint(p.size, p.root),
		},
	}
	if !l.v2 {
		e.LogIndex += 90_000_000 // entries count over all shards, proofs over one
		e.IntegratedTime = at.Unix()
		e.SET = l.promise(e)
	}
	return e
}

// promise is the signed entry timestamp: a signature over the entry's canonical
// JSON (RFC 8785).
func (l rekor) promise(e *Entry) []byte {
	return l.key.message(canonical(map[string]any{
		"body": b64(e.Body), "integratedTime": e.IntegratedTime,
		"logID": hex.EncodeToString(e.LogID), "logIndex": e.LogIndex,
	}), crypto.SHA256)
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }
