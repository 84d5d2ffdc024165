package sigstore

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/internal/safetext"
)

// oneLine makes a detail of a message: white space folded, with an end.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > limits.Detail {
		s = strings.ToValidUTF8(s[:limits.Detail], "") + "..."
	}
	return s
}

// rawName prints a DER distinguished name.
func rawName(der []byte) string {
	var seq pkix.RDNSequence
	if rest, err := asn1.Unmarshal(der, &seq); err != nil || len(rest) > 0 {
		return "an unreadable name"
	}
	var name pkix.Name
	name.FillFromRDNSequence(&seq)
	return safetext.Quoted(name.String())
}
