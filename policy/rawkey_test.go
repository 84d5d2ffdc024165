package policy_test

import (
	"testing"

	"github.com/upsig/upsig/policy"
)

// rawKey is a public key as minisign and signify write it.
const rawKey = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

// A key that shares all but its last bytes with a named one, key ID included, is
// another key.
func TestRawKeySigner(t *testing.T) {
	p := base(policy.RequirePGP, func(p *policy.Policy) {
		p.KeySigners = []policy.KeySigner{{Name: "Jane", Kind: "minisign", ID: rawKey, HeldBy: policy.HeldByAuthor}}
	})
	by := func(kind, key string) found {
		f := signed("")
		f.Key = &policy.Key{Kind: kind, Fingerprint: key, Signing: key}
		return found{f}
	}
	run(t, []scenario{
		{"the key", p, by("minisign", rawKey), yes(policy.ClassAuthorKey)},
		{"another key with its ID", p, by("minisign", rawKey[:50]+"AAAAAA"), no(policy.ReasonNotNamed)},
		{"the key in another format", p, by("signify", rawKey), no(policy.ReasonNotNamed)},
		{"no key", p, by("minisign", ""), no(policy.ReasonNotNamed)},
	})
}
