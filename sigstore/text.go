package sigstore

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strconv"
	"strings"
)

const (
	// maxText bounds how much of a hostile string goes into a detail.
	maxText = 120
	// maxDetail bounds a detail, which may hold a dependency's error.
	maxDetail = 400
)

// oneLine makes a detail of a message: white space folded, with an end.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxDetail {
		s = strings.ToValidUTF8(s[:maxDetail], "") + "..."
	}
	return s
}

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
