package sigstore

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"

	"github.com/digitorus/pkcs7"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

// slowKey reports whether a signature check under the key takes seconds or hours:
// no library bounds the size of RSA keys, and its time grows with the cube.
func slowKey(key crypto.PublicKey) bool {
	pub, ok := key.(*rsa.PublicKey)
	return ok && pub.N.BitLen() > limits.CertificateRSABits
}

// slowBody reports whether a log entry's body names such a key. Rekor's decoder
// verifies under the key in the body, which anybody can write.
func slowBody(body json.RawMessage) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	for {
		tok, err := dec.Token()
		if err != nil {
			return false
		}
		if text, ok := tok.(string); ok && slowText([]byte(text)) {
			return true
		}
	}
}

// slowText looks for keys in text, which may be PEM, in base64 once or twice.
func slowText(text []byte) bool {
	for range 3 {
		if slowMaterial(text) {
			return true
		}
		decoded, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			return false
		}
		text = decoded
	}
	return false
}

func slowMaterial(data []byte) bool {
	if slowDER(data) {
		return true
	}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if slowDER(block.Bytes) {
			return true
		}
	}
	return false
}

func slowDER(der []byte) bool {
	if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		return slowKey(key)
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return slowKey(key)
	}
	certs, _ := x509.ParseCertificates(der)
	return slowCertificate(certs)
}

func slowCertificate(certs []*x509.Certificate) bool {
	for _, c := range certs {
		if slowKey(c.PublicKey) {
			return true
		}
	}
	return false
}

// checkToken bounds an RFC 3161 timestamp before it is parsed: its parser goes
// down as deep as the data says, until the stack ends, and verifies under whatever
// certificates it carries. A token has one signature (RFC 3161 section 2.4.2).
func checkToken(data []byte) *problem {
	if len(data) > limits.TimestampToken {
		return unusable(policy.ReasonLimitExceeded, "a timestamp of %d bytes, more than %d", len(data), limits.TimestampToken)
	}
	if deepBER(data) {
		return unusable(policy.ReasonLimitExceeded, "a timestamp nested deeper than %d levels", limits.TokenDepth)
	}
	var response struct{ Status, Token asn1.RawValue }
	if _, err := asn1.Unmarshal(data, &response); err != nil {
		return nil // as its parser will say
	}
	p7, err := pkcs7.Parse(response.Token.FullBytes)
	switch {
	case err != nil:
		return nil
	case len(p7.Signers) > 1:
		return unusable(policy.ReasonLimitExceeded, "a timestamp with %d signatures", len(p7.Signers))
	case slowCertificate(p7.Certificates):
		return unusable(policy.ReasonLimitExceeded, "a timestamp by an RSA key of more than %d bits", limits.CertificateRSABits)
	}
	return nil
}
