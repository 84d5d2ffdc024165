package pgp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/upsig/upsig/internal/limits"
)

// TestCollidingKeyID: a key that merely shares the 64-bit key ID is tried, but its
// failure does not make a signature bad that is signed to be by another.
func TestCollidingKeyID(t *testing.T) {
	id := "0123456789ABCDEF"
	own, other := strings.Repeat("A", 24)+id, strings.Repeat("B", 24)+id
	for name, tt := range map[string]struct {
		n      issuers
		claims bool
	}{
		"by key ID":              {issuers{keyIDs: []string{id}}, true},
		"by fingerprint":         {issuers{signedFPR: []string{other}, fingerprints: []string{other}, keyIDs: []string{id}}, true},
		"by another fingerprint": {issuers{signedFPR: []string{own}, fingerprints: []string{own}, keyIDs: []string{id}}, false},
		"by an unsigned hint":    {issuers{fingerprints: []string{own}, keyIDs: []string{id}}, true},
	} {
		if !tt.n.matches(other) || tt.n.claims(other) != tt.claims {
			t.Errorf("%s: matches %t, claims %t", name, tt.n.matches(other), tt.n.claims(other))
		}
	}
	certs := []*Certificate{{primary: &key{fpr: own}}, {primary: &key{fpr: other}}}
	if got := newRing(certs).issuedBy(issuers{keyIDs: []string{id}}, nil); len(got) != 2 {
		t.Errorf("candidates: %v", got)
	}
}

// TestNamedFirst: whom the policy names is tried first, before others who could have
// made the signature, and is not cut off by any number of them.
func TestNamedFirst(t *testing.T) {
	last := strings.Repeat("F", 40)
	for _, n := range []int{2, limits.Candidates + 2} {
		var all []candidate
		for i := range n {
			k := &key{fpr: fmt.Sprintf("%040X", i)}
			all = append(all, candidate{cert: &Certificate{primary: k}, key: k})
		}
		// Not even its own word says that the key is the certificate's.
		named := candidate{cert: &Certificate{primary: &key{fpr: last}}, key: &key{fpr: last[1:] + "E"}}
		all = rank(append(all, named), []string{last})
		if all[0].cert != named.cert || !all[0].named || len(all) > limits.Candidates {
			t.Errorf("of %d: %s first, of %d", n, all[0].cert.Fingerprint(), len(all))
		}
	}
}
