package keyrings

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/pgp"
)

// Compare says what a newer copy of a certificate has that an older one has not.
// Both are cleaned first, so that order, armor and other people's certifications
// make no difference. It fails when the fingerprints differ, or a copy cannot be
// cleaned.
func Compare(older, newer *pgp.Certificate) ([]Change, error) {
	c, err := newComparison(older, newer)
	if c == nil {
		return nil, err
	}
	c.oldDump, c.newDump = c.oldCert.Inspect(), c.newCert.Inspect()
	c.parts()
	c.keys()
	c.revokers()
	return c.changes, nil
}

// Lacks says what a copy does not have of what is known: a sign of an old copy,
// or of somebody who took it out.
func Lacks(known, copy *pgp.Certificate) ([]Change, error) {
	c, err := newComparison(copy, known)
	if c == nil {
		return nil, err
	}
	c.lacking()
	return c.changes, nil
}

// comparison looks for what newer has beyond older.
type comparison struct {
	oldCert, newCert *pgp.Certificate
	older, newer     []pgp.Part
	oldDump, newDump pgp.CertificateDump
	changes          []Change
}

// newComparison cleans both copies; nil if they are the same then.
func newComparison(older, newer *pgp.Certificate) (*comparison, error) {
	if older.Fingerprint() != newer.Fingerprint() {
		return nil, fmt.Errorf("compare certificates: %s is not %s", older.Fingerprint(), newer.Fingerprint())
	}
	c := &comparison{}
	var err error
	if c.oldCert, _, err = Clean(older); err != nil {
		return nil, err
	}
	if c.newCert, _, err = Clean(newer); err != nil {
		return nil, err
	}
	if bytes.Equal(c.oldCert.Bytes(), c.newCert.Bytes()) {
		return nil, nil
	}
	if c.older, err = c.oldCert.Parts(); err != nil {
		return nil, err
	}
	c.newer, err = c.newCert.Parts()
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (c *comparison) add(code ChangeCode, format string, args ...any) {
	c.changes = append(c.changes, Change{code, code.Level(), fmt.Sprintf(format, args...)})
}

// known finds the part in the older copy; nil if it is new.
func (c *comparison) known(p pgp.Part) *pgp.Part {
	for i, o := range c.older {
		if o.Tag == p.Tag && string(o.Body) == string(p.Body) {
			return &c.older[i]
		}
	}
	return nil
}

// fresh lists the signatures that the older copy of the part lacks.
func fresh(old *pgp.Part, p pgp.Part) []pgp.PartSignature {
	if old == nil {
		return p.Signatures
	}
	have := map[string]bool{}
	for _, s := range old.Signatures {
		have[string(s.Body)] = true
	}
	return slices.DeleteFunc(slices.Clone(p.Signatures), func(s pgp.PartSignature) bool { return have[string(s.Body)] })
}

func (c *comparison) parts() {
	more := 0
	var earliest time.Time
	for _, p := range c.newer {
		old := c.known(p)
		if old == nil {
			c.newPart(p)
		}
		for _, s := range fresh(old, p) {
			if c.special(p, s) {
				continue
			}
			if more++; earliest.IsZero() || s.Created.Before(earliest) {
				earliest = s.Created
			}
		}
	}
	if more > 0 {
		c.add(ChangeSelfSignatures, "%d more, the earliest of %s", more, date(earliest))
	}
}

func (c *comparison) newPart(p pgp.Part) {
	switch p.Kind {
	case pgp.PartPrimary, pgp.PartUserAttribute: // the same in both, and left out of keyrings
	case pgp.PartUserID:
		c.add(ChangeNewUserID, "%s", safetext.Quoted(string(p.Body)))
	case pgp.PartUnknown:
		c.add(ChangeUncheckable, "a packet of type %d, %d bytes", p.Tag, len(p.Body))
	case pgp.PartSubkey:
		if p.Fingerprint == "" {
			c.add(ChangeUncheckable, "a subkey of version %d", p.Body[0])
		} else if !signs(key(c.newDump, p.Fingerprint)) {
			c.add(ChangeNewSubkey, "%s", p.Fingerprint)
		} // a signing one is told by keys
	}
}

// special tells of signatures that are more than one more.
func (c *comparison) special(p pgp.Part, s pgp.PartSignature) bool {
	what := describePart(p)
	switch {
	case s.Standing == pgp.StandingRevoker:
		c.add(ChangeForeignRevocation, "%s", what)
	case s.Standing == pgp.StandingUnknown:
		c.add(ChangeUncheckable, "a signature of type 0x%02x on %s", s.Type, what)
	case !s.Revokes:
		return false
	case p.Kind == pgp.PartUserID:
		c.add(ChangeUserIDRevoked, "%s, %s: %s", what, date(s.Created), s.Reason)
	case s.Soft:
		c.add(ChangeSoftRevocation, "%s, %s: %s", what, date(s.Created), s.Reason)
	default:
		c.add(ChangeHardRevocation, "%s, %s: %s", what, date(s.Created), s.Reason)
	}
	return true
}

// lacking sums up what the older side does not have.
func (c *comparison) lacking() {
	lost := 0
	for _, p := range c.newer {
		old := c.known(p)
		if old == nil {
			c.add(ChangeLacksPart, "%s", describePart(p))
		}
		for _, s := range fresh(old, p) {
			if s.Revokes || s.Standing == pgp.StandingRevoker {
				c.add(ChangeLacksRevocation, "%s, %s: %s", describePart(p), date(s.Created), s.Reason)
				continue
			}
			lost++
		}
	}
	if lost > 0 {
		c.add(ChangeLacksSelfSignatures, "%d", lost)
	}
}

func describePart(p pgp.Part) string {
	switch p.Kind {
	case pgp.PartPrimary:
		return "the primary key"
	case pgp.PartUserID:
		return "user ID " + safetext.Quoted(string(p.Body))
	case pgp.PartSubkey:
		return "subkey " + p.Fingerprint
	case pgp.PartUserAttribute, pgp.PartUnknown:
		return fmt.Sprintf("a packet of type %d", p.Tag)
	}
	return fmt.Sprintf("a packet of type %d", p.Tag)
}

func date(t time.Time) string {
	if t.IsZero() {
		return "undated"
	}
	return t.UTC().Format(time.DateOnly)
}
