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
	b := &Bundle{MediaType: mediaType(r.Version), Legacy: r.Version < "0.3"}
	content := logged{hash: r.Hash}
	key := in.holder(b, &content, r)
	switch {
	case r.Statement != nil || r.Payload != nil:
		sealEnvelope(b, &content, key, r)
	case r.Digest != nil:
		signature := key.digest(r.Digest, r.Hash)
		b.Message = &Message{Algorithm: hashProto(r.Hash), Digest: r.Digest, Signature: signature}
		content.digest = r.Digest
	default:
		panic("sigstoretest: nothing to sign")
	}
	content.signature = b.Signature()
	content.details = r.Algorithm.details(b.Message != nil)

	at := r.At.Add(5*time.Second + r.Late)
	if e := in.enter(content, r.Log, at); e != nil {
		b.Entries = append(b.Entries, e)
	}
	if r.Timestamp || r.Log == LogV2 || in.Logless {
		b.Timestamps = append(b.Timestamps, in.Timestamp(b.Signature(), at))
	}
	return b
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

// holder fills in whose key signs, and returns the key.
func (in *Instance) holder(b *Bundle, l *logged, r Request) signer {
	if r.Key != nil {
		b.Hint = r.Key.Hint
		l.managed, l.der, l.verifier = true, r.Key.DER(), r.Key.PEM()
		return r.Key.key
	}
	c := r.Identity.Claims()
	key := newKey(r.Algorithm, in.seed, "leaf", c.URI, c.Email, r.At.String(), string(r.Digest), string(r.Payload))
	b.Certificate = in.certificate(c, key, r)
	if b.Legacy {
		b.Chain = [][]byte{r.CA.ca.cert.Raw}
	}
	l.der, l.verifier = b.Certificate, pemBlock("CERTIFICATE", b.Certificate)
	return key
}

func (in *Instance) certificate(c Claims, key signer, r Request) []byte {
	ca := r.CA.ca
	stamp := func(tbs []byte) []byte {
		stranger := newKey(P256, in.seed, "unknown ct log")
		switch {
		case r.SCT == SCTNone || in.Logless:
			return nil
		case r.SCT == SCTForged:
			return sct(stranger, in.ct.id(), ca.cert.RawSubjectPublicKeyInfo, tbs, r.At)
		case r.SCT == SCTUnknown:
			return sct(stranger, stranger.id(), ca.cert.RawSubjectPublicKeyInfo, tbs, r.At)
		}
		return sct(in.ct, in.ct.id(), ca.cert.RawSubjectPublicKeyInfo, tbs, r.At)
	}
	return ca.leaf(c, key, r.At, r.At.Add(10*time.Minute), stamp)
}

func sealEnvelope(b *Bundle, l *logged, key signer, r Request) {
	encoded := pae(r.PayloadType, r.Payload)
	b.Envelope = &Envelope{
		Payload: r.Payload, PayloadType: r.PayloadType,
		Signatures: [][]byte{key.message(encoded, r.Hash)},
	}
	l.envelope, l.digest = b.Envelope, digest(r.Hash, encoded)
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
