package pgp

import (
	"cmp"
	"slices"
	"sync"

	"github.com/upsig/upsig/internal/limits"
)

// candidate is a key in a certificate that may have made a signature.
type candidate struct {
	cert *Certificate
	key  *key
	// claimed is true when the signature says to be by this very key, not merely
	// by one with its 64-bit key ID.
	claimed bool
	named   bool
}

// ring finds keys by key ID. It is built once and never changes.
type ring struct {
	certs []*Certificate
	byID  map[string][]candidate
	// designations remembers what [ring.designated] found, by *node.
	designations sync.Map
}

func newRing(certs []*Certificate) *ring {
	r := &ring{certs: mergeAll(certs), byID: map[string][]candidate{}}
	for _, c := range r.certs {
		for _, k := range append([]*key{c.primary}, c.subkeys...) {
			id := keyIDOf(k.fpr)
			r.byID[id] = append(r.byID[id], candidate{cert: c, key: k})
		}
	}
	return r
}

// issuedBy lists the keys that a signature may be by, the likeliest first: named
// by the policy, then claimed by fingerprint, then in order of fingerprints.
func (r *ring) issuedBy(n issuers, named []string) []candidate {
	ids := slices.Clone(n.keyIDs)
	for _, fpr := range n.fingerprints {
		ids = append(ids, keyIDOf(fpr))
	}
	var all []candidate
	for _, id := range distinct(ids) {
		for _, c := range r.byID[id] {
			if n.matches(c.key.fpr) {
				c.claimed = n.claims(c.key.fpr)
				all = append(all, c)
			}
		}
	}
	return rank(all, named)
}

// ofAlgorithm lists all keys that a signature without issuer could be by.
func (r *ring) ofAlgorithm(algo byte, named []string) []candidate {
	var all []candidate
	for _, c := range r.certs {
		for _, k := range append([]*key{c.primary}, c.subkeys...) {
			if sameAlgorithm(k.algo, algo) {
				all = append(all, candidate{cert: c, key: k})
			}
		}
	}
	return rank(all, named)
}

func rank(all []candidate, named []string) []candidate {
	for i := range all {
		all[i].named = slices.Contains(named, all[i].cert.Fingerprint())
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(
			trueFirst(a.named, b.named), trueFirst(a.claimed, b.claimed),
			cmp.Compare(a.cert.Fingerprint(), b.cert.Fingerprint()), cmp.Compare(a.key.fpr, b.key.fpr))
	})
	if len(all) > limits.Candidates {
		ownFirst(all)
	}
	return all[:min(len(all), limits.Candidates)]
}

// ownFirst puts certificates first to which the key belongs by its own word: anybody can
// adopt somebody's signing subkey in any number of certificates (CVE-2025-30258 in
// GnuPG). Beyond the effort for that, the order stays as it is.
func ownFirst(all []candidate) {
	own, left := map[*key]bool{}, limits.Adopters
	for _, c := range all {
		own[c.key] = left > 0 && c.own(&left)
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(trueFirst(a.named, b.named), trueFirst(a.claimed, b.claimed), trueFirst(own[a.key], own[b.key]))
	})
}

// own reports whether the key is the certificate's primary key or a subkey with a
// back-signature, and takes the effort for that from what is left.
func (c candidate) own(left *int) bool {
	l, f := c.cert.parts()
	if f != nil || c.key == c.cert.primary {
		return f == nil
	}
	*left -= l.selfs * l.effort
	n := l.subkey(c.key.fpr)
	if n == nil {
		return false
	}
	backs, _ := n.backs(c.cert.primary)
	return len(backs) > 0 && backs[0].holds
}

func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
