package sigstoretest

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"time"
)

// authority issues certificates.
type authority struct {
	key  signer
	cert *x509.Certificate
}

var fulcio = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1}

// newRoot makes a self-signed certificate.
func newRoot(organisation, name string, key signer, from, to time.Time) authority {
	t := caTemplate(organisation, name, from, to)
	t.BasicConstraintsValid, t.IsCA = true, true
	return authority{key, create(t, t, key, key)}
}

// issue makes an intermediate authority.
func (a authority) issue(name string, key signer, use x509.ExtKeyUsage, from, to time.Time) authority {
	t := caTemplate(a.cert.Subject.Organization[0], name, from, to)
	t.BasicConstraintsValid, t.IsCA, t.MaxPathLenZero = true, true, true
	t.ExtKeyUsage = []x509.ExtKeyUsage{use}
	return authority{key, create(t, a.cert, key, a.key)}
}

func caTemplate(organisation, name string, from, to time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: serial(organisation, name),
		Subject:      pkix.Name{Organization: []string{organisation}, CommonName: name},
		NotBefore:    from, NotAfter: to,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

// leaf issues a short-lived signing certificate that carries the timestamps
// which sct returns for it.
func (a authority) leaf(c Claims, key signer, from, to time.Time, sct func(tbs []byte) []byte) []byte {
	t := &x509.Certificate{
		SerialNumber: serial(c.URI, c.Email, string(key.id())),
		NotBefore:    from, NotAfter: to,
		KeyUsage:        x509.KeyUsageDigitalSignature,
		ExtKeyUsage:     []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
		ExtraExtensions: append([]pkix.Extension{c.names()}, c.extensions()...),
	}
	// The log signs the certificate as it is without the timestamps (RFC 6962
	// section 3.2); the order of extensions must not change between the two.
	bare := create(t, a.cert, key, a.key)
	list := sct(bare.RawTBSCertificate)
	if list == nil {
		return bare.Raw
	}
	t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: sctList, Value: list})
	return create(t, a.cert, key, a.key).Raw
}

func create(t, parent *x509.Certificate, key, by signer) *x509.Certificate {
	der := must(x509.CreateCertificate(nil, t, parent, key.Public(), by))
	return must(x509.ParseCertificate(der))
}

// names is the critical subject alternative name of a certificate without subject.
func (c Claims) names() pkix.Extension {
	var names []asn1.RawValue
	if c.URI != "" {
		names = append(names, asn1.RawValue{Class: 2, Tag: 6, Bytes: []byte(c.URI)})
	}
	if c.Email != "" {
		names = append(names, asn1.RawValue{Class: 2, Tag: 1, Bytes: []byte(c.Email)})
	}
	if c.OtherName != "" {
		names = append(names, otherName(c.OtherName))
	}
	if c.Directory != "" {
		name := must(asn1.Marshal(pkix.Name{CommonName: c.Directory}.ToRDNSequence()))
		names = append(names, asn1.RawValue{Class: 2, Tag: 4, IsCompound: true, Bytes: name})
	}
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Critical: true, Value: must(asn1.Marshal(names))}
}

// otherName is Fulcio's form of a user name that is no e-mail address.
func otherName(name string) asn1.RawValue {
	id := must(asn1.Marshal(slices.Concat(fulcio, asn1.ObjectIdentifier{7})))
	text := must(asn1.MarshalWithParams(name, "utf8"))
	value := must(asn1.Marshal(asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: text}))
	return asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: slices.Concat(id, value)}
}

func (c Claims) extensions() []pkix.Extension {
	var all []pkix.Extension
	for _, n := range sortedKeys(c.Extensions) {
		value := []byte(c.Extensions[n])
		if n > 6 {
			value = must(asn1.MarshalWithParams(c.Extensions[n], "utf8"))
		}
		all = append(all, pkix.Extension{Id: slices.Concat(fulcio, asn1.ObjectIdentifier{n}), Value: value})
	}
	return all
}

// serial derives a positive serial number of 16 bytes.
func serial(parts ...string) *big.Int {
	var raw [][]byte
	for _, p := range parts {
		raw = append(raw, []byte(p), []byte{0})
	}
	n := sum(raw...)[:16]
	n[0] = n[0]&0x3f | 0x40
	return new(big.Int).SetBytes(n)
}
