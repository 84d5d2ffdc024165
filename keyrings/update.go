package keyrings

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// Update works out how new material changes the certificates that the keyring
// has. Merging only ever adds: self-signatures, bindings and revocations of both
// copies stay, and a copy that lacks some changes nothing and is reported.
// Certificates that the keyring does not have, and what cannot be read, are notes
// of the plan. only, if not empty, bounds the update to these fingerprints.
//
// A copy that cannot be used, whether flooded or of another primary key, is an alert,
// as is a revocation that stands alone, names a certificate and is not its owner's,
// and makes the plan [Plan.Incomplete]. It keeps nothing out that other copies have,
// nor what comes for other certificates.
//
// A revocation makes the record's state follow. now is the day of the refresh,
// which is noted even if nothing new came: when the copy was read from a URL, or
// lacks nothing. An old copy from a backup is not a refresh, nor one without a
// revocation that the keyring has: if it brings nothing else, the record stays as
// it is.
func (k *Keyring) Update(all []Material, only []string, now time.Time) (*Plan, error) {
	e := k.edit()
	wanted := func(fpr string) bool {
		return k.certs[fpr] != nil && e.record(fpr) != nil && (len(only) == 0 || slices.Contains(only, fpr))
	}
	b := readBatch(all, k.certs, wanted)
	for _, p := range b.problems {
		e.ignore(ChangeIgnoredProblem, "%s: %s", p.Source, p.Detail)
	}
	for _, p := range b.aside {
		code := ChangeUnusableCopy
		if p.Reason == policy.ReasonNoCertificate {
			code = ChangeUnappliedRevocation
		}
		e.note(p.Fingerprint, changef(code, "%s: %s", p.Source, p.Detail))
	}
	if len(all) > 0 && len(b.certs)+len(b.aside) == 0 {
		e.plan.useless = true
		e.ignore(ChangeIgnoredProblem, "there is no certificate and no revocation in it that can be used")
	}
	for _, c := range b.certs {
		fpr := c.Fingerprint()
		if !wanted(fpr) {
			e.ignore(ChangeIgnoredCertificate, "%s", fpr)
			continue
		}
		if err := e.merge(k.certs[fpr], c, b.sources[fpr], now); err != nil {
			code := ChangeUnusableCopy
			if errors.Is(err, ErrHoldsMore) {
				code = ChangeHoldsMore
			}
			e.note(fpr, changef(code, "%s: %v", locations(b.sources[fpr]), err))
		}
	}
	return e.finish()
}

func (e *edit) ignore(code ChangeCode, format string, args ...any) {
	e.plan.Notes = append(e.plan.Notes, Change{code, code.Level(), fmt.Sprintf(format, args...)})
}

// merge adds a copy to a certificate of the keyring, and notes what is new.
func (e *edit) merge(known, copy *pgp.Certificate, from []Source, now time.Time) error {
	fpr := known.Fingerprint()
	r := e.record(fpr)
	if err := e.alone(fpr); err != nil {
		return err
	}
	if err := samePrimary(r, known, copy); err != nil {
		return err
	}
	merged, err := Merge(known, copy)
	if err != nil {
		return err
	}
	changes, err := Compare(known, merged)
	if err != nil {
		return err
	}
	lacks, err := Lacks(known, copy)
	if err != nil {
		return err
	}
	if why := disagreement(*r, merged, merged.Inspect()); why != "" {
		lacks = append(lacks, changef(ChangeLacksRevocation, "%s", why))
	}
	e.certs[fpr] = merged
	e.note(fpr, append(changes, lacks...)...)
	if current := refreshes(from, lacks); current || len(changes) > 0 {
		for _, s := range from {
			r.addSource(s)
		}
		if d := day(now); current && d.After(r.Refreshed) {
			r.Refreshed = d
		}
	}
	e.follow(r, merged, now)
	return nil
}

// locations names sources for a message.
func locations(all []Source) string {
	var names []string
	for _, s := range all {
		names = append(names, s.Location)
	}
	return strings.Join(names, ", ")
}

// refreshes reports whether a copy is as new as what its source has today.
func refreshes(from []Source, lacks []Change) bool {
	if slices.ContainsFunc(lacks, func(c Change) bool { return c.Code == ChangeLacksRevocation }) {
		return false
	}
	url := func(s Source) bool { return strings.Contains(s.Location, "://") }
	return len(lacks) == 0 || slices.ContainsFunc(from, url)
}

// ErrHoldsMore says that a certificate's file holds others too, which writing it anew
// would delete.
var ErrHoldsMore = errors.New("the file holds more than its certificate, and is not rewritten")

// alone makes sure that a certificate's file holds nothing that would be lost.
func (e *edit) alone(fpr string) error {
	more := e.extra[fpr]
	if len(more) == 0 {
		return nil
	}
	file := filepath.Join(e.dir, certificateFile(fpr))
	return fmt.Errorf("merge %s: %w: %s also holds %s; move it out of the keyring and name all that is wanted of it to upsig key import",
		fpr, ErrHoldsMore, file, names(more))
}

// ErrOtherPrimary says that two certificates share a version 4 fingerprint, which
// is SHA-1, and are not the same.
var ErrOtherPrimary = errors.New("another primary key with the same fingerprint")

// samePrimary compares primary keys by more than their fingerprint.
func samePrimary(r *Record, copies ...*pgp.Certificate) error {
	for _, c := range copies {
		if got := primaryDigest(c); got != r.Primary {
			return fmt.Errorf("merge %s: %w: %s, the record says %s", r.Fingerprint, ErrOtherPrimary, got, r.Primary)
		}
	}
	return nil
}

// follow lets the record follow the owner's revocations in a certificate.
func (e *edit) follow(r *Record, c *pgp.Certificate, now time.Time) {
	d := c.Inspect()
	for _, sub := range r.rememberSubkeys(d) {
		e.note(r.Fingerprint, changef(ChangeRecord, "remembers that its owner revoked the subkey %s", sub))
	}
	hard, soft := keyRevocations(d)
	if !hard && !soft {
		return
	}
	switch s := stateOf(d, r.State); {
	case s != r.State:
		e.note(r.Fingerprint, changef(ChangeState, "%s becomes %s: its owner revoked it", r.State, s))
		r.State = s
	case r.RetiredBy != ByOwner:
		e.note(r.Fingerprint, changef(ChangeRecord, "stays %s: its owner revoked it", s))
	}
	r.RetiredBy = ByOwner
	if r.Retired.IsZero() {
		r.Retired, r.Because = day(now), "its owner revoked it"
	}
}

func changef(code ChangeCode, format string, args ...any) Change {
	return Change{code, code.Level(), fmt.Sprintf(format, args...)}
}

// Merge returns the clean union of two copies of a certificate: every packet of
// either that [Clean] keeps, each once. Neither the order of the copies nor how
// often they are merged makes a difference, and nothing is ever taken away.
//
// It fails when the fingerprints differ or the union is beyond a limit, as when
// somebody floods a key with signatures.
func Merge(a, b *pgp.Certificate) (*pgp.Certificate, error) {
	both, err := a.Merge(b)
	if err != nil {
		return nil, err
	}
	clean, _, err := Clean(both)
	return clean, err
}
