package sigstoretest

import (
	"cmp"
	"crypto"
	"time"
)

// Log is a kind of log entry.
type Log int

const (
	// LogDefault is [LogV1], or [LogNone] of an instance without logs.
	LogDefault Log = iota
	// LogV1 is hashedrekord 0.0.1 for a message, dsse 0.0.1 for an envelope.
	LogV1
	// LogIntoto is intoto 0.0.2, as early npm provenance was logged.
	LogIntoto
	// LogV2 is hashedrekord 0.0.2 in a tiled log: without time of its own, so
	// the bundle gets an RFC 3161 timestamp too.
	LogV2
	// LogNone logs nothing.
	LogNone
)

// SCT says which signed certificate timestamp a certificate carries.
type SCT int

const (
	// SCTDefault is a good one, or none of an instance without logs.
	SCTDefault SCT = iota
	// SCTNone: the certificate carries none.
	SCTNone
	// SCTForged names the instance's log and is by another key.
	SCTForged
	// SCTUnknown is by a log that the instance's trusted root does not list.
	SCTUnknown
	// SCTMoved is by the instance's log, over another certificate.
	SCTMoved
)

// Request is what [Instance.Sign] is asked for. Identity or Key must be set, and
// one of Artifact, Digest, Statement and Payload.
type Request struct {
	Identity Identity
	// Key signs instead of a certificate.
	Key *Key

	// Artifact or Digest asks for a message signature; Digest must be of the
	// length that Hash has.
	Artifact []byte
	Digest   []byte
	// Statement or Payload asks for an envelope; PayloadType is [InToto] if empty.
	Statement   *Statement
	Payload     []byte
	PayloadType string

	// Version of the bundle: "0.1", "0.2" or "0.3"; empty means 0.3.
	Version string
	// Algorithm of the key in the certificate.
	Algorithm Algorithm
	// Hash that a message is signed with; 0 means that of the algorithm.
	Hash crypto.Hash
	// Prehashed signs an envelope by an Ed25519 key as Ed25519ph, as cosign 3.1.3 does.
	Prehashed bool

	// At is when the certificate becomes valid, and five seconds before the
	// log's and the timestamp authority's time; zero means the instance's Now.
	At time.Time
	// Late puts that time of log and authority later. Certificates are valid for ten
	// minutes.
	Late time.Duration

	Log Log
	// Timestamp adds an RFC 3161 timestamp. LogV2 and instances without logs
	// always have one.
	Timestamp bool

	SCT SCT
	// CA is the instance that issues the certificate; nil means this one.
	CA *Instance
}

// Sign makes a bundle. It panics if the request asks for nothing that can be
// signed.
func (in *Instance) Sign(r Request) *Bundle {
	r = in.filled(r)
	b := &Bundle{MediaType: mediaType(r.Version), Legacy: r.Version < "0.3", request: r}
	in.holder(b)
	switch {
	case r.Payload != nil:
		b.Envelope = &Envelope{Payload: r.Payload, PayloadType: r.PayloadType}
	case r.Digest != nil:
		b.Message = &Message{Algorithm: hashProto(r.Hash), Digest: r.Digest}
	default:
		panic("sigstoretest: nothing to sign")
	}
	b.Resign()
	in.Relog(b)
	return b
}

// Resign replaces the signatures by a good one over the bundle's content, by the
// key that signed it first.
func (b *Bundle) Resign() {
	h := b.request.Hash
	if b.Message != nil {
		b.Message.Signature = b.key.digest(b.Message.Digest, h)
		return
	}
	data, sign := pae(b.Envelope.PayloadType, b.Envelope.Payload), b.key.message
	if b.request.Prehashed {
		data, sign = digest(h, data), b.key.digest
	}
	b.Envelope.Signatures = [][]byte{sign(data, h)}
}

// Relog replaces log entries and timestamps by good ones over the bundle as it
// is, so that an edit fails where it should and not at the log already.
func (in *Instance) Relog(b *Bundle) {
	r := b.request
	at := r.At.Add(5*time.Second + r.Late)
	b.Entries, b.Timestamps = nil, nil
	if e := in.enter(b.logged(), r.Log, at); e != nil {
		b.Entries = []*Entry{e}
	}
	if r.Timestamp || r.Log == LogV2 || in.Logless {
		b.Timestamps = [][]byte{in.Timestamp(b.Signature(), at)}
	}
}

