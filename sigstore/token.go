package sigstore

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

const formToken = "RFC 3161 timestamp"

// looksLikeToken reports whether content begins like a timestamp response (RFC
// 3161 section 2.4.2): a DER sequence that begins with the sequence of a status.
func looksLikeToken(data []byte) bool {
	var outer, status asn1.RawValue
	if len(data) > limits.EvidenceFile {
		return false
	}
	if rest, err := asn1.Unmarshal(data, &outer); err != nil || len(rest) > 0 || outer.Tag != asn1.TagSequence {
		return false
	}
	if _, err := asn1.Unmarshal(outer.Bytes, &status); err != nil || status.Tag != asn1.TagSequence {
		return false
	}
	return len(status.Bytes) > 0 && status.Bytes[0] == asn1.TagInteger
}

// readToken parses a timestamp response. A panic of the parser spoils it alone.
func readToken(data []byte) (ts *timestamp.Timestamp, p *problem) {
	defer func() {
		if r := recover(); r != nil {
			ts, p = nil, unusable(policy.ReasonMalformedEvidence, "the parser gave up: %v", r)
		}
	}()
	if p := checkToken(data); p != nil {
		return nil, p
	}
	ts, err := timestamp.ParseResponse(data)
	if err != nil && holdsToken(data) {
		return nil, bad(policy.ReasonTimestampInvalid, "%v", err)
	}
	if err != nil {
		return nil, unusable(policy.ReasonMalformedEvidence, "timestamp response: %v", err)
	}
	return ts, nil
}

// holdsToken reports whether a response holds a signed message. When one does and
// cannot be read all the same, its signature does not hold.
func holdsToken(data []byte) bool {
	var response struct{ Status, Token asn1.RawValue }
	if rest, err := asn1.Unmarshal(data, &response); err != nil || len(rest) > 0 {
		return false
	}
	_, err := pkcs7.Parse(response.Token.FullBytes)
	return err == nil
}

// inspectToken says what a timestamp claims.
func inspectToken(data []byte) Inspection {
	ts, p := readToken(data)
	if p != nil {
		return Inspection{Form: formToken, Reason: p.reason, Detail: p.detail}
	}
	by := "timestamp authority " + tokenIssuer(data)
	in := Inspected{
		Index: 1, Form: formToken,
		Times: []policy.Time{{Kind: policy.TimeClaimed, About: policy.RoleSignature, At: ts.Time.UTC(), By: by}},
		Needs: []string{"the signature file that it is about", "a [[timestamp]] root that knows the " + by},
	}
	if i := slices.IndexFunc(algorithms[:], func(a digestAlgorithm) bool { return a.hash == ts.HashAlgorithm }); i >= 0 {
		in.Digest = algorithms[i].format(ts.HashedMessage)
	} else {
		in.Reason, in.Detail = policy.ReasonForbiddenHash, ts.HashAlgorithm.String()
	}
	return Inspection{Form: formToken, Pieces: []Inspected{in}}
}

// authorities are timestamp authorities and nobody else.
type authorities struct {
	root.BaseTrustedMaterial
	all []root.TimestampingAuthority
}

// TimestampingAuthorities implements [root.TrustedMaterial].
func (a *authorities) TimestampingAuthorities() []root.TimestampingAuthority { return a.all }

func isPEM(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("-----BEGIN ")) }

// authorityInstance makes an instance of a timestamp authority's certificates in
// PEM: self-signed ones are trusted, others complete the path to them.
func authorityInstance(name string, data []byte) (*instance, error) {
	roots, others, err := parseCertificates(data)
	if err != nil {
		return nil, err
	}
	material := &authorities{}
	for _, c := range roots {
		material.all = append(material.all, &root.SigstoreTimestampingAuthority{
			Root: c, Intermediates: others, URI: c.Subject.String(), ValidityPeriodStart: c.NotBefore, ValidityPeriodEnd: c.NotAfter,
		})
	}
	v, err := verify.NewVerifier(material, verifierOptions(material, true)...)
	if err != nil {
		return nil, err
	}
	in := &instance{name: name, data: data}
	in.once.Do(func() {
		in.made = &trust{name: name, material: material, verifier: v, newest: describeRoot(material).Newest}
	})
	return in, nil
}

func parseCertificates(data []byte) (roots, others []*x509.Certificate, err error) {
	for rest := bytes.TrimSpace(data); len(rest) > 0; {
		block, after := pem.Decode(rest)
		if block == nil || block.Type != "CERTIFICATE" || !bytes.HasPrefix(rest, []byte("-----BEGIN ")) {
			return nil, nil, errors.New("it must hold PEM certificates and nothing else")
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, nil, fmt.Errorf("parse certificate: %w", err)
		}
		if slowKey(c.PublicKey) {
			return nil, nil, fmt.Errorf("a certificate has an RSA key of more than %d bits", limits.CertificateRSABits)
		}
		if c.CheckSignatureFrom(c) == nil {
			roots = append(roots, c)
		} else {
			others = append(others, c)
		}
		if len(roots)+len(others) > limits.AuthorityCertificates {
			return nil, nil, fmt.Errorf("more than %d certificates", limits.AuthorityCertificates)
		}
		rest = bytes.TrimSpace(after)
	}
	if len(roots) == 0 {
		return nil, nil, errors.New("none of its certificates is self-signed, so it ends in nobody's word")
	}
	return roots, others, nil
}
