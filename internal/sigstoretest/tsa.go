package sigstoretest

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

var (
	oidSHA256          = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidECDSAWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidSignedData      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidTSTInfo         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertV2   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidTimeStamping    = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 8}
	oidPolicy          = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 2}
)

// newTSA issues the certificate of a timestamp authority: time stamping is its
// only, critical, extended key usage (RFC 3161 section 2.3).
func newTSA(root authority, key signer, from, to time.Time) authority {
	t := caTemplate(root.cert.Subject.Organization[0], "tsa", from, to)
	t.KeyUsage = x509.KeyUsageDigitalSignature
	t.ExtraExtensions = []pkix.Extension{{
		Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true,
		Value: must(asn1.Marshal([]asn1.ObjectIdentifier{oidTimeStamping})),
	}}
	return authority{key, create(t, root.cert, key, root.key)}
}

type tstInfo struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Hash   pkix.AlgorithmIdentifier
		Digest []byte
	}
	Serial *big.Int
	Time   time.Time `asn1:"generalized"`
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

type signerInfo struct {
	Version            int
	Issuer             asn1.RawValue
	DigestAlgorithm    pkix.AlgorithmIdentifier
	Attributes         asn1.RawValue
	SignatureAlgorithm pkix.AlgorithmIdentifier
	Signature          []byte
}

// Timestamp returns an RFC 3161 response over the bytes, usually a signature's.
// Being made here from the first byte to the last, it is as deterministic as
// everything else.
func (in *Instance) Timestamp(data []byte, at time.Time) []byte {
	info := tstInfo{Version: 1, Policy: oidPolicy, Serial: serial("token", string(data)), Time: at.UTC()}
	info.Imprint.Hash = pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}
	info.Imprint.Digest = sum(data)
	token := contentInfo(oidSignedData, in.tsa.signedData(must(asn1.Marshal(info))))
	status := sequence(must(asn1.Marshal(0))) // granted
	return sequence(status, token)
}

// signedData is CMS SignedData (RFC 5652 section 5.1) with one signer.
func (a authority) signedData(content []byte) []byte {
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}
	return sequence(
		must(asn1.Marshal(3)),
		must(asn1.MarshalWithParams([]pkix.AlgorithmIdentifier{sha}, "set")),
		contentInfo(oidTSTInfo, must(asn1.Marshal(content))),
		wrap(0, a.cert.Raw),
		must(asn1.MarshalWithParams([]signerInfo{a.signerInfo(content, sha)}, "set")),
	)
}

func (a authority) signerInfo(content []byte, sha pkix.AlgorithmIdentifier) signerInfo {
	attributes := must(asn1.MarshalWithParams([]attribute{
		newAttribute(oidContentType, must(asn1.Marshal(oidTSTInfo))),
		newAttribute(oidMessageDigest, must(asn1.Marshal(sum(content)))),
		newAttribute(oidSigningCertV2, sequence(sequence(sequence(must(asn1.Marshal(sum(a.cert.Raw))))))),
	}, "set"))
	var set asn1.RawValue
	must(asn1.Unmarshal(attributes, &set))
	issuer := sequence(a.cert.RawIssuer, must(asn1.Marshal(a.cert.SerialNumber)))
	return signerInfo{
		Version: 1, Issuer: asn1.RawValue{FullBytes: issuer}, DigestAlgorithm: sha,
		// Signed as a SET, sent under an implicit tag (RFC 5652 section 5.4).
		Attributes:         asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: set.Bytes},
		SignatureAlgorithm: pkix.AlgorithmIdentifier{Algorithm: oidECDSAWithSHA256},
		Signature:          a.key.message(attributes, crypto.SHA256),
	}
}

func newAttribute(id asn1.ObjectIdentifier, value []byte) attribute {
	return attribute{id, []asn1.RawValue{{FullBytes: value}}}
}

func contentInfo(id asn1.ObjectIdentifier, content []byte) []byte {
	return sequence(must(asn1.Marshal(id)), wrap(0, content))
}

// wrap puts content under an explicit tag.
func wrap(tag int, content []byte) []byte {
	return must(asn1.Marshal(asn1.RawValue{Class: 2, Tag: tag, IsCompound: true, Bytes: content}))
}

func sequence(parts ...[]byte) []byte {
	var all []byte
	for _, p := range parts {
		all = append(all, p...)
	}
	return must(asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: all}))
}
