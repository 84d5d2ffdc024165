package pgp

import (
	"slices"
	"strings"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/policy"
)

func (c *check) sound(f policy.Finding, m *match) policy.Finding {
	f.Status = policy.StatusSound
	f.Key = &policy.Key{
		Kind:        "openpgp",
		Fingerprint: m.cert.Fingerprint(),
		Signing:     m.key.fpr,
		Public:      m.key.bare(),
		Algorithm:   m.key.algorithm(),
		Created:     m.key.created,
		UserIDs:     m.cert.SignedUserIDs(),
		Certificate: m.cert.Source(),
	}
	f.Weaknesses, f.Refusals, f.Notices = m.weaknesses, m.refusals, m.notices
	return c.withProblems(f, m.cert.Fingerprint())
}

func (c *check) bad(f policy.Finding) policy.Finding {
	f.Status, f.Reason = policy.StatusBad, policy.ReasonBadSignature
	f.Detail = "issuer " + strings.Join(f.Claimed.Issuers, ", ")
	return c.withProblems(f, f.Claimed.Candidates...)
}

// leftOut says that a signature was not judged because too many have salts. One that
// claims to be by somebody whom the policy names may be bad, and counts as such: who
// fills the limit with others, in that name too, must not make it go unheard.
func (c *check) leftOut(f policy.Finding, it *item) policy.Finding {
	why := faultf(policy.ReasonLimitExceeded, "more than %d signatures with salts of their own", limits.SaltedHashes)
	if !it.claimsNamed() {
		return unusable(f, why)
	}
	f = c.bad(f)
	f.Detail += ", not tried: " + why.detail
	return f
}

// unknownKey says that no key at hand made the signature, or that the one
// certificate that may have cannot be used.
func (c *check) unknownKey(f policy.Finding, it *item) policy.Finding {
	f.Status, f.Reason = policy.StatusUnusable, policy.ReasonUnknownKey
	switch {
	case it.anybody:
		f.Detail = "the signature names no issuer, and no key at hand made it"
		if len(it.candidates) >= limits.Candidates {
			f.Detail = "the signature names no issuer; not all keys at hand were tried"
		}
		return f
	case len(it.candidates) > 0:
		f.Detail = "a key at hand has the same 64-bit key ID, but is another: "
	}
	f.Detail += "issuer " + strings.Join(f.Claimed.Issuers, ", ")
	names := it.sig.issuers()
	for _, p := range c.collector.problems {
		if p.Fingerprint != "" && names.claims(p.Fingerprint) {
			f.Reason, f.Detail = p.Reason, p.Detail
			return c.withProblems(f, p.Fingerprint)
		}
	}
	return c.withProblems(f, "")
}

// withProblems adds what went wrong while certificates of these fingerprints were
// read; "" stands for problems of unknown certificates. A revocation of a key that
// is not at hand is said in any case: who knows whose it is.
func (c *check) withProblems(f policy.Finding, fprs ...string) policy.Finding {
	for _, p := range c.collector.problems {
		if p.stray != "" || slices.Contains(fprs, p.Fingerprint) {
			f.Notices = append(f.Notices, policy.Notice{
				Code: policy.NoticeCertificateProblem, Detail: p.Source + ": " + p.Detail,
			})
		}
	}
	return f
}
