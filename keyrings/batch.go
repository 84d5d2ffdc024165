package keyrings

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// batch is what several materials hold together.
type batch struct {
	// certs are merged, in order of appearance. Those that are wanted are clean.
	certs   []*pgp.Certificate
	sources map[string][]Source
	// dropped counts what cleaning left out of the copies.
	dropped  map[string]Dropped
	problems []pgp.Problem
	// aside are copies of wanted certificates that cannot be used.
	aside []pgp.Problem
	// raw are the copies as they came, of certificates that are wanted.
	raw    map[string][]*pgp.Certificate
	wanted func(fpr string) bool
}

// everything wants all certificates, nothing wants none.
func everything(string) bool { return true }
func nothing(string) bool    { return false }

// readBatch parses materials apart. A revocation that stands alone in one of
// them reaches the certificates of known and of the other materials, whatever else is
// beside it.
//
// Copies of wanted certificates are cleaned one by one, before they are merged: what
// anybody can add to one copy must not keep out the revocations in the others. For
// strangers that would be work without use.
func readBatch(all []Material, known map[string]*pgp.Certificate, wanted func(fpr string) bool) batch {
	b := batch{
		sources: map[string][]Source{}, dropped: map[string]Dropped{}, raw: map[string][]*pgp.Certificate{}, wanted: wanted,
	}
	var alone []strays
	for _, m := range all {
		certs, problems := parse(m.Data, m.Source.Location)
		for _, c := range certs {
			b.add(c, m.Source)
		}
		if slices.ContainsFunc(problems, standsAlone) {
			alone = append(alone, strays{m, certs, problems})
			continue
		}
		b.problems = append(b.problems, problems...)
	}
	if len(alone) > 0 {
		known = b.together(known)
	}
	for _, s := range alone {
		b.revoke(s, known)
	}
	return b
}

// together adds what other materials hold to the certificates that are known.
func (b *batch) together(known map[string]*pgp.Certificate) map[string]*pgp.Certificate {
	all := map[string]*pgp.Certificate{}
	for _, c := range b.certs {
		if b.wanted(c.Fingerprint()) {
			all[c.Fingerprint()] = c
		}
	}
	maps.Copy(all, known)
	return all
}

// add merges a copy with those before it. One that is beyond a limit, by itself or
// with the others, is set aside.
func (b *batch) add(c *pgp.Certificate, s Source) {
	if !b.wanted(c.Fingerprint()) {
		_ = b.join(c, s, (*pgp.Certificate).Merge) // copies of one certificate always merge
		return
	}
	clean, dropped, err := Clean(c)
	if err == nil {
		err = b.join(clean, s, Merge)
	}
	if err != nil {
		b.setAside(c.Fingerprint(), s, err)
		return
	}
	fpr := c.Fingerprint()
	b.dropped[fpr] = b.dropped[fpr].plus(dropped)
	b.raw[fpr] = append(b.raw[fpr], c)
}

func (b *batch) join(c *pgp.Certificate, s Source, merge func(a, b *pgp.Certificate) (*pgp.Certificate, error)) error {
	fpr := c.Fingerprint()
	i := slices.IndexFunc(b.certs, sameFingerprint(fpr))
	if i < 0 {
		b.certs = append(b.certs, c)
	} else {
		merged, err := merge(b.certs[i], c)
		if err != nil {
			return err
		}
		b.certs[i] = merged
	}
	b.sources[fpr] = append(b.sources[fpr], s)
	return nil
}

func (b *batch) setAside(fpr string, s Source, err error) {
	reason := policy.ReasonUnusableKey
	if errors.Is(err, ErrUnusable) {
		reason = policy.ReasonLimitExceeded
	}
	b.aside = append(b.aside, pgp.Problem{
		Source: s.Location, Fingerprint: fpr, Reason: reason, Detail: fmt.Sprintf("this copy is set aside: %v; get another one", err),
	})
}

// whole merges the copies as they came, certifications by others included; nil if
// there is none.
func (b *batch) whole(fpr string) (*pgp.Certificate, error) {
	var together *pgp.Certificate
	for _, c := range b.raw[fpr] {
		if together == nil {
			together = c
			continue
		}
		merged, err := together.Merge(c)
		if err != nil {
			return nil, err
		}
		together = merged
	}
	return together, nil
}

func (d Dropped) plus(o Dropped) Dropped {
	return Dropped{
		Certifications: d.Certifications + o.Certifications, Attributes: d.Attributes + o.Attributes,
		EncryptionSubkeys: d.EncryptionSubkeys + o.EncryptionSubkeys, Unbound: d.Unbound + o.Unbound, Forged: d.Forged + o.Forged,
	}
}

// Certificates lists what materials hold, merged and not cleaned, in order of
// appearance.
func Certificates(all []Material) []*pgp.Certificate { return readBatch(all, nil, nothing).certs }
