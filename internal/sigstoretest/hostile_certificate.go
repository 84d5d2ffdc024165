package sigstoretest

import (
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"time"
)

func unb64(s string) ([]byte, error) { return base64.StdEncoding.DecodeString(s) }

// certificates are not what the trusted root vouches for.
func (h hostile) certificates() []Variant {
	m := h.message
	replace := func(der []byte) []byte {
		return m.Edit(func(b *Bundle) { b.Certificate = der }, h.relogTiled).JSON()
	}
	return []Variant{
		{Name: "certificate-of-unknown-ca", Why: "issued by a CA that the root does not list, good SCT and entry",
			Data: h.sign(func(r *Request) { r.CA = h.other }), SigstoreGo: "leaf certificate verification failed"},
		{Name: "certificate-of-impostor-ca", Why: "issued by a CA of the same name with another key",
			Data: h.sign(func(r *Request) { r.CA = h.impostor }), SigstoreGo: "leaf certificate verification failed"},
		{Name: "certificate-of-impostor-ca-with-chain", Why: "the same, bringing its own chain as old bundles may",
			Data: h.sign(func(r *Request) { r.CA, r.Version = h.impostor, "0.2" }), SigstoreGo: "leaf certificate verification failed"},
		{Name: "certificate-forged", Why: "in the name and under the key ID of the right CA, by another key",
			Data: replace(h.forgedCertificate()), SigstoreGo: "leaf certificate verification failed"},
		{Name: "certificate-expired", Why: "logged an hour after the certificate's ten minutes",
			Data: h.sign(func(r *Request) { r.Late = time.Hour }), SigstoreGo: "outside certificate validity"},
		{Name: "certificate-not-yet-valid", Why: "logged an hour before the certificate",
			Data: h.sign(func(r *Request) { r.Late = -time.Hour }), SigstoreGo: "outside certificate validity"},
		{Name: "certificate-is-ca", Why: "the CA's own certificate in place of a signing certificate",
			Data: replace(h.in.ca.cert.Raw), SigstoreGo: "no Subject Alternative Name"},
		{Name: "certificate-garbage", Why: "bytes that are no certificate",
			Data: m.Edit(func(b *Bundle) { b.Certificate = []byte("hello") }).JSON(), SigstoreGo: "x509"},
		{Name: "certificate-trailing-bytes", Why: "a certificate with something behind it",
			Data: m.Edit(func(b *Bundle) { b.Certificate = append(append([]byte{}, b.Certificate...), 0) }).JSON(), SigstoreGo: "x509"},
		{Name: "certificate-for-other-use", Why: "of the right CA, for TLS servers",
			Data: replace(h.serverCertificate()), SigstoreGo: "leaf certificate verification failed"},
		{Name: "certificate-key-differs", Why: "a genuine certificate of the same person, with another key",
			Data: replace(h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes")}).Certificate), SigstoreGo: "could not verify message"},
		{Name: "certificate-without-name", Why: "no subject alternative name",
			Data: h.sign(func(r *Request) { r.Identity = Claims{Extensions: h.jane().Claims().Extensions} }), SigstoreGo: "no Subject Alternative Name"},
		{Name: "certificate-two-names", Why: "a mail address and a workflow: which one counts must not be left to chance",
			Data: h.sign(func(r *Request) {
				c := h.workflow().Claims()
				c.Email = h.jane().Address
				r.Identity = c
			})},
		{Name: "certificate-directory-name", Why: "a mail address and a name of a kind for which Go has no field",
			Data: h.sign(func(r *Request) {
				c := h.jane().Claims()
				c.Directory = "mallory"
				r.Identity = c
			})},
		{Name: "certificate-name-respelt", Why: "an address that is the workflow's only once it is written anew",
			Data: h.respelt().JSON()},
		{Name: "certificate-issuers-differ", Why: "the old and the new issuer extension contradict each other",
			Data: h.sign(func(r *Request) { r.Identity = h.jane().Claims().With(1, "https://evil.example") })},
		{Name: "certificate-issuer-empty", Why: "the new issuer extension is empty: that the old one names the issuer does not fill it",
			Data: h.sign(func(r *Request) { r.Identity = h.jane().Claims().With(8, "") })},
		{Name: "sct-missing", Why: "the certificate was never published",
			Data: h.sign(func(r *Request) { r.SCT = SCTNone }), SigstoreGo: "only able to verify 0 SCT"},
		{Name: "sct-forged", Why: "an SCT under the log's ID by another key",
			Data: h.sign(func(r *Request) { r.SCT = SCTForged }), SigstoreGo: "only able to verify 0 SCT"},
		{Name: "sct-of-unknown-log", Why: "an SCT of a log that the root does not list",
			Data: h.sign(func(r *Request) { r.SCT = SCTUnknown }), SigstoreGo: "only able to verify 0 SCT"},
		{Name: "sct-of-another-certificate", Why: "a genuine SCT moved to another certificate",
			Data: h.sign(func(r *Request) { r.SCT = SCTMoved }), SigstoreGo: "only able to verify 0 SCT"},
	}
}

// respelt is provenance under a certificate whose name ends in an empty fragment.
func (h hostile) respelt() *Bundle {
	c := h.workflow().Claims()
	c.URI += "#"
	return h.in.Sign(Request{Identity: c, Statement: h.statement()})
}

// serverCertificate has the bundle's key and names, and another use.
func (h hostile) serverCertificate() []byte {
	c := must(x509.ParseCertificate(h.message.Certificate))
	t := &x509.Certificate{
		SerialNumber: c.SerialNumber, NotBefore: c.NotBefore, NotAfter: c.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		EmailAddresses: c.EmailAddresses,
	}
	for _, e := range c.Extensions {
		if len(e.Id) == len(fulcio)+1 && e.Id[:len(fulcio)].Equal(fulcio) || e.Id.Equal(sctList) {
			t.ExtraExtensions = append(t.ExtraExtensions, e)
		}
	}
	return create(t, h.in.ca.cert, h.message.key, h.in.ca.key).Raw
}

// forgedCertificate is the bundle's certificate, issued by whoever wants one.
func (h hostile) forgedCertificate() []byte {
	c := must(x509.ParseCertificate(h.message.Certificate))
	issuer := *h.in.ca.cert
	issuer.PublicKey = nil // CreateCertificate would notice
	t := &x509.Certificate{
		SerialNumber: c.SerialNumber, NotBefore: c.NotBefore, NotAfter: c.NotAfter,
		KeyUsage: c.KeyUsage, ExtKeyUsage: c.ExtKeyUsage, EmailAddresses: c.EmailAddresses,
		ExtraExtensions: c.Extensions[len(c.Extensions)-3:],
	}
	return create(t, &issuer, h.message.key, h.impostor.ca.key).Raw
}

// times are timestamps that prove nothing.
func (h hostile) times() []Variant {
	m := h.message
	// Without SET the timestamp is the only time.
	stamped := func(stamps ...[]byte) []byte {
		return m.Edit(func(b *Bundle) { b.Entries[0].SET, b.Timestamps = nil, stamps }).JSON()
	}
	at, signature := h.in.Now.Add(5*time.Second), m.Signature()
	good := h.in.Timestamp(signature, at)
	return []Variant{
		{Name: "timestamp-of-unknown-authority", Why: "the only time is by an authority that the root does not list",
			Data: stamped(h.other.Timestamp(signature, at)), SigstoreGo: "threshold not met"},
		{Name: "timestamp-of-impostor-authority", Why: "the only time is by an authority of the same name with another key",
			Data: stamped(h.impostor.Timestamp(signature, at)), SigstoreGo: "threshold not met"},
		{Name: "timestamp-over-artifact", Why: "a genuine timestamp over the artifact, not over the signature",
			Data: stamped(h.in.Timestamp(h.artifact, at)), SigstoreGo: "threshold not met"},
		{Name: "timestamp-too-late", Why: "a genuine timestamp after the certificate's end",
			Data: stamped(h.in.Timestamp(signature, at.Add(time.Hour))), SigstoreGo: "leaf certificate verification failed"},
		{Name: "timestamp-disagrees", Why: "the log's time is good, a genuine timestamp lies outside of the certificate",
			Data:       m.Edit(func(b *Bundle) { b.Timestamps = [][]byte{h.in.Timestamp(signature, at.Add(time.Hour))} }).JSON(),
			SigstoreGo: "leaf certificate verification failed"},
		{Name: "timestamp-tampered", Why: "the last bit of the token differs",
			Data: stamped(flip(good)), SigstoreGo: "threshold not met"},
		{Name: "timestamp-trailing-bytes", Why: "something behind the response",
			Data: stamped(append(append([]byte{}, good...), 0)), SigstoreGo: "threshold not met"},
		{Name: "timestamp-refused", Why: "a response that grants nothing",
			Data: stamped(sequence(sequence(must(asn1.Marshal(2))))), SigstoreGo: "threshold not met"},
		{Name: "timestamp-empty", Why: "an empty timestamp",
			Data: stamped([]byte{}), SigstoreGo: "threshold not met"},
		{Name: "tiled-log-without-timestamp", Why: "a tiled log gives no time",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Log: LogV2}).
				Edit(func(b *Bundle) { b.Timestamps = nil }).JSON(), SigstoreGo: "threshold not met"},
		{Name: "tiled-log-integrated-time", Why: "a tiled log's entry with an integratedTime, which nothing vouches for",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Log: LogV2}).
				Edit(func(b *Bundle) { b.Timestamps, b.Entries[0].IntegratedTime = nil, at.Unix() }).JSON(), SigstoreGo: "threshold not met"},
		{Name: "tiled-entry-in-old-log", Why: "an entry of the tiled logs' form in a log of version 1, about another signature: sigstore-go binds neither",
			Data: h.tiledEntryInOldLog(at, h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes")}))},
		{Name: "tiled-entry-in-old-log-certificate", Why: "the same about this signature, under another certificate",
			Data: h.tiledEntryInOldLog(at, m.Edit(func(b *Bundle) { b.Certificate = h.provenance.Certificate }))},
		{Name: "tiled-entry-in-old-log-digest", Why: "the same about this signature, over another digest",
			Data: h.tiledEntryInOldLog(at, m.Edit(func(b *Bundle) { b.Message.Digest = sum([]byte("other bytes")) }))},
		{Name: "tiled-entry-in-old-log-signature", Why: "the same under this certificate and over this digest, about its other signature",
			Data: h.tiledEntryInOldLog(at, m.Edit(func(b *Bundle) {
				b.Message = &Message{b.Message.Algorithm, b.Message.Digest, mirrored(b.Message.Signature)}
			}))},
		{Name: "tiled-log-body-of-another-signature", Why: "proof and checkpoint are about this signature, the body is of another",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Log: LogV2}).
				Edit(func(b *Bundle) {
					b.Entries[0].Body = h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes"), Log: LogV2}).Entries[0].Body
				}).JSON()},
		{Name: "tiled-log-entry-of-another-signature", Why: "a genuine entry of a tiled log, about other bytes",
			Data: h.in.Sign(Request{Identity: h.jane(), Artifact: h.artifact, Log: LogV2}).
				Edit(func(b *Bundle) {
					b.Entries = h.in.Sign(Request{Identity: h.jane(), Artifact: []byte("other bytes"), Log: LogV2}).Entries
				}).JSON(), SigstoreGo: "verifying log entry"},
	}
}

