package pgp

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
)

// Signature subpacket types (RFC 9580 section 5.2.3.7, table 5).
const (
	subCreated     = 2
	subExpires     = 3
	subExportable  = 4
	subTrust       = 5
	subRegex       = 6
	subRevocable   = 7
	subKeyExpires  = 9
	subCiphers     = 11
	subRevoker     = 12
	subIssuer      = 16
	subNotation    = 20
	subHashes      = 21
	subCompression = 22
	subServerPrefs = 23
	subServer      = 24
	subPrimaryUser = 25
	subPolicyURI   = 26
	subKeyFlags    = 27
	subSignerUser  = 28
	subReason      = 29
	subFeatures    = 30
	subTarget      = 31
	subEmbedded    = 32
	subIssuerFPR   = 33
	subAEADLegacy  = 34
	subRecipient   = 35
	subAEAD        = 39
)

// understood reports whether this package knows what the subpacket means, so
// that a critical bit on it can be honoured (RFC 9580 section 5.2.3.7).
func understood(kind int) bool {
	switch kind {
	case subCreated, subExpires, subExportable, subTrust, subRegex, subRevocable, subKeyExpires,
		subCiphers, subRevoker, subIssuer, subNotation, subHashes, subCompression, subServerPrefs,
		subServer, subPrimaryUser, subPolicyURI, subKeyFlags, subSignerUser, subReason, subFeatures,
		subTarget, subEmbedded, subIssuerFPR, subAEADLegacy, subRecipient, subAEAD:
		return true
	}
	return false
}

// shaped reports whether the body is as long as its kind must be, so that it says
// anything at all (RFC 9580 sections 5.2.3.11 to 5.2.3.36).
func (p subpacket) shaped() bool {
	switch n := len(p.body); p.kind {
	case subCreated, subExpires, subKeyExpires:
		return n == 4
	case subExportable, subRevocable, subPrimaryUser:
		return n == 1
	case subTrust:
		return n == 2
	case subIssuer:
		return n == 8
	case subRevoker:
		return n == 22 || n == 34
	case subReason, subRegex, subEmbedded:
		return n > 0
	case subTarget:
		return n > 2
	case subIssuerFPR, subRecipient:
		return fingerprintSize(p.body)
	case subAEAD:
		return n%2 == 0
	}
	return true
}

// subpacket is one signature subpacket; body aliases the input.
type subpacket struct {
	kind     int
	critical bool
	body     []byte
}

// nextSubpacket reads the first subpacket of an area (RFC 9580 section 5.2.3.7).
func nextSubpacket(area []byte) (p subpacket, rest []byte, ok bool) {
	size, n, ok := shortLength(area)
	if !ok || size == 0 || uint64(size) > uint64(len(area)-n) {
		return p, nil, false
	}
	body := area[n : n+int(size)]
	p = subpacket{kind: int(body[0] & 0x7f), critical: body[0]&0x80 != 0, body: body[1:]}
	return p, area[n+int(size):], true
}

// walkSubpackets splits a subpacket area. ok is false when it does not add up;
// the subpackets before the fault are returned, and of too many one more than
// [limits.Subpackets].
func walkSubpackets(area []byte) (all []subpacket, ok bool) {
	for len(area) > 0 && len(all) <= limits.Subpackets {
		p, rest, ok := nextSubpacket(area)
		if !ok {
			return all, false
		}
		all = append(all, p)
		area = rest
	}
	return all, true
}

// last returns the last subpacket of a kind: where several conflict, the last
// one counts (RFC 9580 section 5.2.3.9).
func last(subs []subpacket, kind int) ([]byte, bool) {
	for i := len(subs) - 1; i >= 0; i-- {
		if subs[i].kind == kind {
			return subs[i].body, true
		}
	}
	return nil, false
}

// seconds reads a four-octet number subpacket.
func seconds(subs []subpacket, kind int) (uint32, bool) {
	b, ok := last(subs, kind)
	if !ok || len(b) != 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(b), true
}

// unixTime turns OpenPGP's unsigned seconds into a time in UTC.
func unixTime(s uint32) time.Time { return time.Unix(int64(s), 0).UTC() }

// issuerNames lists the fingerprints and key IDs that a subpacket area names as
// issuer, in upper-case hexadecimal.
func issuerNames(subs []subpacket) (fingerprints, keyIDs []string) {
	for _, s := range subs {
		switch {
		case s.kind == subIssuerFPR && fingerprintSize(s.body):
			fingerprints = append(fingerprints, upperHex(s.body[1:]))
		case s.kind == subIssuer && len(s.body) == 8:
			keyIDs = append(keyIDs, upperHex(s.body))
		}
	}
	return fingerprints, keyIDs
}

// fingerprintSize reports whether a version octet and the length of the
// fingerprint after it agree.
func fingerprintSize(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if b[0] <= 4 {
		return len(b) == 1+20
	}
	return len(b) == 1+32
}

func upperHex(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

const hexDigits = "0123456789ABCDEF"

// equalHex compares bytes with upper-case hexadecimal, without allocating.
func equalHex(b []byte, digits string) bool {
	if len(digits) != 2*len(b) {
		return false
	}
	for i, c := range b {
		if digits[2*i] != hexDigits[c>>4] || digits[2*i+1] != hexDigits[c&15] {
			return false
		}
	}
	return true
}
