package sigstore

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strconv"
)

// maxText bounds how much of a hostile string goes into a detail.
const maxText = 120

// printable quotes a string that evidence wrote, for a detail: no control
// character survives, and it has an end.
func printable(s string) string {
	if len(s) > maxText {
		s = s[:maxText] + "..."
	}
	return strconv.QuoteToASCII(s)
}

// rawName prints a DER distinguished name.
func rawName(der []byte) string {
	var seq pkix.RDNSequence
	if rest, err := asn1.Unmarshal(der, &seq); err != nil || len(rest) > 0 {
		return "an unreadable name"
	}
	var name pkix.Name
	name.FillFromRDNSequence(&seq)
	return printable(name.String())
}
