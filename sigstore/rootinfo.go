package sigstore

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/sigstore/sigstore-go/pkg/root"
)

// RootInfo says what one instance of a trusted root contains.
type RootInfo struct {
	// Digest is that of the instance's JSON, "sha256:HEX".
	Digest                 string
	CertificateAuthorities []Authority
	TransparencyLogs       []Authority
	CTLogs                 []Authority
	TimestampAuthorities   []Authority
	// GitHub is true for an instance that calls itself GitHub's own.
	GitHub bool
	// Newest is the latest start of a validity period: evidence from logs and
	// authorities that are newer is unknown to this root.
	Newest time.Time
}

// Authority is a log or a certificate or timestamp authority.
type Authority struct {
	// Name is its address, as the root spells it.
	Name string
	// ID is the log ID, or the serial number of the first certificate, in
	// hexadecimal. The file says so; two may share one.
	ID string
	// Digest is the SHA-256 of the log's public key (SubjectPublicKeyInfo) or of
	// the certificates in the order leaf, intermediates, root, "sha256:HEX":
	// what is trusted.
	Digest string
	// From and To bound its validity; zero means unbounded.
	From, To time.Time
}

// Describe says what each instance contains. It fails for an instance that
// cannot be parsed.
func (r TrustedRoot) Describe() ([]RootInfo, error) {
	digests := r.Digest()
	var all []RootInfo
	for i, in := range r.instances {
		t, err := in.load()
		if err != nil {
			return nil, err
		}
		info := describeRoot(t.material)
		info.Digest = digests[i]
		all = append(all, info)
	}
	return all, nil
}

func describeRoot(m root.TrustedMaterial) RootInfo {
	info := RootInfo{
		TransparencyLogs: logs(m.RekorLogs()),
		CTLogs:           logs(m.CTLogs()),
		GitHub:           isGitHub(m),
	}
	for _, ca := range fulcioAuthorities(m) {
		info.CertificateAuthorities = append(info.CertificateAuthorities, Authority{
			ca.URI, firstSerial(ca.Intermediates, ca.Root), chainDigest(nil, ca.Intermediates, ca.Root), ca.ValidityPeriodStart, ca.ValidityPeriodEnd,
		})
	}
	for _, tsa := range timestampAuthorities(m) {
		info.TimestampAuthorities = append(info.TimestampAuthorities, Authority{
			tsa.URI, firstSerial(nil, tsa.Leaf, tsa.Root), chainDigest(tsa.Leaf, tsa.Intermediates, tsa.Root), tsa.ValidityPeriodStart, tsa.ValidityPeriodEnd,
		})
	}
	for _, list := range [][]Authority{info.CertificateAuthorities, info.TransparencyLogs, info.CTLogs, info.TimestampAuthorities} {
		for _, a := range list {
			if a.From.After(info.Newest) {
				info.Newest = a.From
			}
		}
	}
	return info
}

func logs(m map[string]*root.TransparencyLog) []Authority {
	var all []Authority
	for _, l := range m {
		all = append(all, Authority{l.BaseURL, hex.EncodeToString(l.ID), keyDigest(l.PublicKey), l.ValidityPeriodStart, l.ValidityPeriodEnd})
	}
	slices.SortFunc(all, func(a, b Authority) int {
		if c := a.From.Compare(b.From); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all
}

// keyDigest is empty for a key that cannot be written down, which no verifier
// could use either.
func keyDigest(key crypto.PublicKey) string {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return ""
	}
	return sha256Text(der)
}

func chainDigest(leaf *x509.Certificate, intermediates []*x509.Certificate, anchor *x509.Certificate) string {
	var der []byte
	for _, c := range slices.Concat([]*x509.Certificate{leaf}, intermediates, []*x509.Certificate{anchor}) {
		if c != nil {
			der = append(der, c.Raw...)
		}
	}
	return sha256Text(der)
}

func sha256Text(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func fulcioAuthorities(m root.TrustedMaterial) []*root.FulcioCertificateAuthority {
	var all []*root.FulcioCertificateAuthority
	for _, ca := range m.FulcioCertificateAuthorities() {
		if f, ok := ca.(*root.FulcioCertificateAuthority); ok {
			all = append(all, f)
		}
	}
	return all
}

func timestampAuthorities(m root.TrustedMaterial) []*root.SigstoreTimestampingAuthority {
	var all []*root.SigstoreTimestampingAuthority
	for _, tsa := range m.TimestampingAuthorities() {
		if s, ok := tsa.(*root.SigstoreTimestampingAuthority); ok {
			all = append(all, s)
		}
	}
	return all
}
