package sigstore

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"

	"github.com/sigstore/sigstore-go/pkg/fulcio/certificate"
	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// oidDeploymentEnvironment is Fulcio's extension for the CI environment, newer
// than sigstore-go's list.
var oidDeploymentEnvironment = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1, 23}

// githubIssuer is the issuer for which Fulcio's first extensions (.1.2 to .1.6)
// were made.
const githubIssuer = "https://token.actions.githubusercontent.com"

// identity reads who a certificate was issued to. It verifies nothing.
func identity(leaf *x509.Certificate) (*policy.Certificate, *problem) {
	ext, err := certificate.ParseExtensions(leaf.Extensions)
	if err != nil {
		return nil, unusable(policy.ReasonMalformedEvidence, "certificate: %v", err)
	}
	c := &policy.Certificate{
		BuildSignerURI: ext.BuildSignerURI, BuildSignerDigest: ext.BuildSignerDigest,
		RunnerEnvironment: ext.RunnerEnvironment,
		SourceRepository:  ext.SourceRepositoryURI, SourceDigest: ext.SourceRepositoryDigest, SourceRef: ext.SourceRepositoryRef,
		SourceRepositoryID: ext.SourceRepositoryIdentifier, SourceOwner: ext.SourceRepositoryOwnerURI,
		BuildConfigURI: ext.BuildConfigURI, BuildConfigDigest: ext.BuildConfigDigest,
		BuildTrigger: ext.BuildTrigger, RunInvocationURI: ext.RunInvocationURI,
		NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter,
	}
	if p := setIssuer(c, leaf); p != nil {
		return nil, p
	}
	if p := setDeploymentEnvironment(c, leaf); p != nil {
		return nil, p
	}
	fromFirstExtensions(c, ext)
	return c, setSAN(c, leaf)
}

// setSAN takes the one subject alternative name. A certificate with several
// could be matched by one name and shown by another.
func setSAN(c *policy.Certificate, leaf *x509.Certificate) *problem {
	names := alternativeNames(leaf)
	if len(names) != 1 {
		return unusable(policy.ReasonUnsupportedEvidence, "the certificate names %d subjects instead of one", len(names))
	}
	other, _ := cryptoutils.UnmarshalOtherNameSAN(leaf.Extensions)
	switch {
	case len(leaf.URIs) == 1:
		// As it is written: Go writes addresses anew, without an empty fragment and
		// with the scheme in lower case.
		c.SAN, c.SANKind = string(names[0].Bytes), "uri"
	case len(leaf.EmailAddresses) == 1:
		c.SAN, c.SANKind = leaf.EmailAddresses[0], "email"
	case other != "":
		c.SAN, c.SANKind = other, "other"
	}
	if c.SAN == "" {
		return unusable(policy.ReasonUnsupportedEvidence, "the certificate names a host or nobody, not a signer")
	}
	return nil
}

// alternativeNames are the subject alternative names of every kind (RFC 5280 section
// 4.2.1.6). Go passes over those for which it has no field, such as directory names.
func alternativeNames(leaf *x509.Certificate) []asn1.RawValue {
	for _, e := range leaf.Extensions {
		var names []asn1.RawValue
		if !e.Id.Equal(cryptoutils.SANOID) {
			continue
		}
		if rest, err := asn1.Unmarshal(e.Value, &names); err == nil && len(rest) == 0 {
			return names
		}
	}
	return nil
}

// setIssuer reads the identity provider from the extension that is a DER string
// (.1.8), or the raw one before it (.1.1). Where both are, they must agree, and one
// that is empty says that there is none.
func setIssuer(c *policy.Certificate, leaf *x509.Certificate) *problem {
	var first, second string
	old, now := false, false
	for _, e := range leaf.Extensions {
		switch {
		//lint:ignore SA1019 old certificates have no other
		case e.Id.Equal(certificate.OIDIssuer):
			first, old = string(e.Value), true
		case e.Id.Equal(certificate.OIDIssuerV2):
			now = true
			if err := certificate.ParseDERString(e.Value, &second); err != nil {
				return unusable(policy.ReasonMalformedEvidence, "certificate: %v", err)
			}
		}
	}
	if old && now && first != second {
		return unusable(policy.ReasonMalformedEvidence, "the certificate names two issuers, %s and %s", safetext.Quoted(first), safetext.Quoted(second))
	}
	if c.Issuer = second; !now {
		c.Issuer = first
	}
	return nil
}

func setDeploymentEnvironment(c *policy.Certificate, leaf *x509.Certificate) *problem {
	for _, e := range leaf.Extensions {
		if !e.Id.Equal(oidDeploymentEnvironment) {
			continue
		}
		if err := certificate.ParseDERString(e.Value, &c.DeploymentEnvironment); err != nil {
			return unusable(policy.ReasonMalformedEvidence, "certificate: %v", err)
		}
	}
	return nil
}

// fromFirstExtensions fills what GitHub certificates before 2023 say under
// their first, deprecated extensions: the same claims of the same token.
func fromFirstExtensions(c *policy.Certificate, ext certificate.Extensions) {
	// What started a workflow counts for any issuer: GitHub Enterprise has its own.
	if c.BuildTrigger == "" {
		c.BuildTrigger = ext.GithubWorkflowTrigger //nolint:staticcheck // see above
	}
	if c.Issuer != githubIssuer || c.SourceRepository != "" || ext.GithubWorkflowRepository == "" { //nolint:staticcheck // see above
		return
	}
	c.SourceRepository = "https://github.com/" + ext.GithubWorkflowRepository //nolint:staticcheck // see above
	c.SourceDigest = ext.GithubWorkflowSHA                                    //nolint:staticcheck // see above
	c.SourceRef = ext.GithubWorkflowRef                                       //nolint:staticcheck // see above
}

func firstSerial(chain []*x509.Certificate, more ...*x509.Certificate) string {
	for _, c := range append(chain[:len(chain):len(chain)], more...) {
		if c != nil {
			return hex.EncodeToString(c.SerialNumber.Bytes())
		}
	}
	return ""
}
