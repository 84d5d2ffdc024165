package sigstoretest

import (
	"crypto/x509"
	"time"
)

// Instance is a Sigstore instance: a certificate authority, a certificate
// transparency log, two transparency logs and a timestamp authority. It has no
// state: what it makes depends on what it is asked for alone, not on the order.
type Instance struct {
	// Name distinguishes instances, and is part of their host names.
	Name string
	// Now is when [Instance.Sign] signs unless told otherwise.
	Now time.Time
	// Logless instances, such as GitHub's own, have neither log nor signed
	// certificate timestamps, only a timestamp authority.
	Logless bool

	root, ca authority
	ct       signer
	v1, v2   rekor
	tsaRoot  authority
	tsa      authority
	seed     string
	from, to time.Time
}

// New makes an instance like Sigstore's public one. Everything follows from the
// name and the time, which is cut to seconds.
func New(name string, now time.Time) *Instance { return seeded(name, name, now) }

// NewGitHub makes an instance like GitHub's own.
func NewGitHub(name string, now time.Time) *Instance {
	in := New(name, now)
	in.Logless = true
	return in
}

// Impostor returns an instance with the same names and other keys.
func (in *Instance) Impostor() *Instance {
	other := seeded(in.Name, in.seed+" impostor", in.Now)
	other.Logless = in.Logless
	return other
}

func seeded(name, seed string, now time.Time) *Instance {
	now = now.UTC().Truncate(time.Second)
	in := &Instance{Name: name, Now: now, seed: seed, from: now.AddDate(-1, 0, 0), to: now.AddDate(9, 0, 0)}
	host := name + ".example"
	in.root = newRoot(host, "root", in.key("ca root"), in.from, in.to)
	in.ca = in.root.issue("intermediate", in.key("ca"), x509.ExtKeyUsageCodeSigning, in.from, in.to)
	in.ct = in.key("ct log")
	in.v1 = rekor{host: "rekor." + host, key: in.key("rekor"), tree: 1193050959916656506}
	in.v2 = rekor{host: "log2025." + host, key: newKey(Ed25519, seed, "rekor v2"), v2: true}
	in.tsaRoot = newRoot(host, "tsa root", in.key("tsa root"), in.from, in.to)
	in.tsa = newTSA(in.tsaRoot, in.key("tsa"), in.from, in.to)
	return in
}

func (in *Instance) key(label string) signer { return newKey(P256, in.seed, label) }

// LogID names the log of version 1.
func (in *Instance) LogID() []byte { return in.v1.id() }

// Promise signs the entry as it is, with the key of this instance's log: the
// signed entry timestamp.
func (in *Instance) Promise(e *Entry) []byte { return in.v1.promise(e) }

// Checkpoint signs a tree head with the key of this instance's log.
func (in *Instance) Checkpoint(size int64, root []byte) string { return in.v1.checkpoint(size, root) }
