package keyrings

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/safetext"
	"github.com/upsig/upsig/pgp"
	"github.com/upsig/upsig/policy"
)

// ImportOptions are what [Keyring.Import] cannot know from the material.
type ImportOptions struct {
	// Fingerprints are those that were seen through another channel. Only these
	// are imported.
	Fingerprints []string
	// Who is meant; empty takes the first user ID, which nobody has verified.
	Who      string
	Packages []string
	// Accepted says why the certificate is taken for Who's; it must be given.
	Accepted string
	Now      time.Time
}

// ErrRefused says that an import was refused as a whole; see [RefusedError].
var ErrRefused = errors.New("the material is refused")

// RefusedError lists why material cannot be imported.
type RefusedError struct {
	// Unnamed are certificates in the material that nobody named.
	Unnamed []*pgp.Certificate
	// Problems are secret keys and what is broken.
	Problems []pgp.Problem
	// Missing are fingerprints that were named and are not there.
	Missing []string
	// SubkeyOf gives, for one that is missing, the certificate that claims it as a subkey.
	SubkeyOf map[string]string
}

// Error gives one line per cause.
func (e *RefusedError) Error() string { return fmt.Sprint(errors.Join(e.Unwrap()...)) }

// Unwrap gives one error per cause. The text does not tell them apart: it may hold
// line feeds of strangers.
func (e *RefusedError) Unwrap() []error {
	var all []error
	for _, p := range e.Problems {
		text := fmt.Sprintf("import: %s: %s", p.Source, p.Detail)
		if p.Fingerprint != "" {
			text = fmt.Sprintf("import: %s: %s: %s", p.Source, p.Fingerprint, p.Detail)
		}
		if standsAlone(p) {
			text += "; name it together with its certificate, or leave it out"
		}
		all = append(all, errors.New(text))
	}
	for _, f := range e.Missing {
		if primary := e.SubkeyOf[f]; primary != "" {
			all = append(all, fmt.Errorf("import: %s is a subkey of %s: name the primary key, as seen through another channel", f, primary))
			continue
		}
		all = append(all, errors.New("import: the material does not hold "+f))
	}
	for _, c := range e.Unnamed {
		all = append(all, fmt.Errorf("import: %s also holds %s, which nobody named", c.Source(), c.Fingerprint()))
	}
	return all
}

// Is makes the error an [ErrRefused].
func (e *RefusedError) Is(target error) bool { return target == ErrRefused }

// Import works out how to add certificates to the keyring. It takes nothing that
// was not named by fingerprint, and refuses material as a whole ([*RefusedError])
// that holds other certificates, secret keys, or something broken. A certificate
// that the keyring has is merged as [Keyring.Update] does, and its record amended.
// In place of a file that is lost, it takes no copy that the record speaks against
// ([ErrDisagrees]).
func (k *Keyring) Import(all []Material, o ImportOptions) (*Plan, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	named := normalise(o.Fingerprints)
	b := readBatch(all, k.certs, func(fpr string) bool { return slices.Contains(named, fpr) })
	if err := b.refuse(named); err != nil {
		return nil, err
	}
	e := k.edit()
	for _, p := range b.problems { // beside what was named, and of no use to anybody
		e.ignore(ChangeIgnoredProblem, "%s: %s", p.Source, p.Detail)
	}
	for _, c := range b.certs {
		if err := e.take(c, b.arrival(c.Fingerprint()), o); err != nil {
			return nil, err
		}
	}
	return e.finish()
}

// Check reports what is wrong with the options, whatever the material.
func (o ImportOptions) Check() error {
	for _, f := range o.Fingerprints {
		if _, err := policy.ParseFingerprint(f); err != nil {
			return err
		}
	}
	if strings.TrimSpace(o.Accepted) == "" {
		return errors.New("say why the certificate is accepted")
	}
	if o.Who != "" && strings.TrimSpace(o.Who) == "" {
		return errors.New("say who is meant, or nothing")
	}
	for _, p := range o.Packages {
		if strings.TrimSpace(p) == "" {
			return errors.New("a package needs a name")
		}
	}
	texts := append([]string{o.Who, o.Accepted}, o.Packages...)
	for _, t := range texts {
		if err := checkText("what goes into the record", t); err != nil {
			return err
		}
	}
	return nil
}

// refuse lists what stands against the material; nil if nothing does.
func (b *batch) refuse(named []string) error {
	r := &RefusedError{SubkeyOf: map[string]string{}}
	complete := !slices.ContainsFunc(named, func(f string) bool { return !holds(b.certs, f) })
	r.Problems = append(r.Problems, b.aside...)
	for _, p := range b.problems {
		// A key of version 3 or a packet of a new kind is told, and stays outside.
		if p.Reason != policy.ReasonUnsupportedEvidence || !complete {
			r.Problems = append(r.Problems, p)
		}
	}
	for _, c := range b.certs {
		if !slices.Contains(named, c.Fingerprint()) {
			r.Unnamed = append(r.Unnamed, c)
		}
	}
	for _, f := range named {
		unusable := slices.ContainsFunc(b.aside, func(p pgp.Problem) bool { return p.Fingerprint == f })
		if !holds(b.certs, f) && !unusable {
			r.Missing = append(r.Missing, f)
			r.noteSubkey(f, b.certs)
		}
	}
	if len(r.Problems)+len(r.Unnamed)+len(r.Missing) > 0 {
		return r
	}
	return nil
}

// noteSubkey remembers whose subkey it is that was named as if it were a certificate.
func (e *RefusedError) noteSubkey(fpr string, certs []*pgp.Certificate) {
	for _, c := range certs {
		if slices.Contains(c.Keys()[1:], fpr) {
			e.SubkeyOf[fpr] = c.Fingerprint()
		}
	}
}

