package pgptest

import (
	"bytes"
	"slices"
	"time"
)

// FloodCertifications adds n third-party certifications to the user ID added
// last. They name the key as their issuer and differ in the signed part, but
// only the first one holds: signing them all would take too long.
func (c *Cert) FloodCertifications(by *Key, n int) *Cert {
	return c.Here(c.flood(by, TypeGeneric, n))
}

// FloodForgedSelf adds n self-signatures that do not hold to the user ID added
// last: each costs a verifier one check.
func (c *Cert) FloodForgedSelf(n int) *Cert {
	mallory := Ed25519Key("flood", c.primary.Created)
	forged := c.selfSignature(c.last().id, SigOptions{By: mallory})
	return c.Here(repeat(forged, c.primary.Created, n))
}

// FloodSelf adds n valid self-signatures, a second apart, to the user ID added
// last.
func (c *Cert) FloodSelf(n int) *Cert {
	var out bytes.Buffer
	for i := range n {
		at := c.primary.Created.Add(time.Duration(i) * time.Second)
		out.Write(c.selfSignature(c.last().id, SigOptions{Created: at}).Packet())
	}
	return c.Here(out.Bytes())
}

func (c *Cert) flood(by *Key, t SigType, n int) []byte {
	message := join(c.primary.hashedFor(SigOptions{}), hashedUserID(c.last().id, SigOptions{}))
	first := by.signatureOver(message, SigOptions{Type: t, Created: c.primary.Created})
	return repeat(first, c.primary.Created, n)
}

// repeat varies the signed creation time without signing again.
func repeat(s *Sig, from time.Time, n int) []byte {
	var out bytes.Buffer
	for i := range n {
		varied := *s
		varied.Hashed = slices.Clone(s.Hashed)
		for j, sub := range varied.Hashed {
			if sub.Type == SubCreated {
				varied.Hashed[j] = CreatedAt(from.Add(time.Duration(i) * time.Second))
			}
		}
		out.Write(varied.Packet())
	}
	return out.Bytes()
}

func (c *Cert) last() *component { return c.components[len(c.components)-1] }
