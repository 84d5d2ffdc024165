package sigstore

import (
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
	// Newest is the latest start of a validity period: evidence from logs and
	// authorities that are newer is unknown to this root.
	Newest time.Time
}

// Authority is a log or a certificate or timestamp authority.
type Authority struct {
	// Name is its address, as the root spells it.
	Name string
	// ID is the log ID, or the serial number of the first certificate, in
	// hexadecimal.
	ID string
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
	}
	for _, ca := range fulcioAuthorities(m) {
		id := firstSerial(ca.Intermediates, ca.Root)
		info.CertificateAuthorities = append(info.CertificateAuthorities, Authority{ca.URI, id, ca.ValidityPeriodStart, ca.ValidityPeriodEnd})
	}
	for _, tsa := range timestampAuthorities(m) {
		id := firstSerial(nil, tsa.Leaf, tsa.Root)
		info.TimestampAuthorities = append(info.TimestampAuthorities, Authority{tsa.URI, id, tsa.ValidityPeriodStart, tsa.ValidityPeriodEnd})
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
		all = append(all, Authority{l.BaseURL, hex.EncodeToString(l.ID), l.ValidityPeriodStart, l.ValidityPeriodEnd})
	}
	slices.SortFunc(all, func(a, b Authority) int {
		if c := a.From.Compare(b.From); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all
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
