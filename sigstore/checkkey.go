package sigstore

import (
	"slices"

	"github.com/upsig/upsig/policy"
)

// underKey judges a bundle without certificate: under each key at hand, until
// its signature holds under one.
func (k *check) underKey(it item, d policy.Digests) policy.Finding {
	f := it.finding
	f.Side = policy.SideKey
	if it.parsed.hint != "" {
		f.Claimed.Issuers = []string{it.parsed.hint}
	}
	var worst *problem
	for _, key := range k.keys {
		v := key.holds(it.parsed)
		if v == nil {
			continue
		}
		times, name, p := k.verifyKeyUnderRoot(key, it.parsed, v)
		if p == nil {
			f.Side = key.side
			return concludeKey(f, key, name, times, it.parsed, d)
		}
		// The same key may serve another signer under another root.
		if worst == nil || louder(p, worst) {
			f.Side, f.Claimed.Candidates, worst = key.side, []string{key.id}, p
		}
	}
	if worst != nil {
		return refused(f, worst).finding
	}
	return k.noKey(f, it.parsed)
}

func concludeKey(f policy.Finding, key managedKey, root string, times []policy.Time, p *parsed, d policy.Digests) policy.Finding {
	f.Claimed = policy.Claimed{}
	f.Root, f.Times = root, times
	f.Key = &policy.Key{Kind: key.kind, Fingerprint: key.id, Signing: key.id, Algorithm: key.algorithm(), Certificate: key.source}
	f = conclude(f, p, d)
	if f.Key == nil {
		f.Claimed.Candidates = []string{key.id}
	}
	return f
}

// verifyKeyUnderRoot verifies against the root that the key's signer names. A
// signer that names none asks for no log and no time.
func (k *check) verifyKeyUnderRoot(key managedKey, p *parsed, v verifier) (times []policy.Time, name string, worst *problem) {
	if key.root == "" {
		times, worst = key.verifyKey(nil, p, v)
		return times, "", worst
	}
	i := slices.IndexFunc(k.roots, func(r TrustedRoot) bool { return r.Name == key.root })
	if i < 0 {
		return nil, "", unusable(policy.ReasonNoTrustedRoot, "the key's signer names the trusted root %s", key.root)
	}
	for _, in := range k.roots[i].instances {
		t, err := in.load()
		if err != nil {
			return nil, "", unusable(policy.ReasonNoTrustedRoot, "trusted root %s: %v", key.root, err)
		}
		got, problem := key.verifyKey(t, p, v)
		if problem == nil {
			return got, key.root, nil
		}
		if worst == nil || louder(problem, worst) {
			worst = problem
		}
	}
	return nil, "", worst
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
