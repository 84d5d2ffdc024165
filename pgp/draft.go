package pgp

import (
	"slices"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// draft is the certificate that packets are being added to. A nil draft stands
// before the first key packet.
type draft struct {
	cert *Certificate
	raw  []byte
	// spoiled drafts are not used: something in them was cut off, or they hold
	// secrets.
	spoiled bool
	fpr     string
}

// packet adds one packet to the certificate it belongs to.
func (r *reader) packet(p rawPacket) {
	switch p.tag {
	case tagPublicKey:
		r.endCertificate()
		r.begin(p)
		return
	case tagSecretKey, tagSecretSubkey:
		r.secret(p)
		return
	}
	if r.draft == nil {
		r.stray(p)
		return
	}
	if r.spoiled {
		return
	}
	r.extend(p.raw)
	switch {
	case p.tag == tagPublicSubkey:
		r.subkey(p)
	case !belongs(p.tag) && !ignorable(p.tag):
		r.problem(r.fpr, policy.ReasonUnsupportedEvidence, "skipped a packet of type %d", p.tag)
	}
}

// extend adds a packet to the draft. Its packets follow one another in the input,
// so that nothing is copied: keyrings have tens of megabytes.
func (d *draft) extend(raw []byte) {
	n := len(d.raw) + len(raw)
	if cap(d.raw) >= n && &d.raw[:n][len(d.raw)] == &raw[0] {
		d.raw = d.raw[:n]
		return
	}
	d.raw = append(d.raw[:len(d.raw):len(d.raw)], raw...)
}

func belongs(tag int) bool {
	return tag == tagSignature || tag == tagUserID || tag == tagUserAttribute || tag == tagPublicSubkey
}

// ignorable reports whether a packet is skipped without a word: GnuPG's trust
// packets, which must never be believed, old comments, markers, padding, and what
// RFC 9580 section 4.3 calls non-critical.
func ignorable(tag int) bool {
	switch tag {
	case tagTrust, tagMarker, tagOldComment, tagPadding:
		return true
	}
	return tag >= firstNonCritical
}

func (r *reader) begin(p rawPacket) {
	r.draft = &draft{}
	k, f := newKey(p.body, false)
	if f != nil {
		r.spoiled = true
		r.problem("", f.reason, "a certificate cannot be used: %s", f.detail)
		return
	}
	r.fpr = k.fpr
	if len(r.certs) >= limits.Certificates {
		r.spoiled = true
		r.problem(k.fpr, policy.ReasonLimitExceeded, "the file holds more than %d certificates", limits.Certificates)
		return
	}
	r.cert = &Certificate{primary: k, sources: []string{r.source}}
	r.raw = p.raw
}

func (r *reader) subkey(p rawPacket) {
	k, f := newKey(p.body, true)
	switch {
	case f != nil:
		r.problem(r.fpr, f.reason, "a subkey cannot be used: %s", f.detail)
	case slices.ContainsFunc(r.cert.subkeys, func(o *key) bool { return o.fpr == k.fpr }):
	case len(r.cert.subkeys) >= limits.CertificateKeys:
		r.problem(r.spoil(), policy.ReasonLimitExceeded, "the certificate has more than %d subkeys", limits.CertificateKeys)
	default:
		r.cert.subkeys = append(r.cert.subkeys, k)
	}
}

// secret refuses what belongs on its owner's machine only.
func (r *reader) secret(p rawPacket) {
	if p.tag == tagSecretSubkey && r.draft != nil && r.spoiled {
		return // said so already
	}
	fpr := secretFingerprint(p)
	if p.tag == tagSecretKey {
		r.endCertificate()
		r.draft = &draft{fpr: fpr}
	} else if spoilt := r.spoil(); spoilt != "" {
		fpr = spoilt
	}
	if r.draft == nil {
		r.draft = &draft{}
	}
	r.spoiled = true
	r.problem(fpr, policy.ReasonSecretKey, "the file holds a secret key; it was not used")
}

// secretFingerprint names the key, as far as it can be read.
func secretFingerprint(p rawPacket) (fpr string) {
	defer func() { _ = recover() }()
	parsed, err := readPacket(byte(p.tag), p.body)
	if pk, ok := parsed.(*packet.PrivateKey); ok && err == nil {
		return upperHex(pk.Fingerprint)
	}
	return ""
}

// spoil gives up the certificate at hand and returns its fingerprint.
func (r *reader) spoil() string {
	if r.draft == nil {
		return ""
	}
	r.spoiled = true
	return r.fpr
}

func (r *reader) endCertificate() {
	if d := r.draft; d != nil && !d.spoiled && d.cert != nil {
		d.cert.copies = [][]byte{d.raw}
		r.certs = append(r.certs, d.cert)
	}
	r.draft = nil
}
