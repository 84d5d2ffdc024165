package sigstore

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"
	ct "github.com/google/certificate-transparency-go"
	"github.com/google/certificate-transparency-go/x509util"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/tlog"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// precheck looks up, before anything is verified, whether the trusted root
// knows those who vouch in the bundle. sigstore-go reports an unknown log and a
// bad signature alike; a packager must not confuse an old root with an attack.
// Names and IDs are compared only, so its success proves nothing.
func (t *trust) precheck(p *parsed) *problem {
	var checks []func(*parsed) *problem
	if p.leaf != nil {
		checks = append(checks, t.knowsCA, t.knowsCTLog)
	}
	if p.entryProblem == nil {
		checks = append(checks, t.knowsLog, t.knowsTime)
	}
	for _, check := range checks {
		if problem := check(p); problem != nil {
			return problem
		}
	}
	return nil
}

func (t *trust) unknown(r policy.Reason, what string) *problem {
	p := unusable(r, "%s; trusted root %s, newest content of %s", what, t.name, t.newest.UTC().Format(time.DateOnly))
	p.rootDate = t.newest
	return p
}

func (t *trust) knowsCA(p *parsed) *problem {
	if len(issuers(t.material, p.leaf)) > 0 {
		return nil
	}
	return t.unknown(policy.ReasonUnknownCA, "certificate issued by "+safetext.Quoted(p.leaf.Issuer.String()))
}

// issuers are the root's certificates that name and key ID say issued the leaf.
// The key ID is needed: the staging instance uses the same names.
func issuers(m root.TrustedMaterial, leaf *x509.Certificate) []*x509.Certificate {
	var found []*x509.Certificate
	for _, ca := range fulcioAuthorities(m) {
		for _, c := range append(slices.Clone(ca.Intermediates), ca.Root) {
			if c != nil && isIssuer(c, leaf) {
				found = append(found, c)
			}
		}
	}
	return found
}

func isIssuer(ca, leaf *x509.Certificate) bool {
	if !bytes.Equal(ca.RawSubject, leaf.RawIssuer) {
		return false
	}
	return len(ca.SubjectKeyId) == 0 || len(leaf.AuthorityKeyId) == 0 || bytes.Equal(ca.SubjectKeyId, leaf.AuthorityKeyId)
}

func (t *trust) knowsCTLog(p *parsed) *problem {
	known := t.material.CTLogs()
	if len(known) == 0 {
		return nil
	}
	scts, err := x509util.ParseSCTsFromCertificate(p.leaf.Raw)
	if err != nil || len(scts) == 0 {
		return bad(policy.ReasonSCTInvalid, "the certificate carries no readable signed certificate timestamp")
	}
	if slices.ContainsFunc(scts, func(s *ct.SignedCertificateTimestamp) bool {
		return known[hex.EncodeToString(s.LogID.KeyID[:])] != nil
	}) {
		return nil
	}
	return t.unknown(policy.ReasonUnknownCTLog, "certificate transparency log "+hex.EncodeToString(scts[0].LogID.KeyID[:]))
}

func (t *trust) knowsLog(p *parsed) *problem {
	if len(t.material.RekorLogs()) == 0 {
		return nil
	}
	if len(p.entries) == 0 {
		return unusable(policy.ReasonNoLogEntry, "trusted root %s has transparency logs, so an entry is required", t.name)
	}
	if len(t.knownEntries(p)) == 0 {
		return t.unknown(policy.ReasonUnknownLog, "log "+hex.EncodeToString([]byte(p.entries[0].LogKeyID())))
	}
	return nil
}

func (t *trust) knownEntries(p *parsed) []*tlog.Entry {
	known := t.material.RekorLogs()
	var entries []*tlog.Entry
	for _, e := range p.entries {
		if known[hex.EncodeToString([]byte(e.LogKeyID()))] != nil {
			entries = append(entries, e)
		}
	}
	return entries
}

// knowsTime looks for a source of time: a signed entry timestamp of a known
// log, or a timestamp of a known authority. An integrated time without signed
// entry timestamp is nobody's word.
func (t *trust) knowsTime(p *parsed) *problem {
	for _, e := range t.knownEntries(p) {
		if e.HasInclusionPromise() {
			return nil
		}
	}
	tokens, err := p.bundle.Timestamps()
	if err != nil || len(tokens) == 0 {
		return unusable(policy.ReasonNoTimestamp, "neither a signed entry timestamp nor an RFC 3161 timestamp")
	}
	return t.knowsTokens(tokens)
}

func (t *trust) knowsTokens(tokens [][]byte) *problem {
	worst := bad(policy.ReasonTimestampInvalid, "the timestamp is no token that was granted")
	for _, token := range tokens {
		p7 := parseToken(token)
		if p7 == nil || len(p7.Signers) == 0 {
			continue
		}
		if t.knowsSigner(p7) {
			return nil
		}
		worst = t.unknown(policy.ReasonUnknownTSA, "timestamp by "+rawName(p7.Signers[0].IssuerAndSerialNumber.IssuerName.FullBytes))
	}
	return worst
}

// knowsSigner compares the signer that a token names with the root's authorities.
func (t *trust) knowsSigner(p7 *pkcs7.PKCS7) bool {
	signer := p7.Signers[0].IssuerAndSerialNumber
	for _, tsa := range timestampAuthorities(t.material) {
		if tsa.Leaf != nil {
			if bytes.Equal(tsa.Leaf.RawIssuer, signer.IssuerName.FullBytes) && tsa.Leaf.SerialNumber.Cmp(signer.SerialNumber) == 0 {
				return true
			}
			continue
		}
		for _, c := range append(slices.Clone(tsa.Intermediates), tsa.Root) {
			if c != nil && bytes.Equal(c.RawSubject, signer.IssuerName.FullBytes) {
				return true
			}
		}
	}
	return false
}

func parseToken(token []byte) *pkcs7.PKCS7 {
	ts, err := timestamp.ParseResponse(token)
	if err != nil {
		return nil
	}
	p7, err := pkcs7.Parse(ts.RawToken)
	if err != nil {
		return nil
	}
	return p7
}
