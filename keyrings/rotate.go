package keyrings

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/upsig/upsig/internal/limits"
	"github.com/upsig/upsig/pgp"
)

// Errors of [Keyring.Rotate].
var (
	// ErrNoContinuity says that nothing ties the new key to the old one.
	ErrNoContinuity = errors.New("nothing signed by the old key vouches for the new one")
	// ErrEvidence says that evidence was given and does not hold.
	ErrEvidence = errors.New("the evidence does not hold")
	// ErrNoSuccessor says that the new key is nowhere.
	ErrNoSuccessor = errors.New("neither the material nor the keyring holds the new certificate")
)

// SignedFile is a file and a detached signature over it. A nil Signature means
// that the file is a cleartext message (RFC 9580 section 7), which carries its own.
type SignedFile struct{ Data, Signature []byte }

// RotateOptions say what replaces what, and why.
type RotateOptions struct {
	// Old and New are full fingerprints. Old has a record in the keyring.
	Old, New string
	// Material holds the new certificate, unless the keyring has it; it may hold
	// the old one too, and no other.
	Material []Material
	// Statement is a text that names the new fingerprint, signed by the old key.
	Statement *SignedFile
	// KeySignature is a detached signature by the old key over the first of
	// Material, byte by byte.
	KeySignature []byte
	// Reason is written down, and must be given when nothing is signed.
	Reason string
	Now    time.Time
}