// mirrored is the other signature that holds wherever an ECDSA signature on P-256
// does: with s, its negative is a solution as well.
func mirrored(signature []byte) []byte {
	var both struct{ R, S *big.Int }
	must(asn1.Unmarshal(signature, &both))
	both.S.Sub(elliptic.P256().Params().N, both.S)
	return must(asn1.Marshal(both))
}

// tiledEntryInOldLog needs a log that takes such entries; none is known.
func (h hostile) tiledEntryInOldLog(at time.Time, about *Bundle) []byte {
	return h.message.Edit(func(b *Bundle) {
		e := h.in.v1.add("hashedrekord", "0.0.2", about.logged().hashedrekordV2(), at)
		e.SET, e.IntegratedTime = nil, 0
		b.Entries = []*Entry{e}
		b.Timestamps = [][]byte{h.in.Timestamp(b.Signature(), at)}
	}).JSON()
}

// keys are bundles under managed keys.
func (h hostile) keys() []Variant {
	key, other := h.in.Key("release", P256), h.in.Key("another", P256)
	good := h.in.Sign(Request{Key: key, Artifact: h.artifact})
	return []Variant{
		{Name: "key-hint-unknown", Why: "the hint names no key that is known", Key: key,
			Data: good.Edit(func(b *Bundle) { b.Hint = other.Hint }).JSON(), SigstoreGo: "certificate does not match"},
		{Name: "key-hint-stolen", Why: "another key signed under the known key's hint", Key: key,
			Data: h.in.Sign(Request{Key: other, Artifact: h.artifact}).
				Edit(func(b *Bundle) { b.Hint = key.Hint }).JSON(), SigstoreGo: "certificate does not match"},
		{Name: "key-hint-stolen-logged", Why: "the same, logged under the known key", Key: key,
			Data: h.in.Sign(Request{Key: other, Artifact: h.artifact}).
				Edit(func(b *Bundle) { b.Hint, b.request.Key = key.Hint, key }, h.relogTiled).JSON(), SigstoreGo: "could not verify message"},
		{Name: "key-instead-of-certificate", Why: "the bundle of a certificate, with a key's hint in its place", Key: key,
			Data: h.message.Edit(func(b *Bundle) { b.Certificate, b.Hint = nil, key.Hint }).JSON(), SigstoreGo: "certificate does not match"},
		{Name: "certificate-instead-of-key", Why: "a good bundle by a certificate where a key is asked for", Key: key,
			Data: h.message.JSON(), SigstoreGo: "SCTs|expected key signature"},
	}
}
