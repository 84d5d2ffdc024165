package pgp

import (
	"bytes"
	"slices"

	"github.com/upsig/upsig/policy"
)

// onePass announces a signature that follows the text (RFC 9580 section 5.4). It
// proves nothing; but a program that hashes while it reads goes by it, so that one
// that disagrees with its signature is an attempt to mean two things.
type onePass struct {
	version          int // 0 when it could not be read
	kind, hash, algo byte
	salt             []byte
	// issuer is a fingerprint for version 6, a key ID for version 3.
	issuer string
	// last is true when no other one-pass packet follows.
	last bool
}

const (
	onePassV3Size = 13
	onePassV6Size = 38 // without the salt
)

// parseOnePass reads the packet. Of unknown versions nothing is known.
func parseOnePass(b []byte) onePass {
	switch {
	case len(b) == onePassV3Size && b[0] == 3:
		return onePass{version: 3, kind: b[1], hash: b[2], algo: b[3], issuer: upperHex(b[4:12]), last: b[12] != 0}
	case len(b) > 4 && b[0] == 6 && len(b) == onePassV6Size+int(b[4]):
		salt, rest := b[5:5+int(b[4])], b[5+int(b[4]):]
		return onePass{version: 6, kind: b[1], hash: b[2], algo: b[3], salt: salt, issuer: upperHex(rest[:32]), last: rest[32] != 0}
	}
	return onePass{}
}

// checkOnePass holds the announcements against the signatures: the first belongs
// to the last signature and so on inwards, and only the last stands next to the
// text. A message within the signed part of another is not read.
func (m *inline) checkOnePass() *fault {
	n := len(m.onePass)
	for i, o := range m.onePass {
		if s := m.after[n-1-i]; !o.announces(s.signature) {
			return faultf(policy.ReasonMalformedEvidence, "a one-pass packet does not announce the signature that it stands for")
		}
		if o.version != 0 && o.last != (i == n-1) {
			return faultf(policy.ReasonMalformedEvidence, "the one-pass packets nest messages in one another")
		}
	}
	return nil
}

// announces reports whether the two agree. A signature that cannot be read counts
// for nothing, whatever announces it.
func (o onePass) announces(s *signature) bool {
	if s.trailer == nil {
		return true
	}
	version := o.version == 3 && (s.version == 3 || s.version == 4) || o.version == 6 && s.version == 6
	return version && o.kind == s.kind && o.hash == s.hash && o.algo == s.algo &&
		bytes.Equal(o.salt, s.salt) && o.names(s.issuers())
}

// names reports whether the issuer is one that the signature names, if it names any.
func (o onePass) names(n issuers) bool {
	if n.none() || slices.Contains(n.fingerprints, o.issuer) || slices.Contains(n.keyIDs, o.issuer) {
		return true
	}
	implied := func(fpr string) bool { return keyIDOf(fpr) == o.issuer }
	return o.version == 3 && slices.ContainsFunc(n.fingerprints, implied)
}