// Rotate works out how to accept a new certificate as the successor of an old
// one: on a transition statement, a certification or a signed key file by the old
// key, which are verified, or, without any of them, on a written reason alone
// ([ErrNoContinuity] without one). Evidence that is given must hold
// ([ErrEvidence]), even when there is other evidence. The record keeps it. Records
// that speak against either certificate are an error ([ErrDisagrees]): one without
// its owner's revocation vouches for nothing.
//
// The new record takes over the old one's name and packages. The old certificate
// is retired.
func (k *Keyring) Rotate(ctx context.Context, o RotateOptions) (*Plan, error) {
	r := &rotation{RotateOptions: o, edit: k.edit(), old: k.certs[o.Old]}
	if err := r.check(); err != nil {
		return nil, err
	}
	evidence, err := r.evidence(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.adopt(); err != nil {
		return nil, err
	}
	r.write(evidence)
	return r.finish()
}

type rotation struct {
	RotateOptions
	*edit
	// old is the old certificate, with what the material has of it.
	old *pgp.Certificate
	// fresh is the new certificate as it came, certifications included.
	fresh   *pgp.Certificate
	sources []Source
}

func (r *rotation) check() error {
	if err := checkText("the reason", r.Reason); err != nil {
		return err
	}
	record := r.record(r.Old)
	switch {
	case r.old == nil || record == nil:
		return fmt.Errorf("rotate: the keyring has no certificate and record of %s", r.Old)
	case r.Old == r.New:
		return errors.New("rotate: the old and the new key are the same")
	}
	if err := record.agrees(r.old); err != nil {
		return fmt.Errorf("rotate: %w", err)
	}
	if err := r.find(); err != nil {
		return err
	}
	if known := r.record(r.New); known != nil {
		if err := known.agrees(r.fresh); err != nil {
			return fmt.Errorf("rotate: %w", err)
		}
	}
	return nil
}

// find takes the new certificate from the material, or from the keyring.
func (r *rotation) find() error {
	b := readBatch(r.Material, nil, func(fpr string) bool { return fpr == r.Old || fpr == r.New })
	named := []string{r.New}
	if holds(b.certs, r.Old) {
		named = append(named, r.Old)
	}
	if len(r.Material) > 0 {
		if err := b.refuse(named); err != nil {
			return err
		}
	}
	r.fresh = r.Keyring.certs[r.New]
	for _, c := range b.certs {
		// The material may know a revocation of the old one.
		place := &r.old
		if c.Fingerprint() == r.New {
			place = &r.fresh
			var err error
			if c, err = b.whole(r.New); err != nil { // the old key may have certified it
				return err
			}
		}
		if *place == nil {
			*place = c
			continue
		}
		merged, err := (*place).Merge(c)
		if err != nil {
			return err
		}
		*place = merged
	}
	r.sources = b.sources[r.New]
	if r.fresh == nil {
		return fmt.Errorf("rotate: %w: %s", ErrNoSuccessor, r.New)
	}
	return nil
}

// adopt takes the new certificate into the keyring.
func (r *rotation) adopt() error {
	old := r.record(r.Old)
	o := ImportOptions{Accepted: r.accepted(), Who: old.Who, Packages: slices.Clone(old.Packages), Now: r.Now}
	if err := r.take(r.fresh, arrival{sources: r.sources}, o); err != nil {
		return err
	}
	if keys := SigningKeys(r.certificate(), r.Now); !slices.ContainsFunc(keys, SigningKey.Usable) {
		r.note(r.New, changef(ChangeReplacementIsRevoked, "%d signing keys", len(keys)))
	}
	return nil
}

// certificate is the new certificate as the keyring will have it.
func (r *rotation) certificate() *pgp.Certificate {
	if c := r.certs[r.New]; c != nil {
		return c
	}
	return r.fresh
}

func (r *rotation) accepted() string {
	if r.Reason != "" {
		return r.Reason
	}
	return "succeeds " + r.Old
}

// write records the evidence and retires the old key.
func (r *rotation) write(evidence []proof) {
	record := r.record(r.New)
	for _, p := range evidence {
		c := Continuity{From: r.Old, Kind: p.kind, Date: day(r.Now), Detail: oneLine(p.detail)}
		for _, f := range p.files {
			c.Files = append(c.Files, Digest(f.Data)+" "+r.keep(f))
		}
		if !slices.ContainsFunc(record.Continuity, c.same) {
			record.Continuity = append(record.Continuity, c)
		}
		r.note(r.New, changef(p.code(), "%s: %s", p.kind, c.Detail))
		r.note(r.New, p.says()...)
	}
	old := r.record(r.Old)
	r.retire(old, "replaced by "+r.New, r.Now)
	old.ReplacedBy = r.New
}

// says shows the text of a statement, line by line: a warning of a false key names it
// as well. The lines are raw: whoever shows a change escapes it.
func (p proof) says() []Change {
	var all []Change
	for line := range strings.Lines(string(p.text)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			continue
		case len(all) == limits.StatementLines:
			return append(all, changef(ChangeStatement, "... and more: read the file"))
		}
		all = append(all, changef(ChangeStatement, "%s", line))
	}
	return all
}

func (p proof) code() ChangeCode {
	switch {
	case p.kind == EvidenceReason:
		return ChangeContinuityByReason
	case len(p.weaknesses) > 0:
		return ChangeContinuityWeak
	}
	return ChangeContinuity
}

// same reports whether two entries rest on the same evidence, on whatever day.
func (c Continuity) same(o Continuity) bool {
	return c.From == o.From && c.Kind == o.Kind && c.Detail == o.Detail && slices.Equal(c.Files, o.Files)
}

// evidenceFolder is where the evidence lies, below the keyring.
const evidenceFolder = "continuity"

// keep adds a file of evidence to the plan and returns its name. Evidence of an
// earlier rotation to the same key stays, under the name that it has.
func (r *rotation) keep(f File) string {
	name := strings.Join([]string{evidenceFolder, r.New, f.Name}, "/")
	// What is there must be read first, so that nothing is overwritten that
	// somebody else wrote meanwhile.
	switch there, err := r.read(name, limits.EvidenceFile); {
	case err == nil && !bytes.Equal(there, f.Data), err != nil && !errors.Is(err, fs.ErrNotExist):
		name += "-" + strings.TrimPrefix(Digest(f.Data), "sha256:")[:16]
		_, _ = r.read(name, limits.EvidenceFile)
	}
	r.files = append(r.files, write{name, f.Data})
	return name
}
