package sigstore

import (
	"slices"

	"github.com/sigstore/sigstore/pkg/signature"

	"github.com/upsig/upsig/policy"
)

// underKey judges a bundle without certificate: under each key at hand, until
// its signature holds under one.
func (k *check) underKey(it item, d policy.Digests) policy.Finding {
	was := it.underKeys()
	switch {
	case len(was.witnesses) > 0:
		f := conclude(witnessed(was.finding, was.witnesses), it.parsed, d)
		if f.Key == nil {
			f.Claimed.Candidates = []string{was.witnesses[0].Key.Fingerprint}
		}
		return f
	case was.problem != nil:
		return refused(was.finding, was.problem).finding
	}
	return k.noKey(was.finding, it.parsed)
}

// keyed is what came of trying keys: the finding as far as it is known without the
// artifact, and the witnesses or the problem.
type keyed struct {
	finding   policy.Finding
	witnesses []policy.Witness
	problem   *problem
}

// verifyUnderKeys tries the keys in order. The same key may serve several signers,
// each under its own root: each is a witness of its own. The finding is on the side
// of the first; a problem is that of a key under which the signature holds and
// nothing else does.
func (k *check) verifyUnderKeys(it item) (was keyed) {
	f := &was.finding
	*f = it.finding
	f.Side = policy.SideKey
	if it.parsed.hint != "" {
		f.Claimed.Issuers = []string{it.parsed.hint}
	}
	for _, key := range k.keys {
		if len(was.witnesses) > 0 && key.side != f.Side {
			continue
		}
		v := key.holds(it.parsed)
		if v == nil {
			continue
		}
		w, problem := k.verifyKeyUnderRoot(key, it.parsed, v)
		switch {
		case problem == nil:
			f.Side, f.Claimed = key.side, policy.Claimed{}
			was.witnesses = append(was.witnesses, w)
		case len(was.witnesses) == 0 && (was.problem == nil || louder(problem, was.problem)):
			f.Side, f.Claimed.Candidates, was.problem = key.side, []string{key.id}, problem
		}
	}
	return was
}

// witness is the key under a root.
func (k managedKey) witness(root TrustedRoot, times []policy.Time) policy.Witness {
	return policy.Witness{Root: root.Name, RootDate: root.newest(), Times: times,
		Key: &policy.Key{Kind: k.kind, Fingerprint: k.id, Signing: k.id, Algorithm: k.algorithm(), Certificate: k.source}}
}

// verifyKeyUnderRoot verifies against the root that the key's signer names. A
// signer that names none asks for no log and no time.
func (k *check) verifyKeyUnderRoot(key managedKey, p *parsed, v signature.Verifier) (policy.Witness, *problem) {
	if key.root == "" {
		times, problem := key.verifyKey(nil, p, v)
		return key.witness(TrustedRoot{}, times), problem
	}
	i := slices.IndexFunc(k.roots, func(r TrustedRoot) bool { return r.Name == key.root })
	if i < 0 {
		return policy.Witness{}, unusable(policy.ReasonNoTrustedRoot, "the key's signer names the trusted root %s", key.root)
	}
	times, problem := k.roots[i].try(func(t *trust) ([]policy.Time, *problem) { return key.verifyKey(t, p, v) })
	return key.witness(k.roots[i], times), problem
}

// noKey says why no key fits: the bundle claims to be by one of them and is not,
// or it is nobody's at hand.
func (k *check) noKey(f policy.Finding, p *parsed) policy.Finding {
	for _, key := range k.keys {
		if !key.claims(p) {
			continue
		}
		f.Side = key.side
		f.Claimed.Candidates = []string{key.id}
		if problem := p.needsArtifact(key.public); problem != nil {
			return refused(f, problem).finding
		}
		return refused(f, bad(policy.ReasonBadSignature, "the signature does not hold under the key that the bundle names")).finding
	}
	for _, key := range k.keys {
		if problem := p.needsArtifact(key.public); problem != nil {
			return refused(f, problem).finding
		}
	}
	return refused(f, unusable(policy.ReasonUnknownKey, "the bundle is under a key that no signer names")).finding
}