// arrival says how a certificate came.
type arrival struct {
	sources []Source
	// dropped is what cleaning left out already.
	dropped Dropped
}

func (b *batch) arrival(fpr string) arrival { return arrival{b.sources[fpr], b.dropped[fpr]} }

// take adds one certificate, or merges it with the copy at hand.
func (e *edit) take(c *pgp.Certificate, from arrival, o ImportOptions) error {
	fpr := c.Fingerprint()
	if known := e.Keyring.certs[fpr]; known != nil && e.record(fpr) != nil {
		if err := e.merge(known, c, from.sources, o.Now); err != nil {
			return err
		}
		e.amend(e.record(fpr), o)
		return nil
	}
	if lost := e.record(fpr); lost != nil {
		if err := lost.agrees(c); err != nil {
			return fmt.Errorf("import %w", err)
		}
	}
	if err := e.alone(fpr); err != nil {
		return err
	}
	if known := e.Keyring.certs[fpr]; known != nil {
		// A file without a record, as a copy killed half-way leaves it.
		merged, err := known.Merge(c)
		if err != nil {
			return err
		}
		c = merged
	}
	return e.introduce(c, from, o)
}

// introduce adds a certificate that is new to the keyring.
func (e *edit) introduce(c *pgp.Certificate, from arrival, o ImportOptions) error {
	clean, dropped, err := Clean(c)
	if err != nil {
		return err
	}
	switch d := clean.Inspect(); {
	case d.Problem != "": // then it has no keys
		return fmt.Errorf("import %s: %w: %s", c.Fingerprint(), ErrUnusable, d.Detail)
	case d.Keys[0].Problem != "":
		return fmt.Errorf("import %s: %w: %s", c.Fingerprint(), ErrUnusable, d.Keys[0].Detail)
	}
	fpr := clean.Fingerprint()
	e.certs[fpr] = clean
	e.note(fpr, changef(ChangeNewCertificate, "%s, made %s", clean.Algorithm(), date(clean.Created())))
	e.describe(clean, o.Now)
	if dropped = dropped.plus(from.dropped); dropped != (Dropped{}) {
		e.note(fpr, changef(ChangeCleaned, "%s", dropped))
	}
	r := e.record(fpr)
	if r == nil {
		e.records = append(e.records, Record{
			Fingerprint: fpr, State: StateActive, Primary: primaryDigest(clean), Imported: day(o.Now), Refreshed: day(o.Now),
			Who: whoFrom(clean), Accepted: o.Accepted,
		})
		r = &e.records[len(e.records)-1]
	}
	for _, s := range from.sources {
		r.addSource(s)
	}
	e.amend(r, o)
	e.follow(r, clean, o.Now)
	return nil
}

// describe tells what a new certificate holds.
func (e *edit) describe(c *pgp.Certificate, now time.Time) {
	d := c.Inspect()
	for _, u := range d.UserIDs {
		e.note(c.Fingerprint(), changef(ChangeHolds, "user ID %s", safetext.Quoted(u.ID)))
	}
	for _, k := range d.Keys {
		if signs(k) {
			what := "signing key"
			if revokedBy(k, now) || revokedBy(d.Keys[0], now) {
				what = "revoked signing key"
			}
			e.note(c.Fingerprint(), changef(ChangeHolds, "%s %s, %s, made %s, expires %s",
				what, k.Fingerprint, k.Algorithm, date(k.Created), never(k.Expires)))
		}
	}
	e.revocations(c)
}

// revocations tells what its owner or a designated revoker took back of a new
// certificate, as an update does: a key that leaked must not look like a good one.
func (e *edit) revocations(c *pgp.Certificate) {
	parts, err := c.Parts()
	if err != nil {
		return // of a clean certificate, cannot happen
	}
	told := comparison{}
	for _, p := range parts {
		for _, s := range p.Signatures {
			if s.Revokes || s.Standing == pgp.StandingRevoker {
				told.special(p, s)
			}
		}
	}
	e.note(c.Fingerprint(), told.changes...)
}

// amend writes what the maintainer says into the record.
func (e *edit) amend(r *Record, o ImportOptions) {
	was := *r
	r.Packages = slices.Clone(r.Packages)
	if o.Who != "" {
		r.Who = strings.TrimSpace(o.Who)
	}
	for _, p := range o.Packages {
		if !slices.Contains(r.Packages, p) {
			r.Packages = append(r.Packages, p)
		}
	}
	slices.Sort(r.Packages)
	if was.Who != r.Who || !slices.Equal(was.Packages, r.Packages) {
		e.note(r.Fingerprint, changef(ChangeRecord, "%s, for %s", r.Who, orNone(strings.Join(r.Packages, ", "))))
	}
}

func orNone(s string) string {
	if s == "" {
		return "no package"
	}
	return s
}

// whoFrom is a name to begin with: the primary user ID, which nobody has verified.
func whoFrom(c *pgp.Certificate) string {
	for _, id := range c.SignedUserIDs() {
		if who := oneLine(id); who != "" {
			return who
		}
	}
	return "unknown"
}

// String says what was left out, for a summary.
func (d Dropped) String() string {
	var all []string
	for _, x := range []struct {
		n    int
		what string
	}{
		{d.Certifications, "certifications by others"}, {d.Attributes, "user attributes"},
		{d.EncryptionSubkeys, "encryption subkeys"}, {d.Unbound, "parts that the key never vouched for"},
		{d.Forged, "signatures that do not hold"},
	} {
		if x.n > 0 {
			all = append(all, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	if all == nil {
		return "nothing"
	}
	return strings.Join(all, ", ")
}
