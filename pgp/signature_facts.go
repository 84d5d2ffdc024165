package pgp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/policy"
)

// issuers are the names that a signature gives its issuer.
type issuers struct {
	// signedFPR are fingerprints from the hashed area; the other names are hints.
	signedFPR    []string
	fingerprints []string
	keyIDs       []string
}

func (s *signature) issuers() issuers {
	if s.version == 3 {
		return issuers{keyIDs: []string{s.v3KeyID}}
	}
	var n issuers
	var ids []string
	n.signedFPR, ids = issuerNames(s.hashed)
	fprs, more := issuerNames(s.unhashed)
	n.fingerprints = distinct(append(slices.Clone(n.signedFPR), fprs...))
	n.keyIDs = distinct(append(ids, more...))
	return n
}

// names lists fingerprints first, then key IDs that no fingerprint implies.
func (n issuers) names() []string {
	all := slices.Clone(n.fingerprints)
	for _, id := range n.keyIDs {
		implied := func(fpr string) bool { return keyIDOf(fpr) == id }
		if !slices.ContainsFunc(n.fingerprints, implied) {
			all = append(all, id)
		}
	}
	return all
}

func (n issuers) none() bool { return len(n.fingerprints) == 0 && len(n.keyIDs) == 0 }

// matches reports whether the issuer may be the key with that fingerprint.
func (n issuers) matches(fpr string) bool {
	return slices.Contains(n.fingerprints, fpr) || slices.Contains(n.keyIDs, keyIDOf(fpr))
}

// claims reports whether the signature says to be by that key, as opposed to
// sharing a 64-bit key ID with it: where the signed part has a fingerprint, that
// alone counts.
func (n issuers) claims(fpr string) bool {
	if len(n.signedFPR) > 0 {
		return slices.Contains(n.signedFPR, fpr)
	}
	return n.matches(fpr)
}

// distinct keeps the first of each. Attackers choose how many there are.
func distinct(all []string) []string {
	var out []string
	seen := make(map[string]bool, len(all))
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// expires returns when the signature itself expires.
func (s *signature) expires() (time.Time, bool) {
	life, ok := seconds(s.hashed, subExpires)
	if !ok || life == 0 || !s.hasCreated {
		return time.Time{}, false
	}
	return s.created.Add(time.Duration(life) * time.Second), true
}

// expiredAt reports whether the signature's own lifetime had passed.
func (s *signature) expiredAt(t time.Time) bool {
	end, ok := s.expires()
	return ok && t.After(end)
}

// misshapen returns the first time in the signed part that is not four octets
// long. It cannot be read as absent: the signature would then live for ever, and
// so would the key.
func (s *signature) misshapen() *fault {
	for _, p := range s.hashed {
		switch p.kind {
		case subCreated, subExpires, subKeyExpires:
			if len(p.body) != 4 {
				return faultf(policy.ReasonMalformedEvidence, "%s of %d octets", subpacketName(p.kind), len(p.body))
			}
		}
	}
	return nil
}

// keyLifetime returns how long the key lives from its creation; zero for ever.
func (s *signature) keyLifetime() time.Duration {
	life, _ := seconds(s.hashed, subKeyExpires)
	return time.Duration(life) * time.Second
}

// Key flags (RFC 9580 section 5.2.3.29).
const (
	flagCertify      = 0x01
	flagSign         = 0x02
	flagEncryptComms = 0x04
	flagEncryptStore = 0x08
	flagSplit        = 0x10
	flagAuthenticate = 0x20
	flagGroup        = 0x80
)

// keyFlags returns the first octet of the key flags; ok is false when the
// signature says nothing about what the key is for.
func (s *signature) keyFlags() (flags byte, ok bool) {
	b, ok := last(s.hashed, subKeyFlags)
	if !ok || len(b) == 0 {
		return 0, ok
	}
	return b[0], true
}

// critical returns the first critical subpacket or notation in the signed part
// that this package does not know, or cannot read. It knows no notations at all.
func (s *signature) critical() *fault {
	for _, p := range s.hashed {
		switch {
		case !p.critical:
		case p.kind == subNotation:
			return faultf(policy.ReasonCriticalNotation, "critical notation %s", safetext.Quoted(notationName(p.body)))
		case !understood(p.kind) || !p.shaped():
			return faultf(policy.ReasonCriticalSubpacket, "critical subpacket of type %d", p.kind)
		}
	}
	return nil
}

func notationName(b []byte) string {
	if len(b) < 8 {
		return ""
	}
	n := int(b[4])<<8 | int(b[5])
	return string(b[8:min(len(b), 8+n)])
}

// revocation is what a revocation signature says (RFC 9580 section 5.2.3.31).
type revocation struct {
	at time.Time
	// soft revocations leave earlier signatures alone: superseded, retired, user
	// ID no longer valid. All others, and unexplained ones, count whenever dated.
	soft   bool
	reason string
}

// compare orders by date; among equals those come first that spare nothing.
func (r revocation) compare(o revocation) int {
	return cmp.Or(r.at.Compare(o.at), trueFirst(!r.soft, !o.soft), cmp.Compare(r.reason, o.reason))
}

func (s *signature) revocation() revocation {
	r := revocation{reason: "without a reason"}
	for i, b := range s.reasons() {
		if told := explain(b); i == 0 || r.soft && !told.soft {
			r = told
		}
	}
	r.at = s.created
	return r
}

// reasons are the bodies of all reasons in the signed part: where they differ, the one
// that spares nothing counts.
func (s *signature) reasons() [][]byte {
	var all [][]byte
	for _, p := range s.hashed {
		if p.kind == subReason {
			all = append(all, p.body)
		}
	}
	return all
}

// explain reads one reason.
func explain(b []byte) (r revocation) {
	if len(b) == 0 {
		return revocation{reason: "without a reason"}
	}
	switch b[0] {
	case 0:
		r.reason = "no reason given"
	case 1:
		r.reason, r.soft = "superseded", true
	case 2:
		r.reason = "compromised"
	case 3:
		r.reason, r.soft = "retired", true
	case 32:
		r.reason, r.soft = "user ID no longer valid", true
	default:
		r.reason = fmt.Sprintf("reason %d", b[0])
	}
	if text := strings.TrimSpace(string(b[1:])); text != "" {
		r.reason += ": " + safetext.Quoted(text)
	}
	return r
}

// embedded lists the bodies of signatures inside the signature. Both areas
// count, because a back-signature proves itself.
func (s *signature) embedded() [][]byte {
	var all [][]byte
	for _, p := range slices.Concat(s.hashed, s.unhashed) {
		if p.kind == subEmbedded {
			all = append(all, p.body)
		}
	}
	return all
}
