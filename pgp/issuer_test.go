package pgp

import (
	"strings"
	"testing"
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