// logged is what the log is told about the bundle.
func (b *Bundle) logged() logged {
	r := b.request
	l := logged{signature: b.Signature(), hash: r.Hash, details: r.Algorithm.details(b.Message != nil)}
	if r.Key != nil {
		l.managed, l.der, l.verifier = true, r.Key.DER(), r.Key.PEM()
	} else {
		l.der, l.verifier = b.Certificate, pemBlock("CERTIFICATE", b.Certificate)
	}
	if b.Message != nil {
		l.digest = b.Message.Digest
	} else {
		l.envelope, l.digest = b.Envelope, digest(r.Hash, pae(b.Envelope.PayloadType, b.Envelope.Payload))
	}
	return l
}

func (in *Instance) filled(r Request) Request {
	r.Version = cmp.Or(r.Version, "0.3")
	r.PayloadType = cmp.Or(r.PayloadType, InToto)
	if r.Key != nil {
		r.Algorithm = r.Key.Algorithm
	}
	if r.Hash == 0 {
		r.Hash = r.Algorithm.hash()
	}
	if r.At.IsZero() {
		r.At = in.Now
	}
	r.At = r.At.UTC().Truncate(time.Second)
	if r.CA == nil {
		r.CA = in
	}
	if r.Log == LogDefault {
		r.Log = LogV1
		if in.Logless {
			r.Log = LogNone
		}
	}
	if r.Artifact != nil && r.Digest == nil {
		r.Digest = digest(r.Hash, r.Artifact)
	}
	if r.Statement != nil && r.Payload == nil {
		r.Payload = r.Statement.JSON()
	}
	return r
}

// MediaType is that of a bundle of this version, such as "0.3".
func mediaType(version string) string {
	if version < "0.3" {
		return "application/vnd.dev.sigstore.bundle+json;version=" + version
	}
	return "application/vnd.dev.sigstore.bundle.v" + version + "+json"
}

// holder fills in whose key signs, and keeps the key.
func (in *Instance) holder(b *Bundle) {
	r := b.request
	if r.Key != nil {
		b.Hint, b.key = r.Key.Hint, r.Key.key
		return
	}
	c := r.Identity.Claims()
	b.key = newKey(r.Algorithm, in.seed, "leaf", c.URI, c.Email, r.At.String(), string(r.Digest), string(r.Payload))
	b.Certificate = in.certificate(c, b.key, r)
	if b.Legacy {
		b.Chain = [][]byte{r.CA.ca.cert.Raw}
	}
}

func (in *Instance) certificate(c Claims, key signer, r Request) []byte {
	ca := r.CA.ca
	stamp := func(tbs []byte) []byte {
		stranger := newKey(P256, in.seed, "unknown ct log")
		switch {
		case r.SCT == SCTNone || in.Logless:
			return nil
		case r.SCT == SCTMoved:
			tbs = flip(tbs)
		case r.SCT == SCTForged:
			return sct(stranger, in.ct.id(), ca.cert.RawSubjectPublicKeyInfo, tbs, r.At)
		case r.SCT == SCTUnknown:
			return sct(stranger, stranger.id(), ca.cert.RawSubjectPublicKeyInfo, tbs, r.At)
		}
		return sct(in.ct, in.ct.id(), ca.cert.RawSubjectPublicKeyInfo, tbs, r.At)
	}
	return ca.leaf(c, key, r.At, r.At.Add(10*time.Minute), stamp)
}

// enter logs the signature.
func (in *Instance) enter(l logged, as Log, at time.Time) *Entry {
	switch {
	case as == LogNone:
		return nil
	case as == LogV2:
		return in.v2.add("hashedrekord", "0.0.2", l.hashedrekordV2(), at)
	case l.envelope == nil:
		return in.v1.add("hashedrekord", "0.0.1", l.hashedrekord(), at)
	case as == LogIntoto:
		return in.v1.add("intoto", "0.0.2", l.intoto(), at)
	}
	return in.v1.add("dsse", "0.0.1", l.dsse(), at)
}
