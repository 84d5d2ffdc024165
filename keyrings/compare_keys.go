package keyrings

import (
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// keys tells how the standing of keys changes: what they may do, and until when.
func (c *comparison) keys() {
	for _, n := range c.newDump.Keys {
		old := key(c.oldDump, n.Fingerprint)
		if signs(n) && !signs(old) {
			code := ChangeSigningEnabled
			if old.Fingerprint == "" {
				code = ChangeNewSigningSubkey
			}
			c.add(code, "%s, %s, made %s", n.Fingerprint, n.Algorithm, date(n.Created))
		}
		if old.Fingerprint != "" {
			c.expiry(old, n)
		}
	}
}

func (c *comparison) expiry(old, n pgp.KeyDump) {
	code := ChangeExpiryExtended
	switch {
	case old.Expires.Equal(n.Expires):
		return
	case sooner(n.Expires, old.Expires):
		code = ChangeExpiryShortened
	}
	c.add(code, "%s: from %s to %s", n.Fingerprint, never(old.Expires), never(n.Expires))
}

// sooner reports whether expiry a comes before b, where zero is never.
func sooner(a, b time.Time) bool { return !a.IsZero() && (b.IsZero() || a.Before(b)) }

func never(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return date(t)
}

// key finds a key in a dump; the zero value if it is not there.
func key(d pgp.CertificateDump, fpr string) pgp.KeyDump {
	for _, k := range d.Keys {
		if k.Fingerprint == fpr {
			return k
		}
	}
	return pgp.KeyDump{}
}

// signs reports whether releases may be signed with the key, as far as its
// bindings go; it may be expired or revoked. A key that nothing is said about may:
// a policy can accept that.
func signs(k pgp.KeyDump) bool {
	return (slices.Contains(k.Flags, "signing") || flagless(k)) && k.Problem == "" && (!k.Subkey || k.BackSignature == "valid")
}

// flagless reports whether a key is bound, and nothing says what it is for.
func flagless(k pgp.KeyDump) bool { return slices.Contains(k.Weaknesses, policy.WeaknessNoKeyFlags) }

const subpacketRevoker = 12

// revokers tells which keys were designated to revoke this one.
func (c *comparison) revokers() {
	old := revokersOf(c.oldDump)
	for _, r := range revokersOf(c.newDump) {
		if !slices.Contains(old, r) {
			c.add(ChangeNewRevoker, "%s", r)
		}
	}
}

func revokersOf(d pgp.CertificateDump) []string {
	var all []string
	take := func(sigs []pgp.SignatureDump) {
		for _, s := range sigs {
			for _, p := range s.Subpackets {
				if s.Valid && p.Hashed && p.Type == subpacketRevoker && len(p.Body) > 2 {
					all = append(all, upperHex(p.Body[2:]))
				}
			}
		}
	}
	for _, u := range d.UserIDs {
		take(u.Signatures)
	}
	for _, k := range d.Keys {
		take(k.Signatures)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func upperHex(b []byte) string { return fmt.Sprintf("%X", b) }
