package policy

import (
	"fmt"
	"slices"

	"github.com/upsig/upsig/internal/safetext"
)

func (s *OpenPGPSigner) match(f Finding, _ target) mismatch {
	if f.Key == nil || f.Key.Kind != "openpgp" || f.Key.Fingerprint == "" || !slices.Contains(s.Fingerprints, f.Key.Fingerprint) {
		return mismatch{reason: ReasonNotNamed, detail: keyDetail(f)}
	}
	return mismatch{}
}

func (s *OpenPGPSigner) claims(f Finding) bool {
	return slices.ContainsFunc(f.Claimed.Candidates, func(c string) bool { return slices.Contains(s.Fingerprints, c) })
}

func keyDetail(f Finding) string {
	if f.Key == nil {
		return ""
	}
	return fmt.Sprintf("made by %s %s", f.Key.Kind, f.Key.Fingerprint)
}

func (s *KeySigner) match(f Finding, t target) mismatch {
	if f.Key == nil || s.ID == "" || f.Key.Kind != s.Kind || f.Key.Fingerprint != s.ID {
		return mismatch{reason: ReasonNotNamed, detail: keyDetail(f)}
	}
	// Whatever else differs, it is nearer to this signer than to those with other keys.
	c := &comparison{bad: mismatch{near: 1}}
	// What was signed for another purpose (a commit, an e-mail) does not vouch for files.
	c.want(s.Namespace == f.Key.Namespace, ReasonNamespaceMismatch, "it is made for %s, not for %s", safetext.Quoted(f.Key.Namespace), safetext.Quoted(s.Namespace))
	// A signer without root trusts the key alone.
	c.want(s.Root == f.Root, ReasonRootNotForSigner, "the trusted root that knows the evidence is %s, not %s", orNone(f.Root), orNone(s.Root))
	if c.differs() {
		return c.bad
	}
	bad := checkStatement(f, []string{predicatePlain, predicateSLSA02, predicateSLSA1}, t.subjects(t.isFile))
	bad.near += c.bad.near
	return bad
}

func (s *KeySigner) claims(f Finding) bool {
	return slices.Contains(f.Claimed.Candidates, s.ID)
}
