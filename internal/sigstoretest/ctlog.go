package sigstoretest

import (
	"crypto"
	"encoding/asn1"
	"encoding/binary"
	"time"
)

// sctList is the extension that holds signed certificate timestamps.
var sctList = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}

// sct returns the extension value with one signed certificate timestamp (RFC
// 6962 sections 3.2 and 3.3) over a certificate to be issued under the given
// issuer key. id names the log, which need not be the signer's.
func sct(key signer, id, issuerKey, tbs []byte, at time.Time) []byte {
	millis := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli()))
	signed := append([]byte{0, 0}, millis...) // v1, certificate_timestamp
	signed = append(signed, 0, 1)             // precert_entry
	signed = append(signed, sum(issuerKey)...)
	signed = append(signed, byte(len(tbs)>>16), byte(len(tbs)>>8), byte(len(tbs)))
	signed = append(signed, tbs...)
	signed = append(signed, 0, 0) // no extensions
	signature := key.message(signed, crypto.SHA256)

	one := append([]byte{0}, id...)
	one = append(one, millis...)
	one = append(one, 0, 0, 4, 3) // no extensions; SHA-256, ECDSA
	one = append(one, vector(signature)...)
	return must(asn1.Marshal(vector(vector(one))))
}

// vector is a TLS vector with a length of two bytes.
func vector(data []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(data))), data...)
}
